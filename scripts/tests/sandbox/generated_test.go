//go:build linux

package sandbox

// This file makes an attack of each function that scripts see: it is called with values that are huge, negative, no number,
// cyclic, shared or call it again, in the place of each argument.

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"moonloop/bindings"
	"moonloop/bindings/host"
)

// listing returns the functions of the globals and of the modules that it is given, each as an expression.
const listing = `
local found, seen = {}, {}
local function look(prefix, t, depth)
	if seen[t] or depth > 3 then return end
	seen[t] = true
	local keys = {}
	for k in pairs(t) do if type(k) == "string" and k:match("^[%a_][%w_]*$") then keys[#keys + 1] = k end end
	table.sort(keys)
	for _, k in ipairs(keys) do
		local name = prefix .. "." .. k
		if type(t[k]) == "function" then found[#found + 1] = name
		elseif type(t[k]) == "table" and k ~= "_G" and k ~= "loaded" and k ~= "preload" then look(name, t[k], depth + 1) end
	end
end
for _, name in ipairs{...} do
	local ok, module = pcall(require, "moonloop." .. name) -- some are not there where nothing is granted
	if ok and type(module) == "table" then look('require("moonloop.' .. name .. '")', module, 1) end
end
look('require("moonloop.asyncio")', asyncio, 1)
look("_G", _G, 1)
return found`

// attackOn is the attack of one function, in the place of %s.
const attackOn = `
local f = %s
local shared, cycle, again = { 1 }, {}, nil
for i = 1, 40 do shared = { shared, shared } end
cycle[1], cycle.x = cycle, cycle
local function call() return f(again, again, again) end
again = setmetatable({}, {
	__index = function() return again end, __newindex = call, __call = call, __tostring = call, __len = function() return 2 ^ 53 end,
	__lt = call, __le = call, __eq = call, __concat = call, __add = call, __unm = call,
})
local long = ("x"):rep(1e6)
local makers = {
	function() return -1 end, function() return 2 ^ 31 end, function() return 2 ^ 53 end, function() return -2 ^ 63 end,
	function() return 1e300 end, function() return math.huge end, function() return 0 / 0 end, function() return "" end,
	function() return long end, function() return long .. "%%" end, function() return { n = 67108863 } end,
	function() return cycle end, function() return shared end, function() return again end, function() return call end,
	function() return asyncio.Future() end, function() return async(call)() end, function() return coroutine.create(call) end,
	function() return asyncio.create_task(function() return f(call) end) end, function() return newproxy(true) end,
	function() return { [2 ^ 53] = 1, [-1] = 2, [0.5] = 3 } end, function() return asyncio.RuntimeError(again) end,
}
local fill = { 1, "x", {}, print }
local function try(...)
	local ok, r = pcall(f, ...)
	if ok and r ~= nil then
		pcall(tostring, r)
		if type(r) == "userdata" or type(r) == "function" and r ~= f then
			pcall(function() await(asyncio.wait_for(r, 0.001)) end)
			pcall(function() r() end)
		end
	end
end
await(asyncio.sleep(0)) -- what was made so far is no part of the steps to come
local attempts = {}
for at = 1, 4 do
	for m = 1, #makers do
		for _, count in ipairs { at, 4 } do attempts[#attempts + 1] = { at, m, count } end
	end
end
for i = #attempts, 2, -1 do
	local j = math.random(i)
	attempts[i], attempts[j] = attempts[j], attempts[i]
end
for _, a in ipairs(attempts) do
	-- Each attempt is a task: one that a limit of its step stops does not keep the others from being made.
	await(asyncio.wait({ asyncio.create_task(function()
		local args = {}
		for k = 1, 4 do args[k] = fill[math.random(#fill)] end
		args[a[1]] = makers[a[2]]()
		try(unpack(args, 1, a[3]))
	end) }, { timeout = 0.2 }))
end`

// attackFully is attack. The steps between the attempts of attackOn take next to no time: where one was too long the machine did
// not let the child run, and most attempts were not made. So it tries again in another order, at most five times.
func attackFully(t *testing.T, program, profile, folder, source string) (wrong, report string) {
	for i := range 5 {
		var once string
		if wrong, once = attack(t, program, profile, folder, fmt.Sprintf("math.randomseed(%d) %s", i, source)); report != "" {
			report += "\n"
		}
		report += once
		if wrong != "" || !strings.Contains(once, "a step of more than") {
			break
		}
	}
	return wrong, report
}

// sample is how many functions are attacked where not all are.
const sample = 12

// TestGenerated attacks each function under each profile; without allVariable a dozen of them, as the manual's limits have it.
func TestGenerated(t *testing.T) {
	modules := bindings.All()
	w, err := host.New(host.Options{Modules: modules})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var names []any
	for _, m := range modules {
		names = append(names, m.Name)
	}
	found, err := host.One[[]string](w.RunString(context.Background(), listing, "listing.lua", names...))
	if err != nil || len(found) < 300 {
		t.Fatalf("%d functions, %v", len(found), err)
	}
	all, self := os.Getenv(allVariable) != "", program(t)
	for i, name := range found {
		for profile := range profiles {
			if !all && (profile != "manual" || i%(len(found)/sample) != 7) {
				continue
			}
			short := strings.NewReplacer(`require("moonloop.`, "", `")`, "", "/", "_").Replace(name)
			t.Run(short+"/"+profile, func(t *testing.T) {
				wrong, report := attackFully(t, self, profile, "", fmt.Sprintf(attackOn, name))
				t.Log(report)
				if wrong != "" {
					t.Error(wrong)
				}
			})
		}
	}
}
