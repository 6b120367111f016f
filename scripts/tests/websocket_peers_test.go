package tests

// This file has websockets of both sides talk to those of others, in real time. A peer that is not there is skipped.

import (
	"os/exec"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// pythonWebsocket is both sides on the package websockets of Python, of which Debian's python3-websockets is enough. The
// client is told the server's address, and prints what it sees.
const pythonWebsocket = `
import asyncio, sys
import websockets

async def serve():
    async def handler(ws):
        path = ws.path if hasattr(ws, "path") else ws.request.path
        if path == "/bye":
            await ws.close(4001, "enough")
        elif path == "/fragments":
            await ws.send(["one ", "", "message"])
            await ws.send([b"\x00", b"\xff"])
            await asyncio.wait_for(await ws.ping(b"are you there"), 5)
            await ws.send("answered")
        else:
            async for m in ws:
                await ws.send(m)
            print(ws.close_code, ws.close_reason, file=sys.stderr)
    async with websockets.serve(handler, "127.0.0.1", 0, max_size=2**21, subprotocols=["b"]) as s:
        print(s.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()

async def client(url):
    for compression in None, "deflate":
        async with websockets.connect(url + "/", compression=compression, max_size=2**21, subprotocols=["x", "b"]) as ws:
            print(ws.subprotocol, [e.name for e in ws.extensions] if hasattr(ws, "extensions") else "")
            for m in ["h\u00e9", b"\x00\xff", "x" * 1000000, "", b"", "ab" * 40000]:
                await ws.send(m)
                assert await ws.recv() == m, len(m)
            await ws.send(["in ", "three ", "parts"])
            print(await ws.recv())
            await asyncio.wait_for(await ws.ping(b"p"), 5)
            await ws.send("too large" * 200000)
            try:
                await ws.recv()
            except websockets.ConnectionClosed:
                print(ws.close_code)
    async with websockets.connect(url + "/bye") as ws:
        try:
            await ws.recv()
        except websockets.ConnectionClosed:
            print(ws.close_code, ws.close_reason)
    try:
        async with websockets.connect(url + "/", origin="http://evil.test"):
            pass
    except Exception as e:
        print(getattr(e, "status_code", None) or e.response.status_code)

asyncio.run(serve() if len(sys.argv) == 1 else client(sys.argv[1]))
`

// websocketsPython is a Python that has the package websockets.
func websocketsPython(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import websockets").Run() == nil {
			return name
		}
	}
	t.Skip("no Python has websockets")
	return ""
}

// websocketClient is what a client sees of servers of others.
const websocketClient = `
for _, compression in ipairs { false, true } do
  http.websocket("ws" .. BASE:sub(5) .. "/", { protocols = { "a", "b" }, compression = compression, max_size = 2^21 }, function(ws)
    eq(ws.protocol, "b", "protocol")
    for i, m in ipairs { "hé", ("x"):rep(1000000), "", ("ab"):rep(40000) } do
      await(ws:send(m))
      local data, kind = await(ws:receive())
      assert(data == m and kind == "text", i)
    end
    for _, m in ipairs { "\0\255", "", ("\1"):rep(300000) } do
      await(ws:send_bytes(m))
      local data, kind = await(ws:receive())
      assert(data == m and kind == "binary", #m)
    end
    local many = {}
    for i = 1, 500 do many[i] = ws:send(tostring(i)) end
    local sending = asyncio.gather(many)
    for i = 1, 500 do eq(await(ws:receive()), tostring(i), "order") end
    await(sending)
    await(ws:close(4000, "done"))
  end)
end
http.websocket("ws" .. BASE:sub(5) .. "/fragments", function(ws)
  eq(await(ws:receive()), "one message", "fragments")
  local data, kind = await(ws:receive())
  eq(data .. kind, "\0\255binary", "fragments")
  eq(await(ws:receive()), "answered", "a ping")
end)
local ok, e = pcall(http.websocket, "ws" .. BASE:sub(5) .. "/bye", function(ws) await(ws:receive()) end)
assert(not ok and asyncio.isinstance(e, http.WebSocketClosed), tostring(e))
eq(e.code .. e.reason, "4001enough", "close")
`

func TestWebsocketPythonServer(t *testing.T) {
	port := start(t, "", websocketsPython(t), "-c", pythonWebsocket)
	clientOf(t, "http://127.0.0.1:"+port, websocketClient)
}

// nodeWebsocketServer is a server on the package ws of npm, which NODE_PATH leads to.
const nodeWebsocketServer = `
const WebSocket = require("ws");
const s = new WebSocket.Server({host: "127.0.0.1", port: 0, perMessageDeflate: true, maxPayload: 2**21, handleProtocols: () => "b"},
  () => console.log(s.address().port));
s.on("connection", (ws, req) => {
  if (req.url == "/bye") return ws.close(4001, "enough");
  if (req.url == "/fragments") {
    ws.send("one ", {fin: false}); ws.send("", {fin: false}); ws.send("message", {fin: true});
    ws.send(Buffer.from([0]), {fin: false}); ws.send(Buffer.from([255]), {fin: true});
    ws.on("pong", d => ws.send(d.toString() == "there?" ? "answered" : "another"));
    return ws.ping("there?");
  }
  ws.on("message", (d, binary) => ws.send(d, {binary}));
});
`

func TestWebsocketNodeServer(t *testing.T) {
	node := program(t, "node")
	if exec.Command(node, "-e", `require("ws")`).Run() != nil {
		t.Skip("Node has no ws")
	}
	port := start(t, "", node, "-e", nodeWebsocketServer)
	clientOf(t, "http://127.0.0.1:"+port, websocketClient)
}

func TestWebsocketPythonClient(t *testing.T) {
	python := websocketsPython(t)
	w, _ := peerWorld(t)
	w.global("PYTHON", lua.LString(python))
	w.global("PROGRAM", lua.LString(pythonWebsocket))
	w.runPeer(t, clientPrelude+`
local app = http.App()
app:ws("/", function(ws)
  for m, kind in ws:messages() do
    if kind == "text" then await(ws:send(m)) else await(ws:send_bytes(m)) end
  end
end, { protocols = { "b" }, compression = true })
app:ws("/bye", function(ws) await(ws:close(4001, "enough")) end)
local server = await(app:start("127.0.0.1", 0))
local p = await(asyncio.create_subprocess_exec(PYTHON, "-c", PROGRAM, "ws://127.0.0.1:" .. server.port, { stdout = asyncio.subprocess.PIPE }))
local out = await(p:communicate())
await(server:close())
eq(p.returncode, 0, "exit status")
eq(out, "b []\nin three parts\n1009\nb ['permessage-deflate']\nin three parts\n1009\n4001 enough\n403\n")`)
}
