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
		r.ud.Metatable = m.emptyStdin(r)
	} else {
		r.ud.Metatable = m.classes.reader.Meta()
	}
	m.build.Set("stdin", &r.ud)
}

// emptyStdin is a metatable for a standard input that a host has not granted, and few scripts look at: then it becomes
// that of StreamReaders.
func (m *Module) emptyStdin(r *streamReader) *lua.LTable {
	pass := func(event string) lua.LGFunction {
		return func(L *lua.LState) int {
			mt := m.classes.reader.Meta()
			r.ud.Metatable = mt
			if event == "__index" {
				L.Push(ltable.Get(native.MethodsOf(mt), L.Get(2)))
				return 1
			}
			return mt.RawGetString(event).(*lua.LFunction).GFunction(L)
		}
	}
	b := vm.Build(m.rt.State(), &emptyStdinShape, 3)
	b.Set("__metatable", lua.LString("StreamReader"))
	for _, event := range []string{"__index", "__tostring"} {
		b.Set(event, m.rt.State().NewFunction(pass(event)))
	}
	return b.Table()
}

var emptyStdinShape vm.Shape

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
