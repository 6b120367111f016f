package serve

// This file is the client's side of a websocket's handshake.

import (
	"slices"
	"strings"

	"moonloop/bindings/http/frames"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// SocketOptionNames are the names of the options that a websocket has on both sides.
func SocketOptionNames() []string { return bothSides }

// Switch sends a request that asks for a websocket with the fields h, and gives the connection of an answer of 101, with
// its fields. The error is that of any other answer.
type Switch func(co *loop.Co, h wire.Header) (conn *netio.Conn, answer wire.Header, err error)

// Websocket runs body with a websocket that is made by ask, or returns that if body is nil; o has the SocketOptionNames.
// protocolError words what is wrong with an answer.
func (m *Module) Websocket(c native.Call, o native.Options, body *lua.LFunction, ask Switch, protocolError *loop.Class) int {
	c.NeedTask()
	mg := &connecting{m: m, l: c.Running(), options: readSocketOptions(o), ask: ask, class: protocolError}
	if body != nil {
		return c.With(mg, body)
	}
	return c.RT.Perform(c.L, mg.Enter(c, native.Outcome))
}

// connecting is a websocket around the function that uses it.
type connecting struct {
	m       *Module
	l       *loop.Loop
	options socketOptions
	ask     Switch
	class   *loop.Class
	w       *socket
}

// Enter implements native.Manager.
func (k *connecting) Enter(_ native.Call, next vm.Next) vm.Step {
	return vm.Await(loop.Func(func(co *loop.Co) (any, error) {
		if err := k.connect(co); err != nil {
			return nil, err
		}
		return &k.w.ud, nil
	}), next)
}

// Exit implements native.Manager.
func (k *connecting) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	return k.w.Exit(c, vals, err)
}

func (k *connecting) connect(co *loop.Co) error {
	var random [16]byte
	k.m.env.RandomBytes(random[:])
	key := frames.Key(random)
	h := wire.Header{
		{Name: "Upgrade", Value: "websocket"}, {Name: "Connection", Value: "Upgrade"},
		{Name: "Sec-WebSocket-Version", Value: "13"}, {Name: "Sec-WebSocket-Key", Value: key},
	}
	if len(k.options.protocols) > 0 {
		h.Add("Sec-WebSocket-Protocol", strings.Join(k.options.protocols, ", "))
	}
	if k.options.compression {
		h.Add("Sec-WebSocket-Extensions", frames.Offer())
	}
	conn, answer, err := k.ask(co, h)
	if err != nil {
		return err
	}
	deflate, known := frames.Negotiated(strings.Join(answer.Values("Sec-WebSocket-Extensions"), ","))
	protocol := answer.Get("Sec-WebSocket-Protocol")
	wrong := ""
	switch {
	case !answer.HasToken("Upgrade", "websocket") || !answer.HasToken("Connection", "upgrade") || answer.Get("Sec-WebSocket-Accept") != frames.Accept(key):
		wrong = "the answer is none to the request for a websocket"
	case !known || deflate && !k.options.compression:
		wrong = "the server uses an extension that was not asked for"
	case answer.Has("Sec-WebSocket-Protocol") && !slices.Contains(k.options.protocols, protocol):
		wrong = "the server has chosen a protocol that was not offered"
	}
	if wrong != "" {
		conn.Abort()
		return loop.Errorf(k.class, "http.websocket: %s", wrong)
	}
	w := k.m.newSocket(k.l, conn, k.options, false, deflate)
	w.protocol = protocol
	if _, remote := conn.Addrs(); remote != nil {
		w.remote = remote.String()
	}
	k.w = w
	conn.Attach(w)
	w.begin()
	return nil
}

// Enter implements native.Manager, for asyncio.with.
func (w *socket) Enter(_ native.Call, next vm.Next) vm.Step { return next([]lua.LValue{&w.ud}, nil) }

// Exit implements native.Manager.
func (w *socket) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	c.NeedTask()
	return w.finish(vals, err, native.Outcome)
}
