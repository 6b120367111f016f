package vm

// This file converts between Go values and Lua values.

import (
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// Values are several Lua values as one Go value: what a task returned, or a future was given.
type Values []lua.LValue

// String lists the values as reports show them; none are nil.
func (v Values) String() string {
	if len(v) == 0 {
		return "nil"
	}
	text := ""
	for i, x := range v {
		if i > 0 {
			text += ", "
		}
		if s, ok := x.(lua.LString); ok {
			text += "'" + string(s) + "'"
		} else {
			text += x.String()
		}
	}
	return text
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
	}
	return rt.single(rt.ToLua(v))
}

// Result is f.Result, with what gather collected as a Lua table: the same each time.
func (rt *Runtime) Result(f *loop.Future) (any, error) {
	v, err := f.Result()
	if list, ok := v.([]any); ok {
		v = rt.ToLua(list)
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

// ToLua converts a Go value: nil, booleans, numbers, strings, byte slices, errors, Lua values, slices and maps of them,
// and what converters were added for. Any other value becomes userdata that holds it.
func (rt *Runtime) ToLua(v any) lua.LValue {
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
	case []any:
		t := rt.host.CreateTable(len(v), 1)
		for i, x := range v {
			t.RawSetInt(i+1, rt.ToLua(x))
		}
		t.RawSetString("n", lua.LNumber(len(v)))
		return t
	case []string:
		t := rt.host.CreateTable(len(v), 0)
		for i, x := range v {
			t.RawSetInt(i+1, lua.LString(x))
		}
		return t
	case map[string]any:
		t := rt.host.CreateTable(0, len(v))
		for k, x := range v {
			t.RawSetString(k, rt.ToLua(x))
		}
		return t
	}
	for _, c := range rt.converters {
		if lv, ok := c(v); ok {
			return lv
		}
	}
	if err, ok := v.(error); ok {
		return rt.ErrorValue(err)
	}
	ud := rt.host.NewUserData()
	ud.Value = v
	return ud
}

var _ loop.Coroutine = (*Coroutine)(nil)
