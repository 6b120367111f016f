package host_test

// This file uses Worlds as they are not to be used: what is done, by how many goroutines at once, and in what, fuzzing chooses.

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"moonloop/bindings/host"
	"moonloop/scripts/tests/stacks"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A nuisance has methods that fail in every way.
type nuisance struct {
	Name  string
	List  []int
	Again *nuisance `lua:",set"`
}

func (*nuisance) Panic()                             { panic("method") }
func (*nuisance) String() string                     { panic("String") }
func (*nuisance) Hang(ctx context.Context)           { <-ctx.Done() }
func (n *nuisance) Self(other *nuisance) *nuisance   { return other }
func (*nuisance) Write(p []byte) (int, error)        { panic("Write") }
func (*nuisance) Many(v ...any) ([]any, error)       { return v, errors.New("and an error") }
func (*nuisance) Each(yield func(int, any) bool)     { yield(1, nil); panic("iterator") }
func (*nuisance) Channel() chan int                  { return make(chan int) }
func (*nuisance) Func() func(int) (*nuisance, error) { return nil }

// A dud is an error that fails when it is asked.
type dud struct{}

func (dud) Error() string { panic("Error") }

// misused are sources that call back into the host, where it is inconvenient.
var misused = []string{
	"return 1", "while true do end", "error('x')", "return inside()", "return plain(1)", "return block(1)", "await(asyncio.sleep(0.001)) return f",
	"f = function(...) return ... end return f, {f}, coroutine.create(f)", "return object", "object:panic()", "return tostring(object)", "object:hang()",
	"object.again = object return object:self(object)", "return object:many(1, {}, f)", "for a in object.each do end", "return object:channel()",
	"asyncio.create_task(function() while true do await(asyncio.sleep(0)) inside() end end)", "return foreign", "foreign()", "await(future)", "set(1)",
	"for i = 1, 100 do asyncio.create_task(block) end await(asyncio.sleep(1))", "return require('m').x(1)", "for x in numbers do if x > 3 then break end end",
	"asyncio.get_running_loop():stop()", "asyncio.get_running_loop():close()", "asyncio.current_task():cancel() await(asyncio.sleep(1))", "_G = nil print = nil",
	"local t = {} for i = 1, 1e9 do t[i] = {} end", "dud()", "goexit()", "return late",
}

// A misuser does one thing after the other to two Worlds.
type misuser struct {
	random *rand.Rand
	worlds [2]*host.World
	values *sync.Map // what came out of the Worlds, by a number
	future [2]*host.Future
}

func (m *misuser) context() (context.Context, func()) {
	switch m.random.IntN(6) {
	case 0:
		return nil, func() {}
	case 1:
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		return ctx, cancel
	}
	return context.WithTimeout(context.Background(), time.Duration(m.random.IntN(20))*time.Millisecond)
}

// value is something to give a World, perhaps of the other one.
func (m *misuser) value() any {
	if v, ok := m.values.Load(m.random.IntN(20)); ok && m.random.IntN(2) == 0 {
		return v
	}
	cyclic := map[string]any{}
	cyclic["x"] = cyclic
	return []any{
		nil, 1, "x", cyclic, []any{cyclic, cyclic}, &nuisance{Name: "x"}, (*nuisance)(nil), func() {}, func(int) error { return nil }, make(chan int),
		dud{}, struct{ A chan int }{}, m.future[m.random.IntN(2)], m.worlds[m.random.IntN(2)], time.Second, lua.LNil, lua.LString("x"), [1 << 12]int{},
		map[any]any{1.5: "x", "y": nil}, func(ctx context.Context, n *nuisance) (*nuisance, error) { return n, nil }, complex(1, 2),
	}[m.random.IntN(21)]
}

func (m *misuser) keep(r host.Results, err error) {
	for _, v := range r {
		m.values.Store(m.random.IntN(20), v)
	}
	if err != nil {
		_ = errors.Is(err, context.Canceled)
		_ = err.Error()
		if strings.Contains(err.Error(), "BUG") || strings.Contains(err.Error(), "nil pointer") {
			panic(err)
		}
	}
}

// once does something.
func (m *misuser) once() {
	w := m.worlds[m.random.IntN(2)]
	ctx, cancel := m.context()
	defer cancel()
	name := []string{"f", "plain", "block", "inside", "none", "", "a.b:c", "asyncio.sleep", "object:hang", "object.self", "dud"}[m.random.IntN(11)]
	switch m.random.IntN(24) {
	case 0, 1, 2, 3, 4, 5:
		m.keep(w.RunString(ctx, misused[m.random.IntN(len(misused))], "misuse.lua", m.value()))
	case 6, 7, 8:
		m.keep(w.Call(ctx, name, m.value(), m.value()))
	case 9:
		m.keep(w.Call(ctx, m.value(), m.value()))
	case 10, 11:
		c := w.Go(ctx, name, m.value())
		if m.random.IntN(2) == 0 {
			c.Cancel()
		}
		_, _ = c.Instructions(), c.Taken()
		m.keep(c.Wait(ctx))
		c.Cancel()
	case 12:
		_ = w.Set(name, m.value())
	case 13:
		_ = w.Func(name, m.value())
	case 14:
		_ = w.Module("m", map[string]any{"x": m.value(), "": m.value()})
	case 15:
		_ = w.Do(func(rt *vm.Runtime) error {
			_ = w.Set("inside_do", m.value())
			_, err := w.RunString(context.Background(), "return 1", "do.lua")
			_, _ = m.worlds[0].MemoryUsed()
			return err
		})
	case 16:
		_ = w.Post(func(rt *vm.Runtime) { _ = w.Do(nil); panic("posted") })
	case 17:
		_ = m.future[m.random.IntN(2)].Complete(m.value())
	case 18:
		_ = m.future[m.random.IntN(2)].Fail(nil)
		m.future[m.random.IntN(2)] = w.NewFuture()
	case 19:
		wake := time.AfterFunc(5*time.Millisecond, func() { _ = w.Post(func(*vm.Runtime) {}) }) // RunOnce(true) may wait for ever
		_, _ = w.RunOnce(m.random.IntN(2) == 0)
		wake.Stop()
		_ = w.Poll(m.random.IntN(5) - 1)
		_, _ = w.Timeout()
	case 20:
		_ = w.Usage()
		_, _ = w.MemoryUsed()
		_ = w.Context()
	case 21:
		if f, err := host.FuncOf[func(context.Context, int) (string, error)](w, m.value()); err == nil {
			_, _ = f(ctx, 1) // without a context it might wait for a channel that nobody writes to
		}
		_, _ = host.One[map[string][]int](w.Call(ctx, "f", m.value()))
	case 22:
		_ = w.Do(nil)
		_ = w.Post(nil)
		m.keep(w.RunChunk(ctx, nil))
		m.keep(w.RunFile(ctx, nil, name))
	case 23:
		if m.random.IntN(4) == 0 {
			_ = w.Close()
		}
	}
}

// prepare gives a World what scripts of misused call.
func (m *misuser) prepare(w, other *host.World, numbers func(func(int) bool)) error {
	return errors.Join(
		w.Func("inside", func() error {
			_, err := w.Call(context.Background(), "f")
			return errors.Join(err, w.Close())
		}),
		w.Func("plain", func(v any) any { return v }),
		w.Func("set", func(v any) error { return w.Set("x", v) }),
		w.Func("block", func(ctx context.Context, v any) (any, error) {
			_, err := other.RunString(ctx, "return 1", "other.lua")
			return v, err
		}),
		w.Func("dud", func() error { return dud{} }),
		w.Func("goexit", func() { runtime.Goexit() }),
		w.Set("object", &nuisance{Name: "x"}),
		w.Set("future", w.NewFuture()),
		w.Set("numbers", numbers),
		w.Set("late", (*nuisance)(nil)),
		w.Module("m", map[string]any{"x": strings.ToUpper}),
	)
}

// FuzzMisuse has several goroutines misuse two Worlds. Every call comes back, nothing panics out of one, and Close leaves no
// goroutine; under -race there is no data race.
func FuzzMisuse(f *testing.F) {
	for seed := range uint64(12) {
		f.Add(seed, uint8(seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, shape uint8) {
		shared := misuser{values: &sync.Map{}}
		for i := range shared.worlds {
			w, err := host.New(host.Options{
				Grace: 5 * time.Millisecond, Manual: shape>>i&1 != 0 && i == 1,
				Limits: vm.Limits{MaxInstructions: 1e6, MaxMemory: 8 << 20, Slice: 1000},
			})
			if err != nil {
				t.Fatal(err)
			}
			shared.worlds[i], shared.future[i] = w, w.NewFuture()
		}
		for i, w := range shared.worlds {
			if err := shared.prepare(w, shared.worlds[1-i], func(yield func(int) bool) {
				for k := 0; yield(k); k++ {
				}
			}); err != nil {
				t.Fatal(err)
			}
		}
		stacks.OfHang(t, fmt.Sprint(seed, shape))
		var wait sync.WaitGroup
		for g := range 2 + int(shape>>2)%6 {
			wait.Go(func() {
				m := shared
				m.random = rand.New(rand.NewPCG(seed, uint64(g)))
				for range 20 {
					m.once()
				}
			})
		}
		wait.Wait()
		for _, w := range shared.worlds {
			_ = w.Close()
		}
	})
}
