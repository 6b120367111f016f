package client

// This file is what is asked for.

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"

	"moonloop/bindings/http/wire"
	"moonloop/loop"
)

// A Request says what is asked for, and how. Do does not change it.
type Request struct {
	Method string
	URL    *url.URL // as Parse gives it
	Header wire.Header
	Auth   string // the value of Authorization; "": that of the header, if any
	Body   Body   // nil: none

	Connect, Read float64 // seconds to connect, and without anything from the server; 0: no limit
	Total         float64 // seconds for all; 0: no limit

	Redirects int   // how many are followed; 0: none is
	MaxBody   int64 // bytes that a response may have, unpacked

	TLS   *TLS     // nil: as the system trusts
	Proxy *url.URL // nil: none

	Upgrade bool // a response of 101 is one; its connection is had by Response.Take
}

// String is the request in messages: a query may have secrets, and is not in it.
func (r *Request) String() string { return r.words(r.Method, r.URL) }

// words is the request, or one that it has led to, in messages. That of a websocket is known by its own address.
func (r *Request) words(method string, u *url.URL) string {
	at := "://" + u.Host + path(u)
	if r.Upgrade {
		return strings.Replace(u.Scheme, "http", "ws", 1) + at
	}
	return method + " " + u.Scheme + at
}

// public is an address in messages, without what may be secret.
func public(u *url.URL) string {
	v := *u
	v.User, v.RawQuery, v.Fragment = nil, "", ""
	return v.String()
}

// TLS says how servers are trusted. Connections that were made by one are not used where another is asked for.
type TLS struct {
	Config func(name string) *tls.Config // for a host of that name
}

// A Body is what a request sends.
type Body interface {
	// Length is how many bytes it has; negative: that is not known, and it goes in chunks.
	Length() int64
	// Next is the next piece; "" at the end.
	Next(co *loop.Co) (string, error)
	// Rewind begins again; it is false if the body can be sent once only, and has begun.
	Rewind() bool
}

// Content is a body that is there as a whole.
func Content(s string) Body { return &whole{s: s} }

type whole struct {
	s    string
	sent bool
}

func (t *whole) Length() int64 { return int64(len(t.s)) }

func (t *whole) Next(*loop.Co) (string, error) {
	if t.sent {
		return "", nil
	}
	t.sent = true
	return t.s, nil
}

func (t *whole) Rewind() bool {
	t.sent = false
	return true
}

// Idempotent tells whether a method can be sent again without asking for more than was asked for once.
func Idempotent(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE":
		return true
	}
	return false
}

// Parse reads the address of a request. Its host is in ASCII, and what may not stand in a path or query is escaped. An
// error does not show the address, which may have a password.
func Parse(s string) (*url.URL, error) {
	for i := range len(s) {
		if ch := s[i]; ch <= ' ' || ch == 0x7f || ch == '\\' {
			return nil, errors.New("address without white space and backslashes expected: quote it")
		}
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("address expected")
	}
	return u, normalize(u)
}

// normalize checks an address that is absolute, and puts it in the form that is sent.
func normalize(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("address that begins with http:// or https:// expected, got '%.200s'", public(u))
	}
	host := strings.ToLower(u.Hostname())
	if host == "" || u.Opaque != "" {
		return fmt.Errorf("address with a host expected, got '%.200s'", public(u))
	}
	port := u.Port()
	if port != "" && (len(port) > 5 || strings.Trim(port, "0123456789") != "") {
		return errors.New("port of 0 to 65535 expected")
	}
	if strings.HasPrefix(u.Host, "[") {
		if a, err := netip.ParseAddr(host); err != nil || !a.Is6() {
			return errors.New("address of IPv6 expected in brackets")
		}
	} else {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			ascii = host // names with underscores are in use
		}
		for i := range len(ascii) {
			if ch := ascii[i]; !(ch >= 'a' && ch <= 'z' || ch >= '0' && ch <= '9' || ch == '-' || ch == '.' || ch == '_') {
				return errors.New("name of a host expected")
			}
		}
		host = ascii
	}
	if port == defaultPort(u.Scheme) {
		port = ""
	}
	switch {
	case port != "":
		u.Host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		u.Host = "[" + host + "]"
	default:
		u.Host = host
	}
	u.RawQuery = escaped(u.RawQuery)
	u.Fragment, u.RawFragment = "", ""
	return nil
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// escaped is a query with %XX for what may not be sent.
func escaped(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if ch := s[i]; ch <= ' ' || ch >= 0x7f || ch == '"' || ch == '<' || ch == '>' || ch == '#' {
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[ch>>4])
			b.WriteByte("0123456789ABCDEF"[ch&15])
		} else {
			b.WriteByte(ch)
		}
	}
	return b.String()
}

// hostPort is the address that an URL's server listens on.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = defaultPort(u.Scheme)
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// Origin is the scheme, host and port of an address.
func Origin(u *url.URL) string { return u.Scheme + "://" + hostPort(u) }

// shown is an address without the user's name and password.
func shown(u *url.URL) string {
	v := *u
	v.User = nil
	return v.String()
}

// Basic is the value of Authorization for a user and a password.
func Basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// userAuth is the value of Authorization that an address has in itself, "" when it has none.
func userAuth(u *url.URL) string {
	if u.User == nil {
		return ""
	}
	password, _ := u.User.Password()
	return Basic(u.User.Username(), password)
}
