package repl

// This file is the command :doc, and NAME?.

import (
	"strings"

	"moonloop/loop"
	"moonloop/repl/manual"
	"moonloop/vm"
	"moonloop/vm/lazyregexp"

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
		if near := m.Near(name); near != nil {
			line += "; did you mean " + strings.Join(near, ", ") + "?"
		}
		r.print(line)
		return
	}
	r.print(r.written(topics))
}

// topics are what the manual has about a name, or about what it leads to: first about what a variable of that name is.
func (r *REPL) topics(m *manual.Manual, name string) []manual.Topic {
	if written := r.writtenAs(name); written != "" {
		if topics := m.Lookup(written); len(topics) > 0 {
			return topics
		}
	}
	return m.Lookup(name)
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
	v := r.resolve(path)
	switch v := v.(type) {
	case *lua.LFunction:
		if name := r.functionNames()[v]; name != "" {
			return name
		}
	case *lua.LUserData:
		return r.className(v)
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

// className is the name of the class of an object, "" if it has none that the manual knows.
func (r *REPL) className(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return "string"
	case *lua.LUserData:
		switch x := v.Value.(type) {
		case *vm.ErrorObject:
			return x.Err.Class.Name
		case *loop.Class:
			return x.Name
		}
		if name := classInText().FindStringSubmatch(r.rt.Repr(v)); name != nil {
			return name[1]
		}
	}
	return ""
}

// classInText is the class in what an object says of itself: <Queue maxsize=0 …>.
var classInText = lazyregexp.New(`^<([A-Za-z][\w.]*)`)

// tell is NAME?: the value, if there is one, and what is written about it.
func (r *REPL) tell(co *loop.Co, name string) error {
	if v := r.resolve(name); v != nil {
		if err := r.showValues(co, name, []lua.LValue{v}); err != nil {
			return err
		}
		if r.writtenAs(name) == "" && len(manual.Open().Lookup(name)) == 0 {
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
