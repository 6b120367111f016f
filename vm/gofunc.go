package vm

// This file makes Lua functions of Go functions, by reflection.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

var contextType = reflect.TypeFor[context.Context]()

// Func makes a Go function a global of Lua; a name with dots puts it into tables, which are made as needed.
//
// fn is a func(*lua.LState) int in gopher-lua's manner, or any other function: its parameters are converted as [As]
// does, the last ones may be missing if they are pointers, slices or maps, and a variadic parameter takes the rest. Its
// results become Lua values; a last result of type error is raised if it is not nil, with the Go error as its cause.
// A panic becomes a Lua error too, with a [PanicError] as its cause.
//
// A function whose first parameter is a context.Context may block. It runs on a goroutine of its own while the task
// that called it waits, as in await; the context is [Runtime.Context], and ends when the task is cancelled and when the
// runtime closes. It must not touch Lua values. All others run on the runtime's goroutine.
//
// What is no function is the host's mistake, and panics.
func (rt *Runtime) Func(name string, fn any) {
	f := rt.newFunc(name, reflect.ValueOf(fn))
	parts := strings.Split(name, ".")
	t := rt.global.Global
	for _, part := range parts[:len(parts)-1] {
		inner, ok := t.RawGetString(part).(*lua.LTable)
		if !ok {
			inner = rt.host.NewTable()
			t.RawSetString(part, inner)
		}
		t = inner
	}
	t.RawSetString(parts[len(parts)-1], f)
}

// Preload makes a module that require finds by its name: a table of functions as Func takes them, and of other values as
// ToLua has them.
func (rt *Runtime) Preload(name string, fields map[string]any) {
	t := rt.host.NewTable()
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if fn := reflect.ValueOf(fields[key]); fn.Kind() == reflect.Func && !fn.IsNil() {
			t.RawSetString(key, rt.newFunc(name+"."+key, fn))
		} else {
			t.RawSetString(key, rt.ToLua(fields[key]))
		}
	}
	rt.loader.preload.RawSetString(name, rt.host.NewFunction(func(L *lua.LState) int {
		L.Push(t)
		return 1
	}))
}

// A goFunc is a Go function with the types of its parameters.
type goFunc struct {
	name     string
	fn       reflect.Value
	params   []reflect.Type // without the context
	blocking bool
	fails    bool // its last result is an error
	index    int  // of a method
}

func (rt *Runtime) newFunc(name string, fn reflect.Value) *lua.LFunction {
	if fn.Kind() != reflect.Func || fn.IsNil() {
		panic(fmt.Sprintf("vm: %s: function expected, got %T", name, fn))
	}
	switch raw := fn.Interface().(type) {
	case func(*lua.LState) int:
		return rt.host.NewFunction(raw)
	case lua.LGFunction:
		return rt.host.NewFunction(raw)
	}
	return rt.host.NewFunction(describe(name, fn).call)
}

func describe(name string, fn reflect.Value) *goFunc {
	t := fn.Type()
	f := &goFunc{name: name, fn: fn}
	for i := range t.NumIn() {
		if i == 0 && t.In(0) == contextType {
			f.blocking = true
			continue
		}
		f.params = append(f.params, t.In(i))
	}
	if n := t.NumOut(); n > 0 && t.Out(n-1) == errorType {
		f.fails = true
	}
	return f
}

// call is the function in Lua.
func (f *goFunc) call(L *lua.LState) int {
	rt := runtimeOf(L)
	args := f.arguments(rt, L)
	if f.blocking {
		return rt.callBlocking(L, f, args)
	}
	var out []reflect.Value
	on := uint64(0)
	if w := rt.worker; w != nil {
		on = w.id
	}
	rt.hosted(&f.name, on, func() { out = f.fn.Call(args) })
	vals, err := f.results(rt, out)
	if err != nil {
		rt.raise(rt.asError(err))
	}
	rt.Push(L, vals...)
	return len(vals)
}

func (f *goFunc) arguments(rt *Runtime, L *lua.LState) []reflect.Value {
	top := L.GetTop()
	var args []reflect.Value
	c := conversion{rt: rt}
	for i, t := range f.params {
		if i == len(f.params)-1 && f.fn.Type().IsVariadic() {
			for n := i + 1; n <= top; n++ {
				args = append(args, f.argument(&c, L, n, t.Elem()))
			}
			break
		}
		args = append(args, f.argument(&c, L, i+1, t))
	}
	return args
}

func (f *goFunc) argument(c *conversion, L *lua.LState, n int, t reflect.Type) reflect.Value {
	rt := c.rt
	x, err := c.value(L.Get(n), t, 0)
	if over := (*LimitError)(nil); errors.As(err, &over) {
		rt.raise(rt.asError(over))
	}
	if err != nil {
		msg := err.Error()
		if n > L.GetTop() {
			msg = strings.TrimSuffix(msg, "nil") + "no value"
		}
		rt.raise(rt.asError(ArgError(f.name, n, msg)))
	}
	return x
}

// results splits what the function returned into values and its error.
func (f *goFunc) results(rt *Runtime, out []reflect.Value) ([]lua.LValue, error) {
	if f.fails {
		err, _ := out[len(out)-1].Interface().(error)
		if out = out[:len(out)-1]; err != nil {
			return nil, err
		}
	}
	vals := make([]lua.LValue, len(out))
	for i, x := range out {
		vals[i] = rt.ToLua(x.Interface())
	}
	return vals, nil
}

// sortedKeys are the keys of a map in an order that does not change.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		switch {
		case a.CanInt() && b.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanFloat() && b.CanFloat():
			return cmp.Compare(a.Float(), b.Float())
		}
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	return keys
}

// GoError is err as an error that can be raised in the runtime's Lua code. It is for the runtime's goroutine.
func (rt *Runtime) GoError(err error) *Error { return rt.asError(err) }

// panicText is what was panicked with, as text. A value that has none of its own is told by its type, as Go does: it may be
// a map within itself.
func panicText(r any) string {
	switch r.(type) {
	case error, fmt.Stringer:
		return fmt.Sprint(r)
	}
	switch reflect.ValueOf(r).Kind() {
	case reflect.Map, reflect.Slice, reflect.Array, reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Func, reflect.Chan:
		return fmt.Sprintf("(%T)", r)
	}
	return fmt.Sprint(r)
}

// Recovered makes an error of what recover returned in a host's function that ran for a runtime: a Lua error stays what it
// is, all else becomes a [PanicError]. It must be called where the panic's stack can still be seen.
func Recovered(r any) error {
	if err, ok := r.(*Error); ok {
		return err
	}
	cause, ok := r.(error)
	if !ok {
		cause = errors.New(panicText(r))
	}
	return &Error{
		Value:   lua.LString("panic in Go function: " + panicText(r)),
		Cause:   &PanicError{cause},
		GoStack: debug.Stack(),
	}
}
