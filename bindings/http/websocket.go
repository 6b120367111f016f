package http

// This file is websockets of a client, and what the server shares with the client.

import (
	"fmt"
	"slices"
	"strings"

	"moonloop/bindings/http/client"
	"moonloop/bindings/http/serve"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// openServer makes the server's part of the module.
func (m *instance) openServer() {
	m.server = serve.Open(m.env, serve.Shared{
		Headers: func(h wire.Header) lua.LValue { return m.newHeaders(h) },
		Fields: func(v lua.LValue) (wire.Header, bool) {
			ud, _ := v.(*lua.LUserData)
			if ud == nil {
				return nil, false
			}
			h, ok := ud.Value.(*headers)
			if !ok {
				return nil, false
			}
			return h.Header, true
		},
		JSON: m.json,
	})
}

// socketFnOptions are those of websocket and of a session's.
var socketFnOptions = append([]string{"headers", "auth", "timeout", "ssl", "proxy"}, serve.SocketOptionNames()...)

// websocket is websocket(url, {max_size=, ping=, queue=, protocols=, compression=, headers=, …}, fn(ws)): waits.
func (m *instance) websocket(c native.Call) int {
	o, body := c.Body(2, socketFnOptions...)
	address, ok := socketAddress(c.Text(1))
	if !ok {
		c.Raise(loop.ValueError.New(c.Name + ": argument 1: address that begins with ws:// or wss:// expected"))
	}
	req := m.request(o, "get", address, defaults())
	c.NeedTask()
	return m.openSocket(c, o, body, req, m.newClient(c.Running()))
}

// websocket is s:websocket(url, {…}, fn(ws)): waits.
func (s *session) websocket(c native.Call) int {
	o, body := c.Body(2, socketFnOptions...)
	address, _ := socketAddress(c.Text(1))
	req := s.request(o, "get", address, s.base.MaxBody)
	c.NeedTask()
	k, err := s.client(c.Running())
	if err != nil {
		c.Raise(err)
	}
	return s.m.openSocket(c, o, body, req, k)
}

// socketAddress is the address of http that a websocket's stands for; ok is false for one that is none.
func socketAddress(address string) (string, bool) {
	scheme, rest, _ := strings.Cut(address, "://")
	switch {
	case strings.EqualFold(scheme, "ws"):
		return "http://" + rest, true
	case strings.EqualFold(scheme, "wss"):
		return "https://" + rest, true
	}
	return address, false
}

// openSocket does the handshake by a request of k, and runs the body.
func (m *instance) openSocket(c native.Call, o native.Options, body *lua.LFunction, req *client.Request, k *client.Client) int {
	req.Upgrade, req.Redirects = true, 0
	req.Header = slices.DeleteFunc(req.Header, func(f wire.Field) bool { return strings.EqualFold(f.Name, "Accept-Encoding") })
	return m.server.Websocket(c, o, body, func(co *loop.Co, h wire.Header) (*netio.Conn, wire.Header, error) {
		req.Header = append(req.Header, h...)
		res, err := k.Do(co, req)
		if err != nil {
			return nil, nil, err
		}
		if res.Status != 101 {
			body, err := res.All(co)
			if err != nil {
				return nil, nil, err
			}
			text := fmt.Sprintf("http.websocket: the server answers %d %s", res.Status, res.Reason)
			return nil, nil, native.NewError(StatusError, text, native.Fields{"status": res.Status, "response": m.newResponse(res, req, body, false)})
		}
		return res.Take(), res.Header, nil
	}, client.ProtocolError)
}
