package serve

// This file is what the functions of one runtime have in common.

import (
	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/json"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// The classes of errors. Abort has status and text, WebSocketClosed code and reason.
var (
	Abort           = loop.NewClass("Abort", loop.Exception)
	WebSocketClosed = loop.NewClass("WebSocketClosed", loop.Exception)
)

// Shared is what the module http has for its client and its server.
type Shared struct {
	// Headers makes the object by which scripts read the fields of a header.
	Headers func(h wire.Header) lua.LValue
	// Fields are those of such an object; ok is false for other values.
	Fields func(v lua.LValue) (h wire.Header, ok bool)
	JSON   json.Codec
}

// A Module is the server of one runtime.
type Module struct {
	Shared
	env     *box.Env
	rt      *vm.Runtime
	aio     *asyncio.Module
	files   stdlib.Disk // nil: none
	classes struct{ app, group, request, server, socket *native.Class }
	decode  *lua.LFunction // json's
	buf     []byte         // where frames are made
}

// Open makes the server's part of the module http.
func Open(e *box.Env, shared Shared) *Module {
	m := &Module{Shared: shared, env: e, rt: e.Runtime, aio: e.Asyncio, files: e.Asyncio.Disk()}
	m.decode = m.rt.State().NewFunction(func(L *lua.LState) int {
		c := native.FunctionCall(m.rt, L, "json")
		return c.Push(m.JSON.Decode(c, c.Str(1)))
	})
	m.classes.app = e.Class("App", m.appMethods)
	m.classes.group = e.Class("Group", m.groupMethods)
	m.classes.request = e.Class("Request", m.requestMethods)
	m.classes.request.Field = requestField
	m.classes.server = e.Class("HTTPServer", m.serverMethods)
	m.classes.server.Field = serverField
	m.classes.socket = e.Class("WebSocket", m.socketMethods)
	m.classes.socket.Field = socketField
	return m
}

// Functions are those of the module http.
func (m *Module) Functions() []native.Entry {
	return []native.Entry{
		native.Func("App", m.newApp),  // App({max_body=, max_headers=, header_timeout=, …}): app
		native.Func("abort", m.abort), // abort(status, [text]): raises Abort
	}
}

// Classes are the error classes of the module http.
func (m *Module) Classes() []*loop.Class { return []*loop.Class{Abort, WebSocketClosed} }

// abort is abort(status, [text]).
func (m *Module) abort(c native.Call) int {
	status := c.Integer(1, 0)
	if status < 400 || status > 599 {
		c.Fail(1, "status of 400 to 599 expected, got %d", status)
	}
	text := ""
	if c.Has(2) {
		text = c.Text(2)
	}
	c.Raise(aborted(status, text))
	return 0
}

// aborted is the error that ends an exchange with a status.
func aborted(status int, text string) *loop.Error { return abortion{status: status, text: text}.err() }

// An abortion is what an Abort says.
type abortion struct {
	status int
	text   string
	allow  string // the field Allow
}

func (a abortion) err() *loop.Error {
	text := a.text
	if text == "" {
		text = wire.Reason(a.status)
	}
	return native.NewError(Abort, text, native.Fields{"status": a.status, "text": text, "allow": a.allow})
}

// method is a method whose Go function is one of what it is called on.
func method[T any](name string, fn func(self T, c native.Call) int) native.Entry {
	return native.Method(name, func(c native.Call, self T) int { return fn(self, c) })
}
