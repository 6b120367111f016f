package client

// This file opens connections: to a server or by way of a proxy, where the host lets scripts go.

import (
	"crypto/tls"
	"net"
	"net/url"
	"strings"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/netio"
	"moonloop/loop"
)

// A target is what a connection is good for: connections to the same can be exchanged for each other.
type target struct {
	origin, proxy string
	tls           *TLS // for https
}

// target is that of a request to u.
func (r *Request) target(u *url.URL) target {
	t := target{origin: Origin(u)}
	if u.Scheme == "https" {
		t.tls = r.TLS
	}
	if r.Proxy != nil {
		t.proxy = Origin(r.Proxy) + " " + userAuth(r.Proxy)
		if u.Scheme == "http" {
			t.origin = "" // the proxy takes requests to all
		}
	}
	return t
}

// open makes the connection that a request to u wants.
func (x *exchange) open(co *loop.Co, u *url.URL) (*netio.Conn, error) {
	if x.c.Inside != nil {
		return x.c.Inside(u.Scheme == "https"), nil
	}
	if x.req.Proxy == nil {
		return x.dial(co, u, x.tls(u, true))
	}
	if err := x.c.Allowed("tcp", hostPort(u)); err != nil {
		return nil, err
	}
	conn, err := x.dial(co, x.req.Proxy, x.tls(x.req.Proxy, false))
	if err != nil || u.Scheme == "http" {
		return conn, err
	}
	if err = x.tunnel(co, conn, u); err != nil {
		conn.Abort()
		return nil, err
	}
	return conn, nil
}

// tls is how a connection to u is made secure, nil where it is not. What the caller has said of TLS is of servers.
func (x *exchange) tls(u *url.URL, server bool) *tls.Config {
	if u.Scheme != "https" {
		return nil
	}
	name, _, _ := strings.Cut(strings.TrimSuffix(u.Hostname(), "."), "%")
	var config *tls.Config
	if server && x.req.TLS != nil {
		config = x.req.TLS.Config(name)
	} else {
		config = &tls.Config{ServerName: name, MinVersion: tls.VersionTLS12}
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}

// dial connects to the server of u.
func (x *exchange) dial(co *loop.Co, u *url.URL, config *tls.Config) (*netio.Conn, error) {
	addresses, err := x.addresses(co, u)
	if err != nil {
		return nil, err
	}
	for _, address := range addresses {
		var v any
		v, err = x.wait(co, x.c.Hub.Dial("tcp", address, netio.DialOptions{TLS: config}), x.connectEnd, "to connect")
		if err == nil {
			return v.(*netio.Conn), nil
		}
		if !isOSError(err) {
			break
		}
	}
	return nil, err
}

// addresses are those to connect to for u, after the host was asked. Where it limits them, a name is resolved first: what
// it lists as a name may not lead to this machine or its network.
func (x *exchange) addresses(co *loop.Co, u *url.URL) ([]string, error) {
	address, host := hostPort(u), u.Hostname()
	if err := x.c.Allowed("tcp", address); err != nil {
		return nil, err
	}
	if !x.c.Confined || net.ParseIP(host) != nil || strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return []string{address}, nil
	}
	_, port, _ := net.SplitHostPort(address)
	v, err := x.wait(co, x.c.Hub.Resolve("ip", "tcp", host, port), x.connectEnd, "to look up the name")
	if err != nil {
		return nil, err
	}
	var list []string
	for _, r := range v.([]netio.Resolved) {
		address := net.JoinHostPort(r.IP.String(), port)
		if netio.Near(r.IP) && x.c.Allowed("tcp", address) != nil && x.c.Allowed("tcp", net.JoinHostPort("localhost", port)) != nil {
			continue
		}
		list = append(list, address)
	}
	if len(list) == 0 {
		return nil, loop.Errorf(netio.PermissionError, "this host does not let scripts connect to the addresses of %s, which are not public", host)
	}
	return list, nil
}

// tunnel has a proxy connect to the server of u, and goes on with TLS.
func (x *exchange) tunnel(co *loop.Co, conn *netio.Conn, u *url.URL) error {
	h := wire.Header{{Name: "Host", Value: hostPort(u)}}
	if auth := userAuth(x.req.Proxy); auth != "" {
		h.Add("Proxy-Authorization", auth)
	}
	head, err := wire.AppendRequest(nil, "CONNECT", hostPort(u), h)
	if err != nil {
		return loop.ValueError.New(err.Error())
	}
	if err := conn.Write(string(head)); err != nil {
		return err
	}
	res, err := x.head(co, conn, x.connectEnd)
	if err != nil {
		return err
	}
	if res.Status/100 != 2 {
		return loop.Errorf(ConnectionError, "the proxy %s answers %d %s", x.req.Proxy.Host, res.Status, res.Reason)
	}
	if conn.Reader.Buffered() > 0 {
		return loop.Errorf(ProtocolError, "the proxy %s sends more than its answer", x.req.Proxy.Host)
	}
	_, err = x.wait(co, conn.StartTLS(x.tls(u, true), false, netio.HandshakeTimeout), x.connectEnd, "for TLS")
	return err
}
