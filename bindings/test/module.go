package test

// This file makes the module: the functions that declare.

import (
	"fmt"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module test where nothing runs the cases of a file: declaring one is an error that says how to.
var Module = (&Suite{}).Module()

// AssertionError is the class of what t.eq and its like raise.
var AssertionError = loop.NewClass("AssertionError", loop.Exception)

// Module is the module test for the runtime that the suite is loaded in.
func (s *Suite) Module() box.Module {
	return box.Module{Name: "test", Open: s.openModule, Parts: []string{"gen"}}
}

// Modules are all that a suite brings into the box of its runtime.
func (s *Suite) Modules() []box.Module { return []box.Module{s.Module()} }

func (s *Suite) openModule(e *box.Env) lua.LValue {
	m := s
	if s.options.File == "" || !s.opened.CompareAndSwap(false, true) {
		m = &Suite{} // of this runtime, which is a worker of the suite's or has none
	}
	m.env, m.rt = e, e.Runtime
	b := e.Build("test", nil,
		native.Func("case", m.declareCase),                                  // case(name, [options,] function(t) ... end)
		native.Func("group", m.declareGroup),                                // group(name, fn)
		m.hook("before", func(g *group) *[]lua.LValue { return &g.before }), // before(fn), and so the next
		m.hook("after", func(g *group) *[]lua.LValue { return &g.after }),
		m.hook("before_each", func(g *group) *[]lua.LValue { return &g.beforeEach }),
		m.hook("after_each", func(g *group) *[]lua.LValue { return &g.afterEach }),
	)
	b.Set("AssertionError", e.Runtime.Class(AssertionError))
	b.Set("gen", m.generators(e))
	return b.Table()
}

// declaring refuses to declare where no file is being loaded.
func (s *Suite) declaring(c native.Call) {
	switch {
	case s.options.File == "":
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: cases are run by 'moonloop test FILE'", c.Name))
	case !s.loading:
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: declared while a case runs; a file declares its cases when it is loaded", c.Name))
	}
}

// optionNames are the options of case.
var optionNames = []string{"timeout", "seeds", "net", "each", "skip", "todo", "real_time", "allow_leaks"}

// DefaultTimeout is how long a case may take, in seconds of its loop.
const DefaultTimeout = 60

// declareCase is case(name, [options,] body).
func (s *Suite) declareCase(c native.Call) int {
	name := c.Text(1)
	optionsAt, bodyAt := 3, 2 // options after the body are taken too
	if _, ok := c.Arg(2).(*lua.LTable); ok {
		optionsAt, bodyAt = 2, 3
	}
	o := c.Options(optionsAt, optionNames...)
	if name == "" {
		c.Fail(1, "a name that is not empty expected")
	}
	if c.Len() > 3 {
		c.Fail(4, "a name, options and a function expected, got more")
	}
	k := settings{timeout: DefaultTimeout, realTime: o.Flag("real_time", false), allowLeaks: o.Flag("allow_leaks", false), seeds: int(o.Whole("seeds", 0))}
	if d := o.Number("timeout", DefaultTimeout); d > 0 {
		k.timeout = d
	} else {
		c.FailOption("timeout", "a positive number of seconds expected, got %v", d)
	}
	if k.seeds < 0 {
		c.FailOption("seeds", "a positive number expected, got %d", k.seeds)
	}
	if v := o.Get("net"); v != lua.LNil {
		k.net = netOf(c, v)
	}
	if k.net != nil {
		if k.realTime {
			c.FailOption("net", "a simulated network has no real time")
		}
		if s.options.World == nil {
			c.Raise(loop.Errorf(loop.RuntimeError, "%s: option net: this host has no simulated network", c.Name))
		}
		k.seeds = max(k.seeds, 1)
	}
	k.skip, k.skipReason = reason(o, "skip")
	k.todo, k.todoReason = reason(o, "todo")
	body := c.Arg(bodyAt)
	if c.Has(bodyAt) || !k.skip && !k.todo { // what is not run yet need not be written yet
		body = c.Callable(bodyAt)
	}
	s.declaring(c)
	where := callerOf(s.rt)
	if o.Get("each") == lua.LNil {
		s.add(c, &testCase{name: name, settings: k, body: body, where: where})
		return 0
	}
	list, ok := o.Get("each").(*lua.LTable)
	if !ok || ltable.Len(list) == 0 {
		c.FailOption("each", "list of values that is not empty expected, got %s", c.RT.Repr(o.Get("each")))
	}
	for i := 1; i <= ltable.Len(list); i++ {
		v := ltable.GetInt(list, i)
		s.add(c, &testCase{name: fmt.Sprintf("%s (%s)", name, short(s.rt, v)), settings: k, body: body, where: where, args: []lua.LValue{v}})
	}
	return 0
}

// reason reads an option that is a boolean or a text that says why.
func reason(o native.Options, key string) (on bool, why string) {
	switch v := o.Get(key).(type) {
	case lua.LString:
		return true, string(v)
	case lua.LBool:
		return bool(v), ""
	case *lua.LNilType:
		return false, ""
	}
	o.FailOption(key, "boolean or text expected, got %s", native.TypeName(o.Get(key)))
	return false, ""
}

// add declares a case. Two of one name in one group cannot be told apart.
func (s *Suite) add(c native.Call, k *testCase) {
	k.group = s.group
	base := k.name
	for n := 2; s.names[k.Name()]; n++ {
		if len(k.args) == 0 && !s.lenient {
			c.Raise(loop.Errorf(loop.ValueError, "%s: there is a case '%s' already in this group", c.Name, k.name))
		}
		k.name = fmt.Sprintf("%s, %d", base, n)
	}
	s.names[k.Name()] = true
	s.cases = append(s.cases, k)
}

// declareGroup is group(name, fn): fn declares what is in the group.
func (s *Suite) declareGroup(c native.Call) int {
	name := c.Text(1)
	if t, ok := c.Arg(2).(*lua.LTable); ok && c.Has(3) {
		c.OptionsIn(t, "argument 2", "option", nil) // there is none
	}
	fn := c.Callable(2)
	s.declaring(c)
	g := &group{name: name, parent: s.group}
	s.group = g
	before := len(s.cases)
	return c.RT.Perform(c.L, c.RT.CallValue(fn, nil, func(vals []lua.LValue, err error) vm.Step {
		s.group = g.parent
		if err != nil && s.lenient && !s.late {
			s.forget(before)
			s.cases = append(s.cases, &testCase{name: name, group: g.parent, body: fn, late: true, where: callerOf(s.rt)})
			return vm.Return()
		}
		if err != nil {
			return vm.Raise(err)
		}
		if len(vals) > 0 && native.CoroutineOf(vals[0]) != nil {
			return vm.Raise(loop.Errorf(loop.TypeError, "%s: argument 2: plain function expected, got an async function", c.Name))
		}
		return vm.Return()
	}))
}

// forget takes back the cases that were declared after the first n.
func (s *Suite) forget(n int) {
	for _, k := range s.cases[n:] {
		delete(s.names, k.Name())
	}
	s.cases = s.cases[:n]
}

// hook is a function that adds to a list of the group that is being declared.
func (s *Suite) hook(name string, list func(g *group) *[]lua.LValue) native.Entry {
	return native.Func(name, func(c native.Call) int {
		fn := c.Callable(1)
		s.declaring(c)
		l := list(s.group)
		*l = append(*l, fn)
		return 0
	})
}

// callerOf is the "file:line" of the Lua code that runs now.
func callerOf(rt *vm.Runtime) string {
	tr, ok := rt.Position().(*vm.Trace)
	if !ok {
		return ""
	}
	where, _ := tr.Frames()
	if len(where) == 0 {
		return ""
	}
	return where[len(where)-1]
}
