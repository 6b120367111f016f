package host_test

// This file compares the estimate of memory with what things really take.

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// TestEstimates makes many of each kind of thing: what the memory limit counts is to be near to what they take.
func TestEstimates(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	const n = 5000
	const noise = 100 << 10 // bytes: stacks and spans of the process that come and go meanwhile
	for _, c := range []struct{ name, source string }{
		{"sleeping tasks", "for i = 1, n do keep[i] = asyncio.create_task(function() await(asyncio.sleep(100)) end) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"sleeping tasks of async functions", "local f = async(function() await(asyncio.sleep(100)) end) for i = 1, n do keep[i] = asyncio.create_task(f()) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"tasks with frames", "local function f(k) if k == 0 then await(asyncio.sleep(100)) else f(k - 1) end return k end for i = 1, n do keep[i] = asyncio.create_task(function() f(8) end) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"tasks that wait for an event", "local e = asyncio.Event() for i = 1, n do keep[i] = asyncio.create_task(function() await(e:wait()) end) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"tasks that wait for a queue", "local q = asyncio.Queue() for i = 1, n do keep[i] = asyncio.create_task(function() await(q:get()) end) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"tasks that have not begun", "for i = 1, n do keep[i] = asyncio.create_task(function() end) end"},
		{"tasks with a timeout", "for i = 1, n do keep[i] = asyncio.create_task(function() asyncio.timeout(50, function() await(asyncio.sleep(100)) end) end) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"wait_for", "for i = 1, n do keep[i] = asyncio.create_task(asyncio.wait_for(asyncio.sleep(100), 50)) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"done tasks", "for i = 1, n do keep[i] = asyncio.create_task(function() return i end) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"futures", "for i = 1, n do keep[i] = asyncio.Future() end"},
		{"timers", "local l = asyncio.get_running_loop() for i = 1, n do keep[i] = l:call_later(100, print) end"},
		{"coroutine objects", "for i = 1, n do keep[i] = asyncio.sleep(1) end"},
		{"suspended coroutines", "for i = 1, n do local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) keep[i] = co end"},
		{"tables", "for i = 1, n do keep[i] = {} end"},
		{"lists", "for i = 1, n do keep[i] = {1, 2, 3, 4} end"},
		{"records", "for i = 1, n do keep[i] = {name = i, size = i} end"},
		{"closures", "for i = 1, n do keep[i] = function() return i end end"},
		{"queues", "for i = 1, n do keep[i] = asyncio.Queue() end"},
		{"locks", "for i = 1, n do keep[i] = asyncio.Lock() end"},
		{"errors", "for i = 1, n do keep[i] = asyncio.RuntimeError('x') end"},
		{"callbacks", "local l = asyncio.get_running_loop() for i = 1, n do keep[i] = l:call_soon(print) end"},
		{"callbacks from other threads", "local l = asyncio.get_running_loop() for i = 1, n do keep[i] = l:call_soon_threadsafe(print) end"},
		{"done callbacks", "local f = asyncio.Future() for i = 1, n do keep[i] = function() end f:add_done_callback(keep[i]) end"},
		{"event loops", "for i = 1, n do keep[i] = asyncio.new_event_loop() end"},
		{"runners", "for i = 1, n do keep[i] = asyncio.Runner() end"},
		{"task names", "for i = 1, n do keep[i] = asyncio.create_task(function() end, {name = ('x'):rep(5000) .. i}) end"},
		{"context variables", "for i = 1, n do keep[i] = asyncio.ContextVar('v' .. i) end"},
		{"names of context variables", "for i = 1, n do keep[i] = asyncio.ContextVar(('x'):rep(5000) .. i) end"},
		{"contexts", "for i = 1, n do keep[i] = asyncio.copy_context() end"},
		{"tokens", "local v = asyncio.ContextVar('v') for i = 1, n do keep[i] = v:set(i) end"},
		{"proxies with metatables", "for i = 1, n do keep[i] = newproxy(true) end"},
		{"groups of errors", "local e, many = asyncio.RuntimeError('x'), {} for i = 1, 100 do many[i] = e end for i = 1, n do keep[i] = asyncio.ExceptionGroup('g', many) end"},
		{"gathers", "local f = asyncio.Future() for i = 1, n do keep[i] = asyncio.gather(f, asyncio.Future()) end"},
		{"shields", "for i = 1, n do keep[i] = asyncio.shield(asyncio.Future()) end"},
		{"waits", "local f = asyncio.Future() for i = 1, n do keep[i] = asyncio.wait({f}) end"},
		{"as_completed", "for i = 1, n do keep[i] = asyncio.as_completed({asyncio.Future()}) end"},
		{"semaphores", "for i = 1, n do keep[i] = asyncio.Semaphore(1) end"},
		{"events", "for i = 1, n do keep[i] = asyncio.Event() end"},
		{"conditions", "for i = 1, n do keep[i] = asyncio.Condition() end"},
		{"barriers", "for i = 1, n do keep[i] = asyncio.Barrier(2) end"},
		{"stream readers", "for i = 1, n do keep[i] = asyncio.StreamReader() end"},
		{"compiled functions", "for i = 1, n do keep[i] = loadstring('local a, b = ' .. i .. ' return function(x) return x + a end') end"},
		{"short parts of long strings", "for i = 1, n do keep[i] = (('x'):rep(5000) .. i):sub(1, 2) end"},
		{"captures of long strings", "for i = 1, n do keep[i] = (('x'):rep(5000) .. i):match('x(xxxxxxxxxxxxxxxx)') end"},
		{"parked goroutines", "for i = 1, n do keep[i] = asyncio.create_task(function() table.sort({2, 1}, function() await(asyncio.sleep(100)) end) end) end await(asyncio.sleep(0)) await(asyncio.sleep(0))"},
		{"async functions", "for i = 1, n do keep[i] = async(function() end) end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world(t, host.Options{Limits: vm.Limits{MaxMemory: 1 << 30}})
			if _, err := run(t, w, "keep, n = {}, ... for i = 1, n do keep[i] = true end", n); err != nil {
				t.Fatal(err)
			}
			measure := func() (heap, estimate float64) {
				runtime.GC()
				runtime.GC()
				var s runtime.MemStats
				runtime.ReadMemStats(&s)
				used, err := w.MemoryUsed()
				if err != nil {
					t.Fatal(err)
				}
				return float64(s.HeapAlloc + s.StackInuse), float64(used)
			}
			heap, estimate := measure()
			if _, err := run(t, w, c.source); err != nil {
				t.Fatal(err)
			}
			heap2, estimate2 := measure()
			took, counted := (heap2-heap)/n, (estimate2-estimate)/n
			t.Logf("%.0f bytes, counted as %.0f", took, counted)
			if counted < 0.75*took-noise/n || counted > 2.5*took+noise/n {
				t.Errorf("%.0f bytes are counted as %.0f", took, counted)
			}
		})
	}
}

// TestNotesKeepUp takes memory in small pieces until there is an error: what is noted for each piece, before anything is
// measured, is to be near enough to what it takes that the limit holds.
func TestNotesKeepUp(t *testing.T) {
	limit := attackedMemory() / 2
	for _, c := range []struct{ name, source string }{
		{"sleeping tasks", "keep[#keep + 1] = asyncio.create_task(function() await(asyncio.sleep(100)) end) if #keep % 100 == 0 then await(asyncio.sleep(0)) end"},
		{"tasks that wait for a queue", "q = q or asyncio.Queue() keep[#keep + 1] = asyncio.create_task(function() await(q:get()) end) if #keep % 100 == 0 then await(asyncio.sleep(0)) end"},
		{"tasks that have not begun", "keep[#keep + 1] = asyncio.create_task(function() end)"},
		{"coroutine objects", "keep[#keep + 1] = asyncio.sleep(1)"},
		{"suspended coroutines", "local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) keep[#keep + 1] = co"},
		{"closures", "local x = {} keep[#keep + 1] = function() return x end"},
		{"timers", "keep[#keep + 1] = asyncio.get_running_loop():call_later(100, print)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world(t, host.Options{Limits: vm.Limits{MaxMemory: limit}})
			if _, err := run(t, w, "keep = {} while true do "+c.source+" if #keep % 256 == 0 then last = collectgarbage('count') end end"); err == nil {
				t.Error("there was no limit")
			}
			var used float64
			if err := w.Do(func(rt *vm.Runtime) error {
				used = float64(rt.State().G.Global.RawGetString("last").(lua.LNumber))
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			t.Logf("%.0f KB were counted last", used)
			if used > float64(limit+limit/4)/1024 {
				t.Errorf("%.0f KB were taken before the limit was noticed", used)
			}
		})
	}
}

// TestBuffersCount has a peer that sends more than there is room for, and one that takes nothing of what is sent.
func TestBuffersCount(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var conns []net.Conn
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns = append(conns, c)
			wg.Go(func() {
				b := make([]byte, 1<<16)
				if n, err := io.ReadFull(c, b[:4]); err != nil || string(b[:n]) == "take" {
					return
				}
				for err == nil { // until the script's end is closed
					_, err = c.Write(b[4:])
				}
			})
		}
	})
	defer func() {
		l.Close()
		for _, c := range conns {
			c.Close()
		}
		wg.Wait()
	}()
	_, udpPort := peer(t)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for _, c := range []struct{ name, source string }{
		{"read all", "local r, w = open() w:write('give') return await(r:read(-1))"},
		{"read exactly", "local r, w = open() w:write('give') return await(r:readexactly(1e9))"},
		{"a great limit", "local r, w = open{limit = 1e9} w:write('give') return await(r:readuntil('x'))"},
		{"many connections", "local t = {} for i = 1, 1000 do local r, w = open{limit = 1e6} w:write('give') t[i] = r await(r:read(1)) await(asyncio.sleep(0.001)) end return #t"},
		{"write a large string", "local r, w = open() w:write('take') local s = ('x'):rep(1e5) while true do w:write(s .. 'y') end"},
		{"write small strings", "local r, w = open() w:write('take') local s = ('x'):rep(1000) while true do w:write(s) end"},
		{"write in a task of its own", "local r, w = open() w:write('take') await(asyncio.create_task(function() while true do w:write(('x'):rep(15000)) end end))"},
		{"feed", "local r, s = asyncio.StreamReader(), ('x'):rep(1e5) while true do r:feed_data(s) end"},
		{"datagrams", "local t = {} for i = 1, 1000 do t[i] = await(asyncio.open_datagram_endpoint{remote_addr = {'127.0.0.1', ...}}) end return #t"},
	} {
		t.Run(c.name, func(t *testing.T) {
			const limit = 8 * mb
			w := world(t, host.Options{
				Connect: []string{"127.0.0.1:*"}, Limits: vm.Limits{MaxMemory: limit, MaxInstructions: 1e9}, Grace: 100 * time.Millisecond,
			})
			ctx, cancel := context.WithTimeout(background, time.Minute)
			defer cancel()
			peak := watchHeap(t, 300*mb, func() { w.Runtime().Stop(errors.New("the heap is too large")) })
			_, err := w.RunString(ctx, "local function open(o) return await(asyncio.open_connection('127.0.0.1', "+port+", o)) end "+c.source, "test.lua", udpPort)
			grew := peak()
			var le *vm.LimitError
			if !errors.As(err, &le) || le.Limit != "memory" {
				t.Errorf("ended with %v", err)
			}
			if grew > 100*mb {
				t.Errorf("the heap grew by %d MB", grew/mb)
			}
			t.Logf("the heap grew by %d MB: %v", grew/mb, err)
		})
	}
}
