package asyncio

// This file is error groups: their methods, and the handlers of try that take a part of one.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// groupMethods are the methods of error objects that are groups.
func (m *Module) groupMethods() *lua.LTable {
	table := vm.Build(m.rt.State(), nil, 3)
	native.Define(table, m.rt, "ExceptionGroup", methodsOn(m, []method[lua.LValue]{
		{"split", groupSplit},       // e:split(Class | fn)
		{"subgroup", groupSubgroup}, // e:subgroup(Class | fn)
		{"derive", groupDerive},     // e:derive(list)
	}, func(c call) lua.LValue {
		if !vm.IsGroup(c.Self()) {
			c.FailSelf("ExceptionGroup")
		}
		return c.Self()
	})...)
	return table.Table()
}

// condition is argument n as what chooses members of a group: a class, or a function that is asked about each.
func (c call) condition(n int) func(v lua.LValue) bool {
	class := c.Arg(n)
	if c.m.validMatcher(class) {
		return taking(class)
	}
	if !native.IsCallable(c.RT, class) {
		c.Fail(n, "error class or function expected, got %s", c.TypeName(n))
	}
	return func(v lua.LValue) bool { return lua.LVAsBool(vm.CallIn(c.L, class, v)) }
}

// taking chooses by class; a group as a whole only by a class that it is an instance of.
func taking(class lua.LValue) func(v lua.LValue) bool {
	return func(v lua.LValue) bool {
		if vm.IsGroup(v) {
			return isA(v, class)
		}
		return matches(v, class)
	}
}

func groupSplit(c call, group lua.LValue) int {
	match, rest := c.RT.SplitGroup(group, c.condition(1))
	return c.PushAll([]lua.LValue{match, rest})
}

func groupSubgroup(c call, group lua.LValue) int {
	match, _ := c.RT.SplitGroup(group, c.condition(1))
	return c.Push(match)
}

func groupDerive(c call, group lua.LValue) int {
	list := c.Table(1, "list of errors")
	if ltable.Len(list) == 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: list of errors expected, got an empty one", c.Name))
	}
	errs := make([]error, ltable.Len(list))
	for i := range errs {
		errs[i] = c.RT.NewError(ltable.GetInt(list, i+1))
	}
	return c.Push(c.RT.DeriveGroup(group, errs))
}

// shares is the course of a try whose handlers share out a group among them, as "except*" does.
type shares struct {
	m       *Module
	clauses []clause
	end     vm.Next

	err   error // that the body raised
	naked bool  // which is no group
	rest  lua.LValue
	vals  []lua.LValue // what the last handler returned
	fails []error      // what handlers raised
}

func newShares(m *Module, clauses []clause, v lua.LValue, err error, end vm.Next) *shares {
	s := &shares{m: m, clauses: clauses, end: end, err: err, rest: v, naked: !vm.IsGroup(v)}
	if s.naked {
		s.rest = m.rt.ErrorValue(loop.NewExceptionGroup("", []error{m.rt.NewError(v)}))
	}
	return s
}

// step offers the rest to the clauses from i on.
func (s *shares) step(i int) vm.Step {
	for ; i < len(s.clauses) && s.rest != lua.LNil; i++ {
		clause := s.clauses[i]
		var match lua.LValue
		match, s.rest = s.m.rt.SplitGroup(s.rest, taking(clause.class))
		if match == lua.LNil {
			continue
		}
		return s.m.rt.CallValue(clause.handler, []lua.LValue{match}, func(vals []lua.LValue, err error) vm.Step {
			if vm.Fatal(err) {
				return vm.Raise(err)
			}
			if s.vals = vals; err != nil {
				s.m.rt.Catch(err)
				s.fails = append(s.fails, loop.Handling(s.m.rt.NewError(match), err))
			}
			return s.step(i + 1)
		})
	}
	return s.over()
}

// over ends the try: what the handlers raised and what none took is raised, as a group if it is more than one.
func (s *shares) over() vm.Step {
	fails := s.fails
	if s.rest != lua.LNil {
		if len(fails) == 0 && s.naked {
			return s.end(nil, s.err)
		}
		fails = append(fails, s.m.rt.NewError(s.rest))
	}
	switch len(fails) {
	case 0:
		return s.end(s.vals, nil)
	case 1:
		return s.end(nil, fails[0])
	}
	return s.end(nil, loop.NewExceptionGroup("", fails))
}
