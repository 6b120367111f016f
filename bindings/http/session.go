package http

// This file is sessions: requests that share connections, cookies and options.

import (
	"net/url"
	"slices"

	"moonloop/bindings/http/client"
	"moonloop/bindings/http/serve"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// session is what the userdata of a Session holds.
type session struct {
	m    *instance
	k    *client.Client
	loop *loop.Loop
	base client.Request
	root *url.URL      // base_url
	app  *serve.Inside // what answers, in place of servers; nil: those do
	ud   lua.LUserData
}

// MemorySize implements vm.Sizer.
func (s *session) MemorySize(visit func(any)) int {
	if s.k.Jar != nil {
		visit(s.k.Jar)
	}
	n := 512 + s.k.MemorySize(visit)
	if s.app != nil {
		n += s.app.MemorySize(visit)
	}
	return n
}

func (s *session) String() string { return "<Session>" }

var sessionOptions = append([]string{"app", "base_url", "cookies", "limit", "retries"}, connectionOptions...)

// What a session has unless it is said otherwise.
const (
	insideAddress   = "http://localhost" // of a session with an app
	sessionLimit    = 100                // connections
	retryAttempts   = 3
	retryBackoff    = 0.5 // seconds
	mostConnections = 1 << 16
)

// newSession is Session({…}, fn(s)): it calls fn and closes the session's connections after it; without fn it returns s.
func (m *instance) newSession(c native.Call) int {
	o, body := c.Body(1, sessionOptions...)
	l := c.Running()
	s := &session{m: m, k: m.newClient(l), loop: l, base: defaults()}
	if address := o.Text("base_url", ""); address != "" {
		u, err := client.Parse(address)
		if err != nil {
			c.Raise(loop.Errorf(loop.ValueError, "%s: option base_url: %v", c.Name, err))
		}
		s.root = u
	}
	m.connection(o, &s.base)
	if v := o.Get("app"); v != lua.LNil {
		app, ok := m.server.NewInside(l, v)
		if !ok {
			o.FailOption("app", "App expected, got %s", native.TypeName(v))
		}
		s.app, s.k.Inside = app, app.Dial
		if s.root == nil {
			s.root, _ = client.Parse(insideAddress)
		}
	}
	s.k.Keep = sessionLimit
	if n := o.Size("limit"); n > 0 {
		s.k.Keep = min(n, mostConnections)
	}
	if o.Flag("cookies", true) {
		s.k.Jar = &client.Jar{Now: m.env.Now}
	}
	s.k.Retries = retriesOption(o)
	s.k.Retries.Now = m.env.Now
	m.session.Init(&s.ud, s)
	if body == nil {
		return c.Push(&s.ud)
	}
	return c.With(s, body)
}

// retriesOption reads retries: {attempts=, on=, backoff=}.
func retriesOption(o native.Options) client.Retries {
	r := client.Retries{Attempts: 1}
	switch v := o.Get("retries").(type) {
	case *lua.LNilType:
	case *lua.LTable:
		parts := o.OptionsIn(v, "option retries", "key", []string{"attempts", "on", "backoff"})
		r = client.Retries{Attempts: retryAttempts, On: []int{429, 502, 503, 504}, Backoff: parts.Number("backoff", retryBackoff)}
		if n := parts.Size("attempts"); n > 0 {
			r.Attempts = n
		}
		if !(r.Backoff >= 0) {
			o.FailOption("retries", "backoff of 0 or more seconds expected")
		}
		if list, ok := parts.Get("on").(*lua.LTable); ok {
			r.On = nil
			for i := 1; i <= ltable.Len(list); i++ {
				n, ok := ltable.GetInt(list, i).(lua.LNumber)
				if !ok {
					o.FailOption("retries", "on: list of statuses expected, got %s", native.TypeName(ltable.GetInt(list, i)))
				}
				r.On = append(r.On, int(n))
			}
		} else if v := parts.Get("on"); v != lua.LNil {
			o.FailOption("retries", "on: list of statuses expected, got %s", native.TypeName(v))
		}
	default:
		o.FailOption("retries", "{attempts=, on=, backoff=} expected, got %s", native.TypeName(v))
	}
	return r
}

func (m *instance) sessionClass() *native.Class {
	return m.env.Class("Session", func() []native.Entry {
		list := []native.Entry{
			native.Method("request", func(c native.Call, s *session) int { // s:request(method, url, {…}): coroutine
				return m.fetch(c, s.client, s.request(c.Options(3, requestOptions...), c.Text(1), c.Text(2), s.base.MaxBody))
			}),
			native.Method("stream", func(c native.Call, s *session) int { // s:stream(method, url, {…}, fn(r)): waits
				o, body := c.Body(3, requestOptions...)
				return m.stream(c, s.client, s.request(o, c.Text(1), c.Text(2), noLimit), body)
			}),
			native.Method("websocket", func(c native.Call, s *session) int { return s.websocket(c) }),
			native.Method("close", func(c native.Call, s *session) int { // s:close(): coroutine
				s.k.Close()
				return c.Coroutine(s.ended())
			}),
			native.ToString,
		}
		for _, name := range methods {
			list = append(list, native.Method(name, func(c native.Call, s *session) int { // s:get(url, {…}): coroutine
				return m.fetch(c, s.client, s.request(c.Options(2, requestOptions...), name, c.Text(1), s.base.MaxBody))
			}))
		}
		return list
	})
}

// client is the session's, in its own loop.
func (s *session) client(l *loop.Loop) (*client.Client, error) {
	if l != s.loop {
		return nil, loop.RuntimeError.New("http: the session belongs to a different loop")
	}
	return s.k, nil
}

// request is one of the session. Credentials that were given to the session go where base_url says, if it says that.
func (s *session) request(o native.Options, method, address string, most int64) *client.Request {
	base := s.base
	base.MaxBody = most
	address = joined(s.root, address)
	if s.root != nil {
		if u, err := client.Parse(address); err == nil && client.Origin(u) != client.Origin(s.root) {
			base.Auth = ""
			base.Header = slices.DeleteFunc(slices.Clone(base.Header), func(f wire.Field) bool { return client.IsPrivate(f.Name) })
		}
	}
	return s.m.request(o, method, address, base)
}

// Enter implements native.Manager.
func (s *session) Enter(_ native.Call, next vm.Next) vm.Step { return next([]lua.LValue{&s.ud}, nil) }

// Exit implements native.Manager.
func (s *session) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	s.k.Close()
	if s.app == nil {
		return native.Outcome(vals, err)
	}
	c.NeedTask()
	return vm.Await(s.ended(), func(_ []lua.LValue, closeErr error) vm.Step {
		if err == nil && closeErr != nil {
			return vm.Raise(closeErr)
		}
		return native.Outcome(vals, err)
	})
}

// ended waits until an app of the session has nothing more to do.
func (s *session) ended() loop.Coroutine {
	if s.app == nil {
		return native.Ready(nil)
	}
	return s.app.Close()
}
