package repl

// This file completes names. It reads tables raw: nothing of the user's runs.

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"moonloop/repl/annotations"

	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

var keywords = []string{
	"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
	"not", "or", "repeat", "return", "then", "true", "until", "while",
}

// A completion is the names that what was typed may become; typed is the part of it that they all begin with.
type completion struct {
	typed string
	names []string
}

// common is what can be added to what was typed without a choice.
func (c completion) common() string {
	if len(c.names) == 0 {
		return ""
	}
	same := c.names[0]
	for _, n := range c.names[1:] {
		i := 0
		for i < len(same) && i < len(n) && same[i] == n[i] {
			i++
		}
		same = same[:i]
	}
	return strings.TrimPrefix(same, c.typed)
}

// askCompletion has the loop complete, for the goroutine that reads. A loop that is busy completes nothing.
func (r *REPL) askCompletion(text string, pos int) completion {
	answer := make(chan completion, 1)
	r.mu.Lock()
	l := r.live
	r.mu.Unlock()
	if l == nil || l.CallSoonThreadsafeFunc(func() { answer <- r.completeAt(text, pos) }) != nil {
		return completion{}
	}
	select {
	case c := <-answer:
		return c
	case <-time.After(300 * time.Millisecond):
		return completion{}
	}
}

// completeAt completes the name that ends at pos.
func (r *REPL) completeAt(text string, pos int) completion {
	before := text[:pos]
	if name, rest, ok := command(strings.TrimLeft(before, " ")); ok {
		if !strings.Contains(before, " ") {
			return r.completeCommand(name)
		}
		switch name {
		case "time":
		case "load", "save":
			return completeFile(rest)
		case "cancel":
			var names []string
			for _, t := range r.tasks() {
				names = append(names, t.Name())
			}
			return choose(rest, names)
		case "doc":
			return choose(rest, annotations.Names())
		case "debug":
			return choose(rest, []string{"on", "off"})
		default:
			return completion{}
		}
	}
	return r.completeName(before)
}

func (r *REPL) completeCommand(typed string) completion {
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	return choose(typed, names)
}

// choose picks the names that begin with typed, in order, each once.
func choose(typed string, names []string) completion {
	c := completion{typed: typed}
	for _, n := range names {
		if strings.HasPrefix(n, typed) {
			c.names = append(c.names, n)
		}
	}
	slices.Sort(c.names)
	c.names = slices.Compact(c.names)
	return c
}

// completeName completes the last of names with dots between, or of one after a colon.
func (r *REPL) completeName(before string) completion {
	start := len(before)
	for start > 0 && (before[start-1] < 0x80 && wordRune(rune(before[start-1])) || before[start-1] == '.' || before[start-1] == ':') {
		start--
	}
	path := before[start:]
	cut := strings.LastIndexAny(path, ".:")
	if cut < 0 {
		return choose(path, append(r.globals(), keywords...))
	}
	typed, methods := path[cut+1:], path[cut] == ':'
	var base lua.LValue
	if cut == 0 && start > 0 && (before[start-1] == '"' || before[start-1] == '\'') || cut == 0 && strings.HasSuffix(before[:start], `")`) {
		base = lua.LString("") // a literal
	} else if base = r.resolve(path[:cut]); base == nil {
		return completion{typed: typed}
	}
	return choose(typed, r.fields(base, methods))
}

// globals are the names an input can use: variables of the session and globals.
func (r *REPL) globals() []string {
	return append(stringKeys(r.scope.env, false), stringKeys(r.rt.State().G.Global, false)...)
}

// resolve follows names with dots between; nil if it cannot.
func (r *REPL) resolve(path string) lua.LValue {
	var v lua.LValue
	for i, name := range strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == ':' }) {
		if i == 0 {
			v = r.scope.lookup(name)
			continue
		}
		v = r.field(v, name)
	}
	if v == nil || v == lua.LNil {
		return nil
	}
	return v
}

// maxIndex bounds how many tables are asked for a field behind __index.
const maxIndex = 10

// field is v[name], through tables alone.
func (r *REPL) field(v lua.LValue, name string) lua.LValue {
	for _, t := range r.tablesOf(v) {
		if x := t.RawGetString(name); x != lua.LNil {
			return x
		}
	}
	return lua.LNil
}

// tablesOf are the tables in which v's fields are: itself, and those that follow by __index.
func (r *REPL) tablesOf(v lua.LValue) []*lua.LTable {
	var tables []*lua.LTable
	for range maxIndex {
		t, isTable := v.(*lua.LTable)
		if isTable {
			tables = append(tables, t)
		}
		meta := r.metatable(v)
		if meta == nil {
			break
		}
		if methods, ok := meta.RawGetString("methods").(*lua.LTable); ok && !isTable {
			return append(tables, methods) // of an object of Moonloop's whose __index is a function
		}
		v = meta.RawGetString("__index")
	}
	return tables
}

func (r *REPL) metatable(v lua.LValue) *lua.LTable {
	var meta lua.LValue
	switch v := v.(type) {
	case *lua.LTable:
		meta = v.Metatable
	case *lua.LUserData:
		meta = v.Metatable
	case lua.LString:
		meta = r.rt.State().GetMetatable(v)
	}
	t, _ := meta.(*lua.LTable)
	return t
}

// fields are the names of v's fields, or of the functions among them.
func (r *REPL) fields(v lua.LValue, functions bool) []string {
	var names []string
	for _, t := range r.tablesOf(v) {
		names = append(names, stringKeys(t, functions)...)
	}
	return names
}

func stringKeys(t *lua.LTable, functions bool) []string {
	var names []string
	for k, v, ok := ltable.Next(t, lua.LNil); ok && k != lua.LNil; k, v, ok = ltable.Next(t, k) {
		name, ok := k.(lua.LString)
		if ok && v != lua.LNil && isName(string(name)) && (!functions || v.Type() == lua.LTFunction) {
			names = append(names, string(name))
		}
	}
	slices.Sort(names)
	return names
}

// completeFile completes the name of a file.
func completeFile(typed string) completion {
	dir, base := filepath.Split(typed)
	entries, err := os.ReadDir(expandHome(cmp.Or(dir, ".")))
	if err != nil {
		return completion{typed: base}
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") && !strings.HasPrefix(base, ".") {
			continue
		}
		if e.IsDir() {
			name += "/"
		}
		names = append(names, name)
	}
	return choose(base, names)
}

func expandHome(name string) string {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return name
}
