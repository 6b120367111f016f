package asyncio

// This file is the Lua face of servers.

import (
	"fmt"
	"net"
	"os"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// luaServer is what a Server holds.
type luaServer struct {
	*netio.Server
	m       *Module
	l       *loop.Loop
	ud      lua.LUserData
	handler *lua.LFunction
	factory bool // the handler makes protocols
	secure  *secureContext
	ctx     *loop.Context // of who made it; each connection has a copy
}

func (m *Module) openServers() {
	m.classes.server = native.Class{RT: m.rt, Name: "Server", Field: m.serverField, Methods: func() []native.Entry {
		return methods(m, "Server", []method[*luaServer]{
			{"close", serverClose},                // s:close()
			{"wait_closed", serverWaitClosed},     // s:wait_closed(): coroutine
			{"start_serving", serverStart},        // s:start_serving(): coroutine
			{"serve_forever", serverForever},      // s:serve_forever(): coroutine
			{"is_serving", serverIsServing},       // s:is_serving()
			{"close_clients", serverCloseClients}, // s:close_clients()
			{"abort_clients", serverAbortClients}, // s:abort_clients()
			{"get_loop", serverLoop},              // s:get_loop()
			{"__tostring", text[*luaServer]},
		})
	}}
	m.define([]function{
		{"start_server", startServer},          // start_server(handler, host, port, {ssl=, limit=, backlog=, ...})
		{"start_unix_server", startUnixServer}, // start_unix_server(handler, path, {ssl=, limit=, ...})
	})
}

// serverField gives s.sockets, a list of addresses, s.sockname, the first of them, and s.port, its port.
func (m *Module) serverField(v any, key string) lua.LValue {
	s, ok := v.(*luaServer)
	if !ok {
		return nil
	}
	addrs := s.Addrs() // none when it is closed
	switch key {
	case "sockets":
		t := m.rt.State().NewTable()
		for _, a := range addrs {
			t.Append(m.address(a))
		}
		return t
	case "sockname":
		if len(addrs) > 0 {
			return m.address(addrs[0])
		}
	case "port":
		if len(addrs) > 0 {
			if tcp, ok := addrs[0].(*net.TCPAddr); ok {
				return lua.LNumber(tcp.Port)
			}
		}
	default:
		return nil
	}
	return lua.LNil
}

// String is the server as reports show it.
func (s *luaServer) String() string { return fmt.Sprintf("<Server sockets=%v>", s.Addrs()) }

func startServer(c call) int { return c.serve(false) }

// serve pushes the coroutine that makes a server: argument 1 is called with each connection, or makes protocols.
func (c call) serve(factory bool) int {
	c.need(Network)
	c.Function(1)
	hosts, port := c.hosts(2), "0"
	if c.Has(3) {
		port = c.port(3)
	}
	o := c.options(4, "ssl", "limit", "backlog", "family", "reuse_address", "reuse_port", "start_serving", "ssl_handshake_timeout")
	addresses := make([]string, len(hosts))
	for i, host := range hosts {
		addresses[i] = net.JoinHostPort(host, port)
	}
	return c.listen(o.family("tcp"), addresses, o, factory)
}

func startUnixServer(c call) int { return c.serveUnix(false) }

// serveUnix is serve for a path.
func (c call) serveUnix(factory bool) int {
	c.need(Network)
	c.Function(1)
	path := c.Path(2)
	o := c.options(3, "ssl", "limit", "backlog", "start_serving", "cleanup_socket", "ssl_handshake_timeout")
	c.allow(true, "unix", path)
	// As in Python, a socket that somebody left there is no obstacle.
	if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
		_ = os.Remove(path)
	}
	return c.listen("unix", []string{path}, o, factory)
}

// listen pushes the coroutine that makes a server whose handler is argument 1.
func (c call) listen(family string, addresses []string, o keywords, factory bool) int {
	m := c.m
	for _, address := range addresses {
		c.allow(true, family, address)
	}
	s := &luaServer{m: m, handler: c.Function(1), factory: factory, secure: o.secure("ssl", true), ctx: m.context().Copy()}
	so := netio.ServerOptions{
		Limit: o.Size("limit"), HandshakeTimeout: o.handshakeTimeout(),
		ReusePort: o.systemBool("reuse_port"), KeepSocket: !o.Flag("cleanup_socket", true), Connected: s.connected,
	}
	if o.Get("reuse_address") != lua.LNil {
		reuse := o.Bool("reuse_address")
		so.ReuseAddr = &reuse
	}
	if s.secure != nil {
		so.TLS = s.secure.config
	}
	start := o.Flag("start_serving", true)
	m.classes.server.Init(&s.ud, s)
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		s.l = l
		return native.Map(m.Hub(l).Listen(family, addresses, so), func(v any) any {
			s.Server = v.(*netio.Server)
			if start {
				s.Start()
			}
			return &s.ud
		}), nil
	})
}

func (s *luaServer) connected(conn *netio.Conn) {
	s.m.inContext(s.l, s.ctx.Copy(), func() { s.serve(conn) })
}

// serve makes a task of the handler for a connection. If it fails or is cancelled, the connection is closed.
func (s *luaServer) serve(conn *netio.Conn) {
	m := s.m
	st := m.stream(conn)
	st.writer.server, st.writer.secure = true, s.secure
	if s.factory {
		if _, err := m.converse(s.l, st, s.handler); err != nil {
			s.l.CallExceptionHandler(&loop.ErrorContext{Message: "Error on transport creation for incoming connection", Exception: err})
			conn.Abort()
		}
		return
	}
	co := m.rt.NewCoroutine(s.handler, &st.reader.ud, &st.writer.ud)
	if m.rt.IsAsync(s.handler) {
		vals, err := m.rt.Call(s.handler, &st.reader.ud, &st.writer.ud)
		co.Close()
		if err != nil || len(vals) == 0 || native.CoroutineOf(vals[0]) == nil {
			s.failed(conn, err)
			return
		}
		co = native.CoroutineOf(vals[0])
	}
	task, err := loop.EnsureFuture(co, s.l)
	if err != nil {
		s.failed(conn, err)
		return
	}
	task.AddDoneCallback(loop.NewCallback(func(f *loop.Future) {
		if f.Cancelled() {
			conn.Close()
		} else if exc, _ := f.Exception(); exc != nil {
			s.failed(conn, exc)
		}
	}), nil)
}

// failed reports what the handler raised and closes the connection.
func (s *luaServer) failed(conn *netio.Conn, err error) {
	s.l.CallExceptionHandler(&loop.ErrorContext{Message: "Unhandled exception in client_connected_cb", Exception: err})
	conn.Close()
}

func serverClose(_ call, s *luaServer) int {
	s.Close()
	return 0
}

func serverWaitClosed(c call, s *luaServer) int {
	return c.Coroutine(s.WaitClosed())
}

func serverStart(c call, s *luaServer) int {
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		s.Start()
		return loop.Sleep(l, loop.Span{}, nil), nil
	})
}

func serverForever(c call, s *luaServer) int {
	return c.Coroutine(s.ServeForever())
}

func serverIsServing(c call, s *luaServer) int {
	return c.Push(lua.LBool(s.IsServing()))
}

func serverCloseClients(_ call, s *luaServer) int {
	s.CloseClients()
	return 0
}

func serverAbortClients(_ call, s *luaServer) int {
	for _, conn := range s.Clients() {
		conn.Abort()
	}
	return 0
}

func serverLoop(c call, s *luaServer) int {
	return c.Push(c.m.loop(s.l))
}

// enter and exit implement manager: a server is closed after the body, and waited for.
func (s *luaServer) Enter(_ native.Call, next vm.Next) vm.Step {
	return next([]lua.LValue{&s.ud}, nil)
}

func (s *luaServer) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	s.Close()
	c.NeedTask()
	return vm.Await(s.WaitClosed(), func(_ []lua.LValue, waitErr error) vm.Step {
		if err == nil && waitErr != nil {
			return vm.Raise(waitErr)
		}
		return native.Outcome(vals, err)
	})
}
