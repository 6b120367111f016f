package asyncio

// This file says what was done to an object where its result was meant: a script forgot to await.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// operations are the operators that objects to await do not have, by what they do.
var operations = []struct {
	what   string
	events []string
}{
	{"perform arithmetic on", []string{"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm"}},
	{"concatenate", []string{"__concat"}},
	{"get length of", []string{"__len"}},
	{"compare", []string{"__lt", "__le"}},
}

// misused gives a metatable, by set, the operators of objects that are to be awaited: each is a TypeError that asks whether that
// was done. name is what the error calls the object, "" for a value of another kind.
func misused(rt *vm.Runtime, set func(event string, fn lua.LValue), name func(v any) string) {
	for _, op := range operations {
		fn := rt.State().NewFunction(func(L *lua.LState) int {
			for n := 1; n <= 2; n++ {
				if ud, ok := L.Get(n).(*lua.LUserData); ok && name(ud.Value) != "" {
					rt.Throw(loop.Errorf(loop.TypeError, "attempt to %s %s: was it awaited?", op.what, name(ud.Value)))
				}
			}
			return 0
		})
		for _, event := range op.events {
			set(event, fn)
		}
	}
}
