package url

// This file is url.query: the fields of queries and forms.

import (
	"math"
	"strconv"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// QueryText is the text of a table of fields, as query makes it, for other modules.
func QueryText(c native.Call, t *lua.LTable) string { return fieldsText(c, t) }

// QueryFields are the fields of a text, as query reads them, for other modules.
func QueryFields(c native.Call, text string) *lua.LTable { return fields(c, text) }

func query(c native.Call) int {
	switch v := c.Arg(1).(type) {
	case lua.LString:
		return c.Push(fields(c, string(v)))
	case *lua.LTable:
		return c.Push(lua.LString(fieldsText(c, v)))
	}
	c.Fail(1, "string or table expected, got %s", c.TypeName(1))
	return 0
}

// fieldSize is about what a field takes in a table.
const fieldSize = 100

// fields are those of a text: a name that is there several times has a list of values.
func fields(c native.Call, text string) *lua.LTable {
	c.Reserve(fieldSize*(strings.Count(text, "&")+1) + len(text))
	c.Work(2 * len(text))
	t := c.L.NewTable()
	for field := range strings.SplitSeq(strings.TrimPrefix(text, "?"), "&") {
		if field == "" {
			continue
		}
		name, value, _ := strings.Cut(field, "=")
		name = unescaped(c, 1, name, true)
		v := lua.LString(unescaped(c, 1, value, true))
		switch old := t.RawGetString(name).(type) {
		case lua.LString:
			t.RawSetString(name, vm.NewList([]lua.LValue{old, v}))
		case *lua.LTable:
			old.Append(v)
		default:
			t.RawSetString(name, v)
		}
	}
	return t
}

// fieldsText is the text of fields: strings, numbers and booleans, or lists of such.
func fieldsText(c native.Call, t *lua.LTable) string {
	b := native.Sink{Call: c}
	add := func(name string, v lua.LValue) {
		text, ok := scalar(v)
		if !ok {
			c.Raise(loop.Errorf(loop.TypeError, "%s: field %s: string, number, boolean or a list of such expected, got %s", c.Name, name, native.TypeName(v)))
		}
		c.Work(len(name) + len(text))
		if b.Len() > 0 {
			_ = b.WriteByte('&')
		}
		_, _ = b.WriteString(escape(name, "", true))
		_ = b.WriteByte('=')
		_, _ = b.WriteString(escape(text, "", true))
	}
	for k, v := range ltable.Pairs(t) {
		name, ok := k.(lua.LString)
		if !ok {
			c.Raise(loop.Errorf(loop.TypeError, "%s: names of fields that are strings expected, got %s", c.Name, native.TypeName(k)))
		}
		if list, ok := v.(*lua.LTable); ok {
			for i := 1; i <= ltable.Len(list); i++ {
				add(string(name), ltable.GetInt(list, i))
			}
			continue
		}
		add(string(name), v)
	}
	return b.Text()
}

// scalar is a value as the text of a field.
func scalar(v lua.LValue) (string, bool) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), true
	case lua.LNumber:
		f := float64(v)
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return strconv.FormatInt(int64(f), 10), true
		}
		return strconv.FormatFloat(f, 'g', -1, 64), true
	case lua.LBool:
		return v.String(), true
	}
	return "", false
}
