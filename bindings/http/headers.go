package http

// This file is header fields as scripts see them.

import (
	"fmt"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// headers is what the userdata of a header holds: h["content-type"] is the first value of that name, in any case.
type headers struct{ wire.Header }

// MemorySize implements vm.Sizer.
func (h *headers) MemorySize(func(any)) int {
	size := 64
	for _, f := range h.Header {
		size += 32 + len(f.Name) + len(f.Value)
	}
	return size
}

// String is what print shows: the values are nobody's business.
func (h *headers) String() string { return fmt.Sprintf("<Headers of %d fields>", len(h.Header)) }

func (m *instance) headersClass() *native.Class {
	k := m.env.Class("Headers", func() []native.Entry {
		return []native.Entry{
			native.Method("get_all", headersGetAll), // h:get_all(name): a list
			native.ToString,
		}
	})
	k.Field = func(v any, key string) lua.LValue {
		if value, ok := v.(*headers).Lookup(key); ok {
			return lua.LString(value)
		}
		return lua.LNil // any name may be that of a field
	}
	k.Operators = func(rt *vm.Runtime, mt *lua.LTable) {
		mt.RawSetString("__pairs", native.Method("pairs", headersPairs).Function(rt, "Headers"))
	}
	return k
}

func (m *instance) newHeaders(h wire.Header) *lua.LUserData { return m.headers.New(&headers{h}) }

func headersGetAll(c native.Call, h *headers) int {
	t := c.L.NewTable()
	for _, v := range h.Values(c.Str(1)) {
		t.Append(lua.LString(v))
	}
	return c.Push(t)
}

// headersPairs is pairs(h): the fields in their order, a name as often as it is there.
func headersPairs(c native.Call, h *headers) int {
	i := 0
	c.L.Push(c.L.NewFunction(func(L *lua.LState) int {
		if i == len(h.Header) {
			L.Push(lua.LNil)
			return 1
		}
		L.Push(lua.LString(h.Header[i].Name))
		L.Push(lua.LString(h.Header[i].Value))
		i++
		return 2
	}))
	c.L.Push(lua.LNil)
	c.L.Push(lua.LNil)
	return 3
}

// headerOption is an option that is fields: a table of names and values, where a value may be a list of such, or Headers.
func headerOption(o native.Options, key string) wire.Header {
	var h wire.Header
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
	case *lua.LUserData:
		given, ok := v.Value.(*headers)
		if !ok {
			o.FailOption(key, "table of names and values expected, got %s", native.TypeName(v))
		}
		h = append(h, given.Header...)
	case *lua.LTable:
		for k, v := range ltable.Pairs(v) {
			name, ok := k.(lua.LString)
			if !ok {
				o.FailOption(key, "names that are strings expected, got %s", native.TypeName(k))
			}
			values := []lua.LValue{v}
			if list, ok := v.(*lua.LTable); ok {
				values = values[:0]
				for i := 1; i <= ltable.Len(list); i++ {
					values = append(values, ltable.GetInt(list, i))
				}
			}
			for _, v := range values {
				value, ok := vm.TextOf(v)
				if !ok {
					o.FailOption(key, "field %s: string, number or a list of such expected, got %s", string(name), native.TypeName(v))
				}
				h.Add(string(name), value)
			}
		}
	default:
		o.FailOption(key, "table of names and values expected, got %s", native.TypeName(v))
	}
	if err := h.Check(); err != nil {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: %v", o.Name, key, err))
	}
	return h
}
