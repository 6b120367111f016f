package http

// This file is the module's table, and how its functions wait.

import (
	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/http/client"
	"moonloop/bindings/http/serve"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/json"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module http.
var Module = box.Module{Name: "http", Open: open}

// StatusError is raised by raise_for_status. Its errors have status and response.
var StatusError = loop.NewClass("StatusError", client.HTTPError)

// instance is the module of one runtime.
type instance struct {
	env   *box.Env
	rt    *vm.Runtime
	async *asyncio.Module
	json  json.Codec

	server *serve.Module

	headers, response, session *native.Class
}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{env: e, rt: e.Runtime, async: e.Asyncio, json: json.Of(e)}
	m.headers = m.headersClass()
	m.response = m.responseClass()
	m.session = m.sessionClass()
	m.openServer()
	functions := append(m.clientFunctions(), m.server.Functions()...)
	b := e.Build("http", &shape, append(functions, native.Func("websocket", m.websocket))...)
	b.SetClasses(m.rt, append([]*loop.Class{
		client.HTTPError, StatusError, client.TooManyRedirects, client.BodyTooLarge, client.ProtocolError, client.ConnectionError,
	}, m.server.Classes()...))
	return b.Table()
}

// operation makes a coroutine of Go code that waits for what.
func (m *instance) operation(what string, body func(co *loop.Co) (any, error)) loop.Coroutine {
	return &operation{loop.Func(body), what}
}

// An operation is a Func whose stack the limit of memory knows of.
type operation struct {
	loop.Coroutine
	what string
}

// WaitsFor implements loop.Described: "the answer to GET http://example.com/".
func (o *operation) WaitsFor() string { return o.what }

// stackSize is about how many bytes the stack of a Func takes.
const stackSize = 8 << 10

// MemorySize implements vm.Sizer.
func (o *operation) MemorySize(func(any)) int { return stackSize }

// Close implements loop.Closer.
func (o *operation) Close() { o.Coroutine.(loop.Closer).Close() }
