package vm

// This file converts Go values to Lua values, and holds the results of tasks and futures.

import (
	"reflect"
	"strings"
	"time"

	"moonloop/loop"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Values are several Lua values as one Go value: what a task returned, or a future was given.
type Values []lua.LValue

// mostShown is how many of several values reports show at either end.
const mostShown = 32

// String lists the values as reports show them; none are nil. Of very many it lists the first and the last.
func (v Values) String() string {
	if len(v) == 0 {
		return "nil"
	}
	if len(v) > 2*mostShown {
		v = append(v[:mostShown:mostShown], v[len(v)-mostShown:]...)
	}
	var text strings.Builder
	for i, x := range v {
		if i > 0 {
			text.WriteString(", ")
		}
		switch x := x.(type) {
		case lua.LString:
			text.WriteString("'" + string(x) + "'")
		case lua.LNumber:
			text.WriteString(NumberText(float64(x)))
		default:
			text.WriteString(x.String())
		}
	}
	return text.String()
}

var noValues any = Values(nil)

// boxed is vals as one Go value: itself when it is one, Values when it is none or several.
func boxed(vals []lua.LValue) any {
	switch len(vals) {
	case 0:
		return noValues
	case 1:
		return vals[0]
	}
	return append(Values(nil), vals...)
}

// Box is vals as the result of a task or future.
func Box(vals ...lua.LValue) any { return boxed(vals) }

// unbox unpacks a Go value to Lua values. They are good until the next call.
func (rt *Runtime) unbox(v any) []lua.LValue {
	switch v := v.(type) {
	case nil:
		return nil
	case Values:
		return v
	case []any:
		return rt.single(newInward(rt).gathered(v))
	}
	return rt.single(rt.ToLua(v))
}

// gathered is what gather collected as a Lua table, whose field n counts the results: some may be nil.
func (in inward) gathered(list []any) lua.LValue {
	rt := in.rt
	t, done := in.table(reflect.ValueOf(list), len(list), 1)
	if done {
		return t
	}
	for i, x := range list {
		var v lua.LValue
		if inner, ok := x.([]any); ok {
			v = in.gathered(inner)
		} else {
			v = rt.ToLua(x)
		}
		ltable.SetInt(t, i+1, v)
	}
	t.RawSetString("n", lua.LNumber(len(list)))
	return t
}

// Result is f.Result, with what gather collected as a Lua table: the same each time.
func (rt *Runtime) Result(f *loop.Future) (any, error) {
	v, err := f.Result()
	if list, ok := v.([]any); ok {
		v = newInward(rt).gathered(list)
		f.ReplaceResult(v)
	}
	return v, err
}

// Values unpacks the result of a task or future.
func (rt *Runtime) Values(v any) []lua.LValue { return copied(rt.unbox(v)) }

// AddConverter teaches ToLua a kind of Go value.
func (rt *Runtime) AddConverter(c func(any) (lua.LValue, bool)) {
	rt.converters = append(rt.converters, c)
}

// ToLua is the Lua value of a Go value: nil, booleans, numbers, strings, byte slices as strings, durations in seconds,
// errors as pcall returns them, Lua values as they are, functions as [Runtime.Func] has them, lists, maps and structs
// without methods as tables of their elements, what converters were added for as they say. Nil pointers, maps and other
// slices are nil. Any other value becomes an object with the methods and fields that Go has. It is for the runtime's
// goroutine.
func (rt *Runtime) ToLua(v any) lua.LValue {
	if x := rt.plain(v); x != nil {
		return x
	}
	x := reflect.ValueOf(v)
	switch x.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
		return newInward(rt).reflected(x)
	}
	return inward{rt: rt}.reflected(x)
}

// plain is ToLua for what is no list, map or struct; nil for those.
func (rt *Runtime) plain(v any) lua.LValue {
	switch v := v.(type) {
	case nil:
		return lua.LNil
	case *Coroutine: // before LValue, which it is by what it embeds
		return &v.LUserData
	case *ErrorObject:
		return &v.LUserData
	case lua.LValue:
		return v
	case bool:
		return lua.LBool(v)
	case string:
		return lua.LString(v)
	case []byte:
		return lua.LString(v)
	case float64:
		return lua.LNumber(v)
	case float32:
		return lua.LNumber(v)
	case int:
		return lua.LNumber(v)
	case int8:
		return lua.LNumber(v)
	case int16:
		return lua.LNumber(v)
	case int32:
		return lua.LNumber(v)
	case int64:
		return lua.LNumber(v)
	case uint:
		return lua.LNumber(v)
	case uint8:
		return lua.LNumber(v)
	case uint16:
		return lua.LNumber(v)
	case uint32:
		return lua.LNumber(v)
	case uint64:
		return lua.LNumber(v)
	case Values:
		if len(v) > 0 {
			return v[0]
		}
		return lua.LNil
	}
	for _, c := range rt.converters {
		if lv, ok := c(v); ok {
			return lv
		}
	}
	return nil
}

// An inward makes Lua values of Go values. What is shared in Go, lists and maps, is shared in Lua; a map within itself is a
// table within itself.
type inward struct {
	rt    *Runtime
	done  map[shared]*lua.LTable
	fixed bool // scripts must not change the tables
}

// A shared list or map: slices are the same if they have the same elements in common, and as many.
type shared struct {
	at  uintptr
	n   int
	typ reflect.Type
}

func newInward(rt *Runtime) inward { return inward{rt: rt, done: map[shared]*lua.LTable{}} }

// table is the table for the list or map x, and whether it was made before; if not it is empty, with room.
func (in inward) table(x reflect.Value, list, keys int) (t *lua.LTable, done bool) {
	var key shared
	if x.Kind() != reflect.Array && x.Len() > 0 {
		key = shared{x.Pointer(), x.Len(), x.Type()}
		if t := in.done[key]; t != nil {
			return t, true
		}
	}
	t = in.rt.host.CreateTable(list, keys)
	in.mark(t, x)
	if key.at != 0 {
		in.done[key] = t
	}
	return t, false
}

// mark says what the table of x is.
func (in inward) mark(t *lua.LTable, x reflect.Value) {
	empty := (x.Kind() == reflect.Slice || x.Kind() == reflect.Array) && x.Len() == 0
	switch {
	case in.fixed && empty:
		t.Metatable = fixedList
	case in.fixed:
		t.Metatable = fixed
	case empty:
		t.Metatable = emptyList
	}
}

// value is ToLua for a part.
func (in inward) value(x reflect.Value) lua.LValue {
	v := x.Interface()
	if known := in.rt.plain(v); known != nil {
		return known
	}
	return in.reflected(reflect.ValueOf(v))
}

// reflected is the value of a type that plain does not know by name.
func (in inward) reflected(x reflect.Value) lua.LValue {
	rt := in.rt
	if x.Type() == durationType {
		return lua.LNumber(time.Duration(x.Int()).Seconds())
	}
	switch x.Kind() {
	case reflect.Bool:
		return lua.LBool(x.Bool())
	case reflect.String:
		return lua.LString(x.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return lua.LNumber(x.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return lua.LNumber(x.Uint())
	case reflect.Float32, reflect.Float64:
		return lua.LNumber(x.Float())
	case reflect.Slice, reflect.Array:
		if x.Kind() == reflect.Slice && x.IsNil() {
			return lua.LNil
		}
		if x.Type().Elem().Kind() == reflect.Uint8 && x.Kind() == reflect.Slice {
			return lua.LString(x.Bytes())
		}
		t, done := in.table(x, x.Len(), 0)
		holes := false
		for i := 0; i < x.Len() && !done; i++ {
			v := in.value(x.Index(i))
			holes = holes || v == lua.LNil
			ltable.SetInt(t, i+1, v)
		}
		if holes { // as gather's lists have it
			t.RawSetString("n", lua.LNumber(x.Len()))
		}
		return t
	case reflect.Map:
		if x.IsNil() {
			return lua.LNil
		}
		t, done := in.table(x, 0, x.Len())
		if done {
			return t
		}
		for _, k := range sortedKeys(x) {
			ltable.Set(t, in.value(k), in.value(x.MapIndex(k)))
		}
		return t
	case reflect.Pointer, reflect.Func, reflect.Chan:
		if x.IsNil() {
			return lua.LNil
		}
	}
	if isSequence(x.Type()) || isSource(x.Type()) {
		return rt.goIterator(x)
	}
	v := x.Interface()
	if err, ok := v.(error); ok {
		return rt.ErrorValue(err)
	}
	if x.Kind() == reflect.Func {
		return rt.newFunc("function", x)
	}
	if x.Kind() == reflect.Struct && x.NumMethod() == 0 {
		t := rt.host.NewTable()
		in.mark(t, x)
		for _, f := range structFields(x.Type()) {
			y, err := x.FieldByIndexErr(f.index) // an error: it is in a struct that is not there
			if err == nil && (f.omits == nil || !f.omits(y)) {
				t.RawSetString(f.name, in.value(y))
			}
		}
		return t
	}
	return rt.object(v)
}

var _ loop.Coroutine = (*Coroutine)(nil)

// Text is a string of these bytes, which are copied.
func Text(b []byte) lua.LValue {
	if len(b) <= 1 {
		return lua.LString(b) // no allocation
	}
	v, room := glua.Text(len(b))
	copy(room, b)
	return v
}
