// Package native is how the Lua modules of the box are written in Go: one way to read arguments, options and self, to
// word their errors, to make classes of userdata, coroutine objects and functions that take a body.
//
// A module lists its functions with their names in Lua:
//
//	b := vm.Build(rt.State(), &shape, 2)
//	native.Define(b, rt, "json", native.Func("encode", m.encode), native.Func("decode", m.decode))
//
// and each of them reads its arguments from a [Call]:
//
//	func (m *module) encode(c native.Call) int {
//		v, o := c.Arg(1), c.Options(2, "indent", "sort_keys")
//		text, err := m.encoded(v, o.Whole("indent", 0), o.Bool("sort_keys"))
//		if err != nil {
//			c.Raise(err)
//		}
//		return c.Push(lua.LString(text))
//	}
//
// What is wrong with an argument is a TypeError that names it: "json.encode: argument 2: table of options expected, got
// number". Raising leaves the Go function, as a panic does, so that nothing needs to be checked afterwards.
//
// A function that waits returns a coroutine object ([Call.Start], [Call.Coroutine]), one that takes a body runs it inside
// of a [Manager] ([Call.With]). Objects are userdata of a [Class]. Everything here belongs to the runtime's goroutine.
package native
