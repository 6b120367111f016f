package asyncio

// This file is the Lua face of StreamWriter.

import (
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openWriters() {
	m.writerMeta.make = func() *lua.LTable {
		return m.class("StreamWriter", []native{
			{"write", m.writerWrite},                       // w:write(s)
			{"writelines", m.writerWriteLines},             // w:writelines(list)
			{"drain", m.writerDrain},                       // w:drain(): coroutine
			{"close", m.writerClose},                       // w:close()
			{"abort", m.writerAbort},                       // w:abort(): as transport.abort() in Python
			{"wait_closed", m.writerWaitClosed},            // w:wait_closed(): coroutine
			{"is_closing", m.writerIsClosing},              // w:is_closing()
			{"can_write_eof", m.writerCanEOF},              // w:can_write_eof()
			{"write_eof", m.writerEOF},                     // w:write_eof()
			{"get_extra_info", m.writerExtra},              // w:get_extra_info(name [, default])
			{"start_tls", m.writerStartTLS},                // w:start_tls(ssl, {server_hostname=, ssl_handshake_timeout=}): coroutine
			{"set_write_buffer_limits", m.writerSetLimits}, // w:set_write_buffer_limits([high [, low]])
			{"get_write_buffer_limits", m.writerLimits},    // w:get_write_buffer_limits(): low, high
			{"get_write_buffer_size", m.writerBuffered},    // w:get_write_buffer_size()
			{"__tostring", func(L *lua.LState) int {
				c, w := m.writer(L, "tostring")
				state := "open"
				if w.IsClosing() {
					state = "closing"
				}
				return c.push(lua.LString("<StreamWriter " + state + ">"))
			}},
		})
	}
}

func (m *Module) writer(L *lua.LState, name string) (call, *streamWriter) {
	return self[*streamWriter](m, L, name, "StreamWriter")
}

// data is argument n as what is sent: a string, or a number as Lua's own write takes it.
func (c call) data(n int) string {
	switch v := c.get(n).(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return v.String()
	}
	c.fail(n, "string expected, got %s", c.typeName(n))
	return ""
}

func (m *Module) writerWrite(L *lua.LState) int {
	c, w := m.writer(L, "write")
	if err := w.Write(c.data(1)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) writerWriteLines(L *lua.LState) int {
	c, w := m.writer(L, "writelines")
	list, ok := c.get(1).(*lua.LTable)
	if !ok {
		c.fail(1, "list of strings expected, got %s", c.typeName(1))
	}
	var all []byte
	for i := 1; i <= list.Len(); i++ {
		s, ok := list.RawGetInt(i).(lua.LString)
		if !ok {
			c.fail(1, "item %d: string expected, got %s", i, m.typeName(list.RawGetInt(i)))
		}
		all = append(all, s...)
	}
	if err := w.Write(string(all)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) writerDrain(L *lua.LState) int {
	c, w := m.writer(L, "drain")
	return c.direct(w.Drain())
}

func (m *Module) writerClose(L *lua.LState) int {
	_, w := m.writer(L, "close")
	w.Close()
	return 0
}

func (m *Module) writerAbort(L *lua.LState) int {
	_, w := m.writer(L, "abort")
	w.Abort()
	return 0
}

func (m *Module) writerWaitClosed(L *lua.LState) int {
	c, w := m.writer(L, "wait_closed")
	return c.direct(w.WaitClosed())
}

func (m *Module) writerIsClosing(L *lua.LState) int {
	c, w := m.writer(L, "is_closing")
	return c.push(lua.LBool(w.IsClosing()))
}

func (m *Module) writerCanEOF(L *lua.LState) int {
	c, w := m.writer(L, "can_write_eof")
	return c.push(lua.LBool(w.CanWriteEOF()))
}

func (m *Module) writerEOF(L *lua.LState) int {
	c, w := m.writer(L, "write_eof")
	if err := w.WriteEOF(); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) writerSetLimits(L *lua.LState) int {
	c, w := m.writer(L, "set_write_buffer_limits")
	if err := w.SetLimits(c.integer(1, -1), c.integer(2, -1)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) writerLimits(L *lua.LState) int {
	c, w := m.writer(L, "get_write_buffer_limits")
	low, high := w.Limits()
	return c.pushAll([]lua.LValue{lua.LNumber(low), lua.LNumber(high)})
}

func (m *Module) writerBuffered(L *lua.LState) int {
	c, w := m.writer(L, "get_write_buffer_size")
	return c.push(lua.LNumber(w.Buffered()))
}

// writerExtra is w:get_extra_info(name [, default]): peername, sockname, sslcontext, peercert, cipher, ssl_object.
func (m *Module) writerExtra(L *lua.LState) int {
	c, w := m.writer(L, "get_extra_info")
	var v lua.LValue = lua.LNil
	local, remote := w.Addrs()
	switch name := c.string(1); {
	case name == "peername":
		v = m.address(remote)
	case name == "sockname":
		v = m.address(local)
	case name == "sslcontext" && w.secure != nil:
		v = &w.secure.ud
	default:
		if state := w.TLS(); state != nil {
			v = m.tlsInfo(state, name)
		}
	}
	if v == lua.LNil {
		v = c.get(2)
	}
	return c.push(v)
}

// writerStartTLS is w:start_tls(ssl, {...}): a coroutine that goes on with TLS on this connection.
func (m *Module) writerStartTLS(L *lua.LState) int {
	c, w := m.writer(L, "start_tls")
	sec := c.secure(c.get(1), "argument 1", w.server)
	if sec == nil {
		c.fail(1, "ssl context expected, got %s", c.typeName(1))
	}
	o := c.options(2, "server_hostname", "ssl_handshake_timeout")
	config := sec.config
	if !w.server {
		name := o.str("server_hostname", w.host)
		if name == "" {
			c.raise(loop.ValueError.New("start_tls: server_hostname expected, this connection has no host name"))
		}
		config = sec.client(name)
	}
	return c.direct(&mapped{w.StartTLS(config, w.server, o.duration("ssl_handshake_timeout")), func(any) any {
		w.secure = sec
		return nil
	}})
}

// enter and exit implement manager: a connection is closed after the body.
func (w *streamWriter) enter(_ call, next vm.Next) vm.Step {
	return next([]lua.LValue{&w.ud}, nil)
}

func (w *streamWriter) exit(c call, vals []lua.LValue, err error) vm.Step {
	w.Close()
	if !c.m.rt.InTask() {
		return outcome(vals, err)
	}
	return vm.Await(w.WaitClosed(), func(_ []lua.LValue, closeErr error) vm.Step {
		if err == nil && loop.IsCancelled(closeErr) {
			return vm.Raise(closeErr)
		}
		return outcome(vals, err)
	})
}
