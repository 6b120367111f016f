package host_test

// This file attacks the memory limit.

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"
)

const mb = 1 << 20

// attackedMemory is the limit that the attacks run against. The race detector makes each of their bytes a hundred times
// as dear.
func attackedMemory() int64 {
	if raceDetector {
		return 4 * mb
	}
	return 16 * mb
}

func TestMemoryLimit(t *testing.T) {
	for _, c := range []struct{ name, source string }{
		{"rep", "local t = {} while true do t[#t + 1] = ('x'):rep(1e6) .. #t end"},
		{"rep at once", "return ('x'):rep(1e9)"},
		{"rep in wraps", "local t = {} while true do t[#t + 1] = coroutine.wrap(string.rep)('x', 1e6) end"},
		{"upper in wraps", "local s, t = ('x'):rep(1e6), {} while true do t[#t + 1] = coroutine.wrap(string.upper)(s) end"},
		{"concat", "local t = {('x'):rep(1e6)} while true do for i = 1, 20 do t[i] = t[1] end t[1] = table.concat(t) end"},
		{"gsub", "local s = 'x' while true do s = s:gsub('.', '%0%0') end"},
		{"format", "local s = 'x' while true do s = ('%s%s'):format(s, s) end"},
		{"insert", "local t = {} while true do table.insert(t, 1) end"},
		{"insert as a metamethod", "local t = setmetatable({}, {__add = table.insert}) while true do local _ = t + 1 end"},
		{"insert as a comparison", "local mt = {__lt = table.insert} local a, b = setmetatable({}, mt), setmetatable({}, mt) while true do local _ = a < b end"},
		{"numbers among others", "local t, x = {}, 0.5 while true do for i = 1, 31 do x = x + 1 end t[#t + 1] = x end"},
		{"insert far", "local all = {} while true do local t = {} all[#all + 1] = t for i = 1, 3000 do table.insert(t, i * 6e5, 1) end end"},
		{"move far", "local t = {} for i = 1, 1e9 do table.move({1}, 1, 1, i * 6e5, t) end"},
		{"move", "local t = {1} while true do table.move(t, 1, #t, #t + 1) end"},
		{"tasks", "while true do asyncio.create_task(function() await(asyncio.sleep(100)) end) end"},
		{"eager tasks", "while true do asyncio.create_task(function() await(asyncio.sleep(100)) end, {eager_start = true}) end"},
		{"timers", "local l = asyncio.get_running_loop() while true do l:call_later(100, print) end"},
		{"callbacks", "local l = asyncio.get_running_loop() while true do l:call_soon(print, 1) end"},
		{"futures", "local t = {} while true do t[#t + 1] = asyncio.Future() end"},
		{"queue", "local q = asyncio.Queue() while true do q:put_nowait(1) end"},
		{"queue of strings", "local q, i = asyncio.Queue(), 0 while true do i = i + 1 q:put_nowait(('x'):rep(1e5) .. i) end"},
		{"done callbacks", "local f, i = asyncio.Future(), 0 while true do i = i + 1 local s = ('x'):rep(1e5) .. i f:add_done_callback(function() return s end) end"},
		{"timers with strings", "local l, i = asyncio.get_running_loop(), 0 while true do i = i + 1 l:call_later(100, print, ('x'):rep(1e5) .. i) end"},
		{"context variables", "local v = asyncio.ContextVar('v') local t, i = {}, 0 while true do i = i + 1 v:set(('x'):rep(1e5) .. i) t[i] = asyncio.copy_context() end"},
		{"coroutines of natives", "local q, t = asyncio.Queue(), {} while true do t[#t + 1] = q:put(('x'):rep(1e5) .. #t) end"},
		{"threadsafe callbacks", "local l, i = asyncio.get_running_loop(), 0 while true do i = i + 1 l:call_soon_threadsafe(print, ('x'):rep(1e5) .. i) end"},
		{"gmatch", "local t, i = {}, 0 while true do i = i + 1 t[i] = (('x'):rep(1e5) .. i):gmatch('.') end"},
		{"errors", "local t, i = {}, 0 while true do i = i + 1 t[i] = asyncio.RuntimeError(('x'):rep(1e5) .. i) end"},
		{"error fields", "local t, i = {}, 0 while true do i = i + 1 t[i] = asyncio.RuntimeError() t[i].s = ('x'):rep(1e5) .. i end"},
		{"coroutine objects", "local t, f = {}, async(function() end) while true do t[#t + 1] = f(('x'):rep(1e5) .. #t) end"},
		{"metatables", "local i = 0 local t = {} while true do i = i + 1 t = setmetatable({}, {__index = t, s = ('x'):rep(1e5) .. i}) end"},
		{"results", "local t = {} while true do local x = asyncio.create_task(function() return ('x'):rep(1e5) .. #t end) t[#t + 1] = x await(x) end"},
		{"load", "local t = {} while true do t[#t + 1] = load('local x = ' .. #t .. ' ' .. ('x = x + 1 '):rep(1000)) end"},
		{"caught", "local t = {} while true do pcall(function() while true do t[#t + 1] = ('x'):rep(1e6) .. #t end end) end"},
		{"bind", "local t, i = {}, 0 while true do i = i + 1 local s = ('x'):rep(1e5) .. i t[i] = asyncio.copy_context():bind(function() return s end) end"},
		{"utf8", "local t = {} for i = 1, 1e4 do t[i] = 65 end local all = {} while true do all[#all + 1] = utf8.char(unpack(t)) end"},
		{"byte", "local s, t = ('x'):rep(1e5), {} while true do t[#t + 1] = {s:byte(1, -1)} end"},
		{"pack", "local s, t = ('x'):rep(1e5), {} while true do t[#t + 1] = table.pack(s:byte(1, -1)) end"},
		{"yield values", "local s, t = ('x'):rep(1e5), {} while true do local w = coroutine.wrap(function(...) coroutine.yield() return ... end) w(s:byte(1, -1)) t[#t + 1] = w end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world(t, host.Options{Limits: vm.Limits{MaxMemory: attackedMemory(), MaxInstructions: 2e8}, Grace: 100 * time.Millisecond})
			peak := watchHeap(t, 600*mb, func() { w.Runtime().Stop(errors.New("the heap is too large")) })
			ctx, cancel := context.WithTimeout(background, 3*time.Minute) // a guard against a hang: the race detector is slow
			defer cancel()
			_, err := w.RunString(ctx, c.source, "test.lua")
			if grew := peak(); grew > 200*mb {
				t.Errorf("the heap grew by %d MB", grew/mb)
			} else {
				t.Logf("the heap grew by %d MB: %v", grew/mb, err)
			}
			if err == nil || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

// TestMemoryLimitIsQuick stops thousands of tasks one by one, in a World without a limit on instructions: what is beyond
// the limit must not be measured for each of them.
func TestMemoryLimitIsQuick(t *testing.T) {
	w := world(t, host.Options{Limits: vm.Limits{MaxMemory: 4 * mb}})
	ctx, cancel := context.WithTimeout(background, 30*time.Second) // a second is enough; measuring for each takes minutes
	defer cancel()
	_, err := w.RunString(ctx, "while true do asyncio.create_task(function() await(asyncio.sleep(100)) end) end", "test.lua")
	var le *vm.LimitError
	if !errors.As(err, &le) || le.Limit != "memory" {
		t.Errorf("ended with %v", err)
	}
}

// TestMemoryLetGo catches the error again and again: what is let go of can be taken anew.
func TestMemoryLetGo(t *testing.T) {
	w := world(t, host.Options{Limits: vm.Limits{MaxMemory: 4 * mb}})
	n, err := host.One[int](run(t, w, `
		local caught = 0
		for i = 1, 50 do
			local t = {}
			local ok, e = pcall(function() while true do t[#t + 1] = ("x"):rep(1e5) .. #t end end)
			if e.name == "LimitExceeded" then caught = caught + 1 end
			t = nil
			local s = ("y"):rep(1e6) .. i
		end
		return caught`))
	if n != 50 || err != nil {
		t.Errorf("caught %d, %v", n, err)
	}
}
