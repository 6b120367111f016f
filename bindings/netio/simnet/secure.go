package simnet

// This file is TLS as far as programs see it: each end is told who the other is, or why it does not go on. Nothing is encrypted.

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"syscall"
)

// A greeting is an end's part in a handshake: the client's, or the server's answer.
type greeting struct {
	config *tls.Config // of the client
	state  tls.ConnectionState
	err    error
}

// errNoTLS is the error of who is not talked to in TLS.
var errNoTLS = tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}

// Secure implements netio.Link.
func (e *end) Secure(config *tls.Config, server bool, done func(tls.ConnectionState, error)) {
	ended := func(state tls.ConnectionState, err error) {
		e.m.post(e.loop, e.life, func() { done(state, err) })
	}
	if e.broken != nil {
		ended(tls.ConnectionState{}, e.broken)
		return
	}
	e.greeted = func(g *greeting, err error) {
		e.greeted = nil
		switch {
		case err != nil:
			ended(tls.ConnectionState{}, err)
		case !server:
			ended(g.state, g.err)
		default:
			ours, theirs := shake(config, g.config)
			e.send(piece{kind: hello, greeting: theirs})
			ended(ours.state, ours.err)
		}
	}
	if e.taker == nil && len(e.in) > 0 { // the other end talks already
		e.notGreeted(e.in[0].kind, syscall.ECONNRESET)
		return
	}
	if !server {
		e.send(piece{kind: hello, greeting: &greeting{config: config}})
	}
	if e.early != nil { // the client was first
		g := e.early
		e.early = nil
		e.greeted(g, nil)
	}
}

// greet takes the other end's part.
func (e *end) greet(g *greeting) {
	if e.greeted == nil {
		e.early = g
		return
	}
	e.greeted(g, nil)
}

// notGreeted ends a handshake, if one is under way, by what has come in its place. It reports whether one was.
func (e *end) notGreeted(k pieceKind, errno syscall.Errno) bool {
	if e.greeted == nil {
		return false
	}
	switch k {
	case data:
		e.greeted(nil, errNoTLS)
	case finish:
		e.greeted(nil, io.ErrUnexpectedEOF)
	default:
		e.greeted(nil, failed("read", "tcp", e.remote, "read", errno))
	}
	return true
}

// alert is the error of who is told that the other end does not go on.
func alert(n uint8) error { return &net.OpError{Op: "remote error", Err: tls.AlertError(n)} }

// The alerts, by their numbers.
const (
	handshakeFailure = 40
	badCertificate   = 42
	needsCertificate = 116
	noProtocol       = 120
)

// shake is a handshake: what the server makes of it, and what the client does.
func shake(server, client *tls.Config) (ours, theirs *greeting) {
	ours, theirs = &greeting{}, &greeting{}
	state := tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true, CipherSuite: tls.TLS_AES_128_GCM_SHA256, ServerName: client.ServerName}
	if len(server.NextProtos) > 0 && len(client.NextProtos) > 0 {
		for _, name := range server.NextProtos {
			if state.NegotiatedProtocol == "" && slices.Contains(client.NextProtos, name) {
				state.NegotiatedProtocol = name
			}
		}
		if state.NegotiatedProtocol == "" {
			ours.err, theirs.err = errors.New("tls: client requested unsupported application protocols"), alert(noProtocol)
			return ours, theirs
		}
	}
	chain, err := certificate(server, client.ServerName)
	if err != nil {
		ours.err, theirs.err = err, alert(handshakeFailure)
		return ours, theirs
	}
	theirs.state = state
	theirs.state.PeerCertificates = chain
	if theirs.err = verify(client, &theirs.state, client.ServerName, client.RootCAs, !client.InsecureSkipVerify); theirs.err != nil {
		ours.err = alert(badCertificate)
		return ours, theirs
	}
	ours.state = state
	if server.ClientAuth >= tls.RequestClientCert {
		ours.state.PeerCertificates, _ = certificate(client, "")
	}
	switch given := len(ours.state.PeerCertificates) > 0; {
	case !given && (server.ClientAuth == tls.RequireAnyClientCert || server.ClientAuth == tls.RequireAndVerifyClientCert):
		ours.err, theirs.err = errors.New("tls: client didn't provide a certificate"), alert(needsCertificate)
	case given:
		if ours.err = verify(server, &ours.state, "", server.ClientCAs, server.ClientAuth >= tls.VerifyClientCertIfGiven); ours.err != nil {
			theirs.err = alert(badCertificate)
		}
	}
	return ours, theirs
}

// certificate is the chain that a config shows for a name.
func certificate(config *tls.Config, name string) ([]*x509.Certificate, error) {
	var chosen *tls.Certificate
	for i := range config.Certificates {
		leaf, err := x509.ParseCertificate(config.Certificates[i].Certificate[0])
		if err == nil && (chosen == nil || name != "" && leaf.VerifyHostname(name) == nil) {
			chosen = &config.Certificates[i]
		}
	}
	if config.GetCertificate != nil {
		given, err := config.GetCertificate(&tls.ClientHelloInfo{ServerName: name, SupportedVersions: []uint16{tls.VersionTLS13}})
		if err != nil {
			return nil, err
		}
		if given != nil {
			chosen = given
		}
	}
	if chosen == nil {
		return nil, errors.New("tls: no certificates configured")
	}
	var chain []*x509.Certificate
	for _, der := range chosen.Certificate {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		chain = append(chain, c)
	}
	return chain, nil
}

// verify checks the other end's certificates, against the true date as crypto/tls does.
func verify(config *tls.Config, state *tls.ConnectionState, name string, roots *x509.CertPool, chain bool) error {
	if chain {
		between := x509.NewCertPool()
		for _, c := range state.PeerCertificates[1:] {
			between.AddCert(c)
		}
		o := x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: name}
		if name == "" { // of a client
			o.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}
		if config.Time != nil {
			o.CurrentTime = config.Time()
		}
		var err error
		if state.VerifiedChains, err = state.PeerCertificates[0].Verify(o); err != nil {
			return &tls.CertificateVerificationError{UnverifiedCertificates: state.PeerCertificates, Err: err}
		}
	}
	if config.VerifyConnection != nil {
		return config.VerifyConnection(*state)
	}
	return nil
}
