package tests

import (
	"io"
	"net"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// late is how long the stranger takes, in real time: a clock that guesses that nothing will come has jumped by then.
const late = 300 * time.Millisecond

// TestVirtualTime has programs wait for themselves, which takes no time, and for a stranger, which takes its own.
func TestVirtualTime(t *testing.T) {
	tests := []struct {
		name, source string
		own          bool // it waits for nobody else: hours pass at once
	}{
		{"a slow answer comes before a timeout", `
local r, w = await(asyncio.open_connection("127.0.0.1", PORT))
local t0 = asyncio.get_running_loop():time()
local line = asyncio.timeout(60, function() return await(r:readline()) end)
assert(line == "late\n")
local took = asyncio.get_running_loop():time() - t0
assert(took > 0.1 and took < 30, took)
w:close()`, false},
		{"a timeout around a silent stranger takes as long as it says", `
local r, w = await(asyncio.open_connection("127.0.0.1", PORT))
await(r:readline())
local t0, c0 = asyncio.get_running_loop():time(), NOW()
local ok, e = pcall(function() asyncio.timeout(0.4, function() await(r:readline()) end) end)
assert(not ok and asyncio.isinstance(e, asyncio.TimeoutError))
assert(NOW() - c0 > 0.39, NOW() - c0)
assert(math.abs(asyncio.get_running_loop():time() - t0 - 0.4) < 1e-6)
w:close()`, false},
		{"a protocol's stranger", `
local got = asyncio.get_running_loop():create_future()
local P = {data_received = function(self, s) got:set_result(s) end}
local tr = await(asyncio.get_running_loop():create_connection(function() return P end, "127.0.0.1", PORT))
assert(asyncio.timeout(60, function() return await(got) end) == "late\n")
tr:close()`, false},
		{"a datagram's answer", `
local e = await(asyncio.open_datagram_endpoint{remote_addr = {"127.0.0.1", UDP}})
e:sendto("x")
local b = asyncio.timeout(60, function() return await(e:recvfrom()) end)
assert(b == "late")
e:close()
e = await(asyncio.open_datagram_endpoint{local_addr = {"127.0.0.1", 0}})
e:sendto("x", {"127.0.0.1", UDP})
assert(asyncio.timeout(60, function() return await(e:recvfrom()) end) == "late")
e:close()`, false},
		{"a thread", `
local v = asyncio.timeout(60, function() return await(asyncio.to_thread(function()
  local t = os.clock()
  while os.clock() - t < 0.2 do end
  return 7
end)) end)
assert(v == 7)`, false},
		{"a process", `
local p = await(asyncio.create_subprocess_exec("sleep", "0.3"))
assert(asyncio.timeout(60, function() return await(p:wait()) end) == 0)`, false},
		{"a process that does not end", `
local p = await(asyncio.create_subprocess_exec("sleep", "60"))
local c0 = NOW()
local ok = pcall(function() asyncio.timeout(0.3, function() await(p:wait()) end) end)
assert(not ok and NOW() - c0 > 0.29)
p:kill()
await(p:wait())`, false},
		{"an hour between a program's own ends", `
local server = await(asyncio.start_server(function(r, w)
  for _ = 1, 60 do
    await(r:readline())
    await(asyncio.sleep(60))
    w:write("pong\n")
  end
  w:close()
end, "127.0.0.1", 0))
local r, w = await(asyncio.open_connection("127.0.0.1", server.sockets[1].port))
for _ = 1, 60 do
  w:write("ping\n")
  assert(asyncio.timeout(61, function() return await(r:readline()) end) == "pong\n")
end
assert(await(r:read()) == "")
assert(asyncio.get_running_loop():time() == 3600)
w:close()
server:close()`, true},
		{"an hour with TLS, and TLS that begins late", `
local own = require("lib.certificate")
local tls = {server = asyncio.ssl_context{certdata = own.cert, keydata = own.key}, client = asyncio.ssl_context{cadata = own.cert}}
local function serve(r, w)
  if LATE then
    assert(await(r:readline()) == "STARTTLS\n")
    w:write("go\n")
    await(w:start_tls(tls.server))
  end
  for _ = 1, 60 do
    assert(await(r:readline()) == "ping\n")
    await(asyncio.sleep(30))
    w:write("pong\n")
  end
  w:close()
end
for _, late in ipairs{false, true} do
  LATE = late
  local server = await(asyncio.start_server(serve, "127.0.0.1", 0, {ssl = not late and tls.server or nil}))
  local options = not late and {ssl = tls.client, server_hostname = "localhost"} or {}
  local r, w = await(asyncio.open_connection("127.0.0.1", server.sockets[1].port, options))
  if late then
    w:write("STARTTLS\n")
    assert(await(r:readline()) == "go\n")
    await(w:start_tls(tls.client, {server_hostname = "localhost"}))
  end
  for _ = 1, 60 do
    w:write("ping\n")
    assert(asyncio.timeout(30.5, function() return await(r:readline()) end) == "pong\n")
  end
  assert(asyncio.timeout(1, function() return await(r:read()) end) == "")
  w:close()
  server:close()
end
assert(asyncio.get_running_loop():time() == 3600)`, true},
		{"what nobody reads holds nothing up", `
local server = await(asyncio.start_server(function(r, w)
  await(asyncio.sleep(3600))
  local n = 0
  while true do
    local s = await(r:read(100000))
    if s == "" then break end
    n = n + #s
    await(asyncio.sleep(1))
  end
  w:write(tostring(n))
  w:close()
end, "127.0.0.1", 0))
local r, w = await(asyncio.open_connection("127.0.0.1", server.sockets[1].port))
w:write(("x"):rep(2000000))
w:write_eof()
assert(await(r:read()) == "2000000")
assert(asyncio.get_running_loop():time() >= 3600)
w:close()
server:close()`, true},
		{"the end of a connection arrives before a timeout", `
local server = await(asyncio.start_server(function(r, w)
  await(r:readline())
  w.transport:abort()
end, "127.0.0.1", 0))
for _ = 1, 20 do
  local r, w = await(asyncio.open_connection("127.0.0.1", server.sockets[1].port))
  w:write("x\n")
  pcall(function() asyncio.timeout(0.001, function() return await(r:read()) end) end)
  w:close()
end
assert(asyncio.get_running_loop():time() == 0)
server:close()`, true},
		{"own datagrams arrive before a timeout", `
local a = await(asyncio.open_datagram_endpoint{local_addr = {"127.0.0.1", 0}})
local b = await(asyncio.open_datagram_endpoint{local_addr = {"127.0.0.1", 0}})
for _ = 1, 50 do
  a:sendto("x", b:get_extra_info("sockname"))
  local _, from = asyncio.timeout(0.001, function() return await(b:recvfrom()) end)
end
await(asyncio.sleep(3600))
local ok = pcall(function() asyncio.timeout(3600, function() return await(b:recvfrom()) end) end)
assert(not ok)
a:close()
b:close()`, true},
		{"a socket that only listens slows nothing", `
local server = await(asyncio.start_server(function() end, "127.0.0.1", 0))
local e = await(asyncio.open_datagram_endpoint{local_addr = {"127.0.0.1", 0}})
local t = asyncio.create_task(server:serve_forever())
local u = asyncio.create_task(e:recvfrom())
await(asyncio.sleep(3600))
t:cancel() u:cancel()
server:close() e:close()`, true},
		{"a socket of the machine", `
local path = PATH
local server = await(asyncio.start_unix_server(function(r, w)
  await(r:readline())
  await(asyncio.sleep(1800))
  w:write("pong\n")
  w:close()
end, path))
for _ = 1, 4 do
  local r, w = await(asyncio.open_unix_connection(path))
  w:write("ping\n")
  assert(asyncio.timeout(1801, function() return await(r:readline()) end) == "pong\n")
  w:close()
end
server:close()`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, false)
			w.global("PORT", lua.LNumber(slowStream(t)))
			w.global("UDP", lua.LNumber(slowDatagrams(t)))
			w.global("PATH", lua.LString(t.TempDir()+"/s"))
			w.global("NOW", w.rt.State().NewFunction(func(L *lua.LState) int {
				L.Push(lua.LNumber(float64(time.Now().UnixNano()) / 1e9))
				return 1
			}))
			began := time.Now()
			if err := w.run(test.source, test.name); err != nil {
				t.Error(text(err))
			}
			if w.stderr.Len() > 0 {
				t.Errorf("reported:\n%s", w.stderr.String())
			}
			if took := time.Since(began); test.own && took > time.Minute {
				t.Errorf("an hour of its own took %v", took)
			}
		})
	}
}

// slowStream is the port of a server that sends a line late, and then nothing.
func slowStream(t *testing.T) int {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			time.Sleep(late)
			_, _ = c.Write([]byte("late\n"))
			_, _ = io.Copy(io.Discard, c)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = ln.Close(); <-ended })
	return ln.Addr().(*net.TCPAddr).Port
}

// slowDatagrams is the port of one who answers each datagram late.
func slowDatagrams(t *testing.T) int {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b := make([]byte, 100)
		for {
			_, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			time.Sleep(late)
			_, _ = c.WriteTo([]byte("late"), from)
		}
	}()
	t.Cleanup(func() { _ = c.Close(); <-ended })
	return c.LocalAddr().(*net.UDPAddr).Port
}
