package json

// This file writes tables: which are lists and which objects, in what order, on which lines.

import (
	"fmt"
	"slices"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// line begins a new line at the present depth.
func (e *encoder) line() {
	if !e.pretty {
		return
	}
	e.room(1 + len(e.indent)*len(e.within))
	e.out = append(e.out, '\n')
	for range e.within {
		e.out = append(e.out, e.indent...)
	}
}

// enter begins a table. A table within itself is found after a few rounds: it is looked for at depths that are powers of
// two only.
func (e *encoder) enter(t *lua.LTable) *wrong {
	depth := len(e.within)
	if depth >= 8 && depth&(depth-1) == 0 && slices.Contains(e.within, t) {
		seen := map[*lua.LTable]bool{}
		for i, around := range e.within {
			if seen[around] {
				return &wrong{text: "the table contains itself", cut: depth - i}
			}
			seen[around] = true
		}
		return &wrong{text: "the table contains itself"}
	}
	if depth == deepest {
		return &wrong{text: fmt.Sprintf("more than %d levels deep", deepest)}
	}
	e.within = append(e.within, t)
	return nil
}

func (e *encoder) table(t *lua.LTable) *wrong {
	if w := e.enter(t); w != nil {
		return w
	}
	names, others := ltable.Fields(t)
	n := ltable.Len(t)
	switch {
	case bears(t, e.m.object):
		return e.object(t)
	case others == 0 && n == 0 && !bears(t, e.m.array):
		return e.object(t)
	case others == 0 && names == 0:
		return e.list(t, n, false)
	}
	return e.mixed(t)
}

// mixed writes a table of which more must be known to tell whether it is a list.
func (e *encoder) mixed(t *lua.LTable) *wrong {
	last, elements, names := 0, 0, 0
	for k := range ltable.Pairs(t) {
		switch k := k.(type) {
		case lua.LNumber:
			if k < 1 || k > maxText || k != lua.LNumber(int(k)) {
				return &wrong{text: "keys that are strings or count from 1 expected, got " + vm.NumberText(float64(k))}
			}
			last = max(last, int(k))
			elements++
		case lua.LString:
			names++
		default:
			return &wrong{text: "keys that are strings or count from 1 expected, got " + native.TypeName(k)}
		}
	}
	if elements == 0 && names > 0 && !bears(t, e.m.array) {
		return e.object(t)
	}
	if names == 0 {
		return e.list(t, last, false)
	}
	n, ok := t.RawGetString("n").(lua.LNumber)
	switch {
	case names > 1 || !ok:
		return &wrong{text: "a list with other keys: mixed keys have no place in JSON"}
	case n < lua.LNumber(last) || n > maxText || n != lua.LNumber(int(n)):
		return &wrong{text: "a list whose n is not its length"}
	}
	return e.list(t, int(n), true)
}

// list writes an array of n elements, of which some may be nil where that is allowed: n counts them then, as in what
// gather and table.pack make.
func (e *encoder) list(t *lua.LTable, n int, holes bool) *wrong {
	e.byte('[')
	for i := 1; i <= n; i++ {
		if i > 1 {
			e.byte(',')
		}
		e.line()
		v := ltable.GetInt(t, i)
		if v == lua.LNil && !holes {
			return (&wrong{text: "value expected in a list without n, got nil"}).at(lua.LNumber(i))
		}
		if w := e.value(v); w != nil {
			return w.at(lua.LNumber(i))
		}
	}
	return e.end(']', n > 0)
}

// object writes an object.
func (e *encoder) object(t *lua.LTable) *wrong {
	e.byte('{')
	if e.sort {
		return e.sorted(t)
	}
	first := true
	for k, v := range ltable.Pairs(t) {
		if w := e.field(k, v, first); w != nil {
			return w
		}
		first = false
	}
	return e.end('}', !first)
}

// sorted writes the fields of an object in the order of their bytes.
func (e *encoder) sorted(t *lua.LTable) *wrong {
	type pair struct {
		name string
		k, v lua.LValue
	}
	var pairs []pair
	for k, v := range ltable.Pairs(t) {
		name, ok := k.(lua.LString)
		if !ok {
			name = lua.LString(k.String())
		}
		pairs = append(pairs, pair{string(name), k, v})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	for i, p := range pairs {
		if w := e.field(p.k, p.v, i == 0); w != nil {
			return w
		}
	}
	return e.end('}', len(pairs) > 0)
}

// field writes a field of an object. Whole numbers for keys become strings: only a table that bears the mark of objects
// comes here with such.
func (e *encoder) field(k, v lua.LValue, first bool) *wrong {
	if !first {
		e.byte(',')
	}
	e.line()
	switch key := k.(type) {
	case lua.LString:
		if w := e.string(string(key)); w != nil {
			return w.at(k)
		}
	case lua.LNumber:
		if key != lua.LNumber(int64(key)) {
			return &wrong{text: "keys that are strings or whole numbers expected, got " + vm.NumberText(float64(key))}
		}
		e.byte('"')
		_ = e.number(float64(key)) // it is whole
		e.byte('"')
	default:
		return &wrong{text: "keys that are strings expected, got " + native.TypeName(k)}
	}
	e.byte(':')
	if e.pretty {
		e.byte(' ')
	}
	if w := e.value(v); w != nil {
		return w.at(k)
	}
	return nil
}

// end writes the last byte of a table, which is not empty if some is set.
func (e *encoder) end(ch byte, some bool) *wrong {
	e.within = e.within[:len(e.within)-1]
	if some {
		e.line()
	}
	e.byte(ch)
	return nil
}
