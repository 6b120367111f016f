package ltable

import (
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"

	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

func TestLayout(t *testing.T) {
	if _, err := glua.Load(); err != nil {
		t.Fatal(err)
	}
}

// A model is a table as plainly as it can be said.
type model map[lua.LValue]lua.LValue

func (m model) set(key, v lua.LValue) {
	if n, ok := key.(lua.LNumber); ok && n == 0 {
		key = lua.LNumber(0)
	}
	if v == lua.LNil {
		delete(m, key)
	} else {
		m[key] = v
	}
}

// border tells whether n is what # may give.
func (m model) border(n int) bool {
	return (n == 0 || m.get(lua.LNumber(n)) != lua.LNil) && m.get(lua.LNumber(n+1)) == lua.LNil
}

func (m model) get(key lua.LValue) lua.LValue {
	if v, ok := m[key]; ok {
		return v
	}
	return lua.LNil
}

// compare holds a table against a model in every way that this package has.
func compare(t *testing.T, tb *lua.LTable, m model) {
	t.Helper()
	for key, want := range m {
		if got := Get(tb, key); got != want {
			t.Fatalf("t[%v] = %v, expected %v", key, got, want)
		}
		if i, ok := integer(key); ok && GetInt(tb, i) != want {
			t.Fatalf("GetInt(%d) = %v, expected %v", i, GetInt(tb, i), want)
		}
	}
	seen := model{}
	var key, v lua.LValue = lua.LNil, nil
	for ok := true; ; {
		if key, v, ok = Next(tb, key); !ok {
			t.Fatalf("Next does not know its own key %v", key)
		}
		if key == lua.LNil {
			break
		}
		if _, again := seen[key]; again {
			t.Fatalf("Next gives %v twice", key)
		}
		if v != m.get(key) {
			t.Fatalf("Next gives %v = %v, expected %v", key, v, m.get(key))
		}
		seen[key] = v
	}
	if len(seen) != len(m) {
		t.Fatalf("Next gives %d keys, expected %d", len(seen), len(m))
	}
	if n := Len(tb); !m.border(n) {
		t.Fatalf("#t = %d is no border", n)
	}
	for key, want := range m { // Len may have moved them
		if got := Get(tb, key); got != want {
			t.Fatalf("after #t, t[%v] = %v, expected %v", key, got, want)
		}
	}
	checkInside(t, of(tb))
}

// checkInside looks at what the package keeps true about keys.
func checkInside(t *testing.T, l *layout) {
	t.Helper()
	if (l.Keys == nil) != (l.K2i == nil) {
		t.Fatal("keys without k2i, or the other way round")
	}
	for key, at := range l.K2i {
		if l.Keys[at] != key {
			t.Fatalf("k2i leads from %v to %v", key, l.Keys[at])
		}
	}
	for key := range l.Dict {
		if _, ok := l.K2i[key]; !ok {
			t.Fatalf("%v is in dict but not in keys", key)
		}
	}
	names := 0
	for key := range l.Strdict {
		names++
		if _, ok := l.K2i[lua.LString(key)]; !ok {
			t.Fatalf("%q is in strdict but not in keys", key)
		}
	}
	if names != l.names() {
		t.Fatalf("names gives %d, expected %d", l.names(), names)
	}
}

// shapes are of tables that tests make; what one of them does must not be seen by others.
var shapes = func() (list []*glua.Shape) {
	for n := 1; n <= glua.MaxShape; n++ {
		var names []lua.LValue
		for i := range n {
			names = append(names, lua.LString(fmt.Sprint("k", i*5%n)))
		}
		if n != 5 {
			list = append(list, glua.NewShape(names, n%3))
		}
	}
	return list
}()

func randomTable(r *rand.Rand) *lua.LTable {
	if r.Intn(2) == 0 {
		return NewShaped(shapes[r.Intn(len(shapes))], r.Intn(3)*r.Intn(20))
	}
	return New(r.Intn(3)*r.Intn(20), r.Intn(3)*r.Intn(20))
}

func randomKey(r *rand.Rand, span int) lua.LValue {
	switch r.Intn(12) {
	case 0, 1, 2:
		return lua.LString(fmt.Sprint("k", r.Intn(span)))
	case 3:
		return lua.LNumber(r.Intn(span)) + 0.5
	case 4:
		return lua.LNumber(-r.Intn(span))
	case 5:
		return lua.LNumber(1+r.Intn(span)) * 600_000
	case 6:
		return []lua.LValue{lua.LTrue, lua.LFalse, lua.LNumber(1 << 53), lua.LNumber(math.Inf(1)), lua.LNumber(math.Inf(-1)),
			lua.LNumber(math.Copysign(0, -1)), lua.LNumber(1e300)}[r.Intn(7)]
	default:
		return lua.LNumber(1 + r.Intn(span))
	}
}

// TestRandomOperations mixes this package's functions with gopher-lua's.
func TestRandomOperations(t *testing.T) {
	for seed := range int64(3000) {
		r := rand.New(rand.NewSource(seed))
		span := []int{3, 10, 40, 200}[r.Intn(4)]
		host, bias := r.Intn(3) == 0, r.Intn(10)
		tb, m := randomTable(r), model{}
		for step := range 30 + r.Intn(10*span) {
			value := func() lua.LValue {
				if r.Intn(10) < bias {
					return lua.LNil
				}
				return lua.LNumber(step)
			}
			what := r.Intn(20)
			if what >= 15 && !host {
				what = r.Intn(15)
			}
			switch key, v := randomKey(r, span), value(); what {
			default:
				Set(tb, key, v)
				m.set(key, v)
			case 5, 6:
				n := Len(tb)
				SetInt(tb, n+1, v)
				m.set(lua.LNumber(n+1), v)
			case 7, 8:
				if n := Len(tb); n > 0 {
					SetInt(tb, n, lua.LNil)
					m.set(lua.LNumber(n), lua.LNil)
				}
			case 9:
				if k, _, _ := Next(tb, lua.LNil); k != lua.LNil {
					Set(tb, k, lua.LNil)
					m.set(k, lua.LNil)
				}
			case 10:
				n := Len(tb)
				i := 1 + r.Intn(n+1)
				if !Insert(tb, i, v) {
					t.Fatal("Insert refuses")
				}
				for k := n; k >= i; k-- {
					m.set(lua.LNumber(k+1), m.get(lua.LNumber(k)))
				}
				m.set(lua.LNumber(i), v)
			case 11:
				if n := Len(tb); n > 0 {
					i := 1 + r.Intn(n)
					if got, ok := Remove(tb, i); !ok || got != m.get(lua.LNumber(i)) {
						t.Fatalf("seed %d: Remove(%d) gives %v, expected %v", seed, i, got, m.get(lua.LNumber(i)))
					}
					for k := i; k < n; k++ {
						m.set(lua.LNumber(k), m.get(lua.LNumber(k+1)))
					}
					m.set(lua.LNumber(n), lua.LNil)
				}
			case 12:
				values := make([]lua.LValue, r.Intn(10))
				from := 1 + r.Intn(5)
				for i := range values {
					values[i] = value()
					m.set(lua.LNumber(from+i), values[i])
				}
				SetList(tb, from, values)
			case 13:
				drained := r.Intn(span)
				for range drained {
					k, _, _ := Next(tb, lua.LNil)
					if k == lua.LNil {
						break
					}
					Set(tb, k, lua.LNil)
					m.set(k, lua.LNil)
				}
			case 15, 16:
				if n, ok := key.(lua.LNumber); ok && n > 10_000 {
					tb.RawSetH(key, v) // gopher-lua would fill an array up to there
					if n < lua.LNumber(lua.MaxArrayIndex) && int(n) <= len(of(tb).Array) {
						continue
					}
				} else if n, ok := key.(lua.LNumber); ok && v == lua.LNil && of(tb).Dict[n] != nil {
					continue // it does not know of this one
				} else {
					tb.RawSet(key, v)
				}
				m.set(key, v)
			case 17:
				s := fmt.Sprint("k", r.Intn(span))
				tb.RawSetString(s, v)
				m.set(lua.LString(s), v)
			case 18:
				if n := tb.Len(); v != lua.LNil && m.get(lua.LNumber(n+1)) == lua.LNil {
					tb.Append(v)
					m.set(lua.LNumber(n+1), v)
				}
			case 19:
				if n := len(of(tb).Array); n > 0 && len(of(tb).Dict) == 0 {
					tb.Remove(1)
					for k := 1; k < n; k++ {
						m.set(lua.LNumber(k), m.get(lua.LNumber(k+1)))
					}
					m.set(lua.LNumber(n), lua.LNil)
				}
			}
			if r.Intn(8) == 0 {
				if compare(t, tb, m); t.Failed() {
					t.Fatalf("seed %d, step %d", seed, step)
				}
			}
		}
		compare(t, tb, m)
	}
}

// TestTraversalWithDeletions deletes and changes existing fields on the way, and asks for the first key in between.
func TestTraversalWithDeletions(t *testing.T) {
	for seed := range int64(2000) {
		r := rand.New(rand.NewSource(seed))
		span := []int{5, 50, 300}[r.Intn(3)]
		tb, m := randomTable(r), model{}
		for i := range r.Intn(3 * span) {
			key := randomKey(r, span)
			Set(tb, key, lua.LNumber(i))
			m.set(key, lua.LNumber(i))
		}
		start := len(m)
		seen := map[lua.LValue]bool{}
		key, _, _ := Next(tb, lua.LNil)
		for mode := r.Intn(5); key != lua.LNil; {
			if seen[key] {
				t.Fatalf("seed %d: %v comes twice", seed, key)
			}
			seen[key] = true
			switch {
			case mode == 0 || mode == 1 && r.Intn(2) == 0:
				Set(tb, key, lua.LNil)
			case mode == 2:
				Set(tb, key, lua.LTrue)
			case mode == 3: // another one, which is not there any more when its turn comes
				for other := range m {
					if !seen[other] && r.Intn(2) == 0 {
						Set(tb, other, lua.LNil)
						delete(m, other)
						start--
					}
					break
				}
				Set(tb, key, lua.LNil)
			}
			if r.Intn(3) == 0 {
				Next(tb, lua.LNil)
			}
			if r.Intn(5) == 0 {
				Len(tb)
			}
			var ok bool
			if key, _, ok = Next(tb, key); !ok {
				t.Fatalf("seed %d: Next does not know its key", seed)
			}
		}
		if len(seen) != start {
			t.Fatalf("seed %d: %d keys come, expected %d", seed, len(seen), start)
		}
	}
}

func keysOf(tb *lua.LTable) (keys []lua.LValue) {
	for key, _, _ := Next(tb, lua.LNil); key != lua.LNil; key, _, _ = Next(tb, key) {
		keys = append(keys, key)
	}
	return keys
}

func theirKeys(tb *lua.LTable) (keys []lua.LValue) {
	for key, _ := tb.Next(lua.LNil); key != lua.LNil; key, _ = tb.Next(key) {
		keys = append(keys, key)
	}
	return keys
}

func TestOrder(t *testing.T) {
	tb := New(0, 0)
	for _, key := range []lua.LValue{lua.LString("b"), lua.LNumber(1), lua.LString("a"), lua.LNumber(2), lua.LTrue, lua.LString("c")} {
		Set(tb, key, lua.LTrue)
	}
	SetString(tb, "b", lua.LNil)
	SetString(tb, "a", lua.LFalse)
	SetString(tb, "b", lua.LTrue)
	want := []lua.LValue{lua.LNumber(1), lua.LNumber(2), lua.LString("a"), lua.LTrue, lua.LString("c"), lua.LString("b")}
	if got := keysOf(tb); !slices.Equal(got, want) {
		t.Errorf("the order is %v, expected %v", got, want)
	}
	if got := theirKeys(tb); !slices.Equal(got, want) {
		t.Errorf("gopher-lua's order is %v, expected %v", got, want)
	}
}

// TestOrderAfterDraining fills an array again that was drained from the front.
func TestOrderAfterDraining(t *testing.T) {
	half := func() *lua.LTable {
		tb := filled(100)
		for range 50 {
			key, _, _ := Next(tb, lua.LNil)
			Set(tb, key, lua.LNil)
		}
		Next(tb, lua.LNil)
		return tb
	}
	again := half()
	for n := Len(again); n > 0; n = Len(again) {
		SetInt(again, n, lua.LNil)
	}
	for i := 1; i <= 100; i++ {
		SetInt(again, i, lua.LTrue)
	}
	hole, inserted := half(), half()
	SetInt(hole, 10, lua.LTrue)
	Insert(inserted, 10, lua.LTrue)
	for i, tb := range []*lua.LTable{again, hole, inserted} {
		keys, last := keysOf(tb), 0
		for _, key := range keys {
			n, _ := integer(key)
			if n <= last {
				t.Errorf("table %d: %d comes after %d", i, n, last)
			}
			last = n
		}
		if want := []int{100, 51, 51}[i]; len(keys) != want {
			t.Errorf("table %d: %d keys come, expected %d", i, len(keys), want)
		}
	}
}

// TestHostsSeeTheSame holds gopher-lua's functions against this package's after operations of this package.
func TestHostsSeeTheSame(t *testing.T) {
	for seed := range int64(500) {
		r := rand.New(rand.NewSource(seed))
		tb, m := randomTable(r), model{}
		for step := range 300 {
			key, v := randomKey(r, 60), lua.LValue(lua.LNumber(step))
			if r.Intn(3) == 0 {
				v = lua.LNil
			}
			if r.Intn(10) == 0 {
				key, _, _ = Next(tb, lua.LNil)
				v = lua.LNil
			}
			if key != lua.LNil {
				Set(tb, key, v)
				m.set(key, v)
			}
		}
		for key, want := range m {
			if tb.RawGet(key) != want && tb.RawGetH(key) != want {
				t.Fatalf("seed %d: gopher-lua has t[%v] = %v, expected %v", seed, key, tb.RawGet(key), want)
			}
		}
		if ours, theirs := keysOf(tb), theirKeys(tb); !slices.Equal(ours, theirs) {
			t.Fatalf("seed %d: gopher-lua goes through %v, we through %v", seed, theirs, ours)
		}
		n := 0
		tb.ForEach(func(key, v lua.LValue) {
			if n++; m.get(key) != v {
				t.Fatalf("seed %d: ForEach gives %v = %v", seed, key, v)
			}
		})
		if n != len(m) || !m.border(tb.Len()) || !m.border(Len(tb)) { // not always the same one
			t.Fatalf("seed %d: ForEach gives %d of %d, Len %d and %d", seed, n, len(m), tb.Len(), Len(tb))
		}
	}
}

func TestUnknownKeys(t *testing.T) {
	tb := New(0, 0)
	SetString(tb, "a", lua.LTrue)
	SetInt(tb, 1, lua.LTrue)
	for _, key := range []lua.LValue{lua.LString("b"), lua.LNumber(1000), lua.LNumber(-1), lua.LNumber(1.5), lua.LTrue, lua.LNumber(math.NaN())} {
		if _, _, ok := Next(tb, key); ok {
			t.Errorf("Next knows %v", key)
		}
	}
	if Get(tb, lua.LNumber(math.NaN())) != lua.LNil || Get(tb, lua.LNil) != lua.LNil || Get(tb, nil) != lua.LNil {
		t.Error("there is something under NaN or nil")
	}
}

func TestZeroIsOneKey(t *testing.T) {
	tb := New(0, 0)
	Set(tb, lua.LNumber(0), lua.LTrue)
	Set(tb, lua.LNumber(math.Copysign(0, -1)), lua.LFalse)
	if Get(tb, lua.LNumber(0)) != lua.LFalse || GetInt(tb, 0) != lua.LFalse || len(keysOf(tb)) != 1 {
		t.Error("0 and -0 are two keys")
	}
}

// TestGoNil has gopher-lua leave Go's nil where nil is meant.
func TestGoNil(t *testing.T) {
	tb := New(0, 0)
	for i := 1; i <= 3; i++ {
		SetInt(tb, i, lua.LTrue)
	}
	tb.RawSetInt(2, nil)
	tb.RawSetInt(4, nil)
	tb.RawSetString("a", nil)
	SetString(tb, "b", nil)
	if GetInt(tb, 2) != lua.LNil || GetInt(tb, 4) != lua.LNil || GetString(tb, "a") != lua.LNil || GetString(tb, "b") != lua.LNil {
		t.Error("Go's nil is seen")
	}
	if n := Len(tb); n != 1 { // as PUC Lua's search goes
		t.Errorf("#t = %d, expected 1", n)
	}
	if got := keysOf(tb); !slices.Equal(got, []lua.LValue{lua.LNumber(1), lua.LNumber(3)}) {
		t.Errorf("the keys are %v", got)
	}
}

func TestSetList(t *testing.T) {
	nils := func(n int, last lua.LValue) []lua.LValue {
		values := make([]lua.LValue, n, n+1)
		for i := range values {
			values[i] = lua.LNil
		}
		return append(values, last)
	}
	tb := New(0, 0)
	SetInt(tb, 3, lua.LFalse) // {[3] = false, nil, …}
	SetList(tb, 1, nils(49, lua.LNil))
	if array, hash := Counts(tb); array != 0 || hash != 0 {
		t.Errorf("50 nils leave %d and %d", array, hash)
	}
	SetList(tb, 51, nils(20, lua.LTrue))
	if n := Len(tb); n != 71 || GetInt(tb, 71) != lua.LTrue || GetInt(tb, 70) != lua.LNil {
		t.Errorf("#t = %d, expected 71", n)
	}
}

// TestSharedKeys has two tables with one list of keys, as modules have.
func TestSharedKeys(t *testing.T) {
	keys := strs(40)
	share := func() *lua.LTable {
		tb := New(0, 40)
		for _, key := range keys {
			Set(tb, key, lua.LTrue)
		}
		of(tb).Keys = keys[:40:40]
		return tb
	}
	one, two, three := share(), share(), share()
	drain(three)
	for _, key := range keys[:2] {
		Set(one, key, lua.LNil)
		Set(one, key, lua.LFalse)
	}
	drain(one)
	if got := keysOf(two); !slices.Equal(got, keys) {
		t.Errorf("the other table has %v", got)
	}
}
