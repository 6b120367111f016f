package asyncio

// This file is try: handlers for errors by their classes.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// try is try(body, { {Class, handler, star=}, ..., finally = fn }).
func try(c call) int {
	body := c.Function(1)
	handlers, ok := c.Arg(2).(*lua.LTable)
	if !ok {
		c.Fail(2, "table of handlers expected, got %s", c.TypeName(2))
	}
	clauses, finally, star := c.clauses(handlers)
	ending := func(vals []lua.LValue, err error) vm.Step {
		end := native.Outcome(vals, err)
		if finally == lua.LNil || vm.Fatal(err) {
			return end
		}
		return c.m.rt.CallValue(finally, nil, func(_ []lua.LValue, failed error) vm.Step {
			if failed != nil {
				return vm.Raise(loop.Handling(err, failed))
			}
			return end
		})
	}
	return c.m.rt.Perform(c.L, vm.Call(body, nil, func(vals []lua.LValue, err error) vm.Step {
		if err == nil || vm.Fatal(err) {
			return ending(vals, err)
		}
		v := c.m.rt.Catch(err)
		if star {
			return newShares(c.m, clauses, v, err, ending).step(0)
		}
		for _, clause := range clauses {
			if matches(v, clause.class) {
				return c.m.rt.CallValue(clause.handler, []lua.LValue{v}, func(vals []lua.LValue, failed error) vm.Step {
					return ending(vals, loop.Handling(err, failed))
				})
			}
		}
		return ending(nil, err)
	}))
}

// A clause is what handles errors of a class. It is taken out of the script's table, which a handler may change.
type clause struct{ class, handler lua.LValue }

// clauses are the handlers of try in a table, argument 2, and finally; star tells whether they are for parts of groups. What
// is not well made is a TypeError.
func (c call) clauses(t *lua.LTable) (list []clause, finally lua.LValue, star bool) {
	names := 0
	if finally = t.RawGetString("finally"); finally != lua.LNil {
		if names++; !native.IsCallable(c.m.rt, finally) {
			c.FailOption("finally", "function expected, got %s", native.TypeName(finally))
		}
	}
	for i := 1; i <= ltable.Len(t); i++ {
		v := ltable.GetInt(t, i)
		if v == lua.LNil {
			continue
		}
		pair, ok := v.(*lua.LTable)
		if !ok || !c.m.validMatcher(ltable.GetInt(pair, 1)) || !native.IsCallable(c.m.rt, ltable.GetInt(pair, 2)) {
			c.Fail(2, "clause %d: {Class, handler} expected", i)
		}
		stars := lua.LVAsBool(pair.RawGetString("star"))
		switch {
		case len(list) > 0 && stars != star:
			c.Fail(2, "clause %d: star in all clauses or in none expected", i)
		case stars && catchesGroups(ltable.GetInt(pair, 1)):
			c.Fail(2, "clause %d: class of what is in a group expected, got the class of a group", i)
		}
		star = stars
		list = append(list, clause{ltable.GetInt(pair, 1), ltable.GetInt(pair, 2)})
	}
	if n, others := ltable.Fields(t); n == names && others == 0 {
		return list, finally, star
	}
	for k := range ltable.Pairs(t) {
		if i, ok := k.(lua.LNumber); (!ok || i < 1 || i > lua.LNumber(ltable.Len(t))) && k != lua.LString("finally") {
			c.Fail(2, "unexpected key '%s'", k.String())
		}
	}
	return list, finally, star
}

// catchesGroups tells whether a matcher is the class of a group, or has one in it.
func catchesGroups(v lua.LValue) bool {
	if list, ok := v.(*lua.LTable); ok {
		for i := 1; i <= ltable.Len(list); i++ {
			if catchesGroups(ltable.GetInt(list, i)) {
				return true
			}
		}
		return false
	}
	class := vm.ClassOf(v)
	return class != nil && class.IsA(loop.BaseExceptionGroup)
}
