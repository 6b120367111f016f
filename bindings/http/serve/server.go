package serve

// This file is a server: what listens for an app, and how it ends.

import (
	"net"
	"os"
	"slices"
	"strconv"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// errSlowHead is what a client is told that does not end its head.
var errSlowHead = &wire.Error{Status: 408, Msg: "a head in time expected"}

// A server is what an HTTPServer holds.
type server struct {
	*netio.Server
	ud     lua.LUserData
	m      *Module
	app    *app
	l      *loop.Loop
	ctx    *loop.Context // that of who started it: its exchanges have copies
	secure bool
	h2     *second // that speaks HTTP/2; nil: nobody has yet
	grace  float64 // seconds, of serve and of asyncio.with

	conns    map[*netio.Conn]*conn // open ones
	upgraded []*exchange           // whose websocket's body runs, in the order in which they began
	inside   bool                  // it listens nowhere: see Inside
	come     []*netio.Conn         // then, in order; some may be gone
	closing  bool
	quiet    *loop.Future // done when nothing is being answered; nil: nobody waits
	forever  *loop.Future // that who serves until it is cancelled waits for; nil: nobody does

	buf    []byte      // where heads are written
	fields wire.Header // and fields collected
	date   string
	second int64
}

// listening is where a server is to listen.
type listening struct {
	network   string
	addresses []string
	options   netio.ServerOptions
	grace     float64
}

var startOptions = []string{"ssl", "unix", "shutdown_timeout", "reuse_address", "reuse_port", "backlog"}

// listenOptions reads the arguments of start and serve: (host, port, {…}), or ({…}).
func (a *app) listenOptions(c native.Call) listening {
	a.m.aio.Need(c, asyncio.Network)
	n := 3
	if _, ok := c.Arg(1).(*lua.LTable); ok && c.Len() == 1 {
		n = 1
	}
	o := c.Options(n, startOptions...)
	at := listening{network: "tcp", grace: seconds(o, "shutdown_timeout", a.shutdownTimeout)}
	at.options = netio.ServerOptions{
		Limit: (a.maxHeaders + 1) / 2, ReusePort: o.Bool("reuse_port"), TLS: offered(a.m.aio.ServerTLS(o, "ssl")),
		HandshakeTimeout: time.Duration(a.headerTimeout * float64(time.Second)),
	}
	if path := o.Str("unix", ""); path != "" {
		if n == 3 && (c.Has(1) || c.Has(2)) {
			c.Raise(loop.ValueError.New(c.Name + ": a host and port or option unix expected, got both"))
		}
		at.network, at.addresses = "unix", []string{path}
	} else {
		port := 0
		if n == 3 {
			port = c.Integer(2, 0)
		}
		if port < 0 || port > 65535 {
			c.Raise(loop.Errorf(loop.ValueError, "%s: argument 2: port must be 0-65535, got %d", c.Name, port))
		}
		for _, host := range hosts(c, n) {
			at.addresses = append(at.addresses, net.JoinHostPort(host, strconv.Itoa(port)))
		}
	}
	for _, address := range at.addresses {
		a.m.aio.Allow(c, true, at.network, address)
	}
	if at.network == "unix" { // a socket that somebody left there is no obstacle
		if info, err := os.Stat(at.addresses[0]); err == nil && info.Mode()&os.ModeSocket != 0 {
			_ = os.Remove(at.addresses[0])
		}
	}
	return at
}

// hosts is argument 1: a name, a list of them, or nil for all.
func hosts(c native.Call, options int) []string {
	if options == 1 {
		return []string{""}
	}
	switch v := c.Arg(1).(type) {
	case *lua.LNilType:
		return []string{""}
	case lua.LString:
		return []string{string(v)}
	case *lua.LTable:
		if ltable.Len(v) > 0 {
			return c.Strings(1)
		}
	}
	c.Fail(1, "host, list of hosts or nil expected, got %s", c.TypeName(1))
	return nil
}

// listen is a coroutine that returns a server which serves.
func (a *app) listen(l *loop.Loop, at listening) loop.Coroutine {
	s := &server{m: a.m, app: a, l: l, ctx: l.Context().Copy(), conns: map[*netio.Conn]*conn{}, grace: at.grace, secure: at.options.TLS != nil}
	a.m.classes.server.Init(&s.ud, s)
	at.options.Connected = s.connected
	return native.Map(a.m.aio.Hub(l).Listen(at.network, at.addresses, at.options), func(v any) any {
		s.Server = v.(*netio.Server)
		s.Start()
		return &s.ud
	})
}

// start is app:start(host, port, {…}).
func (a *app) start(c native.Call) int {
	at := a.listenOptions(c)
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return a.listen(l, at), nil })
}

// serve is app:serve(host, port, {…}): it serves until it is cancelled.
func (a *app) serve(c native.Call) int {
	at := a.listenOptions(c)
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return loop.Func(func(co *loop.Co) (any, error) {
			v, err := co.Await(a.listen(l, at))
			if err != nil {
				return nil, err
			}
			return nil, v.(*lua.LUserData).Value.(*server).serveForever(co)
		}), nil
	})
}

// serveForever serves until it is cancelled, or the server is closed, which cancels it, and ends the server.
func (s *server) serveForever(co *loop.Co) error {
	switch {
	case s.closing:
		return loop.RuntimeError.New("serve_forever: the server is closed")
	case s.forever != nil:
		return loop.RuntimeError.New("serve_forever: the server is awaited already")
	}
	s.forever = s.l.CreateFuture()
	_, err := co.Await(s.forever)
	s.forever = nil
	if closeErr := s.shutdown(co, s.grace); closeErr != nil {
		return closeErr
	}
	return err
}

// serverMethods are those of an HTTPServer.
func (m *Module) serverMethods() []native.Entry {
	return []native.Entry{
		native.Method("close", func(c native.Call, s *server) int { // await(server:close([grace]))
			grace := s.grace
			if c.Has(1) {
				grace = c.Seconds(1, "grace")
			}
			return c.Coroutine(loop.Func(func(co *loop.Co) (any, error) { return lua.LNil, s.shutdown(co, grace) }))
		}),
		native.Method("serve_forever", func(c native.Call, s *server) int { // await(server:serve_forever())
			return c.Coroutine(loop.Func(func(co *loop.Co) (any, error) { return lua.LNil, s.serveForever(co) }))
		}),
		native.Method("is_serving", func(c native.Call, s *server) int { return c.Push(lua.LBool(s.IsServing() && !s.closing)) }),
		native.Method("__tostring", func(c native.Call, s *server) int { return c.Push(lua.LString("<HTTPServer at " + s.address() + ">")) }),
	}
}

// serverField gives server.port and server.address.
func serverField(v any, key string) lua.LValue {
	s, ok := v.(*server)
	if !ok {
		return nil
	}
	switch key {
	case "port":
		for _, a := range s.Addrs() {
			if tcp, ok := a.(*net.TCPAddr); ok {
				return lua.LNumber(tcp.Port)
			}
		}
		return lua.LNil
	case "address":
		return lua.LString(s.address())
	}
	return nil
}

func (s *server) address() string {
	if addrs := s.Addrs(); len(addrs) > 0 {
		return addrs[0].String()
	}
	return "closed"
}

// connected begins with a connection.
func (s *server) connected(c *netio.Conn) {
	open := len(s.conns)
	if s.h2 != nil {
		open += len(s.h2.conns)
	}
	full := open >= s.app.maxConnections
	if state := c.TLS(); state != nil && state.NegotiatedProtocol == protocolTwo {
		if full || s.closing {
			c.Close()
			return
		}
		if s.h2 == nil {
			s.h2 = newSecond(s)
		}
		s.h2.connected(c)
		return
	}
	if full {
		_ = c.Write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		c.Close()
		return
	}
	k := &conn{s: s, c: c, r: c.Reader}
	k.l = s.l
	s.conns[c] = k
	c.Attach(k)
	if !s.l.IsVirtual() {
		k.r.Expect(true) // for as long as it is open
	}
	k.serve()
}

// open are the connections in the order in which they came.
func (s *server) open() []*conn {
	var list []*conn
	for _, c := range s.clients() {
		if k := s.conns[c]; k != nil {
			list = append(list, k)
		}
	}
	return list
}

// busy tells whether something is being answered.
func (s *server) busy() bool {
	for _, k := range s.conns { // in no order: one suffices
		if k.x != nil {
			return true
		}
	}
	return len(s.upgraded) > 0 || s.h2 != nil && len(s.h2.exchanges) > 0
}

// answering is what is being answered: what connections have, and the bodies of websockets, whose connections may be gone.
func (s *server) answering() []*exchange {
	list := slices.Clone(s.upgraded)
	for _, k := range s.open() {
		if k.x != nil && !(k.x.upgraded && slices.Contains(s.upgraded, k.x)) {
			list = append(list, k.x)
		}
	}
	if s.h2 != nil {
		list = append(list, s.h2.exchanges...)
	}
	return list
}

// exchanged is called when a connection has done with an exchange.
func (s *server) exchanged() {
	if f := s.quiet; f != nil && !f.Done() && !s.busy() {
		_ = f.SetResult(nil)
	}
}

// shutdown ends the server: it takes no more, closes idle connections, gives what is being answered the grace to end, then
// cancels it, and waits for it in any case.
func (s *server) shutdown(co *loop.Co, grace float64) error {
	s.close()
	if s.forever != nil {
		s.forever.Cancel(nil)
	}
	for _, k := range s.open() {
		switch {
		case k.state == waiting && len(k.r.Peek()) == 0:
			k.close()
		case k.state == switchedTo:
			k.socket.goAway()
		}
	}
	if s.h2 != nil {
		s.h2.goAway()
	}
	_, err := co.Await(loop.WaitFor(s.l, s.untilQuiet(), loop.Seconds(grace)))
	for s.busy() {
		for _, x := range s.answering() {
			if x.task != nil {
				x.task.Cancel("the server is closing")
			}
		}
		if _, again := co.Await(s.untilQuiet()); loop.IsCancelled(again) {
			err = again
		}
	}
	for _, k := range s.open() {
		k.close()
	}
	if s.h2 != nil { // what was answered last goes out
		if _, again := co.Await(loop.WaitFor(s.l, s.h2.goAway(), loop.Seconds(lingerFor))); loop.IsCancelled(again) {
			err = again
		}
		s.h2.stop()
	}
	if !s.inside && len(s.Clients()) > 0 { // what was written last is still going out
		if _, again := co.Await(loop.WaitFor(s.l, s.WaitClosed(), loop.Seconds(lingerFor))); loop.IsCancelled(again) {
			err = again
		}
	}
	for _, c := range s.clients() {
		c.Abort()
		if k := s.conns[c]; s.inside && k != nil {
			k.forget()
		}
	}
	if loop.IsCancelled(err) {
		return err
	}
	return nil
}

// untilQuiet is done when nothing is being answered.
func (s *server) untilQuiet() *loop.Future {
	s.quiet = s.l.CreateFuture()
	if !s.busy() {
		_ = s.quiet.SetResult(nil)
	}
	return s.quiet
}

// now is the field Date, made once a second.
func (s *server) now() string {
	t := s.m.env.Now()
	if unix := t.Unix(); unix != s.second || s.date == "" {
		s.second, s.date = unix, t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
	}
	return s.date
}

// Enter implements native.Manager.
func (s *server) Enter(_ native.Call, next vm.Next) vm.Step { return next([]lua.LValue{&s.ud}, nil) }

// Exit implements native.Manager.
func (s *server) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	c.NeedTask()
	return vm.Await(loop.Func(func(co *loop.Co) (any, error) { return lua.LNil, s.shutdown(co, s.grace) }), func(_ []lua.LValue, closeErr error) vm.Step {
		if err == nil && closeErr != nil {
			return vm.Raise(closeErr)
		}
		return native.Outcome(vals, err)
	})
}

// MemorySize implements vm.Sizer.
func (s *server) MemorySize(visit func(any)) int {
	visit(&s.app.ud)
	n := 500 + cap(s.buf) + 64*len(s.conns)
	if s.h2 != nil {
		n += len(s.h2.conns) * (500 + pipedRoom)
		for _, x := range s.h2.exchanges {
			visit(&x.ud)
		}
	}
	return n
}
