package ltable

import (
	"fmt"
	"math/rand"
	"runtime"
	"slices"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

var modes = []string{"k", "v", "kv"}

func newWeak(mode string) *lua.LTable {
	t, mt := New(0, 0), New(0, 0)
	SetString(mt, "__mode", lua.LString(mode))
	t.Metatable = mt
	Settle(t)
	return t
}

// TestWeakTableIsATable holds weak tables whose keys and values all live against a model, while they change their mode.
func TestWeakTableIsATable(t *testing.T) {
	objects := make([]lua.LValue, 40)
	for i := range objects {
		switch i % 4 {
		case 0:
			objects[i] = &lua.LFunction{}
		case 1:
			objects[i] = &lua.LUserData{}
		case 2:
			objects[i] = &lua.LState{}
		default:
			objects[i] = New(0, 0)
		}
	}
	for seed := range int64(400) {
		r := rand.New(rand.NewSource(seed))
		span := []int{3, 10, 40}[r.Intn(3)]
		bias := r.Intn(10)
		tb, m := newWeak(modes[r.Intn(3)]), model{}
		for range 30 + r.Intn(10*span) {
			key := randomKey(r, span)
			if r.Intn(2) == 0 {
				key = objects[r.Intn(min(span, len(objects)))]
			}
			v := objects[r.Intn(len(objects))]
			switch {
			case r.Intn(10) < bias:
				v = lua.LNil
			case r.Intn(3) == 0:
				v = lua.LString("v")
			}
			switch r.Intn(20) {
			default:
				Set(tb, key, v)
				m.set(key, v)
			case 0:
				n := Len(tb)
				SetInt(tb, n+1, v)
				m.set(lua.LNumber(n+1), v)
			case 1:
				n := Len(tb)
				i := 1 + r.Intn(n+1)
				Insert(tb, i, v)
				for k := n; k >= i; k-- {
					m.set(lua.LNumber(k+1), m.get(lua.LNumber(k)))
				}
				m.set(lua.LNumber(i), v)
			case 2:
				if n := Len(tb); n > 0 {
					i := 1 + r.Intn(n)
					Remove(tb, i)
					for k := i; k < n; k++ {
						m.set(lua.LNumber(k), m.get(lua.LNumber(k+1)))
					}
					m.set(lua.LNumber(n), lua.LNil)
				}
			case 3:
				SetList(tb, 1, []lua.LValue{v, lua.LTrue})
				m.set(lua.LNumber(1), v)
				m.set(lua.LNumber(2), lua.LTrue)
			case 4:
				SetString(tb, "k1", v)
				m.set(lua.LString("k1"), v)
			case 5: // a host
				if Get(tb, lua.LString("k2")) == lua.LNil {
					tb.RawSetString("k2", lua.LTrue)
					m.set(lua.LString("k2"), lua.LTrue)
				}
			case 6:
				SetString(tb.Metatable.(*lua.LTable), "__mode", lua.LString(append(modes, "", "x")[r.Intn(5)]))
				if r.Intn(2) == 0 {
					Settle(tb)
				}
			}
			if r.Intn(8) == 0 {
				if compare(t, tb, m); t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		}
		compare(t, tb, m)
		if seen := maps(tb); len(seen) != len(m) {
			t.Fatalf("seed %d: Pairs gives %d entries, expected %d", seed, len(seen), len(m))
		}
	}
}

func maps(tb *lua.LTable) model {
	seen := model{}
	for k, v := range Pairs(tb) {
		seen[k] = v
	}
	return seen
}

// A reach is a model of what a weak table keeps: objects by their numbers, from 1 on, some of which refer to another.
type reach struct {
	mode   string
	held   []bool      // by the test
	refers map[int]int // an object refers to another
	items  map[int]int // keys from names on are strings, which never die; values from names on are numbers
}

const names = 1000

// collect removes what a collection does: all that is dead if the table keeps its strong halves alive until then.
func (m *reach) collect() {
	marked := map[int]bool{}
	mark := func(i int) {
		for i != 0 && i < names && !marked[i] {
			marked[i] = true
			i = m.refers[i]
		}
	}
	for i, held := range m.held {
		if held {
			mark(i)
		}
	}
	for k, v := range m.items {
		if m.mode == "v" {
			mark(k)
		}
		if m.mode == "k" {
			mark(v)
		}
	}
	for k, v := range m.items {
		if m.mode != "v" && k < names && !marked[k] || m.mode != "k" && v < names && !marked[v] {
			delete(m.items, k)
		}
	}
	for i := range m.refers {
		if !marked[i] {
			delete(m.refers, i)
		}
	}
}

// A world has what the model describes. Objects are tables.
type world struct {
	tb   *lua.LTable
	held []*lua.LTable
}

//go:noinline
func (w *world) value(i int) lua.LValue {
	if i >= names {
		return lua.LNumber(i)
	}
	return w.held[i]
}

//go:noinline
func (w *world) set(k, v int) {
	if k >= names {
		Set(w.tb, lua.LString(fmt.Sprint(k)), w.value(v))
		return
	}
	Set(w.tb, w.value(k), w.value(v))
}

// number is the number of an object or of what never dies.
func number(v lua.LValue) int {
	n := 0
	switch v := v.(type) {
	case lua.LNumber:
		n = int(v)
	case lua.LString:
		fmt.Sscan(string(v), &n)
	case *lua.LTable:
		n = int(GetString(v, "number").(lua.LNumber))
	}
	return n
}

//go:noinline
func (w *world) items() map[int]int {
	seen := map[int]int{}
	for k, v, _ := Next(w.tb, lua.LNil); k != lua.LNil; k, v, _ = Next(w.tb, k) {
		seen[number(k)] = number(v)
		if Get(w.tb, k) != v {
			panic("Get does not give what Next does")
		}
	}
	return seen
}

// TestReachability lets go of objects, collects garbage, and expects that of a weak table's entries those are left that a
// model of Lua 5.1's collector leaves.
func TestReachability(t *testing.T) {
	for seed := range int64(12) {
		r := rand.New(rand.NewSource(seed))
		n := 2 + r.Intn(60)
		m := &reach{mode: modes[r.Intn(3)], held: make([]bool, n), refers: map[int]int{}, items: map[int]int{}}
		w := &world{newWeak(m.mode), make([]*lua.LTable, n)}
		if seed%3 == 0 { // as if it had been a plain table until now
			w.tb = New(0, 0)
		}
		for range 3 {
			for i := 1; i < n; i++ {
				if m.refers[i] == 0 && !m.held[i] && !slices.Contains(used(m), i) && r.Intn(2) == 0 {
					w.held[i], m.held[i] = New(0, 0), true
					SetString(w.held[i], "number", lua.LNumber(i))
				}
			}
			var alive []int
			for i, held := range m.held {
				if held {
					alive = append(alive, i)
				}
			}
			for range 2 * len(alive) {
				a, b := alive[r.Intn(len(alive))], alive[r.Intn(len(alive))]
				switch r.Intn(4) {
				case 0:
					SetString(w.held[a], "refers", w.held[b])
					m.refers[a] = b
				case 1:
					b = names + r.Intn(5)
					w.set(a, b)
					m.items[a] = b
				case 2:
					a = names + r.Intn(50)
					fallthrough
				default:
					w.set(a, b)
					m.items[a] = b
				}
			}
			for _, i := range alive {
				if r.Intn(3) > 0 {
					w.held[i], m.held[i] = nil, false
				}
			}
			for round := range 3 {
				w.tb.Metatable = newWeak(m.mode).Metatable
				Settle(w.tb)
				runtime.GC()
				m.collect()
				if got := w.items(); fmt.Sprint(got) != fmt.Sprint(m.items) {
					t.Fatalf("seed %d, mode %s, collection %d: the table has %v, expected %v", seed, m.mode, round, got, m.items)
				}
			}
		}
	}
}

// used is which objects the table or another object still knows.
func used(m *reach) (list []int) {
	for k, v := range m.items {
		list = append(list, k, v)
	}
	for a, b := range m.refers {
		list = append(list, a, b)
	}
	return list
}

// TestDeadEntries: places of dead entries are used again at a constant cost an entry, and a traversal that stands on an
// entry that vanishes goes on.
func TestDeadEntries(t *testing.T) {
	for _, mode := range modes {
		tb := newWeak(mode)
		insert := func(n int) {
			for range n {
				o := New(0, 0)
				Set(tb, o, o.Metatable)
				Set(tb, o, New(0, 0))
			}
		}
		insert(1000)
		runtime.GC()
		cost := steps(func() { insert(10_000) })
		if room := cap(of(tb).weakPart().items); cost > 60_000 || mode != "k" && room > 30_000 {
			t.Errorf("%s: 10,000 entries take %d steps and %d places", mode, cost, room)
		}
		runtime.GC()
		if array, hash := Counts(tb); array != 0 || hash == 0 {
			t.Errorf("%s: %d and %d places, expected some that are dead", mode, array, hash)
		}
		Settle(tb)
		runtime.GC()
		keep := New(0, 0)
		Set(tb, keep, keep)
		insert(500)
		runtime.GC()
		kept := []lua.LValue{}
		for range 100 {
			o := New(0, 0)
			kept = append(kept, o)
			Set(tb, o, o)
		}
		seen, at := 0, 0
		for k, _, _ := Next(tb, lua.LNil); k != lua.LNil; k, _, _ = Next(tb, k) {
			Set(tb, k, lua.LNil)
			if at++; at%100 == 0 {
				runtime.GC()
				Settle(tb)
			}
			if slices.Contains(kept, k) {
				seen++
			}
		}
		if seen != len(kept) {
			t.Errorf("%s: a traversal that deletes gives %d of %d entries", mode, seen, len(kept))
		}
	}
}

func BenchmarkWeak(b *testing.B) {
	for _, mode := range []string{"plain", "k", "v", "kv"} {
		tb, keys := New(0, 0), make([]lua.LValue, 1000)
		if mode != "plain" {
			tb = newWeak(mode)
		}
		for i := range keys {
			keys[i] = New(0, 0)
			Set(tb, keys[i], keys[i])
		}
		b.Run("get/"+mode, func(b *testing.B) {
			for i := range b.N {
				Get(tb, keys[i%1000])
			}
		})
		b.Run("change/"+mode, func(b *testing.B) {
			for i := range b.N {
				Set(tb, keys[i%1000], keys[i%999])
			}
		})
		b.Run("insert/"+mode, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; i < b.N; i += 1000 {
				tb := New(0, 0)
				if mode != "plain" {
					tb = newWeak(mode)
				}
				for _, k := range keys {
					Set(tb, k, k)
				}
			}
		})
	}
}
