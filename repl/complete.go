package repl

// This file completes names. It reads tables raw: nothing of the user's runs.

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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
	notes map[string]string // of some names: the class that has it, or its type
	about string            // where nothing can be added to a name: what is written about it
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

// askCompletion completes for the goroutine that reads: between two callbacks of the loop, or, where it is busy, between two
// instructions of the Lua code that runs. Where both are waited for in vain, as while a library computes, it completes
// nothing.
func (r *REPL) askCompletion(text string, pos int) completion {
	begun, answer := make(chan struct{}), make(chan completion, 1)
	reply := sync.OnceFunc(func() {
		close(begun)
		c := r.completeAt(text, pos)
		if len(c.names) < 2 && c.common() == "" {
			c.about = r.aboutName(text[:pos])
		}
		answer <- c
	})
	r.mu.Lock()
	l := r.live
	r.mu.Unlock()
	if l == nil || l.CallSoonThreadsafeFunc(reply) != nil {
		return completion{}
	}
	for _, wait := range []time.Duration{50 * time.Millisecond, time.Second} {
		select {
		case <-begun:
		case <-time.After(wait):
			r.rt.Inspect(reply)
		}
	}
	select {
	case <-begun: // it takes as long as it takes, the first time to read the manual
	default:
		return completion{}
	}
	select {
	case c := <-answer:
		return c
	case <-time.After(10 * time.Second):
		return completion{}
	}
}

// completeAt completes the name that ends at pos.
func (r *REPL) completeAt(text string, pos int) completion {
	before := text[:pos]
	if name, rest, ok := command(strings.TrimLeft(before, " ")); ok {
		if !strings.ContainsAny(before, " !") {
			return r.completeCommand(name)
		}
		switch name {
		case "time":
		case "load", "save":
			return r.completeFile(rest)
		case "sh":
			return r.completeFile(before[strings.LastIndexAny(before, " !<>|&;'\"=")+1:])
		case "cancel":
			var names []string
			for _, t := range r.tasks() {
				names = append(names, t.Name())
			}
			return choose(rest, names)
		case "doc":
			return choose(rest, append(annotations.Names(), r.globals()...))
		case "reload":
			if loaded := r.loaded(); loaded != nil {
				return choose(rest, stringKeysOf(loaded, func(string, lua.LValue) bool { return true }))
			}
		case "edit":
			return r.completeFile(rest)
		case "debug":
			return choose(rest, []string{"on", "off"})
		case "keys":
			return choose(rest, []string{"vi", "emacs"})
		default:
			return completion{}
		}
	}
	return r.completeLua(before)
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
	slices.SortFunc(c.names, func(a, b string) int { // what begins with _ is seldom wanted
		return cmp.Or(cmp.Compare(strings.Count(a[:min(1, len(a))], "_"), strings.Count(b[:min(1, len(b))], "_")), strings.Compare(a, b))
	})
	c.names = slices.Compact(c.names)
	return c
}

// completeLua completes the token that ends where before does.
func (r *REPL) completeLua(before string) completion {
	all := tokens([]rune(before))
	typed := ""
	if n := len(all); n > 0 && all[n-1].to == len([]rune(before)) {
		switch last := all[n-1]; {
		case last.kind == tokenString && last.open:
			return r.completeString(all)
		case last.kind == tokenComment && last.open:
			return completion{}
		case last.kind == tokenName, last.kind == tokenKeyword:
			typed, all = last.text, all[:n-1]
		}
	}
	n := len(all)
	if n > 0 && typed == "" && all[n-1].is("(") && all[n-1].to == len([]rune(before)) {
		return completion{} // what is written about the function says more than a list of all names
	}
	if n > 0 && (all[n-1].is(".") || all[n-1].is(":")) {
		base, ok := pathBefore(all, n-1)
		v := r.valueOf(base)
		if !ok || v == nil {
			return completion{typed: typed}
		}
		names, notes := r.members(v, all[n-1].is(":"))
		if !strings.HasPrefix(typed, "_") { // what the language calls by itself
			names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "__") })
		}
		c := choose(typed, names)
		c.notes = notes
		return c
	}
	if call, ok := callAround(all); ok && call.key {
		names, notes := r.optionsOf(call)
		if options := choose(typed, names); len(options.names) > 0 {
			options.notes = notes
			return options
		}
	}
	return choose(typed, slices.Concat(locals(all), r.globals(), keywords))
}

// optionsOf are the options of an argument of a call, as they are written: "name = ", and their types.
func (r *REPL) optionsOf(call argument) (names []string, types map[string]string) {
	entries := annotations.Entries()
	types = map[string]string{}
	find := func(name string) {
		for _, e := range entries {
			if e.Name != name && strings.ReplaceAll(e.Name, ":", ".") != name || e.Kind == annotations.Class {
				continue
			}
			for _, p := range e.Params {
				for _, o := range annotations.OptionsOf(p, entries) {
					names = append(names, o.Name+" = ")
					types[o.Name+" = "] = o.Type
				}
			}
		}
	}
	name := call.function.text()
	if find(name); names == nil {
		find(r.writtenAs(name))
	}
	return names, types
}

// completeString completes what the string holds that the last token begins: a module where require takes it, else a file.
func (r *REPL) completeString(all []token) completion {
	last := all[len(all)-1]
	typed := strings.TrimLeft(last.text, `"'[=`)
	at := len(all) - 2
	if at >= 0 && all[at].is("(") {
		at--
	}
	if at >= 0 && all[at].text == "require" {
		return choose(typed, r.moduleNames())
	}
	return r.completeFile(typed)
}

// moduleNames are what require can be given: modules that are loaded, those of the box, and files in package.path.
func (r *REPL) moduleNames() []string {
	var names []string
	if loaded := r.loaded(); loaded != nil {
		names = stringKeysOf(loaded, func(string, lua.LValue) bool { return true })
	}
	for _, file := range annotations.Files() {
		names = append(names, strings.TrimSuffix(file, ".lua"))
	}
	where, _ := r.field(r.scope.lookup("package"), "path").(lua.LString)
	for _, template := range strings.Split(string(where), ";") {
		dir, ending, ok := strings.Cut(template, "?")
		if !ok || strings.ContainsAny(ending, `/\?`) {
			continue
		}
		for _, f := range r.entries(dir) {
			if name, ok := strings.CutSuffix(f.Name(), ending); ok && name != "" && !f.IsDir() {
				names = append(names, name)
			}
		}
	}
	return names
}

// globals are the names an input can use: variables of the session and globals.
func (r *REPL) globals() []string {
	return append(stringKeys(r.scope.env, false), stringKeys(r.rt.State().G.Global, false)...)
}

// resolve follows names with dots or colons between, or constant keys in brackets; nil if it cannot.
func (r *REPL) resolve(text string) lua.LValue {
	all := tokens([]rune(text))
	p, ok := pathBefore(all, len(all))
	if !ok {
		return nil
	}
	return r.valueOf(p)
}

// valueOf is the value that a path leads to, nil if there is none. It calls nothing.
func (r *REPL) valueOf(p path) lua.LValue {
	v := lua.LValue(lua.LString(""))
	if p.root != "" {
		v = r.scope.lookup(p.root)
	}
	for _, k := range p.keys {
		if name, ok := k.(lua.LString); ok {
			v = r.field(v, string(name))
		} else if t, ok := v.(*lua.LTable); ok {
			v = ltable.Get(t, k)
		} else {
			return nil
		}
	}
	if v == lua.LNil {
		return nil
	}
	return v
}

// completeFile completes the name of a file.
func (r *REPL) completeFile(typed string) completion {
	dir, base := filepath.Split(typed)
	var names []string
	for _, e := range r.entries(dir) {
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
