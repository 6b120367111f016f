package serve

// This file asks an app without a socket: both ends of its connections are in one loop.

import (
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// An Inside is the end of an app that a client in the same program talks to. It belongs to the loop's goroutine.
type Inside struct {
	l       *loop.Loop
	hub     *netio.Hub
	app     *app
	servers [2]*server // for http and https
}

// NewInside makes the end of an app in a loop; v is what a script has given for the app, and ok is false if it is none.
func (m *Module) NewInside(l *loop.Loop, v lua.LValue) (in *Inside, ok bool) {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return nil, false
	}
	a, ok := ud.Value.(*app)
	if !ok || a.m != m {
		return nil, false
	}
	return &Inside{l: l, hub: m.aio.Hub(l), app: a}, true
}

// Dial makes a connection to the app, which takes it for one with TLS if it is to be secure.
func (in *Inside) Dial(secure bool) *netio.Conn {
	i := 0
	if secure {
		i = 1
	}
	s := in.servers[i]
	if s == nil {
		s = &server{m: in.app.m, app: in.app, l: in.l, ctx: in.l.Context().Copy(), conns: map[*netio.Conn]*conn{}, secure: secure, inside: true}
		in.servers[i] = s
	}
	near, far := in.hub.Pair()
	s.come = append(s.come, far)
	s.connected(far)
	return near
}

// Close waits until what is being answered has been cancelled, and closes the connections.
func (in *Inside) Close() loop.Coroutine {
	return loop.Func(func(co *loop.Co) (any, error) {
		var failed error
		for _, s := range in.servers {
			if s == nil {
				continue
			}
			if err := s.shutdown(co, 0); err != nil {
				failed = err
			}
		}
		return lua.LNil, failed
	})
}

// MemorySize implements vm.Sizer.
func (in *Inside) MemorySize(visit func(any)) int {
	visit(&in.app.ud)
	n := 100
	for _, s := range in.servers {
		if s != nil {
			n += s.MemorySize(visit)
			for _, k := range s.open() {
				visit(k)
			}
		}
	}
	return n
}

var _ vm.Sizer = (*Inside)(nil)

// clients are the server's connections, the oldest first.
func (s *server) clients() []*netio.Conn {
	if !s.inside {
		return s.Clients()
	}
	open := s.come[:0]
	for _, c := range s.come {
		if s.conns[c] != nil {
			open = append(open, c)
		}
	}
	clear(s.come[len(open):])
	s.come = open
	return append([]*netio.Conn(nil), open...)
}

// close stops listening.
func (s *server) close() {
	s.closing = true
	if !s.inside {
		s.Close()
	}
}
