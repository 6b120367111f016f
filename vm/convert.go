package vm

// This file converts Lua values to Go values of types that are not known in advance.

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"time"

	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// maxConvert is how deep tables may nest that become Go values.
const maxConvert = 64

var (
	luaValueType = reflect.TypeFor[lua.LValue]()
	durationType = reflect.TypeFor[time.Duration]()
	errorType    = reflect.TypeFor[error]()
	timeType     = reflect.TypeFor[time.Time]()
)

// maxUnix is the last second since 1970 that becomes a time.Time: the end of the year 9999.
const maxUnix = 253402300799

// As converts a Lua value to a Go type: booleans, numbers (a whole one for an integer type), strings, []byte, seconds
// to time.Duration, seconds since 1970 to time.Time, lists to slices, tables to maps and structs, userdata to what it holds,
// nil to nil or the zero value of a pointer, slice or map, and whatever a script may raise to an error. To any, a table becomes []any if it is a list and map[string]any if not.
// Lua's own types are passed as they are.
func As[T any](v lua.LValue) (T, error) {
	var x T
	var c conversion
	rv, err := c.value(v, reflect.TypeFor[T](), 0)
	if err != nil {
		return x, err
	}
	reflect.ValueOf(&x).Elem().Set(rv)
	return x, nil
}

// Unpack converts results one by one into what the pointers point to, as [As] does. Results that are missing are nil,
// further ones are dropped.
func Unpack(vals []lua.LValue, into ...any) error {
	var c conversion
	for i, p := range into {
		var v lua.LValue = lua.LNil
		if i < len(vals) {
			v = vals[i]
		}
		target := reflect.ValueOf(p)
		if target.Kind() != reflect.Pointer || target.IsNil() {
			return fmt.Errorf("result %d: pointer expected to convert into, got %T", i+1, p)
		}
		x, err := c.value(v, target.Type().Elem(), 0)
		if err != nil {
			return fmt.Errorf("result %d: %w", i+1, err)
		}
		target.Elem().Set(x)
	}
	return nil
}

// A conversion makes Go values of Lua values. A table that occurs several times is converted once for each Go type: what
// is shared in Lua is shared in Go, and takes no longer. A table within itself is an error, since Go code does not expect
// values without an end. The zero conversion pays for nothing.
type conversion struct {
	rt   *Runtime // pays; nil: nobody does
	done map[converted]reflect.Value
	size int64 // of what was made
}

// A converted table, as a Go type. As long as it is not done its value is the zero one.
type converted struct {
	table *lua.LTable
	as    reflect.Type
}

var errRing = errors.New("table expected that is no part of itself")

// value is v as a value of type t.
func (c *conversion) value(v lua.LValue, t reflect.Type, depth int) (reflect.Value, error) {
	tb, ok := v.(*lua.LTable)
	if !ok || t == luaValueType || t == reflect.TypeFor[*lua.LTable]() {
		return c.fresh(v, t, depth)
	}
	key := converted{tb, t}
	if x, ok := c.done[key]; ok {
		if !x.IsValid() {
			return x, errRing
		}
		return x, nil
	}
	if c.done == nil {
		c.done = map[converted]reflect.Value{}
	}
	c.done[key] = reflect.Value{}
	x, err := c.fresh(v, t, depth)
	if err == nil {
		c.done[key] = x
	}
	return x, err
}

// pay has the script pay for n things to be made of size bytes each.
func (c *conversion) pay(n, size int) error {
	if c.rt == nil {
		return nil
	}
	if m := c.rt.meter; m != nil {
		c.size += int64(n * size)
		over := m.afford(n * size)
		if limit := m.memory.limit; over == nil && limit > 0 && c.size > limit { // no walk over Lua's values finds these
			over = overrun("memory", "not enough memory: more than %d bytes", limit)
		}
		if over != nil {
			return over
		}
	}
	return c.rt.Spend(n)
}

// fresh is value for what was not converted yet.
func (c *conversion) fresh(v lua.LValue, t reflect.Type, depth int) (reflect.Value, error) {
	if v == nil {
		v = lua.LNil
	}
	rv := reflect.ValueOf(v)
	if t == luaValueType || rv.Type() == t {
		return rv, nil
	}
	if depth > maxConvert {
		return reflect.Value{}, fmt.Errorf("tables nested more than %d deep", maxConvert)
	}
	if ud, ok := v.(*lua.LUserData); ok {
		held := reflect.ValueOf(ud.Value)
		if it, ok := ud.Value.(goSource); ok {
			held = it.origin()
		}
		switch {
		case !held.IsValid(): // json.null, and what else stands for nothing
			switch t.Kind() {
			case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
				if t != errorType {
					return reflect.Zero(t), nil
				}
			}
		case held.Type().AssignableTo(t):
			return held, nil
		case held.Kind() == reflect.Pointer && held.Type().Elem() == t && !held.IsNil():
			return held.Elem(), nil
		}
	}
	wrong := func() (reflect.Value, error) {
		return reflect.Value{}, fmt.Errorf("%s expected, got %s", luaKind(t), kindOf(v))
	}
	x := reflect.New(t).Elem()
	if t == errorType && v != lua.LNil {
		x.Set(reflect.ValueOf(raisedValue(v)))
		return x, nil
	}
	if t == timeType {
		n, ok := v.(lua.LNumber)
		if !ok || math.IsNaN(float64(n)) || math.Abs(float64(n)) > maxUnix {
			return wrong()
		}
		whole, part := math.Modf(float64(n))
		x.Set(reflect.ValueOf(time.Unix(int64(whole), int64(part*1e9))))
		return x, nil
	}
	if t == durationType {
		n, ok := v.(lua.LNumber)
		if !ok || math.IsNaN(float64(n)) || math.Abs(float64(n)) > math.MaxInt64/1e9 {
			return wrong()
		}
		x.SetInt(int64(float64(n) * 1e9))
		return x, nil
	}
	switch t.Kind() {
	case reflect.Bool:
		b, ok := v.(lua.LBool)
		if !ok {
			return wrong()
		}
		x.SetBool(bool(b))
	case reflect.String:
		if !lua.LVCanConvToString(v) {
			return wrong()
		}
		x.SetString(lua.LVAsString(v))
	case reflect.Float32, reflect.Float64:
		n, ok := ToNumber(v)
		if !ok {
			return wrong()
		}
		x.SetFloat(n)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, ok := ToNumber(v)
		if !ok {
			return wrong()
		}
		if n != math.Trunc(n) || n < -1<<63 || n >= 1<<63 || x.OverflowInt(int64(n)) {
			return x, fmt.Errorf("%s expected, got %v", luaKind(t), n)
		}
		x.SetInt(int64(n))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		n, ok := ToNumber(v)
		if !ok {
			return wrong()
		}
		if n != math.Trunc(n) || n < 0 || n >= 1<<64 || x.OverflowUint(uint64(n)) {
			return x, fmt.Errorf("%s expected, got %v", luaKind(t), n)
		}
		x.SetUint(uint64(n))
	case reflect.Interface:
		if v == lua.LNil {
			return x, nil
		}
		if t.NumMethod() > 0 {
			return wrong()
		}
		y, err := c.natural(v, depth)
		if err == nil && y != nil {
			x.Set(reflect.ValueOf(y))
		}
		return x, err
	case reflect.Pointer:
		if v == lua.LNil {
			return x, nil
		}
		if _, ok := v.(*lua.LTable); !ok || t.Elem().Kind() != reflect.Struct {
			return wrong()
		}
		y, err := c.value(v, t.Elem(), depth+1)
		if err != nil {
			return x, err
		}
		x.Set(reflect.New(t.Elem()))
		x.Elem().Set(y)
	case reflect.Slice:
		if s, ok := v.(lua.LString); ok && t.Elem().Kind() == reflect.Uint8 {
			if err := c.pay(1+len(s)/64, 64); err != nil {
				return x, err
			}
			x.SetBytes([]byte(s))
			return x, nil
		}
		if v == lua.LNil {
			return x, nil
		}
		tb, ok := v.(*lua.LTable)
		if !ok {
			return wrong()
		}
		n := listLen(tb)
		if err := c.pay(n, int(t.Elem().Size())); err != nil {
			return x, err
		}
		x.Set(reflect.MakeSlice(t, n, n))
		for i := range n {
			y, err := c.value(ltable.GetInt(tb, i+1), t.Elem(), depth+1)
			if err != nil {
				return x, fmt.Errorf("item %d: %w", i+1, err)
			}
			x.Index(i).Set(y)
		}
	case reflect.Map:
		if v == lua.LNil {
			return x, nil
		}
		tb, ok := v.(*lua.LTable)
		if !ok {
			return wrong()
		}
		x.Set(reflect.MakeMap(t))
		for k, y := range ltable.Pairs(tb) {
			if err := c.pay(1, entrySize+int(t.Elem().Size())); err != nil {
				return x, err
			}
			key, err := c.value(k, t.Key(), depth+1)
			if err != nil {
				return x, fmt.Errorf("field %s: %w", k, err)
			}
			value, err := c.value(y, t.Elem(), depth+1)
			if err != nil {
				return x, fmt.Errorf("field %s: %w", k, err)
			}
			x.SetMapIndex(key, value)
		}
		return x, nil
	case reflect.Struct:
		tb, ok := v.(*lua.LTable)
		if !ok {
			return wrong()
		}
		if err := c.pay(1, int(t.Size())); err != nil {
			return x, err
		}
		for _, f := range structFields(t) {
			y := tb.RawGetString(f.name)
			if y == lua.LNil {
				continue
			}
			target, ok := reach(x, f.index)
			if !ok {
				continue
			}
			value, err := c.value(y, target.Type(), depth+1)
			if err != nil {
				return x, fmt.Errorf("field %s: %w", f.name, err)
			}
			target.Set(value)
		}
	default:
		return wrong()
	}
	return x, nil
}

// natural is the Go value that is nearest to a Lua value.
func (c *conversion) natural(v lua.LValue, depth int) (any, error) {
	switch v := v.(type) {
	case *lua.LNilType:
		return nil, nil
	case lua.LBool:
		return bool(v), nil
	case lua.LNumber:
		return float64(v), nil
	case lua.LString:
		return string(v), nil
	case *lua.LTable:
		if ltable.Len(v) > 0 || isEmptyList(v) {
			return c.held(v, reflect.TypeFor[[]any](), depth)
		}
		return c.record(v, depth)
	case *lua.LUserData:
		if it, ok := v.Value.(goSource); ok {
			return it.origin().Interface(), nil
		}
		return v.Value, nil
	}
	return v, nil
}

// held is what a table becomes in a value of type any.
func (c *conversion) held(v lua.LValue, t reflect.Type, depth int) (any, error) {
	x, err := c.value(v, t, depth)
	if err != nil {
		return nil, err
	}
	return x.Interface(), nil
}

// record is a table that is no list; its keys become text.
func (c *conversion) record(tb *lua.LTable, depth int) (any, error) {
	m := map[string]any{}
	for k, y := range ltable.Pairs(tb) {
		if err := c.pay(1, entrySize); err != nil {
			return nil, err
		}
		x, err := c.value(y, reflect.TypeFor[any](), depth+1)
		if err != nil {
			return nil, err
		}
		if x.IsValid() {
			m[k.String()] = x.Interface()
		}
	}
	return m, nil
}
