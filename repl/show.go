package repl

// This file shows values.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"moonloop/loop"
	"moonloop/repl/columns"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

const (
	maxDepth  = 5   // tables within tables that are shown
	maxFields = 40  // fields of one table
	maxItems  = 100 // elements of a list, with its fields
	maxNodes  = 400 // values of one output
	maxText   = 600 // bytes of a string or of an object's text
)

// A shower makes texts of values.
type shower struct {
	rt    *vm.Runtime
	L     *lua.LState // calls __tostring; nil: nothing is called
	width int
	paint painter
	nodes int
	above []*lua.LTable                    // the tables that the value being shown is in
	named func() map[*lua.LFunction]string // finds names; nil: there are none
	names map[*lua.LFunction]string        // what named has found
}

// A node is a value's text: on one line, or a table's parts, which stand on lines of their own where one line is too
// short. In a list, small ones share lines.
type node struct {
	text  string // of a value that has no parts
	style style
	parts []part // of a table
	table bool
}

type part struct {
	key   string // "" in a list
	value node
}

// values is the text of several values: on one line if they fit.
func (s *shower) values(vals []lua.LValue) string {
	texts := make([]string, len(vals))
	total, broken := 0, false
	for i, v := range vals {
		s.nodes = 0
		n := s.node(v)
		texts[i] = s.render(n, "", 0)
		total += n.flat() + 2
		broken = broken || strings.Contains(texts[i], "\n")
	}
	if broken || total > s.width {
		return strings.Join(texts, "\n")
	}
	return strings.Join(texts, "  ")
}

// raised is the text of a value that was raised: what its __tostring makes of it, if it has one.
func (s *shower) raised(v lua.LValue) string {
	if t, ok := v.(*lua.LTable); ok {
		if meta, ok := t.Metatable.(*lua.LTable); ok {
			if fn, ok := meta.RawGetString("__tostring").(*lua.LFunction); ok {
				vals, err := s.rt.Call(fn, v)
				if err == nil && len(vals) > 0 {
					if text, ok := vm.TextOf(vals[0]); ok {
						return text
					}
				}
			}
		}
	}
	return s.values([]lua.LValue{v})
}

// node makes the text of v.
func (s *shower) node(v lua.LValue) node {
	s.nodes++
	switch v := v.(type) {
	case *lua.LNilType:
		return node{text: "nil", style: constant}
	case lua.LBool:
		return node{text: v.String(), style: constant}
	case lua.LNumber:
		return node{text: v.String(), style: number}
	case lua.LString:
		return node{text: quoted(string(v)), style: str}
	case *lua.LTable:
		return s.tableNode(v)
	case *lua.LFunction:
		return node{text: s.functionText(v), style: object}
	case *lua.LUserData:
		return node{text: s.objectText(v), style: object}
	case *lua.LState:
		return node{text: "<" + strings.Replace(v.String(), ": ", " ", 1) + ">", style: object}
	}
	return node{text: v.String(), style: object}
}

func (s *shower) objectText(v *lua.LUserData) string {
	switch x := v.Value.(type) {
	case *vm.ErrorObject:
		return shorten(x.Err.Error())
	case *loop.Class:
		return "<class '" + x.Name + "'>"
	}
	if s.L != nil {
		return shorten(s.rt.ToString(s.L, v))
	}
	return s.rt.Repr(v)
}

func (s *shower) functionText(fn *lua.LFunction) string {
	if !fn.IsG {
		return s.rt.Repr(fn)
	}
	if s.rt.IsAsync(fn) {
		if body, ok := fn.Upvalues[0].Value().(*lua.LFunction); ok {
			return "<async " + strings.TrimPrefix(s.functionText(body), "<")
		}
	}
	if s.names == nil && s.named != nil {
		s.names = s.named()
	}
	if name := s.names[fn]; name != "" {
		return "<built-in function " + name + ">"
	}
	return "<built-in function>"
}

func (s *shower) tableNode(t *lua.LTable) node {
	if slices.Contains(s.above, t) {
		return node{text: "<cycle>", style: faint}
	}
	if meta, ok := t.Metatable.(*lua.LTable); ok && s.L != nil && meta.RawGetString("__tostring") != lua.LNil {
		return node{text: shorten(s.rt.ToString(s.L, t)), style: object}
	}
	if len(s.above) >= maxDepth {
		return node{text: "{…}", style: faint}
	}
	s.above = append(s.above, t)
	defer func() { s.above = s.above[:len(s.above)-1] }()
	n := node{table: true}
	keys, count := sortedKeys(t)
	length := 0
	for length < len(keys) && keys[length] == lua.LNumber(length+1) {
		length++
	}
	for i, k := range keys {
		if i >= maxFields && (i >= length || i == maxItems) || s.nodes > maxNodes {
			n.parts = append(n.parts, part{value: node{text: fmt.Sprintf("… %d more", count-i), style: faint}})
			break
		}
		p := part{}
		if i >= length {
			p.key = s.keyText(k)
		}
		p.value = s.node(ltable.Get(t, k))
		n.parts = append(n.parts, p)
	}
	return n
}

// sortedKeys are the keys of t: numbers, then strings, then the others, each in order.
func sortedKeys(t *lua.LTable) (keys []lua.LValue, count int) {
	for k, v, ok := ltable.Next(t, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(t, k) {
		if v != lua.LNil {
			keys = append(keys, k)
		}
	}
	rank := func(v lua.LValue) int {
		switch v.(type) {
		case lua.LNumber:
			return 0
		case lua.LString:
			return 1
		case lua.LBool:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(keys, func(a, b lua.LValue) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		switch a := a.(type) {
		case lua.LNumber:
			switch b := b.(lua.LNumber); {
			case a < b:
				return -1
			case a > b:
				return 1
			}
			return 0
		case lua.LString:
			return strings.Compare(string(a), string(b.(lua.LString)))
		}
		return strings.Compare(a.Type().String(), b.Type().String())
	})
	return keys, len(keys)
}

func (s *shower) keyText(k lua.LValue) string {
	if name, ok := k.(lua.LString); ok && isName(string(name)) {
		return string(name)
	}
	if t, ok := k.(*lua.LTable); ok {
		return "[" + strings.Replace(t.String(), ": ", " ", 1) + "]"
	}
	return "[" + s.node(k).text + "]"
}

func isName(s string) bool {
	for i, r := range s {
		if r >= 0x80 || !wordRune(r) || i == 0 && r >= '0' && r <= '9' {
			return false
		}
	}
	return s != "" && !slices.Contains(keywords, s)
}

// flat is how wide the node is on one line.
func (n node) flat() int {
	if !n.table {
		return columns.Of(n.text)
	}
	width := len("{}")
	for i, p := range n.parts {
		if i > 0 {
			width += len(", ")
		}
		if p.key != "" {
			width += columns.Of(p.key) + len(" = ")
		}
		width += p.value.flat()
	}
	return width
}

// render is the node's text where a line is indented by indent and begins with used columns.
func (s *shower) render(n node, indent string, used int) string {
	if !n.table {
		return s.paint.in(n.style, n.text)
	}
	if used+n.flat() <= s.width {
		return s.renderFlat(n)
	}
	var b strings.Builder
	inner := indent + "  "
	b.WriteString("{")
	widths := columnWidths(n.parts, s.width-len(inner))
	if widths == nil {
		if sheet := sheetOf(n.parts, s.width-len(inner)); sheet != nil {
			return "{\n" + s.renderSheet(sheet, inner) + indent + "}"
		}
	}
	at := s.width // of the line that is being written; the first part begins a new one
	set := 0      // how many parts a grid has set already
	for i, p := range n.parts {
		if i < set {
			continue
		}
		if run := smallOnes(n.parts[i:]); len(run) >= minGrid {
			if grid := s.grid(run, inner, i+len(run) == len(n.parts)); grid != "" {
				b.WriteString(grid)
				set, at = i+len(run), s.width
				continue
			}
		}
		small := p.key == "" && !p.value.table
		w := p.value.flat() + len(",")
		if small && at+1+w <= s.width {
			b.WriteString(" ")
			at += 1 + w
		} else {
			b.WriteString("\n" + inner)
			at = len(inner) + w
		}
		before := len(inner)
		if p.key != "" {
			b.WriteString(s.paint.in(key, p.key) + " = ")
			before += columns.Of(p.key) + len(" = ")
		}
		if widths != nil && p.value.table {
			b.WriteString(s.renderRow(p.value, widths))
		} else {
			b.WriteString(s.render(p.value, inner, before+len(",")))
		}
		if !small {
			at = s.width
		}
		if i+1 < len(n.parts) {
			b.WriteString(",")
		}
	}
	b.WriteString("\n" + indent + "}")
	return b.String()
}

// renderFlat is the node's text on one line.
func (s *shower) renderFlat(n node) string {
	if !n.table {
		return s.paint.in(n.style, n.text)
	}
	var b strings.Builder
	b.WriteString("{")
	for i, p := range n.parts {
		if i > 0 {
			b.WriteString(", ")
		}
		if p.key != "" {
			b.WriteString(s.paint.in(key, p.key) + " = ")
		}
		b.WriteString(s.renderFlat(p.value))
	}
	b.WriteString("}")
	return b.String()
}

// quoted is s as a literal: what cannot be printed is escaped.
func quoted(s string) string {
	cut := ""
	if len(s) > maxText {
		n := maxText
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s, cut = s[:n], fmt.Sprintf("… (%d bytes)", len(s))
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == utf8.RuneError && size == 1, r < 0x20, r >= 0x7f && r < 0xa0, columns.Turns(r):
			for _, c := range []byte(s[i : i+size]) {
				fmt.Fprintf(&b, `\%03d`, c)
			}
		default:
			b.WriteRune(r)
		}
		i += size
	}
	b.WriteByte('"')
	return b.String() + cut
}

// shorten cuts an object's text.
func shorten(s string) string {
	if len(s) <= maxText {
		return s
	}
	n := maxText
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
