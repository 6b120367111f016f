package tests

// This file calls what a script can reach with what it does not expect.

import (
	"strings"
	"testing"

	"moonloop/bindings"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// wrongValues calls every function of every module, and every method of every object, with every kind of value.
const wrongValues = `
local values = { 0, -1, 0 / 0, 1 / 0, 1e308, "", "x", "sha256", {}, function() end, io.stdout, true, asyncio.Future(),
  asyncio.current_task(), asyncio.get_running_loop(), asyncio.TimeoutError, asyncio.TimeoutError("x"),
  coroutine.create(function() end), setmetatable({}, { __index = function() error("index") end, __tostring = error }) }
-- These wait, leave, or reach outside of the process.
local not_these = { await = 1, run = 1, exit = 1, execute = 1, popen = 1, read = 1, lines = 1, input = 1, debug = 1,
  close = 1, stop = 1, dofile = 1, print = 1, collectgarbage = 1, setfenv = 1, module = 1, remove = 1, rename = 1,
  tmpname = 1, tmpfile = 1, open = 1, output = 1, setlocale = 1, run_forever = 1, run_until_complete = 1, write = 1,
  print_stack = 1, print_call_graph = 1, set_debug = 1, set_exception_handler = 1, set_task_factory = 1,
  set_event_loop = 1, setmetatable = 1, setupvalue = 1, setlocal = 1, loadfile = 1, require = 1, cancel = 1,
  to_thread = 1, run_in_executor = 1, raise_signal = 1, add_signal_handler = 1, shutdown_default_executor = 1,
  ["yield"] = 1 }
local objects, tried = {}, {}
local function call(name, f, ...)
  local n = select("#", ...)
  local args = { ... }
  local ok, e = pcall(f, unpack(args, 1, n))
  if ok and type(e) == "userdata" and not tried[getmetatable(e)] then
    objects[#objects + 1] = e
    tried[getmetatable(e) or 0] = METHODS[getmetatable(e)]
  end
  local _, text = pcall(tostring, e)
  text = type(text) == "string" and text or ""
  if not ok and (text:find("panic", 1, true) or text:find("=:", 1, true)) then
    error(name .. ": " .. text, 0)
  end
end
local function try(path, name, f)
  if type(f) ~= "function" or not_these[name] or name:find("^open_") or name:find("^start_") or name:find("subprocess") or name:find("^_") then
    return
  end
  call(path .. name, f)
  for _, a in ipairs(values) do
    call(path .. name, f, a)
    for _, b in ipairs(values) do
      call(path .. name, f, a, b)
    end
  end
end
local function sorted(t)
  local names = {}
  for k in pairs(t) do
    if type(k) == "string" then
      names[#names + 1] = k
    end
  end
  table.sort(names)
  return ipairs(names)
end
for _, name in ipairs(BOX) do
  local module = require("moonloop." .. name)
  for _, f in sorted(module) do
    try(name .. ".", f, module[f])
  end
end
assert(tried.Hash, "no object was made")
for _, object in ipairs(objects) do
  for _, name in ipairs(METHODS[getmetatable(object)] or {}) do
    try(getmetatable(object) .. ":", name, function(...) return object[name](object, ...) end)
    try(getmetatable(object) .. ".", name, object[name])
  end
end
for _, module in ipairs { "_G", "string", "table", "math", "coroutine", "os", "io", "package", "debug", "asyncio" } do
  for _, name in sorted(_G[module]) do
    try(module .. ".", name, _G[module][name])
  end
end
`

// TestWrongValues holds that misuse is an error: no panic, no message that shows the inner workings.
func TestWrongValues(t *testing.T) {
	w := newWorld(t, false)
	modules := w.rt.State().NewTable()
	for _, m := range bindings.All() {
		if m.Name != "fs" {
			modules.Append(lua.LString(m.Name))
		}
	}
	w.global("BOX", modules)
	methods := w.rt.State().NewTable()
	for _, m := range bindings.All() {
		w.require(t, "moonloop."+m.Name)
	}
	for _, class := range w.modules.Env().Classes() {
		list := w.rt.State().NewTable()
		for name := range ltable.Pairs(class.MethodTable()) {
			list.Append(name)
		}
		methods.RawSetString(class.Name, list)
	}
	w.global("METHODS", methods)
	if err := w.run(wrongValues, "wrong.lua"); err != nil {
		t.Error(text(err))
	}
	if strings.Contains(w.stderr.String(), "panic") {
		t.Error(w.stderr.String())
	}
}

// TestNeverAwaited checks how coroutine objects that are lost are reported: once a place, with a count.
func TestNeverAwaited(t *testing.T) {
	w := newWorld(t, false)
	if err := w.run("local named = async(function() end) named()\nasync(function() end)()\nfor i = 1, 5000 do named() end", "t.lua"); err != nil {
		t.Error(text(err))
	}
	for _, want := range []string{
		"coroutine 'named' was never awaited\n\tmade at t.lua:1\n",
		"coroutine 'function <t.lua:2>' was never awaited\n\tmade at t.lua:2\n",
		"coroutine 'named' was never awaited, 5000 times\n\tmade at t.lua:3\n",
	} {
		if !strings.Contains(w.stderr.String(), want) {
			t.Errorf("reported:\n%s\nwant %q", w.stderr.String(), want)
		}
	}
}
