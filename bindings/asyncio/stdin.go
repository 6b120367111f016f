package asyncio

// This file is asyncio.stdin: standard input that does not block the loop.

import (
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// openStdin makes asyncio.stdin, a StreamReader whose reading begins when it is first used.
func (m *Module) openStdin() {
	r := &streamReader{input: m.options.Stdin}
	r.ud.Value = r
	if r.input == nil {
		r.input = strings.NewReader("")
		r.ud.Metatable = m.latent("StreamReader", &m.classes.reader)
	} else {
		r.ud.Metatable = m.classes.reader.Meta()
	}
	m.build.Set("stdin", &r.ud)
}

// latent is a metatable for objects of a class that each runtime has and few scripts look at: then it becomes that of the
// class, which is only made then.
func (m *Module) latent(name string, class *native.Class) *lua.LTable {
	pass := func(event string) lua.LGFunction {
		return func(L *lua.LState) int {
			mt := class.Meta()
			if ud, ok := L.Get(1).(*lua.LUserData); ok {
				ud.Metatable = mt
			}
			if event == "__index" {
				L.Push(ltable.Get(native.MethodsOf(mt), L.Get(2)))
				return 1
			}
			return mt.RawGetString(event).(*lua.LFunction).GFunction(L)
		}
	}
	b := vm.Build(m.rt.State(), &latentShape, 3)
	b.Set("__metatable", lua.LString(name))
	for _, event := range []string{"__index", "__tostring"} {
		b.Set(event, m.rt.State().NewFunction(pass(event)))
	}
	return b.Table()
}

var latentShape vm.Shape

// awake opens standard input for the running loop. What an earlier loop left unread is read first.
func (r *streamReader) awake(c call) {
	l := c.currentLoop()
	if r.Reader != nil && r.l == l {
		return
	}
	var rest []byte
	if r.Reader != nil {
		rest = r.Rest()
	}
	r.l = l
	r.Reader = c.m.Hub(l).OpenReader(r.input, 0)
	_ = r.Feed(rest)
}
