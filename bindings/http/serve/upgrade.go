package serve

// This file is the server's side of a websocket's handshake.

import (
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"

	"moonloop/bindings/http/frames"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// bothSides are the options of a websocket, of both sides.
var bothSides = []string{"max_size", "ping", "queue", "protocols", "compression"}

// readSocketOptions reads the options of a websocket.
func readSocketOptions(o native.Options) socketOptions {
	s := socketOptions{
		maxSize: size(o, "max_size", 1<<20), queue: size(o, "queue", 16), ping: seconds(o, "ping", 20), compression: o.Flag("compression", false),
		protocols: strings_(o, "protocols"),
	}
	if math.IsInf(s.ping, 1) {
		s.ping = 0
	}
	for _, name := range s.protocols {
		if !wire.IsToken(name) {
			o.FailOption("protocols", "names without spaces expected, got '%s'", name)
		}
	}
	return s
}

// strings_ is an option that is a list of strings; nil when it is absent.
func strings_(o native.Options, key string) []string {
	switch v := o.Get(key).(type) {
	case *lua.LNilType:
		return nil
	case lua.LString:
		return []string{string(v)}
	case *lua.LTable:
		list := make([]string, 0, ltable.Len(v))
		for i := 1; i <= ltable.Len(v); i++ {
			s, ok := ltable.GetInt(v, i).(lua.LString)
			if !ok {
				o.FailOption(key, "item %d: string expected, got %s", i, native.TypeName(ltable.GetInt(v, i)))
			}
			list = append(list, string(s))
		}
		return list
	default:
		o.FailOption(key, "list of strings expected, got %s", native.TypeName(v))
		return nil
	}
}

// addSocket is app:ws(path, fn(ws, req), {origins=, max_size=, ping=, queue=, protocols=, compression=}).
func (s *scope) addSocket(c native.Call) int {
	o := c.Options(3, append([]string{"origins"}, bothSides...)...)
	options := readSocketOptions(o)
	options.origins = strings_(o, "origins")
	s.add(c, "GET", c.Text(1), &endpoint{scope: s, handler: c.Function(2), maxBody: s.app.maxBody, socket: &options})
	return 0
}

// serveSocket does the handshake and runs the body.
func (x *exchange) serveSocket(c native.Call, e *endpoint, next vm.Next) vm.Step {
	h, deflate, err := x.handshake(e.socket)
	if err != nil {
		return next(nil, err)
	}
	k := x.conn
	if err := k.switchProtocols(h); err != nil {
		return next(nil, err)
	}
	w := x.m.newSocket(x.l, k.c, *e.socket, true, deflate)
	w.conn, k.socket, w.protocol, w.remote = k, w, h.Get("Sec-WebSocket-Protocol"), x.remoteText()
	x.upgraded, x.started, x.finished = true, true, true
	w.begin()
	s := k.s
	s.upgraded = append(s.upgraded, x)
	if s.closing {
		w.goAway()
	}
	return native.CallAsync(x.m.rt, e.handler, []lua.LValue{&w.ud, &x.ud}, func(vals []lua.LValue, err error) vm.Step {
		s.upgraded = slices.DeleteFunc(s.upgraded, func(other *exchange) bool { return other == x })
		defer s.exchanged()
		return w.finish(nil, err, func(_ []lua.LValue, err error) vm.Step {
			switch {
			case err == nil || w.own(err):
			case loop.IsCancelled(err) || vm.Fatal(err):
				return vm.Raise(err)
			default:
				x.report(err)
			}
			t := ltable.New(0, 1)
			ltable.SetString(t, "status", lua.LNumber(switched))
			return next([]lua.LValue{t}, nil)
		})
	})
}

// own tells whether err says that the websocket itself was closed: its end is no failure of the body.
func (w *socket) own(err error) bool {
	var e *loop.Error
	if !errors.As(err, &e) || !e.Class.IsA(WebSocketClosed) {
		return false
	}
	fields, _ := e.Cause.(native.Fields)
	return w.over && fields["code"] == w.code
}

// handshake looks whether the request asks for a websocket, and gives the fields of the answer.
func (x *exchange) handshake(o *socketOptions) (h wire.Header, deflate bool, err error) {
	in := x.req.Header
	keys := in.Values("Sec-WebSocket-Key")
	switch {
	case x.conn == nil || x.req.Minor == 0 || !in.HasToken("Upgrade", "websocket") || !in.HasToken("Connection", "upgrade"):
		return nil, false, aborted(426, "a websocket is here")
	case in.Get("Sec-WebSocket-Version") != "13":
		return nil, false, aborted(426, "Sec-WebSocket-Version 13 expected")
	case len(keys) != 1 || !frames.ValidKey(keys[0]):
		return nil, false, aborted(400, "Sec-WebSocket-Key expected")
	case x.length != 0:
		return nil, false, aborted(400, "a request without a body expected")
	case x.conn.state != answering || x.started:
		return nil, false, loop.RuntimeError.New("the request has been answered already")
	case !x.welcome(o.origins):
		return nil, false, aborted(403, "another origin expected")
	}
	h = wire.Header{
		{Name: "Upgrade", Value: "websocket"}, {Name: "Connection", Value: "Upgrade"},
		{Name: "Sec-WebSocket-Accept", Value: frames.Accept(keys[0])},
	}
	if name := frames.Protocol(strings.Join(in.Values("Sec-WebSocket-Protocol"), ","), o.protocols); name != "" {
		h.Add("Sec-WebSocket-Protocol", name)
	}
	if o.compression {
		if answer := frames.Negotiate(strings.Join(in.Values("Sec-WebSocket-Extensions"), ",")); answer != "" {
			h.Add("Sec-WebSocket-Extensions", answer)
			deflate = true
		}
	}
	return h, deflate, nil
}

// welcome tells whether the page that the request comes from may connect: one of this host, or of the origins that were
// said. Programs that are no browsers say no origin.
func (x *exchange) welcome(origins []string) bool {
	list := x.req.Header.Values("Origin")
	switch {
	case len(list) == 0:
		return true
	case len(list) > 1:
		return false
	case origins != nil:
		return slices.Contains(origins, "*") || slices.ContainsFunc(origins, func(o string) bool { return strings.EqualFold(o, list[0]) })
	}
	u, err := url.Parse(list[0])
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, x.hostText())
}

// switchProtocols makes the connection a websocket's.
func (k *conn) switchProtocols(h wire.Header) error {
	b, err := wire.AppendResponse(k.s.buf[:0], switched, "", h)
	if err != nil {
		return err
	}
	k.put(b)
	k.s.buf = b[:0]
	k.state, k.readBy, k.keep = switchedTo, 0, false
	return nil
}

// drop closes the connection of a websocket when all has gone out.
func (k *conn) drop() {
	if k.state != switchedTo {
		return
	}
	if k.r.Ended() || !k.c.CanWriteEOF() {
		k.close()
		return
	}
	k.state = lingering
	k.r.Skip(len(k.r.Peek()))
	_ = k.c.WriteEOF()
	k.readUntil(k.l.Time() + lingerFor)
}
