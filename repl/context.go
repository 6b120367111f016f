package repl

// This file reads where in an input the cursor stands: behind which value, in which call, among which locals.

import (
	"slices"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A path is a value as an input names it: a variable, or a literal, and the fields that lead on from it.
type path struct {
	root string // a name, or "" if it is a literal string
	keys []lua.LValue
}

// text is the path as the manual writes names; what is no name in it ends it.
func (p path) text() string {
	names := []string{p.root}
	for _, k := range p.keys {
		names = append(names, k.String())
	}
	return strings.Join(names, ".")
}

// pathBefore is the path that ends before token end; ok is false where none does, or only running something would tell.
func pathBefore(all []token, end int) (p path, ok bool) {
	i := end - 1
	for i >= 0 {
		t := all[i]
		switch {
		case t.kind == tokenName:
			if i > 0 && (all[i-1].is(".") || all[i-1].is(":")) {
				p.keys = append(p.keys, lua.LString(t.text))
				i -= 2
				continue
			}
			p.root = t.text
			slices.Reverse(p.keys)
			return p, true
		case t.is("]") && i > 2 && all[i-2].is("["):
			key, ok := constantOf(all[i-1])
			if !ok {
				return path{}, false
			}
			p.keys = append(p.keys, key)
			i -= 3
			if i >= 0 && (all[i].is(".") || all[i].is(":")) {
				i--
			}
			continue
		case t.kind == tokenString, t.is(")") && i > 1 && all[i-1].kind == tokenString && all[i-2].is("("):
			slices.Reverse(p.keys)
			return p, true
		}
		return path{}, false
	}
	return path{}, false
}

// constantOf is the value of a number or a string without escapes.
func constantOf(t token) (lua.LValue, bool) {
	switch t.kind {
	case tokenNumber:
		n, err := strconv.ParseFloat(t.text, 64)
		return lua.LNumber(n), err == nil
	case tokenString:
		if t.text[0] != '[' && !t.open && !strings.Contains(t.text, `\`) {
			return lua.LString(t.text[1 : len(t.text)-1]), true
		}
	}
	return nil, false
}

// An argument is one of a call that an input is in the middle of.
type argument struct {
	function path
	number   int  // from 0
	key      bool // the next token is a key of a table that is the argument
}

// callAround is the innermost call that the text of all ends in; ok is false outside of any.
func callAround(all []token) (c argument, ok bool) {
	depth, commas := 0, 0
	for i := len(all) - 1; i >= 0; i-- {
		t := all[i]
		switch b := bracket(t); {
		case b < 0:
			depth++
		case b > 0 && depth > 0:
			depth--
		case t.is("{"):
			last := all[len(all)-1]
			c.key = last.is("{") || last.is(",") || last.is(";")
			commas = 0
			if f, isCall := pathBefore(all, i); isCall && i > 0 && all[i-1].to == t.from { // f{
				c.function = f
				return c, f.root != ""
			}
		case t.is("("):
			f, isCall := pathBefore(all, i)
			c.function, c.number = f, commas
			return c, isCall && f.root != ""
		case b > 0, depth == 0 && t.kind == tokenKeyword && t.text != "nil" && t.text != "true" && t.text != "false":
			return argument{}, false
		case depth == 0 && t.is(","):
			commas++
		}
	}
	return argument{}, false
}

// locals are the names that are local where the text of all ends: parameters, variables of loops, and what local declares.
func locals(all []token) []string {
	scopes := [][]string{nil}
	declare := func(name string) { scopes[len(scopes)-1] = append(scopes[len(scopes)-1], name) }
	open := func() { scopes = append(scopes, nil) }
	shut := func() {
		if len(scopes) > 1 {
			scopes = scopes[:len(scopes)-1]
		}
	}
	var loop []string // the names of a for, until its do
	names := func(i int) (list []string, next int) {
		for ; i < len(all) && (all[i].kind == tokenName || all[i].is(",") || all[i].is("...")); i++ {
			if all[i].kind == tokenName {
				list = append(list, all[i].text)
			}
		}
		return list, i
	}
	for i := 0; i < len(all); i++ {
		switch t := all[i]; {
		case t.kind != tokenKeyword:
		case t.text == "function":
			local := i > 0 && all[i-1].is("local")
			for i++; i < len(all) && !all[i].is("("); i++ {
				if local && all[i].kind == tokenName {
					declare(all[i].text)
				}
			}
			open()
			var params []string
			params, i = names(i + 1)
			for _, p := range params {
				declare(p)
			}
		case t.text == "local" && i+1 < len(all) && all[i+1].kind == tokenName:
			var list []string
			list, i = names(i + 1)
			i--
			for _, name := range list {
				declare(name)
			}
		case t.text == "for":
			loop, i = names(i + 1)
			i--
		case t.text == "do", t.text == "then", t.text == "repeat", t.text == "else":
			if t.text == "else" {
				shut()
			}
			open()
			if t.text == "do" {
				for _, name := range loop {
					declare(name)
				}
				loop = nil
			}
		case t.text == "end", t.text == "until", t.text == "elseif":
			shut()
		}
	}
	return slices.Concat(scopes...)
}
