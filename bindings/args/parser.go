package args

// This file goes through the arguments of a program.

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A parser makes values of words. It ends with something to show, with a problem, or with the values.
type parser struct {
	c       native.Call // who pays for the help
	spec    *spec       // of the command, once it is known
	values  map[string]*values
	order   []string // the names of the values
	shows   string   // the help or the version
	problem string
}

// values are those of one argument.
type values struct {
	of    *argument
	given []lua.LValue
}

// value is what the script gets.
func (v *values) value(L *lua.LState) lua.LValue {
	a := v.of
	switch {
	case a.flag() && a.many:
		return lua.LNumber(len(v.given))
	case a.many && (len(v.given) > 0 || a.def == nil):
		t := L.CreateTable(len(v.given), 0)
		for _, x := range v.given {
			t.Append(x)
		}
		return t
	case len(v.given) > 0:
		return v.given[len(v.given)-1]
	case a.def != nil:
		return a.def
	case a.flag():
		return lua.LFalse
	}
	return lua.LNil
}

func newParser(c native.Call, s *spec) *parser {
	p := &parser{c: c, values: map[string]*values{}}
	p.enter(s)
	return p
}

// enter has the arguments of a program or a command expected.
func (p *parser) enter(s *spec) {
	p.spec = s
	for _, list := range [][]*argument{s.options, s.positional} {
		for _, a := range list {
			if p.values[a.name] == nil {
				p.order = append(p.order, a.name)
			}
			p.values[a.name] = &values{of: a}
		}
	}
}

func (p *parser) fail(format string, args ...any) {
	if p.problem == "" {
		p.problem = p.spec.title() + ": " + fmt.Sprintf(format, args...) + "\n" + p.spec.usage() +
			"\nTry '" + p.spec.title() + " --help'."
	}
}

// run goes through the words.
func (p *parser) run(words []string) {
	position, onlyWords := 0, false
	for len(words) > 0 && p.problem == "" && p.shows == "" {
		word := words[0]
		words = words[1:]
		switch {
		case !onlyWords && word == "--":
			onlyWords = true
		case !onlyWords && strings.HasPrefix(word, "--"):
			words = p.long(word, words)
		case !onlyWords && len(word) > 1 && word[0] == '-' && !p.negative(word):
			words = p.short(word, words)
		case len(p.spec.commands) > 0:
			p.command(word)
		case position < len(p.spec.positional):
			a := p.spec.positional[position]
			p.give(a, word)
			if !a.many {
				position++
			}
		default:
			p.fail("unexpected argument %q", word)
		}
	}
	if p.problem == "" && p.shows == "" {
		p.complete()
	}
}

// negative tells whether a word is a negative number, and no option is a digit.
func (p *parser) negative(word string) bool {
	_, ok := vm.ParseNumber(word)
	return ok && p.spec.option(word[:2]) == nil
}

// command goes on with a command.
func (p *parser) command(name string) {
	for _, s := range p.spec.commands {
		if s.name == name {
			p.enter(s)
			p.order = append(p.order, "command")
			p.values["command"] = &values{&argument{takes: "COMMAND"}, []lua.LValue{lua.LString(name)}}
			return
		}
	}
	names := make([]string, len(p.spec.commands))
	for i, s := range p.spec.commands {
		names[i] = s.name
	}
	p.fail("unknown command %q%s", name, native.Nearest(name, names))
}

// long takes --name, --name=value or --name value.
func (p *parser) long(word string, rest []string) []string {
	name, value, has := strings.Cut(word, "=")
	a := p.option(name)
	switch {
	case a == nil:
	case a.flag() && has:
		p.fail("option %s takes no value", name)
	case a.flag():
		p.set(a)
	case has:
		p.give(a, value)
	default:
		return p.following(a, rest)
	}
	return rest
}

// short takes -a, several as -abc, and a value as -n5 or -n 5.
func (p *parser) short(word string, rest []string) []string {
	for i := 1; i < len(word); i++ {
		a := p.option("-" + word[i:i+1])
		switch {
		case a == nil:
			return rest
		case a.flag():
			p.set(a)
		case i+1 < len(word):
			p.give(a, strings.TrimPrefix(word[i+1:], "="))
			return rest
		default:
			return p.following(a, rest)
		}
	}
	return rest
}

// option finds an option. If it is the help or the version, that is to be shown; if there is none, that is a problem.
func (p *parser) option(name string) *argument {
	if a := p.spec.option(name); a != nil {
		return a
	}
	program := p.spec
	if program.parent != nil {
		program = program.parent
	}
	switch {
	case name == "-h" || name == "--help":
		p.shows = strings.TrimSuffix(p.spec.help(p.c), "\n")
	case name == "--version" && program.version != "":
		p.shows = program.name + " " + program.version
	default:
		known := []string{"--help"}
		for s := p.spec; s != nil; s = s.parent {
			for _, a := range s.options {
				known = append(known, a.long)
			}
		}
		p.fail("unknown option %s%s", name, native.Nearest(name, known))
	}
	return nil
}

// following takes the value of an option from the next word.
func (p *parser) following(a *argument, rest []string) []string {
	if len(rest) == 0 {
		p.fail("%s: %s expected", a.title(), a.takes)
		return nil
	}
	p.give(a, rest[0])
	return rest[1:]
}

// set notes a flag: it turns the default round.
func (p *parser) set(a *argument) {
	v := p.values[a.name]
	v.given = append(v.given, lua.LBool(a.def != lua.LTrue))
}

// give converts a value and notes it.
func (p *parser) give(a *argument, word string) {
	if a.choices != nil && !slices.Contains(a.choices, word) {
		p.fail("%s: one of %s expected, got %q", a.title(), strings.Join(a.choices, ", "), word)
		return
	}
	var x lua.LValue = lua.LString(word)
	if a.kind == number || a.kind == integer {
		f, ok := vm.ParseNumber(word)
		if !ok || a.kind == integer && (f != math.Trunc(f) || math.IsInf(f, 0)) {
			p.fail("%s: %s expected, got %q", a.title(), a.kind, word)
			return
		}
		x = lua.LNumber(f)
	}
	v := p.values[a.name]
	v.given = append(v.given, x)
}

// complete complains about what is missing.
func (p *parser) complete() {
	if len(p.spec.commands) > 0 {
		p.fail("command expected")
	}
	for s := p.spec; s != nil; s = s.parent {
		for _, list := range [][]*argument{s.positional, s.options} {
			for _, a := range list {
				if a.required && len(p.values[a.name].given) == 0 {
					p.fail("%s is missing", a.title())
				}
			}
		}
	}
}
