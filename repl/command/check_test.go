package command

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// kinds are the sorts of mistakes that are found in a source, in order.
func kinds(source string) string {
	var list []string
	for _, f := range checkSource(source, "s.lua", knownNames()) {
		list = append(list, f.Kind)
	}
	return strings.Join(list, " ")
}

// TestCheckFinds plants mistakes, each in a program that has no other.
func TestCheckFinds(t *testing.T) {
	planted, missed := 0, 0
	for source, want := range map[string]string{
		`x = = 1`:                  "syntax",
		`if x != 1 then end`:       "syntax",
		`asyncio.slep(1)`:          "unknown-name",
		`await(asyncio.slep(1))`:   "unknown-name",
		`print(strin.rep("x", 2))`: "unknown-name",
		`prnt("x")`:                "unknown-name",
		`print(string.formt("x"))`: "unknown-name",
		`local json = require "moonloop.json" print(json.encod({}))`:               "unknown-name",
		`local json = require "moonloop.json" print(json.encode({}, {indnt = 2}))`: "unknown-option",
		`local t = asyncio.create_task(print, {nme = "x"}) await(t)`:               "unknown-option",
		`local t = asyncio.create_task(print) t:cancle() await(t)`:                 "unknown-name",
		`local q = asyncio.Queue() q:putt(1)`:                                      "unknown-name",
		`local q = asyncio.Queue() q.put_nowait(1)`:                                "colon",
		`local json = require "moonloop.json" print(json:encode({}))`:              "colon",
		`asyncio.sleep(1)`:                                                                                                    "dropped-coroutine",
		`local sleep = asyncio.sleep sleep(1)`:                                                                                "dropped-coroutine",
		`local f = async(function() end) f()`:                                                                                 "dropped-coroutine",
		`local q = asyncio.Queue() q:put(1)`:                                                                                  "dropped-coroutine",
		`local s = asyncio.sleep(1)`:                                                                                          "dropped-coroutine",
		`print(asyncio.sleep(1) .. "x")`:                                                                                      "not-awaited",
		`local http = require "moonloop.http" print(http.get("http://x").status)`:                                             "not-awaited",
		`asyncio.get_running_loop():call_later(1, function() await(asyncio.sleep(1)) end)`:                                    "await-in-callback",
		`local function cb() await(asyncio.sleep(1)) end asyncio.get_running_loop():call_soon(cb)`:                            "await-in-callback",
		`await(async(function() os.execute("ls") end)())`:                                                                     "blocking-call",
		`asyncio.create_task(function() print(io.read()) end)`:                                                                "blocking-call",
		`await(asyncio.sleep(1)) while os.clock() < 5 do end`:                                                                 "blocking-call",
		`local q = asyncio.Queue() q:put_nowait(1, 2)`:                                                                        "extra-argument",
		`print(asyncio.iscoroutine(1, 2))`:                                                                                    "extra-argument",
		`local r, w = await(asyncio.open_connection("h", 1)) w:write("a", "b") print(r)`:                                      "extra-argument",
		`local r, w = await(asyncio.open_connection("h", 1)) r:readline() w:close()`:                                          "dropped-coroutine",
		`local r, w = await(asyncio.open_connection("h", 1)) w:drain() print(r)`:                                              "dropped-coroutine",
		`await(asyncio.start_server(function(reader) reader:readline() end, nil, 0))`:                                         "dropped-coroutine",
		`await(asyncio.start_server(function(_, writer) writer:wirte("x") end, nil, 0))`:                                      "unknown-name",
		`await(asyncio.start_server(async(function(_, w) w:drain() end), nil, 0))`:                                            "dropped-coroutine",
		`local function serve(_, w) w:drain() end await(asyncio.start_server(serve, "", 0))`:                                  "dropped-coroutine",
		`local s = await(asyncio.start_server(print, nil, 0)) s:serve_forever()`:                                              "dropped-coroutine",
		`local app = require("moonloop.http").App() app:ws("/", function(ws) ws:send("x") end)`:                               "dropped-coroutine",
		`local app = require("moonloop.http").App() app:get("/", function(req) await(req:json(1, 2)) return "" end)`:          "extra-argument",
		`local app = require("moonloop.http").App() app:group("/", function(g) g:ws("/", function(ws) ws:send("x") end) end)`: "dropped-coroutine",
		`asyncio.TaskGroup(function(g) g:create_taks(print) end)`:                                                             "unknown-name",
		`local x = 5`:                                      "unused-variable",
		`local function f() end`:                           "unused-variable",
		`local x x = 5`:                                    "unused-variable",
		`local json = require "moonloop.json"`:             "unused-variable",
		`local function f() n = 1 return n end print(f())`: "accidental-global",
		`local counter = 1 conter = counter + 1`:           "accidental-global",
		`local x = (1 + 2 print(x)`:                        "syntax",
		`for i = 1, 3 print(i) end`:                        "syntax",
		`local s = "abc`:                                   "syntax",
		`x = 5 x += 1`:                                     "syntax",
		`local function f() return 1 print(2) end f()`:     "syntax",
		`goto done`:                                        "syntax",
		`await(asyncio.wait_fr(asyncio.Future(), 1))`:      "unknown-name",
		`local ev = asyncio.Event() ev:wiat()`:             "unknown-name",
		`local lock = asyncio.Lock() lock:acquire()`:       "dropped-coroutine",
		`local g = asyncio.gather print(await(g({}, {return_exception = true})))`:                          "unknown-option",
		`await(asyncio.wait({}, {timout = 1}))`:                                                            "unknown-option",
		`local f = async(function() return 1 end) local v = f() + 1 print(v)`:                              "not-awaited",
		`local f = async(function() return 1 end) if f() == 1 then print("one") end`:                       "not-awaited",
		`local f = async(function() return {} end) print(f().name)`:                                        "not-awaited",
		`local f = async(function() return {} end) for k in pairs(f()) do print(k) end`:                    "not-awaited",
		`local f = asyncio.Future() f:add_done_callback(function(x) print(await(x)) end) f:set_result(1)`:  "await-in-callback",
		`asyncio.get_running_loop():add_signal_handler("SIGINT", function() asyncio.sleep(1):await() end)`: "await-in-callback",
		`local main = async(function() local f = io.popen("ls") print(f:read("*a")) end) await(main())`:    "blocking-call",
		`asyncio.TaskGroup(function(tg) tg:create_task(function() os.execute("true") end) end)`:            "blocking-call",
		`asyncio.TaskGroup(function(tg) tg:create_tsk(print) end)`:                                         "unknown-name",
		`local re = require "moonloop.re" print(re.mach("a", "b"))`:                                        "unknown-name",
		`local http = require "moonloop.http" print(await(http.get("http://x", {timeuot = 2})))`:           "unknown-option",
		`print(json.encode({}))`:                   "unknown-name",
		`print(table.conct({}, ","))`:              "unknown-name",
		`for i, v in ipars({}) do print(i, v) end`: "unknown-name",
		`local s = "x" print(s:uper())`:            "unknown-name",
		`local s = "x" print(s.upper())`:           "", // s may be given a self in another way
		`local function f() total = 0 for i = 1, 3 do total = total + i end return total end print(f())`: "accidental-global",
		`local result = 1 if true then reslt = 2 end print(result)`:                                      "accidental-global",
		`asyncio.timeout(1, function() asyncio.sleep(2) end)`:                                            "dropped-coroutine",
		`local t = asyncio.create_task(asyncio.sleep(1)) t.cancel()`:                                     "colon",
	} {
		planted++
		if want == "" {
			missed++
		}
		if got := kinds(source); got != want {
			t.Errorf("%s\n  found %q, want %q", source, got, want)
		}
	}
	if found := planted - missed; planted < 60 || found*60 < 55*planted {
		t.Errorf("%d mistakes planted, %d found: 55 of 60 expected", planted, found)
	}
}

// TestCheckIsSilent holds that what may be meant is left alone.
func TestCheckIsSilent(t *testing.T) {
	for _, source := range []string{
		`local unpack = table.unpack or unpack print(unpack({}))`,
		`if table.move then print(table.move({}, 1, 2, 3)) end`,
		`function string.trim(s) return s end print(string.trim("x"))`,
		`if jit then print(jit.version) end`,
		`os.setenv("A", "b") print(package.searchpath("a", "b"), utf8.char(1), debug.traceback(), rawlen({}))`,
		`counter = 0 function add() counter = counter + 1 end add()`,
		`local ok, err = pcall(error) print(err)`,
		`for i, v in ipairs({}) do end`,
		`local _ = 5`,
		`local f = async(function() end) local a, b = f(), f() print(a == b, a == nil) await(a) await(b)`,
		`function string:trimmed() return self end local s = "x" print(s:trimmed(), ("y"):fancy())`,
		`local x = 5 -- check: ignore`,
		`local q = asyncio.Queue() q:put_nowait(1, ...) q:put_nowait(2, print())`,
		`await(asyncio.gather(asyncio.sleep(1), asyncio.sleep(2), asyncio.sleep(3)))`,
		`local function serve(r, w) r:readline() w:close() end serve({}, {}) await(asyncio.start_server(serve, nil, 0))`,
		`await(asyncio.start_server(function(r, w) r = {} r:readline() w:close() end, nil, 0))`,
		`asyncio.create_task(print):add_done_callback(function(task) print(task:get_name()) end)`,
		`local done, pending = 1, 2 done, pending = 3, pending print(pending)`,
		`local t = asyncio.create_task(function() await(asyncio.sleep(1)) end)`,
		`local asyncio = {slep = print} asyncio.slep(1)`,
		`local q = asyncio.Queue() q = nil print(q)`,
		`local l = asyncio.get_running_loop() l:call_soon(function() asyncio.create_task(function() await(asyncio.sleep(1)) end) end)`,
		`setfenv(1, {}) x() y()`,
		`describe("x", function() setup(function() end) it("y", function() finally(function() end) end) end)`,
		`require "busted" describe("x", function() it("y", function() end) end)`,
	} {
		if got := kinds(source); got != "" {
			t.Errorf("%s\n  found %q", source, got)
		}
	}
}

// TestCheckExamples holds that the examples have no mistake.
func TestCheckExamples(t *testing.T) {
	var out, errs bytes.Buffer
	if status := checkFiles(Streams{Stdout: &out, Stderr: &errs}, []string{"../../scripts/examples"}); status != 0 {
		t.Errorf("status %d\n%s%s", status, out.String(), errs.String())
	}
}

func TestCheckJSON(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.lua")
	if err := os.WriteFile(file, []byte("print(1)\nprnt(2)\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := checkFiles(Streams{Stdout: &out, Stderr: &out}, []string{"--json", dir}); status != Failed {
		t.Errorf("status %d", status)
	}
	var found []finding
	if err := json.Unmarshal(out.Bytes(), &found); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	want := finding{File: file}
	want.Line, want.Column, want.Kind, want.Message, want.Hint = 2, 1, "unknown-name", "global 'prnt' is nowhere set", "did you mean 'print'?"
	if !slices.Equal(found, []finding{want}) {
		t.Errorf("found %+v, want %+v", found, want)
	}
}
