package asyncio

// This file is TLS for scripts: what the option ssl may be.

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"moonloop/bindings/internal/disk"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A secureContext is how connections with TLS are made, as an SSLContext in Python.
type secureContext struct {
	ud            lua.LUserData
	config        *tls.Config
	verify        bool
	checkHostname bool
}

func (m *Module) openTLS() {
	m.classes.secure = native.Class{RT: m.rt, Name: "SSLContext", Methods: func() []native.Entry {
		return methods(m, "SSLContext", []method[*secureContext]{
			{"__tostring", func(c call, _ *secureContext) int { return c.Push(lua.LString("<SSLContext>")) }},
		})
	}}
	m.define([]function{
		{"ssl_context", newSSLContext}, // ssl_context({certfile=, keyfile=, cafile=, verify=, alpn_protocols=, ...})
	})
}

// tlsOptions are the keys of an ssl table: files or PEM text of the own certificate with its key, the password of an
// encrypted key, and those certificates that are trusted instead of the system's; verify and check_hostname, on by default for clients; client_auth, whether a server wants
// certificates of its clients; the protocols for ALPN in order of preference; the range of versions.
var tlsOptions = []string{
	"certfile", "keyfile", "certdata", "keydata", "password", "cafile", "cadata", "verify", "check_hostname", "client_auth",
	"alpn_protocols", "minimum_version", "maximum_version",
}

func newSSLContext(c call) int {
	return c.Push(&c.newSecure(c.options(1, tlsOptions...)).ud)
}

// secure is the option ssl: nil or false, true, a context, or a table of which one is made.
func (o keywords) secure(key string, server bool) *secureContext {
	return call{o.Call, o.m}.secure(o.Get(key), "option "+key, server)
}

func (c call) secure(v lua.LValue, where string, server bool) *secureContext {
	var s *secureContext
	switch v := v.(type) {
	case *lua.LNilType:
		return nil
	case lua.LBool:
		if !v {
			return nil
		}
		s = c.newSecure(c.noOptions())
	case *lua.LTable:
		s = c.newSecure(keywords{c.OptionsIn(v, where, "key", tlsOptions), c.m})
	case *lua.LUserData:
		s, _ = v.Value.(*secureContext)
	}
	if s == nil {
		c.Raise(loop.Errorf(loop.TypeError, "%s: %s: boolean, table or ssl context expected, got %s", c.Name, where, native.TypeName(v)))
	}
	if server && len(s.config.Certificates) == 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: %s: a server needs a certificate (certfile and keyfile, or certdata and keydata)", c.Name, where))
	}
	return s
}

// newSecure makes a context of the options of a table.
func (c call) newSecure(o keywords) *secureContext {
	s := &secureContext{config: &tls.Config{}, verify: o.Flag("verify", true)}
	s.checkHostname = o.Flag("check_hostname", s.verify)
	c.m.classes.secure.Init(&s.ud, s)
	cert, key := o.pem("certfile", "certdata"), o.pem("keyfile", "keydata")
	if cert != nil {
		if key == nil {
			key = cert
		}
		pair, err := netio.KeyPair(cert, key, o.Str("password", ""))
		if err != nil {
			c.Raise(netio.Error(err))
		}
		s.config.Certificates = []tls.Certificate{pair}
	}
	if ca := o.pem("cafile", "cadata"); ca != nil {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(ca) {
			o.FailOption("cafile", "certificates in PEM form expected")
		}
		s.config.RootCAs, s.config.ClientCAs = pool, pool
	}
	switch o.Get("client_auth") {
	case lua.LNil, lua.LFalse:
	case lua.LString("optional"):
		s.config.ClientAuth = tls.VerifyClientCertIfGiven
	default:
		s.config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	if list, ok := o.Get("alpn_protocols").(*lua.LTable); ok {
		for i := 1; i <= ltable.Len(list); i++ {
			s.config.NextProtos = append(s.config.NextProtos, ltable.GetInt(list, i).String())
		}
	} else if o.Get("alpn_protocols") != lua.LNil {
		o.FailOption("alpn_protocols", "list of strings expected, got %s", native.TypeName(o.Get("alpn_protocols")))
	}
	s.config.MinVersion = o.version("minimum_version", tls.VersionTLS12)
	s.config.MaxVersion = o.version("maximum_version", 0)
	return s
}

// maxCertificate is how long a file of certificates or keys may be.
const maxCertificate = 16 << 20

// pem reads what one option names as a file or another gives as text; nil when there is neither.
func (o keywords) pem(file, text string) []byte {
	if s := o.Str(text, ""); s != "" {
		return []byte(s)
	}
	path := o.Str(file, "")
	if path == "" {
		return nil
	}
	o.m.Need(o.Call, Files)
	b, err := disk.ReadFile(o.m.Disk(), path, maxCertificate)
	if err != nil {
		o.Raise(netio.Error(err))
	}
	return b
}

func (o keywords) version(key string, def uint16) uint16 {
	switch v := o.Str(key, ""); v {
	case "":
		return def
	case "TLSv1.2":
		return tls.VersionTLS12
	case "TLSv1.3":
		return tls.VersionTLS13
	default:
		o.FailOption(key, `"TLSv1.2" or "TLSv1.3" expected, got '%s'`, v)
		return 0
	}
}

// ClientTLS is an option that is what open_connection takes as ssl, for modules that open connections: it makes the
// configuration for a host of that name. It is nil where the option is absent.
func (m *Module) ClientTLS(o native.Options, key string) func(name string) *tls.Config {
	if s := (keywords{o, m}).secure(key, false); s != nil {
		return s.client
	}
	return nil
}

// ServerTLS is an option that is what start_server takes as ssl; nil where it is absent.
func (m *Module) ServerTLS(o native.Options, key string) *tls.Config {
	if s := (keywords{o, m}).secure(key, true); s != nil {
		return s.config
	}
	return nil
}

// client is the configuration for a connection to the host of that name.
func (s *secureContext) client(name string) *tls.Config {
	config := s.config.Clone()
	config.ServerName = name
	if s.verify && s.checkHostname {
		return config
	}
	config.InsecureSkipVerify = true
	if s.verify { // the chain, but not the name
		config.VerifyConnection = func(state tls.ConnectionState) error {
			between := x509.NewCertPool()
			for _, cert := range state.PeerCertificates[1:] {
				between.AddCert(cert)
			}
			_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: config.RootCAs, Intermediates: between})
			if err != nil {
				return &tls.CertificateVerificationError{UnverifiedCertificates: state.PeerCertificates, Err: err}
			}
			return nil
		}
	}
	if net.ParseIP(name) != nil {
		config.ServerName = ""
	}
	return config
}

// tlsInfo is what get_extra_info says of TLS: cipher, a table of name, version; peercert; ssl_object, a table of all.
func (m *Module) tlsInfo(state *tls.ConnectionState, name string) lua.LValue {
	L := m.rt.State()
	switch name {
	case "cipher":
		t := L.NewTable()
		t.Append(lua.LString(tls.CipherSuiteName(state.CipherSuite)))
		t.Append(lua.LString(tls.VersionName(state.Version)))
		return t
	case "peercert":
		if len(state.PeerCertificates) == 0 {
			return lua.LNil
		}
		cert := state.PeerCertificates[0]
		t := L.NewTable()
		t.RawSetString("subject", lua.LString(cert.Subject.String()))
		t.RawSetString("issuer", lua.LString(cert.Issuer.String()))
		t.RawSetString("serial_number", lua.LString(cert.SerialNumber.String()))
		t.RawSetString("not_before", lua.LNumber(cert.NotBefore.Unix()))
		t.RawSetString("not_after", lua.LNumber(cert.NotAfter.Unix()))
		t.RawSetString("der", lua.LString(cert.Raw))
		names := L.NewTable()
		for _, n := range cert.DNSNames {
			names.Append(lua.LString(n))
		}
		for _, ip := range cert.IPAddresses {
			names.Append(lua.LString(ip.String()))
		}
		t.RawSetString("subject_alt_names", names)
		return t
	case "ssl_object":
		t := L.NewTable()
		t.RawSetString("version", lua.LString(tls.VersionName(state.Version)))
		t.RawSetString("cipher", lua.LString(tls.CipherSuiteName(state.CipherSuite)))
		t.RawSetString("alpn_protocol", lua.LString(state.NegotiatedProtocol))
		t.RawSetString("server_hostname", lua.LString(state.ServerName))
		t.RawSetString("session_reused", lua.LBool(state.DidResume))
		return t
	case "alpn_protocol":
		if state.NegotiatedProtocol != "" {
			return lua.LString(state.NegotiatedProtocol)
		}
	}
	return lua.LNil
}
