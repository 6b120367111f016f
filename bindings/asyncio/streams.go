package asyncio

// This file is the Lua face of connections: open_connection and the pair of a reader and a writer.

import (
	"io"
	"net"
	"runtime"
	"strings"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A stream is a connection with its two faces in Lua, in one object.
type stream struct {
	m      *Module
	conn   *netio.Conn
	reader streamReader
	writer streamWriter
	face   *transport // nil until somebody asks for it
}

// streamReader is what a StreamReader holds.
type streamReader struct {
	*netio.Reader
	ud lua.LUserData
	of *stream // nil when a script made it

	input io.Reader  // of asyncio.stdin, else nil
	l     *loop.Loop // that standard input is opened for
}

// streamWriter is what a StreamWriter holds.
type streamWriter struct {
	*netio.Conn
	ud     lua.LUserData
	of     *stream
	secure *secureContext // its TLS was made with, nil without
	server bool
	host   string // for start_tls

	output io.Writer  // of asyncio.stdout and stderr, else nil
	l      *loop.Loop // that it is opened for
}

// String implements fmt.Stringer: also of standard input before its reading has begun.
func (r *streamReader) String() string {
	if r.Reader == nil {
		return "<StreamReader>"
	}
	return r.Reader.String()
}

// MemorySize implements vm.Sizer.
func (r *streamReader) MemorySize(visit func(any)) int {
	if r.Reader != nil {
		visit(r.Reader)
	}
	return 128
}

// MemorySize implements vm.Sizer.
func (w *streamWriter) MemorySize(visit func(any)) int {
	if w.Conn != nil {
		visit(w.Conn)
	}
	return 128
}

// stream makes the Lua face of a connection. Once a script has forgotten both ends, the connection is closed, as it is
// when Python collects a writer; but not under virtual time, which must not depend on the garbage collector.
func (m *Module) stream(c *netio.Conn) *stream {
	s := &stream{m: m, conn: c}
	s.reader = streamReader{Reader: c.Reader, of: s}
	m.classes.reader.Init(&s.reader.ud, &s.reader)
	s.writer = streamWriter{Conn: c, of: s}
	m.classes.writer.Init(&s.writer.ud, &s.writer)
	if m.options.Clock == nil {
		runtime.AddCleanup(s, func(c *netio.Conn) { c.Forget() }, c)
	}
	return s
}

func (m *Module) openStreams() {
	m.openReaders()
	m.openWriters()
	m.define([]function{
		{"open_connection", openConnection},          // open_connection(host, port, {ssl=, server_hostname=, limit=, timeout=, ...})
		{"open_unix_connection", openUnixConnection}, // open_unix_connection(path, {ssl=, server_hostname=, limit=, timeout=})
		{"StreamReader", newReader},                  // StreamReader({limit=})
	})
}

// openConnection is open_connection(host, port, {...}): a coroutine that returns a reader and a writer.
func openConnection(c call) int {
	c.need(Network)
	return c.dial(1, pairOf)
}

// pairOf is what open_connection makes of a connection.
func pairOf(s *stream) (any, error) { return vm.Values{&s.reader.ud, &s.writer.ud}, nil }

// dial pushes the coroutine that connects to the host and port from argument n on, and returns what result makes of it.
func (c call) dial(n int, result func(s *stream) (any, error)) int {
	host := "localhost" // as nil is in Python, for a client
	if c.Has(n) {
		host = c.Path(n)
	}
	port := c.port(n + 1)
	o := c.options(n+2, "ssl", "server_hostname", "limit", "timeout", "family", "local_addr", "ssl_handshake_timeout", "happy_eyeballs_delay")
	dial := netio.DialOptions{FallbackDelay: o.eyeballs()}
	if local, ok := o.Get("local_addr").(*lua.LTable); ok {
		ip := net.ParseIP(ltable.GetInt(local, 1).String())
		number, isNumber := ltable.GetInt(local, 2).(lua.LNumber)
		if ip == nil || !isNumber {
			o.FailOption("local_addr", "{address, port} expected")
		}
		dial.LocalAddr = &net.TCPAddr{IP: ip, Port: int(number)}
	} else if o.Get("local_addr") != lua.LNil {
		o.FailOption("local_addr", "{address, port} expected, got %s", native.TypeName(o.Get("local_addr")))
	}
	return c.connect(o.family("tcp"), net.JoinHostPort(host, port), host, o, dial, result)
}

// eyeballs is the option happy_eyeballs_delay: seconds, or false for one address after the other.
func (o keywords) eyeballs() time.Duration {
	if o.Get("happy_eyeballs_delay") == lua.LFalse {
		return -1
	}
	return o.Duration("happy_eyeballs_delay")
}

// family is the network of the option family: "tcp" with "inet" is "tcp4".
func (o keywords) family(network string) string {
	switch f := o.Str("family", ""); f {
	case "":
		return network
	case "inet", "ipv4":
		return network + "4"
	case "inet6", "ipv6":
		return network + "6"
	default:
		o.FailOption("family", `"inet" or "inet6" expected, got '%s'`, f)
		return ""
	}
}

// openUnixConnection is open_unix_connection(path, {...}).
func openUnixConnection(c call) int {
	c.need(Network)
	return c.dialUnix(1, pairOf)
}

// dialUnix is dial for the path at argument n.
func (c call) dialUnix(n int, result func(s *stream) (any, error)) int {
	path := c.Path(n)
	o := c.options(n+1, "ssl", "server_hostname", "limit", "timeout", "ssl_handshake_timeout")
	return c.connect("unix", path, "", o, netio.DialOptions{}, result)
}

// connect pushes the coroutine that opens a connection as the options say.
func (c call) connect(family, address, host string, o keywords, dial netio.DialOptions, result func(s *stream) (any, error)) int {
	m := c.m
	c.allow(false, family, address)
	dial.Reach = m.reach(family, host)
	dial.Limit = o.Size("limit")
	dial.HandshakeTimeout = o.handshakeTimeout()
	sec := o.secure("ssl", false)
	if sec != nil {
		name := o.Str("server_hostname", host)
		if name == "" {
			c.Raise(loop.ValueError.New("You must set server_hostname when using ssl without a host"))
		}
		dial.TLS = sec.client(strings.TrimSuffix(name, "."))
	} else if o.Get("server_hostname") != lua.LNil {
		c.Raise(loop.ValueError.New("server_hostname is only meaningful with ssl"))
	}
	timeout := o.Timeout("timeout")
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		co := m.Hub(l).Dial(family, address, dial)
		if timeout.Given() {
			co = loop.WaitFor(l, co, timeout)
		}
		return &made{co, func(v any) (any, error) {
			s := m.stream(v.(*netio.Conn))
			s.writer.secure, s.writer.host = sec, host
			return result(s)
		}}, nil
	})
}

// made is a coroutine that goes on with another's result, which may fail.
type made struct {
	loop.Coroutine
	result func(v any) (any, error)
}

// Resume implements loop.Coroutine.
func (x *made) Resume(exc error) (loop.Signal, any) {
	sig, v := x.Coroutine.Resume(exc)
	if sig != loop.Returned {
		return sig, v
	}
	v, err := x.result(v)
	if err != nil {
		return loop.Raised, err
	}
	return sig, v
}

// Inner implements loop.Wrapping.
func (x *made) Inner() loop.Coroutine { return x.Coroutine }

// Close implements loop.Closer.
func (x *made) Close() {
	if c, ok := x.Coroutine.(loop.Closer); ok {
		c.Close()
	}
}
