package tests

// This file has a browser talk to the server of the module http: what pages do that scripts and curl do not.

import (
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// browserScript serves a page, has CHROMIUM open it, and waits for what the page finds out.
const browserScript = `
local asyncio, http, json = require("asyncio"), require("http"), require("json")
local app, found = http.App(), asyncio.Future()

app:get("/", function()
  return { headers = { ["content-type"] = "text/html; charset=utf-8" }, body = [[<!doctype html><title>page</title><script>
const seen = {};
async function piece(name, fn) { try { seen[name] = await fn(); } catch (e) { seen[name] = "failed: " + e; } }
(async () => {
  await piece("json", async () => (await (await fetch("/json", {method: "POST", body: JSON.stringify({word: "mond ä"}), headers: {"content-type": "application/json"}})).json()).word);
  await piece("stream", async () => {
    const reader = (await fetch("/stream")).body.getReader();
    let pieces = 0, text = "";
    for (;;) { const {done, value} = await reader.read(); if (done) break; pieces++; text += new TextDecoder().decode(value); }
    return (pieces > 1) + " " + text;
  });
  await piece("events", () => new Promise((resolve, reject) => {
    const source = new EventSource("/events"), got = [];
    source.addEventListener("tick", e => { got.push(e.lastEventId + ":" + e.data); if (got.length == 3) { source.close(); resolve(got.join(",")); } });
    source.onerror = reject;
  }));
  await piece("upload", async () => {
    const form = new FormData();
    form.append("name", "ann ü");
    form.append("file", new Blob(["x".repeat(300000)], {type: "text/plain"}), "big \"file\".txt");
    return (await fetch("/upload", {method: "POST", body: form})).text();
  });
  await piece("cookies", async () => {
    await fetch("/cookie");
    return document.cookie + "|" + await (await fetch("/cookies")).text();
  });
  await piece("redirect", async () => { const r = await fetch("/moved"); return r.redirected + " " + await r.text(); });
  await piece("abort", async () => {
    const c = new AbortController();
    setTimeout(() => c.abort(), 50);
    try { await fetch("/slow", {signal: c.signal}); return "came"; } catch (e) { return e.name; }
  });
  await piece("many", async () => (await Promise.all(Array.from({length: 50}, (_, i) => fetch("/n/" + i).then(r => r.text())))).join() == Array.from({length: 50}, (_, i) => i).join());
  await piece("websocket", () => new Promise((resolve, reject) => {
    const ws = new WebSocket("ws://" + location.host + "/ws", ["other", "echo"]), got = [];
    ws.binaryType = "arraybuffer";
    ws.onopen = () => { got.push(ws.protocol); ws.send("tëxt"); ws.send(new Uint8Array([0, 1, 255])); ws.send("y".repeat(200000)); ws.send("close"); };
    ws.onmessage = e => got.push(typeof e.data == "string" ? (e.data.length > 100 ? e.data.length : e.data) : [...new Uint8Array(e.data)].join("."));
    ws.onclose = e => { got.push(e.code, e.reason, e.wasClean); resolve(got.join(" ")); };
    ws.onerror = reject;
  }));
  await piece("refused", () => new Promise(resolve => {
    const ws = new WebSocket("ws://" + location.host + "/refused");
    ws.onclose = e => resolve(e.code);
  }));
  await fetch("/found", {method: "POST", body: JSON.stringify(seen)});
})();
</script>]] }
end)
app:post("/json", function(req) return { json = await(req:json()) } end)
app:get("/stream", function()
  return { stream = function(write)
    for i = 1, 3 do
      await(write("piece " .. i .. ";"))
      await(asyncio.sleep(0.05))
    end
  end }
end)
app:get("/events", function()
  return { events = function(send)
    for i = 1, 3 do await(send({ event = "tick", id = tostring(i), data = "n" .. i })) end
    await(asyncio.sleep(10))
  end }
end)
app:post("/upload", function(req)
  local form = await(req:form())
  return table.concat({ form.name, form.file.filename, form.file.content_type, #form.file.body }, "|")
end)
app:get("/cookie", function()
  return { body = "", cookies = { plain = "1", hidden = { value = "2", http_only = true, same_site = "strict" } } }
end)
app:get("/cookies", function(req) return (req.cookies.plain or "-") .. (req.cookies.hidden or "-") end)
app:get("/moved", function() return { status = 302, headers = { location = "/n/moved" } } end)
app:get("/n/{n}", function(req) return req.params.n end)
local slow
app:get("/slow", function() asyncio.try(function() await(asyncio.sleep(30)) end, { finally = function() slow = true end }) return "" end)
app:ws("/ws", function(ws)
  for data, kind in ws:messages() do
    if data == "close" then return await(ws:close(4001, "enough")) end
    if kind == "text" then await(ws:send(data)) else await(ws:send_bytes(data)) end
  end
end, { protocols = { "echo" } })
app:post("/found", function(req)
  found:set_result(await(req:json()))
  return ""
end)

local server = await(app:start("127.0.0.1", 0))
local browser = await(asyncio.create_subprocess_exec(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
  "--user-data-dir=" .. DIR, "http://127.0.0.1:" .. server.port .. "/",
  { stdout = asyncio.subprocess.DEVNULL, stderr = asyncio.subprocess.DEVNULL, process_group = 0 }))
local ok, seen = pcall(function() return await(asyncio.wait_for(found, 50)) end)
browser:kill({ group = true })
await(browser:wait())
await(server:close())
if not ok then error(seen, 0) end
for name, want in pairs({
  json = "mond ä", stream = "true piece 1;piece 2;piece 3;", events = "1:n1,2:n2,3:n3",
  upload = "ann ü|big %22file%22.txt|text/plain|300000", -- a browser escapes quotes so, and servers leave it at that
  cookies = "plain=1|12", redirect = "true moved", abort = "AbortError",
  many = true, websocket = "echo tëxt 0.1.255 200000 4001 enough true", refused = 1006,
}) do
  if seen[name] ~= want then error(("%s: got %s, want %s"):format(name, tostring(seen[name]), tostring(want)), 0) end
end
if not slow then error("the handler of a request that the page has given up goes on", 0) end
`

func TestChromium(t *testing.T) {
	chromium := program(t, "chromium", "google-chrome")
	w, _ := peerWorld(t)
	w.global("CHROMIUM", lua.LString(chromium))
	w.runPeer(t, browserScript)
}
