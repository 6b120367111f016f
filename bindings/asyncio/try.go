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
	clauses, ok := c.Arg(2).(*lua.LTable)
	if !ok {
		c.Fail(2, "table of handlers expected, got %s", c.TypeName(2))
	}
	finally, star := c.checkClauses(clauses)
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
			return newShares(c.m, clauses, v, err, ending).step(1)
		}
		for i := 1; i <= ltable.Len(clauses); i++ {
			clause := ltable.GetInt(clauses, i).(*lua.LTable)
			if matches(v, ltable.GetInt(clause, 1)) {
				return c.m.rt.CallValue(ltable.GetInt(clause, 2), []lua.LValue{v}, func(vals []lua.LValue, failed error) vm.Step {
					return ending(vals, loop.Handling(err, failed))
				})
			}
		}
		return ending(nil, err)
	}))
}

// checkClauses raises a TypeError if the handlers of try, argument 2, are not well made. It returns finally, and whether
// the handlers are for parts of groups.
func (c call) checkClauses(clauses *lua.LTable) (finally lua.LValue, star bool) {
	names := 0
	if finally = clauses.RawGetString("finally"); finally != lua.LNil {
		if names++; !native.IsCallable(c.m.rt, finally) {
			c.FailOption("finally", "function expected, got %s", native.TypeName(finally))
		}
	}
	for i := 1; i <= ltable.Len(clauses); i++ {
		v := ltable.GetInt(clauses, i)
		if pair, ok := v.(*lua.LTable); v != lua.LNil && (!ok || !c.m.validMatcher(ltable.GetInt(pair, 1)) || !native.IsCallable(c.m.rt, ltable.GetInt(pair, 2))) {
			c.Fail(2, "clause %d: {Class, handler} expected", i)
		}
		if pair, ok := v.(*lua.LTable); ok {
			stars := lua.LVAsBool(pair.RawGetString("star"))
			switch {
			case i > 1 && stars != star:
				c.Fail(2, "clause %d: star in all clauses or in none expected", i)
			case stars && catchesGroups(ltable.GetInt(pair, 1)):
				c.Fail(2, "clause %d: class of what is in a group expected, got the class of a group", i)
			}
			star = stars
		}
	}
	if n, others := ltable.Fields(clauses); n == names && others == 0 {
		return finally, star
	}
	clauses.ForEach(func(k, _ lua.LValue) {
		if i, ok := k.(lua.LNumber); (!ok || i < 1 || i > lua.LNumber(ltable.Len(clauses))) && k != lua.LString("finally") {
			c.Fail(2, "unexpected key '%s'", k.String())
		}
	})
	return finally, star
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
