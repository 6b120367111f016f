package asyncio

// This file is the Lua face of servers.

import (
	"fmt"
	"net"
	"os"

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
	secure  *secureContext
}

func (m *Module) openServers() {
	m.serverMeta.make = func() *lua.LTable {
		return m.fields(m.class("Server", []native{
			{"close", m.serverClose},                // s:close()
			{"wait_closed", m.serverWaitClosed},     // s:wait_closed(): coroutine
			{"start_serving", m.serverStart},        // s:start_serving(): coroutine
			{"serve_forever", m.serverForever},      // s:serve_forever(): coroutine
			{"is_serving", m.serverIsServing},       // s:is_serving()
			{"close_clients", m.serverCloseClients}, // s:close_clients()
			{"abort_clients", m.serverAbortClients}, // s:abort_clients()
			{"get_loop", m.serverLoop},              // s:get_loop()
			{"__tostring", m.text},
		}), "Server", m.serverField)
	}
	m.define([]native{
		{"start_server", m.startServer},          // start_server(handler, host, port, {ssl=, limit=, backlog=, ...})
		{"start_unix_server", m.startUnixServer}, // start_unix_server(handler, path, {ssl=, limit=, ...})
	})
}

// serverField gives s.sockets, a list of addresses, s.sockname, the first of them, and s.port, its port.
func (m *Module) serverField(v any, key string) lua.LValue {
	s, ok := v.(*luaServer)
	if !ok {
		return nil
	}
	addrs := s.Addrs()
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
	}
	return nil
}

// String is the server as reports show it.
func (s *luaServer) String() string { return fmt.Sprintf("<Server sockets=%v>", s.Addrs()) }

func (m *Module) startServer(L *lua.LState) int {
	c := m.call(L, "start_server")
	c.need(network)
	c.function(1)
	hosts, port := c.hosts(2), "0"
	if c.has(3) {
		port = c.port(3)
	}
	o := c.options(4, "ssl", "limit", "backlog", "family", "reuse_address", "reuse_port", "start_serving", "ssl_handshake_timeout")
	addresses := make([]string, len(hosts))
	for i, host := range hosts {
		addresses[i] = net.JoinHostPort(host, port)
	}
	return c.listen(o.family("tcp"), addresses, o)
}

func (m *Module) startUnixServer(L *lua.LState) int {
	c := m.call(L, "start_unix_server")
	c.need(network)
	c.function(1)
	path := c.string(2)
	o := c.options(3, "ssl", "limit", "backlog", "start_serving", "cleanup_socket", "ssl_handshake_timeout")
	c.allow(true, "unix", path)
	// As in Python, a socket that somebody left there is no obstacle.
	if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
		_ = os.Remove(path)
	}
	return c.listen("unix", []string{path}, o)
}

// listen pushes the coroutine that makes a server whose handler is argument 1.
func (c call) listen(family string, addresses []string, o options) int {
	m := c.m
	for _, address := range addresses {
		c.allow(true, family, address)
	}
	s := &luaServer{m: m, handler: c.function(1), secure: o.secure("ssl", true)}
	so := netio.ServerOptions{
		Limit: o.size("limit"), HandshakeTimeout: o.duration("ssl_handshake_timeout"),
		ReusePort: o.systemBool("reuse_port"), Connected: s.connected,
	}
	if o.get("reuse_address") != lua.LNil {
		reuse := o.bool("reuse_address")
		so.ReuseAddr = &reuse
	}
	if s.secure != nil {
		so.TLS = s.secure.config
	}
	start := o.flag("start_serving", true)
	s.ud.Value, s.ud.Metatable = s, m.serverMeta.get()
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		s.l = l
		return &mapped{m.hub(l).Listen(family, addresses, so), func(v any) any {
			s.Server = v.(*netio.Server)
			if start {
				s.Start()
			}
			return &s.ud
		}}, nil
	})
}

// connected makes a task of the handler for a connection. If it fails or is cancelled, the connection is closed.
func (s *luaServer) connected(conn *netio.Conn) {
	m := s.m
	st := m.stream(conn)
	st.writer.server, st.writer.secure = true, s.secure
	co := m.rt.NewCoroutine(s.handler, &st.reader.ud, &st.writer.ud)
	if m.isAsync(s.handler) {
		vals, err := m.rt.Call(s.handler, &st.reader.ud, &st.writer.ud)
		co.Close()
		if err != nil || len(vals) == 0 || coroutineOf(vals[0]) == nil {
			s.failed(conn, err)
			return
		}
		co = coroutineOf(vals[0])
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

func (m *Module) server(L *lua.LState, name string) (call, *luaServer) {
	return self[*luaServer](m, L, name, "Server")
}

func (m *Module) serverClose(L *lua.LState) int {
	_, s := m.server(L, "close")
	s.Close()
	return 0
}

func (m *Module) serverWaitClosed(L *lua.LState) int {
	c, s := m.server(L, "wait_closed")
	return c.direct(s.WaitClosed())
}

func (m *Module) serverStart(L *lua.LState) int {
	c, s := m.server(L, "start_serving")
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		s.Start()
		return loop.Sleep(l, loop.Span{}, nil), nil
	})
}

func (m *Module) serverForever(L *lua.LState) int {
	c, s := m.server(L, "serve_forever")
	return c.direct(s.ServeForever())
}

func (m *Module) serverIsServing(L *lua.LState) int {
	c, s := m.server(L, "is_serving")
	return c.push(lua.LBool(s.IsServing()))
}

func (m *Module) serverCloseClients(L *lua.LState) int {
	_, s := m.server(L, "close_clients")
	for _, conn := range s.Clients() {
		conn.Close()
	}
	return 0
}

func (m *Module) serverAbortClients(L *lua.LState) int {
	_, s := m.server(L, "abort_clients")
	for _, conn := range s.Clients() {
		conn.Abort()
	}
	return 0
}

func (m *Module) serverLoop(L *lua.LState) int {
	c, s := m.server(L, "get_loop")
	return c.push(m.loop(s.l))
}

// enter and exit implement manager: a server is closed after the body, and waited for.
func (s *luaServer) enter(_ call, next vm.Next) vm.Step {
	return next([]lua.LValue{&s.ud}, nil)
}

func (s *luaServer) exit(c call, vals []lua.LValue, err error) vm.Step {
	s.Close()
	c.needTask()
	return vm.Await(s.WaitClosed(), func(_ []lua.LValue, waitErr error) vm.Step {
		if err == nil && waitErr != nil {
			return vm.Raise(waitErr)
		}
		return outcome(vals, err)
	})
}
