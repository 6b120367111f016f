package check

// This file reports what cannot be meant, as the second walk comes by it.

import (
	"fmt"
	"slices"
	"strings"

	"moonloop/vm/internal/compile"
	"moonloop/vm/nearest"
)

// checker is a check of one source under way.
type checker struct {
	known *Names
	facts *facts
	found []Finding

	in        *compile.Function
	async     map[*compile.Function]bool   // runs as a task
	callbacks map[*compile.Function]string // is called by the loop, by the name of what took it
	passed    map[*compile.Local]string    // parameters, by the class of what they are called with
}

func (c *checker) report(at compile.Pos, kind, hint, format string, args ...any) {
	c.found = append(c.found, Finding{int(at.Line), int(at.Col), kind, fmt.Sprintf(format, args...), hint})
}

// check walks through the chunk again.
func (c *checker) check(chunk *compile.Function) {
	c.async, c.callbacks = map[*compile.Function]bool{}, map[*compile.Function]string{}
	c.passed = map[*compile.Local]string{}
	quiet := &visitor{function: c.enter, stmt: func(compile.Stmt) {}, expr: func(e compile.Expr, _ bool) {
		if call, ok := e.(*compile.CallExpr); ok {
			c.noteBodies(call)
			c.noteParameters(call)
		}
	}}
	for range 2 { // what a parameter is given may say what another is
		quiet.walkFunction(chunk)
	}
	v := &visitor{function: c.enter, stmt: c.stmt, expr: c.expr}
	v.walkFunction(chunk)
	c.variables()
	c.globals(chunk)
}

func (c *checker) enter(fn *compile.Function, enter bool) {
	if enter {
		c.in = fn
	} else {
		c.in = c.facts.outer[fn]
	}
}

// takers are the functions whose function arguments run as tasks, and those that have the loop call theirs.
var (
	taskTakers     = []string{"async", "create_task", "ensure_future", "gather", "run", "shield", "wait_for", "TaskGroup", "timeout", "run_until_complete"}
	callbackTakers = []string{"call_soon", "call_later", "call_at", "call_soon_threadsafe", "add_done_callback", "add_signal_handler", "set_exception_handler"}
)

// noteBodies notes what the functions are for that a call is given.
func (c *checker) noteBodies(call *compile.CallExpr) {
	name := ""
	switch {
	case call.Method != nil:
		name = call.Method.Value
	default:
		if name = c.callee(call, c.in, 0); name != "" {
			name = name[strings.LastIndexAny(name, ".:")+1:]
		}
	}
	task := slices.Contains(taskTakers, name) && (call.Method == nil || name == "create_task")
	callback := call.Method != nil && slices.Contains(callbackTakers, name)
	if !task && !callback {
		return
	}
	for _, a := range call.Args.List {
		fn := c.functionOf(a)
		switch {
		case fn == nil:
		case task:
			c.async[fn] = true
		default:
			c.callbacks[fn] = name
		}
	}
}

// functionOf is the function that an expression is, nil when it is not known.
func (c *checker) functionOf(e compile.Expr) *compile.Function {
	switch e := e.(type) {
	case *compile.FunctionExpr:
		return e.Func
	case *compile.NameExpr:
		if l := c.facts.local(e, c.in); l != nil {
			if x := c.facts.of(l); x.fn != nil && x.writes == 0 {
				return x.fn
			} else if f, ok := x.value.(*compile.FunctionExpr); ok && x.writes == 0 {
				return f.Func
			}
		}
	}
	return nil
}

func (c *checker) stmt(s compile.Stmt) {
	switch s := s.(type) {
	case *compile.CallStmt:
		if name := c.kindOf(s.Call, c.in, 0).coroutine; name != "" {
			c.report(s.Call.Start(), "dropped-coroutine", "await("+name+"(…)) runs it, asyncio.create_task(…) in the background",
				"the coroutine of %s is made and dropped: it never runs", name)
		}
	case *compile.WhileStmt:
		if len(s.Body.Stmts) == 0 && c.facts.awaits && c.readsClock(s.Cond) {
			c.report(s.Pos, "blocking-call", "await(asyncio.sleep(seconds))", "a loop that looks at the clock keeps all tasks from running")
		}
	}
}

// readsClock tells whether an expression calls a clock.
func (c *checker) readsClock(e compile.Expr) (found bool) {
	v := &visitor{function: func(*compile.Function, bool) {}, stmt: func(compile.Stmt) {}, expr: func(e compile.Expr, _ bool) {
		if call, ok := e.(*compile.CallExpr); ok {
			p := path(call.Func)
			found = found || p == "os.clock" || p == "os.time"
		}
	}}
	v.walkExpr(e, true)
	return found
}

func (c *checker) expr(e compile.Expr, tested bool) {
	switch e := e.(type) {
	case *compile.CallExpr:
		c.call(e)
	case *compile.IndexExpr:
		c.member(e, tested)
		if name := c.kindOf(e.Object, c.in, 0).coroutine; name != "" {
			c.report(e.At, "not-awaited", "await(…) first", "a field of the coroutine of %s is read: its result is there once it was awaited", name)
		}
	case *compile.BinaryExpr:
		compares := e.Op == compile.OpEq || e.Op == compile.OpNe
		if e.Op == compile.OpAnd || e.Op == compile.OpOr || compares && !literal(e.Left) && !literal(e.Right) {
			return
		}
		for _, operand := range []compile.Expr{e.Left, e.Right} {
			if name := c.kindOf(operand, c.in, 0).coroutine; name != "" {
				c.report(operand.Start(), "not-awaited", "await(…) first", "the coroutine of %s is no value to calculate with", name)
			}
		}
	}
}

// literal tells whether e is a value that no object equals.
func literal(e compile.Expr) bool {
	switch e.(type) {
	case *compile.NumberExpr, *compile.StringExpr, *compile.TrueExpr, *compile.FalseExpr:
		return true
	}
	return false
}

// walking are the functions that want a table.
var walking = []string{"pairs", "ipairs", "next", "unpack", "table.concat", "table.sort", "table.insert"}

// waiting are the functions that block the loop, and what waits instead.
var waiting = map[string]string{
	"os.execute": "await(asyncio.create_subprocess_shell(…))", "io.popen": "await(asyncio.create_subprocess_shell(…))",
	"io.read": "await(asyncio.stdin:readline())",
}

func (c *checker) call(e *compile.CallExpr) {
	at := e.Start()
	if e.Method != nil {
		at = e.Method.Start()
	}
	name := path(e.Func)
	if instead, ok := waiting[name]; ok && e.Method == nil && c.async[c.in] {
		c.report(at, "blocking-call", instead, "%s keeps all tasks from running", name)
	}
	if e.Method == nil && slices.Contains(walking, name) && len(e.Args.List) > 0 {
		if of := c.kindOf(e.Args.List[0], c.in, 0).coroutine; of != "" {
			c.report(e.Args.List[0].Start(), "not-awaited", "await(…) first", "%s is given the coroutine of %s: its result is there once it was awaited", name, of)
		}
	}
	isAwait := e.Method == nil && c.kindOf(e.Func, c.in, 0).function == "asyncio.await" || e.Method != nil && e.Method.Value == "await"
	if taker := c.callbacks[c.in]; isAwait && taker != "" && !c.async[c.in] {
		c.report(at, "await-in-callback", "asyncio.create_task(…) in it waits in a task", "a callback of %s is no task: it cannot await", taker)
	}
	c.colon(e, at)
	c.options(e)
	c.extra(e, at)
}

// colon looks at '.' and ':'.
func (c *checker) colon(e *compile.CallExpr, at compile.Pos) {
	if e.Method != nil {
		object := c.kindOf(e.Func, c.in, 0)
		name := e.Method.Value
		switch {
		case object.module != "" && c.known.Members[object.module] != nil && c.has(object.module, name):
			c.report(at, "colon", fmt.Sprintf("%s.%s(…)", path(e.Func), name), "%s.%s is a function of a module, which has no self", object.module, name)
		case object.class == "string" && (c.facts.fields["string."+name] || c.has("string", name) || nearest.Hint(name, c.members("string"), "") == ""):
			// there is such a method, or a program adds it
		case object.below && c.belowHas(object.class, name):
		case object.class != "" && !slices.Contains(c.members(object.class), name) && len(c.known.Members[object.class]) > 0:
			c.unknown(at, object.class, name, c.members(object.class))
		case object.coroutine != "" && name != "await" && name != "close":
			c.report(at, "not-awaited", "await(…) first", "a method of the coroutine of %s is called: its result is there once it was awaited", object.coroutine)
		}
		return
	}
	index, ok := e.Func.(*compile.IndexExpr)
	if !ok || !index.Dot {
		return
	}
	object := c.kindOf(index.Object, c.in, 0)
	key, _ := index.Key.(*compile.StringExpr)
	for class := object.class; class != "" && key != nil; class = c.known.Parents[class] {
		if _, method := c.known.Functions[class+":"+key.Value]; method {
			if len(e.Args.List) > 0 && path(e.Args.List[0]) == path(index.Object) {
				return // it is given by hand
			}
			c.report(index.At, "colon", fmt.Sprintf("%s:%s(…)", path(index.Object), key.Value), "%s is a method of a %s, which needs its self", key.Value, class)
			return
		}
	}
}

// member looks whether a module has what is read of it.
func (c *checker) member(e *compile.IndexExpr, tested bool) {
	key, ok := e.Key.(*compile.StringExpr)
	if !ok || tested {
		return
	}
	module := c.kindOf(e.Object, c.in, 0).module
	members := c.known.Members[module]
	if module == "" || members == nil || slices.Contains(members, key.Value) || c.facts.fields[path(e)] {
		return
	}
	if libraries[module] && module != "asyncio" && (later[module+"."+key.Value] || nearest.Hint(key.Value, members, "") == "") {
		return // of another version, or added by a program
	}
	c.unknown(e.At, module, key.Value, members)
}

// later are functions that later versions of Lua have.
var later = map[string]bool{
	"table.pack": true, "table.unpack": true, "table.move": true, "string.pack": true, "string.unpack": true, "string.packsize": true,
	"math.tointeger": true, "math.type": true, "math.ult": true, "table.clear": true, "table.new": true, "coroutine.close": true,
	"coroutine.isyieldable": true, "math.maxinteger": true, "math.mininteger": true,
}

func (c *checker) unknown(at compile.Pos, owner, name string, known []string) {
	at.Col++ // behind the point
	c.report(at, "unknown-name", nearest.Hint(name, known, ""), "%s has no '%s'", owner, name)
}

// options looks at the tables of options of a call.
func (c *checker) options(e *compile.CallExpr) {
	name := c.callee(e, c.in, 0)
	for i, allowed := range c.known.Functions[name].Options {
		if i >= len(e.Args.List) {
			continue
		}
		table, ok := e.Args.List[i].(*compile.TableExpr)
		if !ok {
			continue
		}
		for _, item := range table.Items {
			key, ok := item.Key.(*compile.StringExpr)
			if !ok || !item.Named || slices.Contains(allowed, key.Value) {
				continue
			}
			c.report(key.Start(), "unknown-option", nearest.Hint(key.Value, allowed, ""), "%s has no option '%s'", name, key.Value)
		}
	}
}

// variables reports local variables that nothing reads.
func (c *checker) variables() {
	for _, x := range c.facts.order {
		if !x.plain || x.place || x.reads > 0 || strings.HasPrefix(x.Name, "_") || strings.HasPrefix(x.Name, "(") {
			continue
		}
		if slices.ContainsFunc(x.peers, func(l *compile.Local) bool { return c.facts.of(l).reads > 0 }) {
			continue
		}
		if name := c.kindOf(x.value, x.in, 0).coroutine; x.value != nil && name != "" {
			c.report(x.Pos, "dropped-coroutine", "await("+name+"(…)) runs it, asyncio.create_task(…) in the background",
				"the coroutine of %s is kept in '%s', which nothing awaits: it never runs", name, x.Name)
			continue
		}
		if call, ok := x.value.(*compile.CallExpr); ok {
			if name, ok := required(call); !ok || !inBox(name) {
				continue // it may be called for what it does
			}
		}
		if x.writes > 0 {
			c.report(x.Pos, "unused-variable", "", "variable '%s' is set and never read", x.Name)
		} else {
			c.report(x.Pos, "unused-variable", "", "variable '%s' is never used", x.Name)
		}
	}
}
