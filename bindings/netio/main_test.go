package netio

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"

	"moonloop/loop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// both runs a test with each engine.
func both(t *testing.T, test func(t *testing.T, o Options)) {
	t.Run("loop", func(t *testing.T) { test(t, Options{}) })
	t.Run("goroutines", func(t *testing.T) { test(t, Options{Goroutines: true}) })
}

// script is the body of a test as the main task of a loop.
type script struct {
	t testing.TB
	*loop.Co
	h *Hub
}

// within runs body in a loop of its own.
func within(t testing.TB, o Options, body func(s *script)) {
	t.Helper()
	var h *Hub
	_, err := loop.Run(loop.RunnerOptions{Make: func() *loop.Loop {
		l := loop.New(loop.Options{})
		h = NewHub(l, o)
		return l
	}}, loop.Func(func(co *loop.Co) (any, error) {
		body(&script{t, co, h})
		return nil, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// await waits for x, which must not fail.
func (s *script) await(x any) any {
	s.t.Helper()
	v, err := s.Await(x)
	if err != nil {
		s.t.Fatalf("await: %v", err)
	}
	return v
}

// fails waits for x, which must fail with an error that is target.
func (s *script) fails(x any, target error) error {
	s.t.Helper()
	v, err := s.Await(x)
	if !errors.Is(err, target) {
		s.t.Fatalf("got %v, %v, want %v", v, err, target)
	}
	return err
}

func (s *script) eq(got, want any) {
	s.t.Helper()
	if got != want {
		s.t.Fatalf("got %v, want %v", got, want)
	}
}

// task runs a body as another task of the loop.
func (s *script) task(body func(s *script) any) *loop.Task {
	t, err := s.Loop().CreateTask(loop.Func(func(co *loop.Co) (any, error) { return body(&script{s.t, co, s.h}), nil }), loop.TaskOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	return t
}

// serve makes a server whose connections are handled by tasks.
func (s *script) serve(o ServerOptions, handler func(s *script, c *Conn)) *Server {
	o.Connected = func(c *Conn) { s.task(func(s *script) any { handler(s, c); return nil }) }
	server := s.await(s.h.Listen("tcp", []string{"127.0.0.1:0"}, o)).(*Server)
	server.Start()
	return server
}

func (s *script) dial(address string, o DialOptions) *Conn {
	return s.await(s.h.Dial("tcp", address, o)).(*Conn)
}

// echo sends back what it gets.
func echo(s *script, c *Conn) {
	for {
		v, err := s.Await(c.Reader.Read(1 << 16))
		if err != nil || v == "" {
			break
		}
		_ = c.Write(v.(string))
		if _, err := s.Await(c.Drain()); err != nil {
			break
		}
	}
	c.Close()
}

// peer runs body on a goroutine with the connection of a listener in plain Go, and returns its address.
func peer(t testing.TB, body func(conn net.Conn)) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		body(conn)
	}()
	t.Cleanup(func() {
		_ = ln.Close()
		<-done
	})
	return ln.Addr().String()
}

// certificate makes a certificate for localhost, and the configuration of a client that trusts it.
func certificate(t testing.TB) (server, client *tls.Config) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: pool, ServerName: "localhost"}
}
