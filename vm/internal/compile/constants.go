package compile

// This file numbers the constants of a function.

import lua "github.com/yuin/gopher-lua"

// fewConstants is how many constants are looked at one by one.
const fewConstants = 8

// known is where constants are, when there are more than few: of each kind for itself, so that to look for one is not to
// make a value of it.
type known struct {
	texts   map[string]int
	numbers map[float64]int
	words   [3]int // of nil, true and false, from 1 on
}

// constant adds a constant and returns its number.
func (g *generator) constant(v lua.LValue) int {
	i := len(g.consts)
	g.consts = append(g.consts, v)
	if i == fewConstants {
		g.known.texts, g.known.numbers = map[string]int{}, map[float64]int{}
		for at, k := range g.consts[:i] {
			g.know(k, at)
		}
	}
	if i >= fewConstants {
		g.know(v, i)
	}
	return i
}

// know notes where a constant is. What is not a number has no equal.
func (g *generator) know(v lua.LValue, at int) {
	switch v := v.(type) {
	case lua.LString:
		g.known.texts[string(v)] = at
	case lua.LNumber:
		if v == v {
			g.known.numbers[float64(v)] = at
		}
	}
}

// text returns the number of the constant that is a text.
func (g *generator) text(s string) int {
	if len(g.consts) <= fewConstants {
		for at, k := range g.consts {
			if k, ok := k.(lua.LString); ok && string(k) == s {
				return at
			}
		}
	} else if at, ok := g.known.texts[s]; ok {
		return at
	}
	return g.constant(lua.LString(s))
}

// number returns the number of the constant that is a number. As in PUC Lua, 0 and -0 are one.
func (g *generator) number(v float64) int {
	if len(g.consts) <= fewConstants {
		for at, k := range g.consts {
			if k, ok := k.(lua.LNumber); ok && float64(k) == v {
				return at
			}
		}
	} else if at, ok := g.known.numbers[v]; ok {
		return at
	}
	return g.constant(lua.LNumber(v))
}

// word returns the number of the constant that is nil, false or true.
func (g *generator) word(k kind) int {
	at := &g.known.words[k-isNil]
	if *at == 0 {
		*at = 1 + g.constant([...]lua.LValue{isNil: lua.LNil, isTrue: lua.LTrue, isFalse: lua.LFalse}[k])
	}
	return *at - 1
}
