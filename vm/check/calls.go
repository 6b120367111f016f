package check

// This file compares the calls of known functions with what is written of these: how many arguments they take, and what they
// call the functions with that they are given.

import (
	"moonloop/vm/internal/compile"
)

// extra reports arguments that a function drops.
func (c *checker) extra(e *compile.CallExpr, at compile.Pos) {
	name := c.callee(e, c.in, 0)
	f, ok := c.known.Functions[name]
	if !ok || f.Most < 0 {
		return
	}
	given := len(e.Args.List)
	if given > 0 {
		switch e.Args.List[given-1].(type) {
		case *compile.CallExpr, *compile.DotsExpr:
			given-- // it may give nothing
		}
	}
	if given > f.Most {
		c.report(at, "extra-argument", "", "%s takes %s, and drops the others", name, arguments(f.Most))
	}
}

func arguments(n int) string {
	switch n {
	case 0:
		return "no argument"
	case 1:
		return "one argument"
	case 2:
		return "two arguments"
	case 3:
		return "three arguments"
	}
	return "fewer arguments"
}

// noteParameters notes of what classes the parameters are of functions that a call is given.
func (c *checker) noteParameters(call *compile.CallExpr) {
	for i, classes := range c.known.Functions[c.callee(call, c.in, 0)].Gives {
		if i >= len(call.Args.List) {
			continue
		}
		fn := c.bodyOf(call.Args.List[i])
		if fn == nil {
			continue
		}
		for n, class := range classes {
			if n < len(fn.Params) && len(c.known.Members[class]) > 0 {
				c.passed[fn.Params[n]] = class
			}
		}
	}
}

// bodyOf is the function that an expression is, async or not, if nothing else calls it: one that has a name is read once.
func (c *checker) bodyOf(e compile.Expr) *compile.Function {
	switch e := e.(type) {
	case *compile.FunctionExpr:
		return e.Func
	case *compile.CallExpr:
		if c.callee(e, c.in, 0) == "asyncio.async" && len(e.Args.List) == 1 {
			return c.bodyOf(e.Args.List[0])
		}
	case *compile.NameExpr:
		l := c.facts.local(e, c.in)
		if l == nil {
			return nil
		}
		switch x := c.facts.of(l); {
		case x.reads != 1 || x.writes > 0:
		case x.fn != nil:
			return x.fn
		case x.value != nil:
			return c.bodyOf(x.value)
		}
	}
	return nil
}
