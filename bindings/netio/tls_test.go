package netio

import (
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"moonloop/loop"
)

func TestTLS(t *testing.T) {
	serverConfig, clientConfig := certificate(t)
	serverConfig.NextProtos, clientConfig.NextProtos = []string{"echo/1", "other"}, []string{"none", "echo/1"}
	within(t, Options{}, func(s *script) {
		server := s.serve(ServerOptions{TLS: serverConfig}, echo)
		c := s.dial(server.Addrs()[0].String(), DialOptions{TLS: clientConfig})
		s.eq(c.TLS().NegotiatedProtocol, "echo/1")
		s.eq(c.CanWriteEOF(), false)
		big := strings.Repeat("secret ", 1<<18)
		_ = c.Write(big)
		s.eq(s.await(c.Reader.ReadExactly(len(big))) == big, true)
		c.Close()
		s.await(c.WaitClosed())
		server.Close()
		s.await(server.WaitClosed())
	})
}

// A certificate that nobody vouches for is refused, by whoever is the client.
func TestUntrusted(t *testing.T) {
	serverConfig, _ := certificate(t)
	within(t, Options{}, func(s *script) {
		server := s.serve(ServerOptions{TLS: serverConfig}, echo)
		s.fails(s.h.Dial("tcp", server.Addrs()[0].String(), DialOptions{TLS: &tls.Config{ServerName: "localhost"}}), SSLCertError)
		server.Close()
	})
}

// Clients that speak no TLS, or nothing at all, do not disturb the others.
func TestHandshakeGarbage(t *testing.T) {
	serverConfig, clientConfig := certificate(t)
	within(t, Options{}, func(s *script) {
		server := s.serve(ServerOptions{TLS: serverConfig, HandshakeTimeout: 100 * time.Millisecond}, echo)
		address := server.Addrs()[0].String()
		garbage := s.dial(address, DialOptions{})
		_ = garbage.Write("GET / HTTP/1.0\r\n\r\n")
		silent := s.dial(address, DialOptions{})
		c := s.dial(address, DialOptions{TLS: clientConfig})
		_ = c.Write("fine\n")
		s.eq(s.await(c.Reader.ReadLine()), "fine\n")
		_, _ = s.Await(garbage.Reader.Read(-1))
		_, _ = s.Await(silent.Reader.Read(-1))
		for _, c := range []*Conn{garbage, silent, c} {
			c.Close()
		}
		server.Close()
		s.await(server.WaitClosed())
	})
}

// A server that answers a handshake with something else.
func TestNoTLSPeer(t *testing.T) {
	_, clientConfig := certificate(t)
	address := peer(t, func(conn net.Conn) { _, _ = conn.Write([]byte("220 hello\r\n")) })
	within(t, Options{}, func(s *script) {
		s.fails(s.h.Dial("tcp", address, DialOptions{TLS: clientConfig}), SSLError)
	})
}

// A dead peer: the handshake ends when it is cancelled.
func TestHandshakeCancelled(t *testing.T) {
	_, clientConfig := certificate(t)
	address := peer(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	within(t, Options{}, func(s *script) {
		timeout := loop.Seconds(0.05)
		s.fails(loop.WaitFor(s.Loop(), s.h.Dial("tcp", address, DialOptions{TLS: clientConfig}), timeout), loop.TimeoutError)
	})
}

func TestStartTLS(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		serverConfig, clientConfig := certificate(t)
		within(t, o, func(s *script) {
			server := s.serve(ServerOptions{}, func(s *script, c *Conn) {
				s.eq(s.await(c.Reader.ReadLine()), "STARTTLS\n")
				_ = c.Write("go\n")
				s.await(c.StartTLS(serverConfig, true, 0))
				echo(s, c)
			})
			c := s.dial(server.Addrs()[0].String(), DialOptions{})
			_ = c.Write("STARTTLS\n")
			s.eq(s.await(c.Reader.ReadLine()), "go\n")
			s.await(c.StartTLS(clientConfig, false, 0))
			_ = c.Write("hidden\n")
			s.eq(s.await(c.Reader.ReadLine()), "hidden\n")
			s.eq(c.TLS() != nil, true)
			c.Close()
			s.await(c.WaitClosed())
			server.Close()
			s.await(server.WaitClosed())
		})
	})
}
