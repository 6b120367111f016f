package tests

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// This file has scripts talk to other programs, in real time. A program that is not there is skipped.

// peerWorld is a world in real time that knows the folder of the test as DIR.
func peerWorld(t *testing.T) (*world, string) {
	w := makeWorld(t, false, nil)
	dir := t.TempDir()
	w.global("DIR", lua.LString(dir))
	return w, dir
}

// runPeer runs a script that must end without error or report.
func (w *world) runPeer(t *testing.T, source string) {
	t.Helper()
	if err := w.run(source, t.Name()+".lua"); err != nil {
		t.Fatal(text(err))
	}
	if w.stderr.Len() > 0 {
		t.Errorf("reported:\n%s", w.stderr.String())
	}
}

// program is the path of a program; the test is skipped where it is missing.
func program(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	t.Skipf("%s is not there", names[0])
	return ""
}

// python is a Python that works: 3.13 if there is one.
func python(t *testing.T) string {
	t.Helper()
	list, _ := filepath.Glob(os.ExpandEnv("$HOME/.pyenv/versions/3.13*/bin/python3.13"))
	for _, name := range append(list, "python3.13", "python3") {
		if exec.Command(name, "-c", "import asyncio, ssl").Run() == nil {
			return name
		}
	}
	t.Skip("there is no Python")
	return ""
}

// makeCertificate writes DIR/cert.pem and DIR/key.pem for localhost.
func makeCertificate(t *testing.T, dir string) {
	t.Helper()
	out, err := exec.Command(program(t, "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
		"-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
		"-keyout", filepath.Join(dir, "key.pem"), "-out", filepath.Join(dir, "cert.pem")).CombinedOutput()
	if err != nil {
		t.Fatalf("openssl req: %v\n%s", err, out)
	}
}

// start runs a program until the test ends, and returns the first line it prints that begins with prefix.
func start(t *testing.T, prefix, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
	})
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := out.Read(b)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, stderr.String())
		}
		if n > 0 && b[0] == '\n' {
			if strings.HasPrefix(string(line), prefix) {
				return string(line)
			}
			line = nil
			continue
		}
		line = append(line, b[:n]...)
	}
}

const pythonServer = `
import asyncio, sys, ssl
async def handle(r, w):
    while line := await r.readline():
        w.write(line.upper())
        await w.drain()
    w.write(b"bye")
    w.write_eof() if w.can_write_eof() else None
    w.close()
async def main():
    ctx = None
    if len(sys.argv) > 1:
        ctx = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        ctx.load_cert_chain(sys.argv[1] + "/cert.pem", sys.argv[1] + "/key.pem")
        ctx.set_alpn_protocols(["upper/1"])
    s = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=ctx)
    print(s.sockets[0].getsockname()[1], flush=True)
    await s.serve_forever()
asyncio.run(main())
`

func TestPythonServer(t *testing.T) {
	port := start(t, "", python(t), "-c", pythonServer)
	w, _ := peerWorld(t)
	w.runPeer(t, fmt.Sprintf(`
local asyncio = require("asyncio")
local tasks = {}
for i = 1, 50 do
  tasks[i] = asyncio.create_task(function()
    local r, w = await(asyncio.open_connection("127.0.0.1", %s))
    for n = 1, 20 do
      w:write("line " .. i .. " " .. n .. "\n")
      local got = await(r:readline())
      assert(got == "LINE " .. i .. " " .. n .. "\n", got)
    end
    w:write_eof()
    assert(await(r:read()) == "bye")
    w:close()
    await(w:wait_closed())
  end)
end
await(asyncio.gather(tasks))
`, port))
}

func TestPythonTLSServer(t *testing.T) {
	w, dir := peerWorld(t)
	makeCertificate(t, dir)
	port := start(t, "", python(t), "-c", pythonServer, dir)
	w.runPeer(t, fmt.Sprintf(`
local asyncio = require("asyncio")
local ok, e = pcall(await, asyncio.open_connection("localhost", %[1]s, { ssl = true }))
assert(not ok and asyncio.isinstance(e, asyncio.SSLCertVerificationError), tostring(e))
local ctx = asyncio.ssl_context({ cafile = DIR .. "/cert.pem", alpn_protocols = { "upper/1" } })
ok, e = pcall(await, asyncio.open_connection("127.0.0.1", %[1]s, { ssl = ctx, server_hostname = "elsewhere" }))
assert(not ok and asyncio.isinstance(e, asyncio.SSLCertVerificationError), tostring(e))
for _, ssl in ipairs({ ctx, { verify = false }, { cafile = DIR .. "/cert.pem", check_hostname = false } }) do
  local r, w = await(asyncio.open_connection("127.0.0.1", %[1]s, { ssl = ssl, server_hostname = "localhost" }))
  w:write("secret\n")
  assert(await(r:readline()) == "SECRET\n")
  if ssl == ctx then
    assert(w:get_extra_info("ssl_object").alpn_protocol == "upper/1")
    assert(w:get_extra_info("sslcontext") == ctx)
    assert(w:get_extra_info("peercert").subject == "CN=localhost")
  end
  w:close()
  await(w:wait_closed())
end
`, port))
}

const pythonClient = `
import asyncio, sys, ssl
async def one(port, ctx, i):
    r, w = await asyncio.open_connection("localhost" if ctx else "127.0.0.1", port, ssl=ctx)
    for n in range(20):
        w.write(b"%d %d\n" % (i, n))
        assert await r.readline() == b"echo %d %d\n" % (i, n)
    w.close()
    await w.wait_closed()
async def main():
    ctx = None
    if len(sys.argv) > 2:
        ctx = ssl.create_default_context(cafile=sys.argv[2] + "/cert.pem")
    await asyncio.gather(*(one(int(sys.argv[1]), ctx, i) for i in range(50)))
    print("fine")
asyncio.run(main())
`

// echoServer is a script that serves lines and runs a program as the client: CLIENT(port) gives its arguments.
const echoServer = `
local asyncio = require("asyncio")
local function handle(r, w)
  for line in r:lines() do
    w:write("echo " .. line .. "\n")
    await(w:drain())
  end
  w:close()
end
local ssl = TLS and { certfile = DIR .. "/cert.pem", keyfile = DIR .. "/key.pem" } or nil
local server = await(asyncio.start_server(handle, "127.0.0.1", 0, { ssl = ssl }))
local args = CLIENT(server.port)
local p = await(asyncio.create_subprocess_exec(unpack(args)))
local out, err = await(p:communicate(INPUT))
assert(p.returncode == 0, "client: " .. tostring(p.returncode) .. "\n" .. tostring(out) .. tostring(err))
assert(out:find(EXPECT, 1, true), out)
server:close()
await(server:wait_closed())
`

// runServer runs echoServer with a client.
func runServer(t *testing.T, tls bool, expect, input string, client func(dir string, port int) []string) {
	t.Helper()
	w, dir := peerWorld(t)
	if tls {
		makeCertificate(t, dir)
	}
	L := w.rt.State()
	w.global("TLS", lua.LBool(tls))
	w.global("EXPECT", lua.LString(expect))
	w.global("INPUT", lua.LString(input))
	w.global("CLIENT", L.NewFunction(func(L *lua.LState) int {
		list := L.NewTable()
		for _, a := range client(dir, int(L.CheckNumber(1))) {
			list.Append(lua.LString(a))
		}
		options := L.NewTable()
		for _, key := range []string{"stdin", "stdout", "stderr"} {
			options.RawSetString(key, lua.LNumber(-1))
		}
		list.Append(options)
		L.Push(list)
		return 1
	}))
	w.runPeer(t, echoServer)
}

func TestPythonClient(t *testing.T) {
	path := python(t)
	for _, tls := range []bool{false, true} {
		t.Run(fmt.Sprintf("tls=%t", tls), func(t *testing.T) {
			runServer(t, tls, "fine\n", "", func(dir string, port int) []string {
				args := []string{path, "-c", pythonClient, fmt.Sprint(port)}
				if tls {
					args = append(args, dir)
				}
				return args
			})
		})
	}
}

const nodeClient = `
const tls = process.argv[2] !== "";
const net = require(tls ? "tls" : "net");
const options = { port: +process.argv[1], host: "127.0.0.1", servername: "localhost" };
if (tls) options.ca = require("fs").readFileSync(process.argv[2] + "/cert.pem");
const c = net.connect(options, () => c.write("from node\n"));
c.on("data", d => { process.stdout.write(d); c.end(); });
c.on("error", e => { console.error(e); process.exit(1); });
`

func TestNodeClient(t *testing.T) {
	path := program(t, "node")
	for _, tls := range []bool{false, true} {
		t.Run(fmt.Sprintf("tls=%t", tls), func(t *testing.T) {
			runServer(t, tls, "echo from node\n", "", func(dir string, port int) []string {
				if !tls {
					dir = ""
				}
				return []string{path, "-e", nodeClient, fmt.Sprint(port), dir}
			})
		})
	}
}

func TestOpenSSLClient(t *testing.T) {
	path := program(t, "openssl")
	runServer(t, true, "echo via openssl", "", func(dir string, port int) []string {
		return []string{"sh", "-c", fmt.Sprintf(
			"(echo via openssl; sleep 1) | %s s_client -quiet -no_ign_eof -verify_return_error -CAfile %s/cert.pem -connect 127.0.0.1:%d", path, dir, port)}
	})
}

func TestOpenSSLServer(t *testing.T) {
	path := program(t, "openssl")
	w, dir := peerWorld(t)
	makeCertificate(t, dir)
	port := freePort(t)
	start(t, "ACCEPT", path, "s_server", "-rev", "-accept", port, "-cert", dir+"/cert.pem", "-key", dir+"/key.pem")
	w.runPeer(t, fmt.Sprintf(`
local asyncio = require("asyncio")
local r, w = await(asyncio.open_connection("localhost", %s, { ssl = { cafile = DIR .. "/cert.pem" }, family = "inet" }))
w:write("drawer\n")
assert(await(r:readline()) == "reward\n")
w:close()
`, port))
}

// freePort is a port that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	out, err := exec.Command(python(t), "-c", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// curl gets a page from an HTTP server of forty lines.
func TestCurl(t *testing.T) {
	path := program(t, "curl")
	w, _ := peerWorld(t)
	w.global("CURL", lua.LString(path))
	w.runPeer(t, `
local asyncio = require("asyncio")
local body = string.rep("page\n", 100000)
local server = await(asyncio.start_server(function(r, w)
  local request = await(r:readline())
  repeat until await(r:readline()) == "\r\n"
  assert(request == "GET /x HTTP/1.1\r\n", request)
  w:write("HTTP/1.1 200 OK\r\nContent-Length: " .. #body .. "\r\nConnection: close\r\n\r\n")
  w:write(body)
  await(w:drain())
  w:close()
end, "127.0.0.1", 0))
local tasks = {}
for i = 1, 5 do
  tasks[i] = asyncio.create_task(function()
    local p = await(asyncio.create_subprocess_exec(CURL, "-sS", "http://127.0.0.1:" .. server.port .. "/x",
      { stdout = asyncio.subprocess.PIPE }))
    local out = await(p:communicate())
    assert(out == body, #out)
    assert(p.returncode == 0)
  end)
end
await(asyncio.gather(tasks))
server:close()
`)
}
