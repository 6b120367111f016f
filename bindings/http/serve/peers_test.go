package serve

import (
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/host"
)

// need skips a test where a program is missing, which try finds out.
func need(t *testing.T, what string, name string, try ...string) {
	t.Helper()
	if out, err := exec.Command(name, try...).CombinedOutput(); err != nil {
		t.Skipf("%s is not there: %v %.80s", what, err, out)
	}
}

// TestNodeWebsocket has the package ws of npm, which NODE_PATH leads to, talk to a server, plain and compressed.
func TestNodeWebsocket(t *testing.T) {
	need(t, "ws of npm", "node", "-e", `require("ws")`)
	w := serving(t, host.Options{}, `
app = http.App()
app:ws("/", function(ws)
  for m, kind in ws:messages() do
    if kind == "text" then await(ws:send(m)) else await(ws:send_bytes(m)) end
  end
end, {compression = true})
app:ws("/code", function(ws) await(ws:close(4002, "why")) end)`)
	const script = `
const WebSocket = require("ws"), url = "ws://127.0.0.1:" + process.argv[1]
const run = compress => new Promise((done, fail) => {
  const ws = new WebSocket(url + "/", {perMessageDeflate: compress})
  const want = ["h\u00e9", Buffer.from([0, 255, 7]), "x".repeat(1000000), "", "ab".repeat(40000)]
  let i = 0, pong = ""
  ws.on("open", () => {
    for (const m of want) ws.send(m)
    ws.ping("p")
    ws.send("fr", {fin: false})
    ws.send("ag", {fin: true})
  })
  ws.on("pong", d => pong = d.toString())
  ws.on("message", (d, binary) => {
    if (i < want.length) {
      const w = want[i++]
      if (binary ? Buffer.compare(d, w) : d.toString() !== w) fail(new Error("message " + i + " is another"))
    } else {
      console.log(d.toString(), ws.extensions)
      setTimeout(() => { console.log("pong " + pong); ws.close(4000, "done") }, 50)
    }
  })
  ws.on("close", c => { console.log("closed", c); done() })
  ws.on("error", fail)
})
;(async () => {
  await run(false)
  await run(true)
  await new Promise(done => new WebSocket(url + "/code").on("close", (c, r) => { console.log(c, r.toString()); done() }))
  await new Promise(done => new WebSocket(url + "/", {origin: "http://evil"}).on("error", e => { console.log(e.message); done() }))
})()`
	out, err := exec.Command("node", "-e", script, strconv.Itoa(w.port)).CombinedOutput()
	const want = "frag \npong p\nclosed 4000\nfrag permessage-deflate\npong p\nclosed 4000\n4002 why\nUnexpected server response: 403\n"
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestPythonClient has Python's http.client use a connection several times.
func TestPythonClient(t *testing.T) {
	need(t, "python3", "python3", "-c", "import http.client")
	w := serving(t, host.Options{}, hello)
	out, err := exec.Command("python3", "-c", `
import http.client, sys
c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
def ask(*args, **kw):
    c.request(*args, **kw)
    r = c.getresponse()
    print(r.status, r.read().decode().strip())
ask("GET", "/")
ask("POST", "/echo", "x" * 10)
ask("POST", "/echo", iter([b"ab", b"cd"]), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
ask("GET", "/stream")
ask("HEAD", "/")
ask("GET", "/none")
`, strconv.Itoa(w.port)).CombinedOutput()
	if want := "200 hello\n200 xxxxxxxxxx\n200 abcd\n200 abc\n200 \n404 Not Found\n"; err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestCurl has curl send what programs rarely do.
func TestCurl(t *testing.T) {
	need(t, "curl", "curl", "--version")
	w := serving(t, host.Options{}, hello)
	url := fmt.Sprintf("http://127.0.0.1:%d", w.port)
	for _, c := range []struct{ args, want string }{
		{"-sS URL/ URL/json", `hello{"a":1}`},
		{"-sS --http1.0 URL/stream", "abc"},
		{"-sS --http2 URL/", "hello"},
		{"-sS -d abc -H Expect:100-continue URL/echo", "abc"},
		{"-sS -o - -w %{http_code} -X DELETE URL/", "Method Not Allowed\n405"},
		{"-sS -I -o - -w %{size_download} URL/", "0"},
	} {
		out, err := exec.Command("curl", strings.Fields(strings.ReplaceAll(c.args, "URL", url))...).CombinedOutput()
		if err != nil || !strings.HasSuffix(string(out), c.want) {
			t.Errorf("curl %s: %v %q, want %q", c.args, err, out, c.want)
		}
	}
}

// TestUnderLimits: in a World with limits, clients that send and ask for as much as they can meet the limit, and the server
// goes on.
func TestUnderLimits(t *testing.T) {
	o := host.Options{}
	o.MaxMemory, o.MaxStep = 24<<20, 5e6
	w := serving(t, o, hello+`
app:get("/loop", function() while true do end end)
app:get("/large", function() return ("x"):rep(1e9) end)
app:get("/grow", function() local t = {} for i = 1, 1e9 do t[i] = {i} end end)
app:get("/stream_large", function() return {stream = function(write) for i = 1, 1e6 do await(write(("x"):rep(1e6))) end end} end)
app:post("/upload", function(req) return tostring(#await(req:read())) end, {max_body = 2^30})
app:ws("/ws", function(ws) await(asyncio.sleep(30)) end, {max_size = 2^30, queue = 1000})`)
	for path, want := range map[string]string{"/loop": "500", "/large": "500", "/grow": "500"} {
		c := w.dial()
		c.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
		if s := statuses(c.rest()); !strings.HasPrefix(s, want) {
			t.Errorf("%s: %q, want %s", path, s, want)
		}
	}
	flood := func(begin, piece string) {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", w.port))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(3 * time.Second))
		_, _ = c.Write([]byte(begin))
		for range 100 {
			if _, err := c.Write([]byte(piece)); err != nil {
				return // it was cut off, or has to wait
			}
		}
	}
	mega := strings.Repeat("x", 1<<20)
	flood("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n", mega)
	flood(fmt.Sprintf(upgrade, "/ws", ""), frame(0x82, mega))
	flood("GET /stream_large HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	used, err := w.MemoryUsed()
	if err != nil || used > 24<<20 {
		t.Errorf("%d bytes are in use, %v", used, err)
	}
	c := w.dial()
	c.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	if s := statuses(c.rest()); s != "200(hello)" {
		t.Errorf("afterwards: %q", s)
	}
}

// TestNodeCases holds what is expected of a websocket against ws of npm: each case does the same there.
func TestNodeCases(t *testing.T) {
	need(t, "ws of npm", "node", "-e", `require("ws")`)
	cmd := exec.Command("node", "-e", `
const s = new (require("ws").Server)({host: "127.0.0.1", port: 0, maxPayload: 200000}, () => console.log(s.address().port))
s.on("connection", ws => { ws.on("message", (d, binary) => ws.send(d, {binary})); ws.on("error", () => {}) })
process.stdin.on("end", () => process.exit()).resume()`)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = in.Close()
		_ = cmd.Wait()
	}()
	var port int
	if _, err := fmt.Fscan(out, &port); err != nil {
		t.Fatal(err)
	}
	for _, c := range socketCases() {
		if strings.HasPrefix(c.name, "6.4.1") {
			c.send += frame(0x80, "") // ws looks at a text when it is whole
		}
		s := websocketAt(t, port, "/", "")
		s.send(c.send)
		if got := s.frames(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		_ = s.Close()
	}
}
