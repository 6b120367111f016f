package check

// This file tells what an expression is, as far as one assignment shows it.

import (
	"strings"

	"moonloop/vm/internal/compile"
)

// box is what the names of modules in the box begin with.
const box = "moonloop."

func inBox(module string) bool { return module == "asyncio" || strings.HasPrefix(module, box) }

// A kind is what is known of a value. The zero kind is nothing.
type kind struct {
	module    string // it is that module
	class     string // it is an object of that class
	below     bool   // or of one below it
	function  string // it is that function, as in Names
	async     bool   // it is a coroutine function
	coroutine string // it is a coroutine object of what is called so
}

// libraries are the tables that every program has.
var libraries = map[string]bool{"string": true, "table": true, "math": true, "os": true, "io": true, "coroutine": true, "asyncio": true}

// kindOf is what e is in a function; depth bounds how many variables it follows.
func (c *checker) kindOf(e compile.Expr, in *compile.Function, depth int) kind {
	if depth > 8 {
		return kind{}
	}
	switch e := e.(type) {
	case *compile.ParenExpr:
		return c.kindOf(e.Inner, in, depth+1)
	case *compile.NameExpr:
		return c.kindOfName(e, in, depth)
	case *compile.IndexExpr:
		key, ok := e.Key.(*compile.StringExpr)
		object := c.kindOf(e.Object, in, depth+1)
		if !ok || object.module == "" {
			return kind{}
		}
		name := object.module + "." + key.Value
		if _, ok := c.known.Functions[name]; ok {
			return kind{function: name}
		}
	case *compile.CallExpr:
		return c.kindOfCall(e, in, depth)
	case *compile.StringExpr:
		return kind{class: "string"}
	}
	return kind{}
}

func (c *checker) kindOfName(e *compile.NameExpr, in *compile.Function, depth int) kind {
	l := c.facts.local(e, in)
	if l == nil {
		switch g := c.facts.globals[e.Name]; {
		case g != nil && len(g.writes) > 0:
		case libraries[e.Name]:
			return kind{module: e.Name}
		case e.Name == "async" || e.Name == "await":
			return kind{function: "asyncio." + e.Name}
		}
		return kind{}
	}
	x := c.facts.of(l)
	switch {
	case x.writes > 0:
		return kind{}
	case x.value != nil:
		return c.kindOf(x.value, x.in, depth+1)
	case x.from != nil:
		return kind{class: c.awaited(x.from, x.nth, x.in, depth)}
	}
	return kind{class: c.passed[l], below: true}
}

// awaited is the class of the n-th result of a call of await, from 0 on; "" where it is not known.
func (c *checker) awaited(e compile.Expr, n int, in *compile.Function, depth int) string {
	call, ok := e.(*compile.CallExpr)
	if !ok || len(call.Args.List) != 1 || c.callee(call, in, depth) != "asyncio.await" {
		return ""
	}
	results := c.known.Functions[c.kindOf(call.Args.List[0], in, depth+1).coroutine].Results
	if n >= len(results) {
		return ""
	}
	return results[n]
}

func (c *checker) kindOfCall(e *compile.CallExpr, in *compile.Function, depth int) kind {
	if name, ok := required(e); ok {
		if inBox(name) {
			return kind{module: strings.TrimPrefix(name, box)}
		}
		return kind{}
	}
	name := c.callee(e, in, depth)
	switch name {
	case "asyncio.async":
		return kind{async: true}
	case "asyncio.await":
		return kind{class: c.awaited(e, 0, in, depth)}
	}
	if f, ok := c.known.Functions[name]; ok {
		if f.Returns == "Coroutine" {
			return kind{coroutine: name}
		}
		return kind{class: f.Returns}
	}
	if e.Method == nil && c.kindOf(e.Func, in, depth+1).async {
		return kind{coroutine: path(e.Func)}
	}
	return kind{}
}

// callee is the known function that a call calls, "" when it is not known.
func (c *checker) callee(e *compile.CallExpr, in *compile.Function, depth int) string {
	if e.Method == nil {
		return c.kindOf(e.Func, in, depth+1).function
	}
	object := c.kindOf(e.Func, in, depth+1)
	for class := object.class; class != ""; class = c.known.Parents[class] {
		if name := class + ":" + e.Method.Value; c.known.Functions[name].Returns != "" || c.has(class, e.Method.Value) {
			return name
		}
	}
	return ""
}

// has tells whether a module or class has a member.
func (c *checker) has(owner, name string) bool {
	for _, m := range c.known.Members[owner] {
		if m == name {
			return true
		}
	}
	return false
}

// members are those of a class and the classes above it; none: it is not known.
func (c *checker) members(class string) []string {
	var all []string
	for ; class != ""; class = c.known.Parents[class] {
		all = append(all, c.known.Members[class]...)
	}
	return all
}

// belowHas tells whether a class below another has a member.
func (c *checker) belowHas(class, name string) bool {
	for below := range c.known.Parents {
		for up := c.known.Parents[below]; up != ""; up = c.known.Parents[up] {
			if up == class && c.has(below, name) {
				return true
			}
		}
	}
	return false
}
