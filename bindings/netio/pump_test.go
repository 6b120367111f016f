package netio

import (
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
)

// What is written in the last step before a loop ends arrives, whoever writes it; the peer sees an end, and with TLS a goodbye.
func TestLastWrites(t *testing.T) {
	serverConfig, clientConfig := certificate(t)
	last := strings.Repeat("last words", 2000)
	try := func(t *testing.T, o Options, secure bool) {
		got := make(chan string)
		address := peer(t, func(conn net.Conn) {
			if secure {
				conn = tls.Server(conn, serverConfig)
			}
			b, err := io.ReadAll(conn)
			if err != nil {
				b = []byte(err.Error())
			}
			got <- string(b)
		})
		within(t, o, func(s *script) {
			var d DialOptions
			if secure {
				d.TLS = clientConfig
			}
			c := s.dial(address, d)
			_ = c.Write(last)
			c.Close()
		})
		if s := <-got; s != last {
			t.Fatalf("got %d bytes: %.40q, want %d", len(s), s, len(last))
		}
	}
	for range 20 {
		both(t, func(t *testing.T, o Options) { try(t, o, false) })
		try(t, Options{}, true)
	}
}

// A peer that takes nothing does not keep a loop from ending.
func TestLastWritesAreBounded(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		ended := make(chan struct{})
		defer close(ended)
		address := peer(t, func(net.Conn) { <-ended })
		within(t, o, func(s *script) {
			c := s.dial(address, DialOptions{})
			_ = c.Write(strings.Repeat("x", 50<<20))
			c.Close()
		})
	})
}
