package asyncio

// This file is the Lua face of StreamWriter.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openWriters() {
	m.classes.writer = native.Class{RT: m.rt, Name: "StreamWriter", Field: m.writerField, Methods: func() []native.Entry {
		return methodsOn(m, []method[*streamWriter]{
			{"write", writerWrite},                       // w:write(s)
			{"writelines", writerWriteLines},             // w:writelines(list)
			{"drain", writerDrain},                       // w:drain(): coroutine
			{"close", writerClose},                       // w:close()
			{"abort", writerAbort},                       // w:abort(): as transport.abort() in Python
			{"wait_closed", writerWaitClosed},            // w:wait_closed(): coroutine
			{"is_closing", writerIsClosing},              // w:is_closing()
			{"can_write_eof", writerCanEOF},              // w:can_write_eof()
			{"write_eof", writerEOF},                     // w:write_eof()
			{"get_extra_info", writerExtra},              // w:get_extra_info(name [, default])
			{"start_tls", writerStartTLS},                // w:start_tls(ssl, {server_hostname=, ssl_handshake_timeout=}): coroutine
			{"set_write_buffer_limits", writerSetLimits}, // w:set_write_buffer_limits([high [, low]])
			{"get_write_buffer_limits", writerLimits},    // w:get_write_buffer_limits(): low, high
			{"get_write_buffer_size", writerBuffered},    // w:get_write_buffer_size()
			{"sendfile", writerSendFile},                 // w:sendfile(path [, offset [, count]]): coroutine
			{"__tostring", writerText},
		}, selfWriter)
	}}
}

// writerField gives w.transport.
func (m *Module) writerField(v any, key string) lua.LValue {
	w, ok := v.(*streamWriter)
	switch {
	case !ok || key != "transport":
		return nil
	case w.of == nil:
		return lua.LNil
	}
	return &w.of.transport(w.of.conn.Loop()).face
}

func writerText(c call, w *streamWriter) int {
	state := "open"
	if w.IsClosing() {
		state = "closing"
	}
	return c.Push(lua.LString("<StreamWriter " + state + ">"))
}

func writerWrite(c call, w *streamWriter) int {
	if err := w.Write(c.Bytes(1)); err != nil {
		c.Raise(err)
	}
	return 0
}

func writerWriteLines(c call, w *streamWriter) int {
	list, ok := c.Arg(1).(*lua.LTable)
	if !ok {
		c.Fail(1, "list of strings expected, got %s", c.TypeName(1))
	}
	n, size := ltable.Len(list), 0
	for i := 1; i <= n; i++ {
		s, ok := ltable.GetInt(list, i).(lua.LString)
		if !ok {
			c.Fail(1, "item %d: string expected, got %s", i, native.TypeName(ltable.GetInt(list, i)))
		}
		size += len(s)
	}
	c.Reserve(2 * size) // gathered here, and made one text
	all := make([]byte, 0, size)
	for i := 1; i <= n; i++ {
		all = append(all, ltable.GetInt(list, i).(lua.LString)...)
	}
	if err := w.Write(string(all)); err != nil {
		c.Raise(err)
	}
	return 0
}

func writerDrain(c call, w *streamWriter) int {
	return c.Coroutine(w.Drain())
}

func writerClose(_ call, w *streamWriter) int {
	w.Close()
	return 0
}

func writerAbort(_ call, w *streamWriter) int {
	w.Abort()
	return 0
}

func writerWaitClosed(c call, w *streamWriter) int {
	return c.Coroutine(w.WaitClosed())
}

func writerIsClosing(c call, w *streamWriter) int {
	return c.Push(lua.LBool(w.IsClosing()))
}

func writerCanEOF(c call, w *streamWriter) int {
	return c.Push(lua.LBool(w.CanWriteEOF()))
}

func writerEOF(c call, w *streamWriter) int {
	if err := w.WriteEOF(); err != nil {
		c.Raise(err)
	}
	return 0
}

func writerSetLimits(c call, w *streamWriter) int {
	if err := w.SetLimits(c.Integer(1, -1), c.Integer(2, -1)); err != nil {
		c.Raise(err)
	}
	return 0
}

func writerLimits(c call, w *streamWriter) int {
	low, high := w.Limits()
	return c.PushAll([]lua.LValue{lua.LNumber(low), lua.LNumber(high)})
}

func writerBuffered(c call, w *streamWriter) int {
	return c.Push(lua.LNumber(w.Buffered()))
}

// writerExtra is w:get_extra_info(name [, default]): peername, sockname, sslcontext, peercert, cipher, ssl_object.
func writerExtra(c call, w *streamWriter) int {
	var v lua.LValue = lua.LNil
	local, remote := w.Addrs()
	switch name := c.Str(1); {
	case name == "peername":
		v = c.m.address(remote)
	case name == "sockname":
		v = c.m.address(local)
	case name == "sslcontext" && w.secure != nil:
		v = &w.secure.ud
	default:
		if state := w.TLS(); state != nil {
			v = c.m.tlsInfo(state, name)
		}
	}
	if v == lua.LNil {
		v = c.Arg(2)
	}
	return c.Push(v)
}

// enter and exit implement manager: a connection is closed after the body.
func (w *streamWriter) Enter(_ native.Call, next vm.Next) vm.Step {
	return next([]lua.LValue{&w.ud}, nil)
}

func (w *streamWriter) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	w.Close()
	if !c.RT.InTask() {
		return native.Outcome(vals, err)
	}
	return vm.Await(w.WaitClosed(), func(_ []lua.LValue, closeErr error) vm.Step {
		if err == nil && loop.IsCancelled(closeErr) {
			return vm.Raise(closeErr)
		}
		return native.Outcome(vals, err)
	})
}
