package args

// This file reads the description of a program: a table in Lua.

import (
	"fmt"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A spec describes a program or one of its commands.
type spec struct {
	name, about, version string
	options              []*argument
	positional           []*argument
	commands             []*spec
	parent               *spec // of a command
}

// An argument is an option or a positional argument.
type argument struct {
	name        string // the key of its value
	short, long string // of options, with their dashes; "" where there is none
	help        string
	takes       string // what its value is called in the help; "" for flags
	kind        kind
	choices     []string
	def         lua.LValue // nil when there is none
	required    bool
	many        bool // all values as a list; of a flag, how many times
}

// kind is what a value is converted to.
type kind string

const (
	text    kind = "string"
	number  kind = "number"
	integer kind = "integer"
)

// title is how messages call the argument.
func (a *argument) title() string {
	switch {
	case a.long != "":
		return "option " + a.long
	case a.short != "":
		return "option " + a.short
	}
	return "argument " + a.takes
}

// flag tells whether it is an option without a value.
func (a *argument) flag() bool { return a.takes == "" }

// What an entry and a look at another cost at least, in bytes worked through.
const entryCost, lookCost = 256, 8

// A reader reads a description. What is wrong with it is an error of the program.
type reader struct{ native.Call }

func (r reader) fail(where, format string, args ...any) {
	r.Raise(loop.Errorf(loop.TypeError, "%s: %s: %s", r.Name, where, fmt.Sprintf(format, args...)))
}

// fields are the fields of t that have names, of which all must be known.
func (r reader) fields(t *lua.LTable, where string, known ...string) native.Options {
	named := r.L.NewTable()
	for k, v := range ltable.Pairs(t) {
		if _, ok := k.(lua.LNumber); !ok {
			ltable.Set(named, k, v)
		}
	}
	return r.OptionsIn(named, where, "field", known)
}

func (r reader) spec(t *lua.LTable, where, name string, parent *spec) *spec {
	o := r.fields(t, where, "name", "about", "version", "commands")
	s := &spec{name: o.Text("name", name), about: o.Text("about", ""), version: o.Text("version", ""), parent: parent}
	for i := 1; i <= ltable.Len(t); i++ {
		place := fmt.Sprintf("%s, entry %d", where, i)
		entry, ok := ltable.GetInt(t, i).(*lua.LTable)
		if !ok {
			r.fail(place, "table expected, got %s", native.TypeName(ltable.GetInt(t, i)))
		}
		r.add(s, r.argument(entry, place), place)
	}
	switch list := o.Get("commands").(type) {
	case *lua.LNilType:
	case *lua.LTable:
		if len(s.positional) > 0 {
			r.fail(where, "commands or positional arguments expected, not both")
		}
		for i := 1; i <= ltable.Len(list); i++ {
			place := fmt.Sprintf("%s, command %d", where, i)
			command, ok := ltable.GetInt(list, i).(*lua.LTable)
			if !ok {
				r.fail(place, "table expected, got %s", native.TypeName(ltable.GetInt(list, i)))
			}
			if _, ok := command.RawGetString("name").(lua.LString); !ok {
				r.fail(place, "field 'name': string expected, got %s", native.TypeName(command.RawGetString("name")))
			}
			if parent != nil {
				r.fail(place, "commands of commands are not supported")
			}
			s.commands = append(s.commands, r.spec(command, place, "", s))
		}
	default:
		r.fail(where, "field 'commands': list of tables expected, got %s", native.TypeName(list))
	}
	return s
}

// add puts an argument where it belongs.
func (r reader) add(s *spec, a *argument, where string) {
	r.Work(entryCost + lookCost*len(s.options))
	if a.short != "" || a.long != "" {
		for _, name := range []string{a.short, a.long} {
			if name != "" && s.option(name) != nil {
				r.fail(where, "the option %s is there already", name)
			}
		}
		s.options = append(s.options, a)
		return
	}
	if n := len(s.positional); n > 0 && s.positional[n-1].many {
		r.fail(where, "no argument can come after %s, which takes all", s.positional[n-1].takes)
	}
	s.positional = append(s.positional, a)
}

// argument reads an entry: { "-s --sep", value=, help=, … } or { "file", … }.
func (r reader) argument(t *lua.LTable, where string) *argument {
	o := r.fields(t, where, "help", "value", "type", "choices", "default", "required", "many")
	names, ok := ltable.GetInt(t, 1).(lua.LString)
	words := strings.FieldsFunc(string(names), func(c rune) bool { return c == ' ' || c == ',' })
	if !ok || len(words) == 0 || ltable.Len(t) > 1 {
		r.fail(where, "one string with the names expected, as \"-v --verbose\" or \"file\"")
	}
	a := &argument{help: o.Text("help", ""), takes: o.Text("value", ""), kind: kind(o.Text("type", "")), many: o.Bool("many")}
	for _, word := range words {
		switch {
		case strings.HasPrefix(word, "--") && len(word) > 2 && !strings.Contains(word, "=") && a.long == "":
			a.long = word
		case len(word) == 2 && word[0] == '-' && word[1] != '-' && a.short == "":
			a.short = word
		case word[0] != '-' && len(words) == 1:
			a.name = word
		default:
			r.fail(where, "names as \"-v --verbose\" or \"file\" expected, got %q", string(names))
		}
	}
	positional := a.name != ""
	switch {
	case a.long != "":
		a.name = a.long[2:]
	case a.short != "":
		a.name = a.short[1:]
	}
	switch a.kind {
	case "", text, number, integer:
	default:
		r.fail(where, "field 'type': string, number or integer expected, got %q", string(a.kind))
	}
	r.choices(a, o, where)
	if d := o.Get("default"); d != lua.LNil {
		a.def = d
	}
	if _, isFlag := a.def.(lua.LBool); a.takes == "" && (positional || a.kind != "" || a.choices != nil || a.def != nil && !isFlag) {
		a.takes = strings.ToUpper(a.name)
	}
	a.required = o.Flag("required", positional && a.def == nil && !a.many)
	a.name = strings.ReplaceAll(a.name, "-", "_")
	return a
}

func (r reader) choices(a *argument, o native.Options, where string) {
	switch list := o.Get("choices").(type) {
	case *lua.LNilType:
	case *lua.LTable:
		for i := 1; i <= ltable.Len(list); i++ {
			s, ok := vm.TextOf(ltable.GetInt(list, i))
			if !ok {
				r.fail(where, "field 'choices': item %d: string expected, got %s", i, native.TypeName(ltable.GetInt(list, i)))
			}
			r.Work(lookCost)
			a.choices = append(a.choices, s)
		}
	default:
		r.fail(where, "field 'choices': list of strings expected, got %s", native.TypeName(list))
	}
}

// option is the option of that name, here or in the program that this is a command of; nil if there is none.
func (s *spec) option(name string) *argument {
	for ; s != nil; s = s.parent {
		for _, a := range s.options {
			if a.short == name || a.long == name {
				return a
			}
		}
	}
	return nil
}

// title is the name of the program, and of the command.
func (s *spec) title() string {
	if s.parent != nil {
		return s.parent.title() + " " + s.name
	}
	return s.name
}

// size is how many arguments and choices there are.
func (s *spec) size() int {
	n := len(s.options) + len(s.positional)
	for _, list := range [][]*argument{s.options, s.positional} {
		for _, a := range list {
			n += len(a.choices)
		}
	}
	for _, command := range s.commands {
		n += command.size() + 1
	}
	return n
}
