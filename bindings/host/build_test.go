package host_test

// This file tests that runtimes are made quickly, and that what they share does not show.

import (
	"fmt"
	"sync"
	"testing"

	"moonloop/bindings/host"
)

// listing is a chunk that lists every module in the order of pairs.
const listing = `
	local out = {}
	for _, name in ipairs{"asyncio", "string", "table", "math", "utf8", "os", "coroutine", "package", "_G"} do
		for k, v in pairs(_G[name]) do
			assert(rawget(_G[name], k) == v and next(_G[name], k) ~= k)
			out[#out + 1] = name .. "." .. tostring(k)
		end
	end
	return table.concat(out, " ")`

// TestModulesAreEqual has every runtime list its modules in the same order.
func TestModulesAreEqual(t *testing.T) {
	var want string
	for range 3 {
		got, err := host.One[string](run(t, world(t, host.Options{}), listing))
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// TestModulesAreTheirOwn changes the modules of many runtimes at once: no other sees it.
func TestModulesAreTheirOwn(t *testing.T) {
	clean := world(t, host.Options{})
	want, err := host.One[string](run(t, clean, listing))
	if err != nil {
		t.Fatal(err)
	}
	worlds := make([]*host.World, 8)
	for i := range worlds {
		worlds[i] = world(t, host.Options{})
	}
	var wg sync.WaitGroup
	for i, w := range worlds {
		wg.Go(func() {
			got, err := run(t, w, `
				local id, assert = ..., assert
				for _, name in ipairs{"asyncio", "string", "table", "math", "coroutine", "package", "_G"} do
					local m = _G[name]
					local first = next(m)
					m.added, m[first] = id, nil
					for i = 1, 100 do m["key" .. i] = i end
					m[first] = id
					local n, last = 0, nil
					for k, v in pairs(m) do n, last = n + (k == "added" and v == id and 1 or 0), k end
					assert(n == 1 and last == first, name .. " " .. tostring(last))
				end
				asyncio.Lock = nil
				return math.added, asyncio.Lock, ("x").added, ("x").key7`, i)
			if s := fmt.Sprint(got); err != nil || s != fmt.Sprintf("[%d nil %d 7]", i, i) {
				t.Errorf("world %d: %s, %v", i, s, err)
			}
		})
	}
	wg.Wait()
	for _, w := range []*host.World{clean, world(t, host.Options{})} {
		if got, err := host.One[string](run(t, w, listing)); got != want || err != nil {
			t.Errorf("%s, %v\nwant %s", got, err, want)
		}
	}
}

// TestClassesComeWithTheirObjects looks at the first object of each class, whose methods are there from then on.
func TestClassesComeWithTheirObjects(t *testing.T) {
	got, err := run(t, world(t, host.Options{}), `
		local stdin = asyncio.stdin
		return getmetatable(stdin), tostring(stdin), type(stdin.read), tostring(select(2, pcall(function() return stdin.nothing end))), getmetatable(asyncio.Lock()), tostring(asyncio.Event()),
			asyncio.Barrier(2).parties, getmetatable(asyncio.copy_context()), asyncio.ContextVar("v").name, asyncio.Queue(3).maxsize,
			getmetatable(asyncio.get_running_loop()), (pcall(setmetatable, stdin, {}))`)
	want := "[StreamReader <StreamReader> function AttributeError: StreamReader has no field 'nothing' Lock <Event [unset]> 2 Context v 3 loop false]"
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("%v, %v\nwant %s", got, err, want)
	}
}

// TestWorldIsCheap bounds what making and closing a World allocates.
func TestWorldIsCheap(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	n := testing.AllocsPerRun(20, func() {
		w, err := host.New(host.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	})
	if n > 520 {
		t.Errorf("%.0f allocations", n)
	}
}
