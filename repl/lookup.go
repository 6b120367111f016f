package repl

// This file is the command :doc, and NAME?.

import (
	"cmp"
	"slices"
	"strings"

	"moonloop/loop"
	"moonloop/repl/manual"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// doc prints what the manual says about a name, as moonloop doc does; of a variable, what it says about its class.
func (r *REPL) doc(name string) {
	if name == "" {
		r.print(":doc NAME: a name expected, as in :doc sleep")
		return
	}
	m := manual.Open()
	topics := r.topics(m, name)
	if len(topics) == 0 {
		line := "nothing is written about " + name
		if v := r.resolve(name); v != nil {
			line = name + " is a " + v.Type().String() + ": nothing is written about it"
		} else if near := m.Near(name); near != nil {
			line += "; did you mean " + strings.Join(near, ", ") + "?"
		}
		r.print(line)
		return
	}
	r.print(r.written(topics))
}

// topics are what is written about a name: about what a variable of that name is, a function of the script's own by its
// source, else what the manual has under the name. A variable that is none of these is not taken for another of its name.
func (r *REPL) topics(m *manual.Manual, name string) []manual.Topic {
	v := r.resolve(name)
	if fn, ok := v.(*lua.LFunction); ok {
		if own, ok := r.ownTopic(m, name, fn); ok {
			return []manual.Topic{own}
		}
	}
	if written := r.writtenAs(name); written != "" {
		if topics := m.Lookup(written); len(topics) > 0 {
			return topics
		}
	}
	topics := m.Lookup(name)
	if v != nil {
		topics = slices.DeleteFunc(topics, func(t manual.Topic) bool { return t.Name != name })
	}
	return topics
}

// written is topics as they are shown.
func (r *REPL) written(topics []manual.Topic) string {
	width, _ := r.screen.size()
	var b strings.Builder
	for i, t := range manual.Shown(topics) {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(t.Text(manual.Style{Width: width, Color: r.paint.on}))
	}
	return b.String()
}

// aboutName is what is written about the name that an input ends with, or about the function whose call it has begun.
func (r *REPL) aboutName(before string) string {
	all := tokens([]rune(before))
	n := len(all)
	if n > 0 && all[n-1].is("(") {
		n--
	}
	p, ok := pathBefore(all, n)
	if !ok || p.root == "" {
		return ""
	}
	return r.written(r.topics(manual.Open(), p.text()))
}

// writtenAs is the name by which the manual knows what a path of names leads to: a function's, or the class's of an object,
// with the method that follows. It is "" where there is none.
func (r *REPL) writtenAs(path string) string {
	switch v := r.resolve(path).(type) {
	case *lua.LFunction:
		if name := r.functionNames()[v]; name != "" {
			return name
		}
	case *lua.LUserData, *lua.LTable, *lua.LState, lua.LString:
		if class := r.className(v); class != "" {
			return class
		}
	}
	cut := strings.LastIndexAny(path, ".:")
	if cut < 0 {
		return ""
	}
	if base := r.resolve(path[:cut]); base != nil {
		if class := r.className(base); class != "" {
			return class + "." + path[cut+1:]
		}
	}
	return ""
}

// className is the name of the class of an object, or of the module that a table is, "" if it is none that the manual knows.
func (r *REPL) className(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return "string"
	case *lua.LState:
		return "coroutine"
	case *lua.LTable:
		if loaded := r.loaded(); loaded != nil {
			for k, module, ok := ltable.Next(loaded, lua.LNil); ok && k != lua.LNil; k, module, ok = ltable.Next(loaded, k) {
				if name, isString := k.(lua.LString); isString && module == v {
					return strings.TrimPrefix(string(name), "moonloop.")
				}
			}
		}
	case *lua.LUserData:
		switch x := v.Value.(type) {
		case *vm.ErrorObject:
			return x.Err.Class.Name
		case *loop.Class:
			return x.Name
		}
		meta := r.metatable(v)
		if meta == nil {
			return ""
		}
		if name, ok := meta.RawGetString("__metatable").(lua.LString); ok {
			return cmp.Or(classNames[string(name)], string(name))
		}
		if meta == r.metatable(r.field(r.scope.lookup("io"), "stdout")) {
			return "file"
		}
	}
	return ""
}

// classNames are the classes that are called otherwise where their objects show themselves.
var classNames = map[string]string{
	"coroutine": "Coroutine", "concurrent future": "ConcurrentFuture", "as_completed iterator": "AsCompleted",
}

// tell is NAME?: the value, if there is one, and what is written about it.
func (r *REPL) tell(co *loop.Co, name string) error {
	if v := r.resolve(name); v != nil {
		if err := r.showValues(co, name, []lua.LValue{v}); err != nil {
			return err
		}
		if len(r.topics(manual.Open(), name)) == 0 {
			return nil
		}
	}
	r.doc(name)
	return nil
}

// isPath tells whether text is names with dots or colons between.
func isPath(text string) bool {
	for name := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '.' || c == ':' }) {
		if !isName(name) {
			return false
		}
	}
	return text != "" && wordRune(rune(text[0]))
}
