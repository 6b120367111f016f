package tests

// This file has the client of the module http talk to servers of others, in real time. One that is not there is skipped.

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// clientPrelude begins the scripts of these tests, for which BASE is the server's address.
const clientPrelude = `
local asyncio, http, json = require("asyncio"), require("http"), require("json")
local function eq(got, want, what)
  if got ~= want then error(("%s: got %s, want %s"):format(what or "?", tostring(got), tostring(want)), 2) end
end
`

// clientOf runs a script against a server, in real time.
func clientOf(t *testing.T, base, source string) {
	t.Helper()
	w, _ := peerWorld(t)
	w.global("BASE", lua.LString(base))
	w.runPeer(t, clientPrelude+source)
}

const nodeServer = `
const http = require("http"), zlib = require("zlib");
const s = http.createServer((req, res) => {
  let body = [];
  req.on("data", d => body.push(d));
  req.on("end", () => {
    body = Buffer.concat(body);
    if (req.url == "/chunks") {
      res.writeHead(200, {"Trailer": "X-Sum"});
      let i = 0;
      const t = setInterval(() => { res.write("piece " + i + "\n"); if (++i == 5) { clearInterval(t); res.addTrailers({"X-Sum": "1"}); res.end(); } }, 5);
    } else if (req.url == "/hints") {
      res.writeEarlyHints({link: "</a.css>; rel=preload"}); res.end("hinted");
    } else if (req.url == "/gzip") {
      res.writeHead(200, {"Content-Encoding": "gzip"}); res.end(zlib.gzipSync("packed ".repeat(10000)));
    } else if (req.url == "/deflate") {
      res.writeHead(200, {"Content-Encoding": "deflate"}); res.end(zlib.deflateSync("packed ".repeat(10000)));
    } else if (req.url == "/close") {
      res.writeHead(200, {"Connection": "close"}); res.end("last");
    } else if (req.url == "/drop") {
      req.socket.destroy();
    } else {
      res.setHeader("Set-Cookie", ["a=1; Path=/; HttpOnly", "b=2; Max-Age=100"]);
      res.end(JSON.stringify({method: req.method, url: req.url, headers: req.headers, length: body.length, body: body.toString("latin1").slice(0, 1000)}));
    }
  });
});
s.listen(0, "127.0.0.1", () => console.log(s.address().port));
`

func TestHTTPNodeServer(t *testing.T) {
	port := start(t, "", program(t, "node"), "-e", nodeServer)
	clientOf(t, "http://127.0.0.1:"+port, `
http.Session({ base_url = BASE, limit = 20 }, function(s)
  local seen = await(s:post("/echo", { json = { word = "mond", list = { 1, 2, 3 } }, params = { q = "ä" } })):json()
  eq(seen.method .. seen.url .. seen.body, 'POST/echo?q=%C3%A4{"word":"mond","list":[1,2,3]}', "json")
  eq(await(s:get("/")):json().headers.cookie, "a=1; b=2", "cookies")
  local n = 0
  seen = await(s:put("/", { body = function() n = n + 1 return n <= 20 and ("x"):rep(50000) or nil end })):json()
  eq(seen.length, 1000000, "an upload in chunks")
  eq(await(s:put("/", { body = ("y"):rep(5000000) })):json().length, 5000000, "an upload")
  seen = await(s:post("/", { form = { a = "1" }, files = { f = { filename = "f.txt", content = "file", type = "text/plain" } } })):json()
  assert(seen.body:find('filename="f.txt"', 1, true))
  local lines = {}
  s:stream("GET", "/chunks", function(r) for line in r:lines() do lines[#lines + 1] = line end end)
  eq(table.concat(lines, ","), "piece 0,piece 1,piece 2,piece 3,piece 4", "chunks")
  eq(await(s:get("/hints")).body, "hinted", "early hints")
  eq(#await(s:get("/gzip")).body, 70000, "gzip")
  eq(#await(s:get("/deflate")).body, 70000, "deflate")
  eq(await(s:head("/")).body, "", "head")
  for i = 1, 3 do eq(await(s:get("/close")).body, "last", "close") end
  local ok, e = pcall(function() return await(s:get("/drop")) end)
  assert(not ok and asyncio.isinstance(e, http.ConnectionError), tostring(e))
  local list = {}
  for i = 1, 300 do list[i] = s:get("/n" .. i) end
  for i, r in ipairs(await(asyncio.gather(list))) do eq(r:json().url, "/n" .. i, "many") end
end)`)
}

const pythonHTTP = `
import http.server, socketserver
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def reply(self):
        n = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(n)
        if self.path == "/old":
            self.protocol_version = "HTTP/1.0"; self.close_connection = True
            self.send_response(200); self.end_headers(); self.wfile.write(b"to the end"); return
        if self.path == "/to":
            self.send_response(303); self.send_header("Location", "got?x=1#y"); self.send_header("Content-Length", "0"); self.end_headers(); return
        out = (self.command + " " + self.path + " ").encode() + body
        self.send_response(200); self.send_header("Content-Length", str(len(out))); self.end_headers()
        if self.command != "HEAD": self.wfile.write(out)
    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = reply
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), H)
print(s.server_address[1], flush=True)
s.serve_forever()
`

func TestHTTPPythonServer(t *testing.T) {
	port := start(t, "", python(t), "-c", pythonHTTP)
	clientOf(t, "http://127.0.0.1:"+port, `
http.Session({ base_url = BASE }, function(s)
  for i = 1, 20 do eq(await(s:get("/a b" and "/a%20b")).body, "GET /a%20b ", "get") end
  eq(await(s:post("/", { form = { q = "x y" } })).body, "POST / q=x+y", "form")
  eq(await(s:get("/old")).body, "to the end", "HTTP/1.0")
  local r = await(s:post("/to", { body = "x" }))
  eq(r.body, "GET /got?x=1 ", "redirect")
  eq(r.url, BASE .. "/got?x=1", "redirect")
  eq(await(s:delete("/d")).body, "DELETE /d ", "delete")
  eq(await(s:head("/")).status, 200, "head")
end)`)
}

// TestHTTPNginx asks nginx for 500 pages at a time, each on a connection of its own, and for 5,000 over 50.
func TestHTTPNginx(t *testing.T) {
	nginx := program(t, "nginx", "/usr/sbin/nginx")
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	conf := fmt.Sprintf(`daemon off; worker_processes 1; pid %[1]s/pid; error_log %[1]s/log;
events { worker_connections 2048; }
http { access_log off; gzip on; gzip_types text/plain; gzip_min_length 1; keepalive_requests 100;
  client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
  default_type text/plain;
  server { listen 127.0.0.1:%[2]d backlog=1024; root %[1]s; } }`, dir, port)
	for name, text := range map[string]string{"nginx.conf": conf, "page": strings.Repeat("page ", 200)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nginx, "-e", filepath.Join(dir, "log"), "-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-g", "user root;")
	if os.Getuid() != 0 {
		cmd.Args = cmd.Args[:len(cmd.Args)-2]
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	for range 600 {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	clientOf(t, "http://"+address, `
local list = {}
for i = 1, 500 do list[i] = http.get(BASE .. "/page") end
for _, r in ipairs(await(asyncio.gather(list))) do eq(r.status .. " " .. #r.body, "200 1000", "500 at a time") end
http.Session({ base_url = BASE, limit = 50 }, function(s)
  local left = 5000
  asyncio.TaskGroup(function(tg)
    for i = 1, 100 do
      tg:create_task(function()
        while left > 0 do
          left = left - 1
          local r = await(s:get("/page"))
          eq(#r.body, 1000, "page")
          eq(r.headers["content-encoding"], "gzip")
        end
      end)
    end
  end)
  eq(await(s:get("/none")).status, 404)
end)`)
}

// TestHTTPTLS holds TLS against Go's server: names and certificates count.
func TestHTTPTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			http.Redirect(w, r, "http://"+r.Host+"/", http.StatusFound)
			return
		}
		fmt.Fprint(w, r.Proto, " ", r.TLS.ServerName, " ", r.TLS.NegotiatedProtocol)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of each client that leaves
	s.StartTLS()
	defer s.Close()
	w, _ := peerWorld(t)
	w.global("BASE", lua.LString(s.URL))
	w.global("CERT", lua.LString(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})))
	w.runPeer(t, clientPrelude+`
local ok, e = pcall(function() return await(http.get(BASE)) end)
assert(not ok and asyncio.isinstance(e, http.ConnectionError) and asyncio.isinstance(e.cause, asyncio.SSLCertVerificationError), tostring(e))
eq(await(http.get(BASE, { ssl = { cadata = CERT } })).body, "HTTP/1.1  http/1.1", "trusted")
eq(await(http.get(BASE, { ssl = { verify = false } })).status, 200, "unverified")
ok, e = pcall(function() return await(http.get((BASE:gsub("127.0.0.1", "localhost")), { ssl = { cadata = CERT } })) end)
assert(not ok and asyncio.isinstance(e.cause, asyncio.SSLCertVerificationError), "another name: " .. tostring(e))
ok, e = pcall(function() return await(http.get(BASE .. "/down", { ssl = { cadata = CERT } })) end)
assert(not ok and e.name == "HTTPError" and tostring(e):find("https to http"), tostring(e))
ok, e = pcall(function() return await(http.get((BASE:gsub("https", "http")))) end)
assert(ok and e.status == 400, "plain to TLS")
http.Session({ ssl = { cadata = CERT } }, function(s)
  for i = 1, 3 do eq(await(s:get(BASE)).status, 200) end
end)
http.Session({ limit = 1 }, function(s) -- what was not verified is not used where it has to be
  eq(await(s:get(BASE, { ssl = { verify = false } })).status, 200)
  ok, e = pcall(function() return await(s:get(BASE)) end)
  assert(not ok and asyncio.isinstance(e.cause, asyncio.SSLCertVerificationError), tostring(e))
  eq(await(s:get(BASE, { ssl = { verify = false } })).status, 200)
  ok, e = pcall(function() return await(s:get(BASE, { ssl = true })) end)
  assert(not ok, "trusts what is verified")
end)

-- by a proxy that tunnels
local proxy = await(asyncio.start_server(function(reader, writer)
  local host, port = await(reader:readuntil("\r\n\r\n")):match("^CONNECT (%S+):(%d+) ")
  local back, forth = await(asyncio.open_connection(host, tonumber(port)))
  writer:write("HTTP/1.1 200 Connected\r\n\r\n")
  local function pump(from, to)
    for s in function() local s = await(from:read(65536)) return s ~= "" and s or nil end do to:write(s) end
    to:close()
  end
  await(asyncio.gather({ async(pump)(reader, forth), async(pump)(back, writer) }, { return_exceptions = true }))
end, "127.0.0.1", 0))
local address = "http://127.0.0.1:" .. proxy.port
eq(await(http.get(BASE, { ssl = { cadata = CERT }, proxy = address })).status, 200, "tunnel")
http.Session({ ssl = { cadata = CERT }, proxy = address }, function(s)
  for i = 1, 3 do eq(await(s:get(BASE)).status, 200) end
end)
proxy:close()
await(proxy:wait_closed())
`)
}
