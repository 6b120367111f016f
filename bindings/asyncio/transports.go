package asyncio

// This file is the Lua face of transports and protocols for streams: loop:create_connection and its like.

import (
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A transport is a connection as a protocol sees it: a writer without coroutines, and what arrives as calls.
type transport struct {
	*streamWriter
	m        *Module
	l        *loop.Loop
	face     lua.LUserData
	protocol lua.LValue    // nil for that of a StreamWriter
	ctx      *loop.Context // that the protocol's functions are called in; nil of one that has none
}

// MemorySize implements vm.Sizer.
func (t *transport) MemorySize(visit func(any)) int {
	visit(t.protocol)
	return 128 + t.streamWriter.MemorySize(visit)
}

// ofTransport is a writer's function as a transport's method.
func ofTransport(fn func(c call, w *streamWriter) int) func(c call, t *transport) int {
	return func(c call, t *transport) int { return fn(c, t.streamWriter) }
}

func (m *Module) openTransports() {
	m.classes.transport = native.Class{RT: m.rt, Name: "Transport", Methods: func() []native.Entry {
		return methods(m, "Transport", []method[*transport]{
			{"write", ofTransport(writerWrite)},                       // tr:write(s)
			{"writelines", ofTransport(writerWriteLines)},             // tr:writelines(list)
			{"close", ofTransport(writerClose)},                       // tr:close()
			{"abort", ofTransport(writerAbort)},                       // tr:abort()
			{"is_closing", ofTransport(writerIsClosing)},              // tr:is_closing()
			{"can_write_eof", ofTransport(writerCanEOF)},              // tr:can_write_eof()
			{"write_eof", ofTransport(writerEOF)},                     // tr:write_eof()
			{"get_extra_info", ofTransport(writerExtra)},              // tr:get_extra_info(name [, default])
			{"set_write_buffer_limits", ofTransport(writerSetLimits)}, // tr:set_write_buffer_limits([high [, low]])
			{"get_write_buffer_limits", ofTransport(writerLimits)},    // tr:get_write_buffer_limits(): low, high
			{"get_write_buffer_size", ofTransport(writerBuffered)},    // tr:get_write_buffer_size()
			{"pause_reading", transportPause},                         // tr:pause_reading()
			{"resume_reading", transportResume},                       // tr:resume_reading()
			{"is_reading", transportIsReading},                        // tr:is_reading()
			{"get_protocol", transportProtocol},                       // tr:get_protocol()
			{"set_protocol", transportSetProtocol},                    // tr:set_protocol(protocol)
			{"__tostring", transportText},
		})
	}}
	m.define([]function{
		{"Protocol", newProtocol},         // Protocol([table]): a table with those of a protocol's functions that it lacks
		{"BufferedProtocol", newProtocol}, // BufferedProtocol([table]): the same, for get_buffer and buffer_updated
	})
}

func transportText(c call, t *transport) int {
	state := "open"
	if t.IsClosing() {
		state = "closing"
	}
	return c.Push(lua.LString("<Transport " + state + ">"))
}

func transportPause(_ call, t *transport) int {
	t.PauseReading()
	return 0
}

func transportResume(_ call, t *transport) int {
	t.ResumeReading()
	return 0
}

func transportIsReading(c call, t *transport) int { return c.Push(lua.LBool(t.IsReading())) }

func transportProtocol(c call, t *transport) int { return c.Push(t.protocol) }

// transportSetProtocol is tr:set_protocol(protocol): from now on another is told.
func transportSetProtocol(c call, t *transport) int {
	t.observe(c.protocolAt(1))
	return 0
}

func (t *transport) observe(protocol lua.LValue) {
	t.protocol = protocol
	if t.ctx == nil {
		t.ctx = t.m.context().Copy()
	}
	t.Observe(&told{t})
}

// protocolAt is argument n as a protocol: a table, or an object with functions.
func (c call) protocolAt(n int) lua.LValue {
	switch v := c.Arg(n).(type) {
	case *lua.LTable, *lua.LUserData:
		return v
	}
	c.Fail(n, "protocol (a table of functions) expected, got %s", c.TypeName(n))
	return nil
}

// protocolFunctions are those that a protocol of streams may have.
var protocolFunctions = []string{"connection_made", "data_received", "eof_received", "connection_lost", "pause_writing", "resume_writing"}

// newProtocol is Protocol([table]): the table, or an empty one, with functions that do nothing in the place of those that it
// lacks.
func newProtocol(c call) int {
	t, ok := c.Arg(1).(*lua.LTable)
	if !ok {
		if c.Has(1) {
			c.Fail(1, "table expected, got %s", c.TypeName(1))
		}
		t = c.L.NewTable()
	}
	if t.Metatable == lua.LNil || t.Metatable == nil {
		base := c.L.NewTable()
		nothing := c.L.NewFunction(func(*lua.LState) int { return 0 })
		for _, name := range protocolFunctions {
			if c.Name == "BufferedProtocol" && name == "data_received" {
				continue
			}
			base.RawSetString(name, nothing)
		}
		mt := c.L.NewTable()
		mt.RawSetString("__index", base)
		t.Metatable = mt
	}
	return c.Push(t)
}

// told is what a connection tells, handed to the protocol of a transport.
type told struct{ *transport }

// tell calls a function of the protocol, if it has one of that name; ok is false where it raised, and its error was reported
// or has ended the connection.
func (t *told) tell(name string, fatal bool, args ...lua.LValue) (vals []lua.LValue, has, ok bool) {
	fn, has := t.m.rt.State().GetField(t.protocol, name).(*lua.LFunction)
	if !has {
		return nil, false, true
	}
	var err error
	t.m.inContext(t.l, t.ctx, func() { vals, err = t.m.rt.Call(fn, append([]lua.LValue{t.protocol}, args...)...) })
	if err == nil {
		return vals, true, true
	}
	message := "Exception in protocol." + name + "()"
	if fatal {
		message = "Fatal error: protocol." + name + "() call failed."
	}
	t.l.CallExceptionHandler(&loop.ErrorContext{Message: message, Exception: err})
	if fatal {
		t.Fail(err)
	}
	return nil, true, false
}

// Received implements netio.Observer. A protocol with get_buffer says how much it takes at a time.
func (t *told) Received(b []byte) {
	data := string(b)
	for data != "" && !t.IsClosing() {
		vals, buffered, ok := t.tell("get_buffer", true, lua.LNumber(len(data)))
		if !ok {
			return
		}
		if !buffered {
			t.tell("data_received", true, lua.LString(data))
			return
		}
		n := len(data)
		if len(vals) > 0 && vals[0] != lua.LNil {
			size, isNumber := vals[0].(lua.LNumber)
			if !isNumber || size < 1 {
				t.Fail(loop.RuntimeError.New("get_buffer() returned an empty buffer"))
				return
			}
			n = min(n, int(size))
		}
		t.tell("buffer_updated", true, lua.LNumber(n), lua.LString(data[:n]))
		data = data[n:]
	}
}

// Ended implements netio.Observer.
func (t *told) Ended() bool {
	vals, _, ok := t.tell("eof_received", true)
	return ok && len(vals) > 0 && lua.LVAsBool(vals[0])
}

// Lost implements netio.Observer.
func (t *told) Lost(err error) {
	var exc lua.LValue = lua.LNil
	if err != nil {
		exc = t.m.rt.ErrorValue(err)
	}
	t.tell("connection_lost", false, exc)
}

// Paused implements netio.Observer.
func (t *told) Paused() { t.tell("pause_writing", false) }

// Resumed implements netio.Observer.
func (t *told) Resumed() { t.tell("resume_writing", false) }

// transport is the face of a stream that transports are.
func (s *stream) transport(l *loop.Loop) *transport {
	if s.face == nil {
		s.face = &transport{streamWriter: &s.writer, m: s.m, l: l, protocol: lua.LNil}
		s.m.classes.transport.Init(&s.face.face, s.face)
	}
	return s.face
}

// converse makes a connection that of a protocol, which the factory makes, and tells it so.
func (m *Module) converse(l *loop.Loop, s *stream, factory *lua.LFunction) (*transport, error) {
	vals, err := m.rt.Call(factory)
	if err != nil {
		return nil, err
	}
	t := s.transport(l)
	t.ctx = l.Context()
	if len(vals) == 0 {
		vals = []lua.LValue{lua.LNil}
	}
	switch vals[0].(type) {
	case *lua.LTable, *lua.LUserData:
		t.protocol = vals[0]
	default:
		return nil, loop.Errorf(loop.TypeError, "protocol factory: a protocol (a table of functions) expected as its result, got %s", native.TypeName(vals[0]))
	}
	side := &told{t}
	side.tell("connection_made", false, &t.face)
	t.Observe(side)
	return t, nil
}

// conversation is what create_connection makes of a connection: a transport and a protocol.
func (m *Module) conversation(l *loop.Loop, factory *lua.LFunction) func(s *stream) (any, error) {
	ctx := m.context().Copy()
	return func(s *stream) (pair any, err error) {
		m.inContext(l, ctx, func() { pair, err = m.conversed(l, s, factory) })
		return pair, err
	}
}

func (m *Module) conversed(l *loop.Loop, s *stream, factory *lua.LFunction) (any, error) {
	t, err := m.converse(l, s, factory)
	if err != nil {
		s.conn.Abort()
		return nil, err
	}
	return vm.Values{&t.face, t.protocol}, nil
}

// loopCreateConnection is loop:create_connection(factory, host, port, {...}): a coroutine that returns a transport and a
// protocol. The options are those of open_connection but limit.
func loopCreateConnection(c call, l *loop.Loop) int {
	c.need(Network)
	return c.dial(2, c.m.conversation(l, c.Function(1)))
}

// loopCreateUnixConnection is loop:create_unix_connection(factory, path, {...}).
func loopCreateUnixConnection(c call, l *loop.Loop) int {
	c.need(Network)
	return c.dialUnix(2, c.m.conversation(l, c.Function(1)))
}

// loopConnectReadPipe is loop:connect_read_pipe(factory, file): a coroutine that returns a transport and a protocol, which is
// told what comes through a pipe or from a device. The file, of fs.open, belongs to the transport from then on.
func loopConnectReadPipe(c call, _ *loop.Loop) int { return c.connectPipe(false) }

// loopConnectWritePipe is loop:connect_write_pipe(factory, file), for writing.
func loopConnectWritePipe(c call, _ *loop.Loop) int { return c.connectPipe(true) }

// A piped is a file that can be made a connection.
type piped interface {
	Pipe(send bool) loop.Coroutine
}

func (c call) connectPipe(send bool) int {
	factory := c.Function(1)
	var file piped
	if ud, ok := c.Arg(2).(*lua.LUserData); ok {
		file, _ = ud.Value.(piped)
	}
	if file == nil {
		c.Fail(2, "file of fs.open expected, got %s", c.TypeName(2))
	}
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		talk := c.m.conversation(l, factory)
		return &made{file.Pipe(send), func(v any) (any, error) { return talk(c.m.stream(v.(*netio.Conn))) }}, nil
	})
}

// loopCreateServer is loop:create_server(factory, host, port, {...}): a coroutine that returns a server, with a protocol for
// each connection.
func loopCreateServer(c call, _ *loop.Loop) int { return c.serve(true) }

// loopCreateUnixServer is loop:create_unix_server(factory, path, {...}).
func loopCreateUnixServer(c call, _ *loop.Loop) int { return c.serveUnix(true) }

// loopSendFile is loop:sendfile(transport | writer, path, [offset [, count]]): a coroutine that returns how many bytes were
// sent.
func loopSendFile(c call, _ *loop.Loop) int {
	c.m.Need(c.Call, Files)
	var w *streamWriter
	if ud, ok := c.Arg(1).(*lua.LUserData); ok {
		switch v := ud.Value.(type) {
		case *transport:
			w = v.streamWriter
		case *streamWriter:
			w = v
		}
	}
	if w == nil {
		c.Fail(1, "Transport or StreamWriter expected, got %s", c.TypeName(1))
	}
	return c.sendFile(w, 2)
}

// writerSendFile is w:sendfile(path, [offset [, count]]).
func writerSendFile(c call, w *streamWriter) int {
	c.m.Need(c.Call, Files)
	return c.sendFile(w, 1)
}

func (c call) sendFile(w *streamWriter, n int) int {
	path, offset, count := c.Path(n), c.Integer(n+1, 0), c.Integer(n+2, -1)
	if offset < 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: offset must be a non-negative integer (got %d)", c.Name, offset))
	}
	if c.Has(n+2) && count <= 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: count must be a positive integer (got %d)", c.Name, count))
	}
	if w.IsClosing() {
		c.Raise(loop.RuntimeError.New("Transport is closing"))
	}
	return c.Coroutine(native.Map(w.SendFile(c.m.Disk(), path, int64(offset), int64(count)), func(v any) any { return lua.LNumber(v.(int64)) }))
}

var _ netio.Observer = (*told)(nil)
