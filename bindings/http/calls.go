package http

// This file is the functions that make requests.

import (
	"moonloop/bindings/http/client"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// methods are those with a function of their own.
var methods = []string{"get", "head", "options", "post", "put", "patch", "delete"}

func (m *instance) clientFunctions() []native.Entry {
	list := []native.Entry{
		native.Func("request", m.doRequest), // request(method, url, {…}): coroutine; a Response
		native.Func("stream", m.doStream),   // stream(method, url, {…}, fn(r)): waits
		native.Func("Session", m.newSession),
	}
	for _, name := range methods {
		list = append(list, native.Func(name, func(c native.Call) int { // get(url, {…}): coroutine
			return m.fetch(c, m.once(), m.request(c.Options(2, requestOptions...), name, c.Text(1), defaults()))
		}))
	}
	return list
}

func (m *instance) doRequest(c native.Call) int {
	return m.fetch(c, m.once(), m.request(c.Options(3, requestOptions...), c.Text(1), c.Text(2), defaults()))
}

func (m *instance) doStream(c native.Call) int {
	o, body := c.Body(3, requestOptions...)
	base := defaults()
	base.MaxBody = noLimit
	return m.stream(c, m.once(), m.request(o, c.Text(1), c.Text(2), base), body)
}

// noLimit is MaxBody of a stream, which has no other than its reader's patience.
const noLimit = 1 << 62

// once makes the client of a single request, in the loop that runs when it is sent.
func (m *instance) once() func(l *loop.Loop) (*client.Client, error) {
	return func(l *loop.Loop) (*client.Client, error) { return m.newClient(l), nil }
}

func (m *instance) newClient(l *loop.Loop) *client.Client {
	return &client.Client{
		Hub: m.async.Hub(l), Limits: m.rt, Confined: m.async.Confined(),
		Allowed: func(network, address string) error { return m.async.Refusal(false, network, address) },
	}
}

// fetch pushes the coroutine object of a request whose response is read to its end.
func (m *instance) fetch(c native.Call, of func(l *loop.Loop) (*client.Client, error), req *client.Request) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		k, err := of(l)
		if err != nil {
			return nil, err
		}
		return m.operation("the answer to "+req.String(), func(co *loop.Co) (any, error) {
			defer closeBody(req.Body)
			res, err := k.Do(co, req)
			if err != nil {
				return nil, err
			}
			body, err := res.All(co)
			if err != nil {
				return nil, err
			}
			return m.newResponse(res, req, body, false), nil
		}), nil
	})
}

// stream runs body with a response whose own body is still to be read, or returns that.
func (m *instance) stream(c native.Call, of func(l *loop.Loop) (*client.Client, error), req *client.Request, body *lua.LFunction) int {
	c.NeedTask()
	k, err := of(c.Running())
	if err != nil {
		c.Raise(err)
	}
	mg := &streaming{m: m, k: k, req: req}
	if body != nil {
		return c.With(mg, body)
	}
	return c.RT.Perform(c.L, mg.Enter(c, native.Outcome))
}

// streaming is a request around the function that reads its response.
type streaming struct {
	m   *instance
	k   *client.Client
	req *client.Request
	res *client.Response
}

// Enter implements native.Manager.
func (s *streaming) Enter(_ native.Call, next vm.Next) vm.Step {
	return vm.Await(s.m.operation("the answer to "+s.req.String(), func(co *loop.Co) (any, error) {
		defer closeBody(s.req.Body)
		res, err := s.k.Do(co, s.req)
		if err != nil {
			return nil, err
		}
		s.res = res
		return s.m.newResponse(res, s.req, nil, true), nil
	}), next)
}

// Exit implements native.Manager.
func (s *streaming) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	s.res.Close()
	return native.Outcome(vals, err)
}
