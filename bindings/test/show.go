package test

// This file shows values: in one line where that is short, else a line a field, so that they can be compared.

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"moonloop/vm"
	"moonloop/vm/lazyregexp"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

const (
	lineWidth = 72   // of a table that is shown in one line
	maxDepth  = 20   // of tables in tables
	maxItems  = 2000 // of all tables that are shown
)

// A shower shows one value.
type shower struct {
	rt    *vm.Runtime
	seen  map[*lua.LTable]bool // those that are being shown
	items int
}

// Show is v as a text that is the same for equal values: keys are sorted.
func Show(rt *vm.Runtime, v lua.LValue) string {
	w := shower{rt: rt, seen: map[*lua.LTable]bool{}}
	return w.value(v, 0)
}

// short is Show in one line, cut.
func short(rt *vm.Runtime, v lua.LValue) string {
	if s, ok := v.(lua.LString); ok && len(s) <= 60 && !strings.ContainsAny(string(s), "\n\r\"") {
		return string(s)
	}
	text := strings.Join(strings.Fields(Show(rt, v)), " ")
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:59]) + "…"
	}
	return text
}

func (w *shower) value(v lua.LValue, depth int) string {
	t, ok := v.(*lua.LTable)
	switch {
	case !ok:
		return w.scalar(v)
	case hasToString(t):
		return w.scalar(v)
	case w.seen[t]:
		return "<cycle>"
	case depth > maxDepth:
		return "{…}"
	}
	w.seen[t] = true
	defer delete(w.seen, t)
	return w.table(t, depth)
}

func hasToString(t *lua.LTable) bool {
	mt, ok := t.Metatable.(*lua.LTable)
	return ok && ltable.Get(mt, lua.LString("__tostring")) != lua.LNil
}

func (w *shower) scalar(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return quote(string(v))
	case lua.LNumber:
		return vm.NumberText(float64(v))
	case *lua.LFunction:
		if v.Proto != nil {
			return strings.Trim(w.rt.Repr(v), "<>")
		}
		return "function"
	case *lua.LTable, *lua.LUserData:
		vals, err := w.rt.Call(w.rt.State().GetGlobal("tostring"), v)
		if err == nil && len(vals) > 0 {
			return vals[0].String()
		}
		return w.rt.Repr(v)
	}
	return v.String()
}

// quote is a string as Lua has it in its source.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for len(s) > 0 {
		c, size := utf8.DecodeRuneInString(s)
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + s[:1])
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ' || c == 0x7f || c == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\%03d`, s[0])
		default:
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	b.WriteByte('"')
	return b.String()
}

var nameForm = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// table shows the items 1 to #t, and then the other keys in their order.
func (w *shower) table(t *lua.LTable, depth int) string {
	var parts []string
	n := ltable.Len(t)
	for i := 1; i <= n && w.items < maxItems; i++ {
		w.items++
		parts = append(parts, w.value(ltable.GetInt(t, i), depth+1))
	}
	type field struct{ key, text string }
	var fields []field
	for k, v := range ltable.Pairs(t) {
		if i, ok := k.(lua.LNumber); ok && i >= 1 && i <= lua.LNumber(n) && i == lua.LNumber(int(i)) {
			continue
		}
		if w.items++; w.items > maxItems {
			break
		}
		key := "[" + w.scalar(k) + "]"
		if s, ok := k.(lua.LString); ok && nameForm().MatchString(string(s)) {
			key = string(s)
		}
		fields = append(fields, field{key, key + " = " + w.value(v, depth+1)})
	}
	sort.SliceStable(fields, func(i, j int) bool { return fields[i].key < fields[j].key })
	for _, f := range fields {
		parts = append(parts, f.text)
	}
	if w.items >= maxItems {
		parts = append(parts, "…")
	}
	if len(parts) == 0 {
		return "{}"
	}
	line := "{ " + strings.Join(parts, ", ") + " }"
	if len(line)+2*depth <= lineWidth && !strings.Contains(line, "\n") {
		return line
	}
	indent := strings.Repeat("  ", depth+1)
	return "{\n" + indent + strings.Join(parts, ",\n"+indent) + ",\n" + strings.Repeat("  ", depth) + "}"
}
