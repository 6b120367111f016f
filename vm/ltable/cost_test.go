package ltable

// These tests count steps and bytes, not time.

import (
	"fmt"
	"runtime"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// steps runs f and gives how many steps loops inside of this package took.
func steps(f func()) int {
	n := 0
	work = &n
	defer func() { work = nil }()
	f()
	return n
}

func filled(n int) *lua.LTable {
	tb := New(0, 0)
	for i := 1; i <= n; i++ {
		SetInt(tb, i, lua.LTrue)
	}
	return tb
}

func drain(tb *lua.LTable) {
	for key, _, _ := Next(tb, lua.LNil); key != lua.LNil; key, _, _ = Next(tb, lua.LNil) {
		Set(tb, key, lua.LNil)
	}
}

func strs(n int) []lua.LValue {
	keys := make([]lua.LValue, n)
	for i := range keys {
		keys[i] = lua.LString(fmt.Sprint("key", i))
	}
	return keys
}

// TestWork runs what scripts do to tables at two sizes: each operation takes a few steps, however large the table is.
func TestWork(t *testing.T) {
	names := strs(1 << 16)
	for name, run := range map[string]func(n int){
		"push and pop": func(n int) {
			tb := filled(n)
			for ; n > 0; n-- {
				SetInt(tb, Len(tb), lua.LNil)
			}
		},
		"push and pop at the top": func(n int) {
			tb := filled(n)
			for range n {
				SetInt(tb, Len(tb), lua.LNil)
				SetInt(tb, Len(tb)+1, lua.LTrue)
			}
		},
		"drain an array":  func(n int) { drain(filled(n)) },
		"clear in a loop": func(n int) { tb := filled(n); clearInLoop(tb) },
		"drain strings": func(n int) {
			tb := New(0, 0)
			for _, key := range names[:n] {
				Set(tb, key, lua.LTrue)
			}
			drain(tb)
		},
		"drain both, with the first key asked for on the way": func(n int) {
			tb := filled(n)
			for _, key := range names[:n] {
				Set(tb, key, lua.LTrue)
			}
			clearInLoop(tb)
		},
		"far keys": func(n int) {
			tb := New(0, 0)
			for i := range n {
				SetInt(tb, i*600_000+600_000, lua.LTrue)
			}
			drain(tb)
		},
		"backwards": func(n int) {
			tb := New(0, 0)
			for i := n; i > 0; i-- {
				SetInt(tb, i, lua.LTrue)
			}
			if Len(tb) != n {
				t.Errorf("#t = %d, expected %d", Len(tb), n)
			}
		},
		"from 2": func(n int) {
			tb := New(0, 0)
			for i := 2; i <= n; i++ {
				SetInt(tb, i, lua.LTrue)
			}
			if array, hash := Counts(tb); array != n || hash != 0 {
				t.Errorf("%d of %d are in the array", array, n)
			}
		},
		"every third a hole": func(n int) {
			tb := New(0, 0)
			for i := 1; i <= n; i++ {
				if i%3 != 0 {
					SetInt(tb, i, lua.LTrue)
				}
			}
		},
		"queue": func(n int) {
			tb := New(0, 0)
			for i := range n {
				SetInt(tb, i+1, lua.LTrue)
				SetInt(tb, i-9, lua.LNil)
			}
		},
		"queue of strings, taken with next": func(n int) {
			tb := New(0, 0)
			for i, key := range names[:n] {
				Set(tb, key, lua.LTrue)
				if i > 10 {
					key, _, _ := Next(tb, lua.LNil)
					Set(tb, key, lua.LNil)
				}
			}
		},
		"a key that comes and goes beside a long array": func(n int) {
			tb := filled(n)
			for i := range n {
				SetInt(tb, 10_000_000+i, lua.LTrue)
				SetInt(tb, 10_000_000+i, lua.LNil)
				SetString(tb, "a", lua.LTrue)
				SetString(tb, "a", lua.LNil)
				SetInt(tb, n, lua.LNil)
				SetInt(tb, n, lua.LTrue)
			}
		},
		"the last one of a drained array comes and goes": func(n int) {
			tb := filled(n)
			for i := range n - 2 {
				SetInt(tb, i+1, lua.LNil)
			}
			for range n {
				SetInt(tb, n, lua.LNil)
				SetInt(tb, n, lua.LTrue)
			}
		},
	} {
		for _, n := range []int{1 << 10, 1 << 16} {
			if got := steps(func() { run(n) }); got > 16*n {
				t.Errorf("%s: %d steps for %d", name, got, n)
			}
		}
	}
}

func clearInLoop(tb *lua.LTable) {
	for key, _, _ := Next(tb, lua.LNil); key != lua.LNil; key, _, _ = Next(tb, key) {
		Set(tb, key, lua.LNil)
		Next(tb, lua.LNil)
	}
}

// TestExtent says what tables may take.
func TestExtent(t *testing.T) {
	names := strs(50_000)
	queue := New(0, 0)
	for i := range 300_000 {
		SetInt(queue, i+1, lua.LTrue)
		SetInt(queue, i-99, lua.LNil)
	}
	strings := New(0, 0)
	for range 4 {
		for i := range names {
			Set(strings, names[i], lua.LTrue)
			if i >= 100 {
				Set(strings, names[i-100], lua.LNil)
			} else {
				Set(strings, names[len(names)-100+i], lua.LNil)
			}
		}
	}
	one := New(0, 0)
	SetInt(one, 60_000_000, lua.LTrue)
	emptied := New(0, 0)
	for _, key := range names {
		Set(emptied, key, lua.LTrue)
	}
	drain(emptied)
	popped := filled(100_000)
	for n := 100_000; n > 10; n-- {
		SetInt(popped, n, lua.LNil)
	}
	SetInt(popped, 11, lua.LTrue)
	small := New(0, 1)
	SetString(small, "x", lua.LTrue)
	for _, c := range []struct {
		name string
		tb   *lua.LTable
		max  int
	}{
		{"an array", filled(100_000), 100_000 * 16 * 2},
		{"a queue of 100", queue, 40_000},
		{"a queue of 100 strings", strings, 40_000},
		{"t[60000000]", one, 1200},
		{"a table that held 50000 strings", emptied, 600},
		{"an array that held 100000", popped, 1200},
		{"one field", small, 800},
	} {
		if got := Extent(c.tb); got > c.max {
			t.Errorf("%s takes %d bytes, expected at most %d", c.name, got, c.max)
		}
	}
}

// TestNoAllocations is about operations that change nothing about where things are.
func TestNoAllocations(t *testing.T) {
	tb := filled(100)
	far, name, v := lua.LValue(lua.LNumber(1e9)), lua.LValue(lua.LString("a")), lua.LValue(lua.LString("v"))
	Set(tb, far, v)
	Set(tb, name, v)
	if n := testing.AllocsPerRun(100, func() {
		Set(tb, far, lua.LNil)
		Set(tb, far, v)
		Set(tb, name, lua.LNil)
		Set(tb, name, v)
		SetInt(tb, 50, v)
		SetInt(tb, Len(tb), lua.LNil)
		SetInt(tb, Len(tb)+1, v)
		Get(tb, far)
		GetInt(tb, 1000)
		GetInt(tb, -1)
		GetString(tb, "b")
		Insert(tb, 1, v)
		Remove(tb, 1)
		Next(tb, name)
	}); n > 1 { // keys is packed from time to time, and has a number made for it
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkMemory reports bytes a key as the garbage collector sees them and as Extent does.
func BenchmarkMemory(b *testing.B) {
	const n = 100_000
	names := strs(n)
	fields := strs(2)
	for _, c := range []struct {
		name string
		keys int
		make func() *lua.LTable
	}{
		{"array", n, func() *lua.LTable { return filled(n) }},
		{"strings", n, func() *lua.LTable {
			tb := New(0, 0)
			for _, key := range names {
				Set(tb, key, lua.LTrue)
			}
			return tb
		}},
		{"sparse", n, func() *lua.LTable {
			tb := New(0, 0)
			for i := range n {
				SetInt(tb, 600_000*(i+1), lua.LTrue)
			}
			return tb
		}},
		{"empty", 1, func() *lua.LTable { return New(0, 0) }},
		{"2fields", 1, func() *lua.LTable {
			tb := New(0, 2)
			Set(tb, fields[0], lua.LTrue)
			Set(tb, fields[1], lua.LTrue)
			return tb
		}},
		{"3elements", 1, func() *lua.LTable { return filled(3) }},
		{"queue", 1, func() *lua.LTable {
			tb := New(0, 0)
			for i := range 200_000 {
				SetInt(tb, i+1, lua.LTrue)
				SetInt(tb, i-99, lua.LNil)
			}
			return tb
		}},
		{"queueOfStrings", 1, func() *lua.LTable {
			tb := New(0, 0)
			for i := range names {
				Set(tb, names[i], lua.LTrue)
				if i >= 100 {
					Set(tb, names[i-100], lua.LNil)
				}
			}
			return tb
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			keep := make([]*lua.LTable, max(10, min(b.N, 10_000/c.keys)))
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for i := range keep {
				keep[i] = c.make()
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(keep)*c.keys), "bytes/key")
			b.ReportMetric(float64(Extent(keep[0]))/float64(c.keys), "extent/key")
			runtime.KeepAlive(keep)
		})
	}
}

var sink lua.LValue

// BenchmarkOurs and BenchmarkTheirs do the same with this package's functions and with gopher-lua's.
func BenchmarkOurs(b *testing.B) {
	tb, names := filled(1000), strs(1000)
	for _, key := range names[:20] {
		Set(tb, key, lua.LTrue)
	}
	one := lua.LValue(lua.LNumber(1))
	run(b, "GetInt", func(n int) {
		for i := range n {
			sink = GetInt(tb, i%1000+1)
		}
	})
	run(b, "GetString", func(n int) {
		for i := range n {
			sink = GetString(tb, string(names[i%20].(lua.LString)))
		}
	})
	run(b, "Get/string", func(n int) {
		for i := range n {
			sink = Get(tb, names[i%20])
		}
	})
	run(b, "SetInt", func(n int) {
		for i := range n {
			SetInt(tb, i%1000+1, one)
		}
	})
	run(b, "SetString", func(n int) {
		for i := range n {
			Set(tb, names[i%20], one)
		}
	})
	run(b, "append1000", func(n int) {
		for range n {
			tb := New(0, 0)
			for i := 1; i <= 1000; i++ {
				SetInt(tb, i, one)
			}
		}
	})
	run(b, "append1M", func(n int) {
		for range n {
			tb := New(0, 0)
			for i := 1; i <= 1_000_000; i++ {
				SetInt(tb, i, one)
			}
		}
	})
	run(b, "strings1000", func(n int) {
		for range n {
			tb := New(0, 0)
			for _, key := range names {
				Set(tb, key, one)
			}
		}
	})
	run(b, "fields2", func(n int) {
		for range n {
			tb := New(0, 2)
			Set(tb, names[0], one)
			Set(tb, names[1], one)
			sink = tb
		}
	})
	run(b, "Next", func(n int) {
		key := lua.LNil
		for range n {
			key, sink, _ = Next(tb, key)
		}
	})
	run(b, "queue", func(n int) {
		tb := New(0, 0)
		for i := range n {
			SetInt(tb, i+1, one)
			SetInt(tb, i-99, lua.LNil)
		}
	})
	run(b, "pushpop", func(n int) {
		for range n {
			SetInt(tb, Len(tb)+1, one)
			SetInt(tb, Len(tb), lua.LNil)
		}
	})
}

func BenchmarkTheirs(b *testing.B) {
	tb, names := filled(1000), strs(1000)
	for _, key := range names[:20] {
		tb.RawSet(key, lua.LTrue)
	}
	one := lua.LValue(lua.LNumber(1))
	run(b, "GetInt", func(n int) {
		for i := range n {
			sink = tb.RawGetInt(i%1000 + 1)
		}
	})
	run(b, "GetString", func(n int) {
		for i := range n {
			sink = tb.RawGetString(string(names[i%20].(lua.LString)))
		}
	})
	run(b, "Get/string", func(n int) {
		for i := range n {
			sink = tb.RawGet(names[i%20])
		}
	})
	run(b, "SetInt", func(n int) {
		for i := range n {
			tb.RawSetInt(i%1000+1, one)
		}
	})
	run(b, "SetString", func(n int) {
		for i := range n {
			tb.RawSet(names[i%20], one)
		}
	})
	run(b, "append1000", func(n int) {
		for range n {
			tb := &lua.LTable{Metatable: lua.LNil}
			for i := 1; i <= 1000; i++ {
				tb.RawSetInt(i, one)
			}
		}
	})
	run(b, "append1M", func(n int) {
		for range n {
			tb := &lua.LTable{Metatable: lua.LNil}
			for i := 1; i <= 1_000_000; i++ {
				tb.RawSetInt(i, one)
			}
		}
	})
	run(b, "strings1000", func(n int) {
		for range n {
			tb := &lua.LTable{Metatable: lua.LNil}
			for _, key := range names {
				tb.RawSet(key, one)
			}
		}
	})
	run(b, "fields2", func(n int) {
		for range n {
			tb := &lua.LTable{Metatable: lua.LNil}
			tb.RawSet(names[0], one)
			tb.RawSet(names[1], one)
			sink = tb
		}
	})
	run(b, "Next", func(n int) {
		key := lua.LNil
		for range n {
			key, sink = tb.Next(key)
		}
	})
}

func run(b *testing.B, name string, f func(n int)) {
	b.Run(name, func(b *testing.B) { b.ReportAllocs(); f(b.N) })
}
