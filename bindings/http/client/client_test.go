package client

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/http/wire"
)

// TestParse reads addresses into the form that is sent, or refuses them without showing them.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"http://Example.COM":                    "http://example.com /",
		"HTTPS://example.com:443/a?b#c":         "https://example.com /a?b",
		"http://example.com:80":                 "http://example.com /",
		"http://example.com:8080?q=ü":           "http://example.com:8080 /?q=%C3%BC",
		"http://example.com/a%2Fb/../c;d?x=\"<": "http://example.com /a%2Fb/../c;d?x=%22%3C",
		"http://Bücher.example/ü":               "http://xn--bcher-kva.example /%C3%BC",
		"http://under_score.example":            "http://under_score.example /",
		"http://[2001:DB8::1]:80/":              "http://[2001:db8::1] /",
		"http://u:p@[::1]:81/":                  "http://[::1]:81 /",
		"http://example.com.":                   "http://example.com. /",
		"http://a b/":                           "",
		"http://a\r\nX: y/":                     "",
		"http://a\x00/":                         "",
		"http://a\\@b/":                         "",
		"http://":                               "",
		"http:///path":                          "",
		"http:a":                                "",
		"//a":                                   "",
		"ftp://a":                               "",
		"javascript:alert(1)":                   "",
		"http://a:99999999/":                    "",
		"http://a:-1/":                          "",
		"http://a:b/":                           "",
		"http://[::1/":                          "",
		"http://[example.com]/":                 "",
		"http://a%00b/":                         "",
		"http://a%0d%0ab/":                      "",
		"http://a<b>/":                          "",
		"http://secret:pw@/":                    "",
	} {
		u, err := Parse(text)
		got := ""
		if err == nil {
			got = u.Scheme + "://" + u.Host + " " + u.RequestURI()
		}
		if got != want {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
		if err != nil && (strings.Contains(err.Error(), "pw") || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%q: the error shows a password: %v", text, err)
		}
	}
}

// TestCookies sets cookies at one address and asks for those of another.
func TestCookies(t *testing.T) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct{ from, set, to, want string }{
		{"http://a.example/", "n=v", "http://a.example/", "n=v"},
		{"http://a.example/", " n = v ; Path=/", "http://a.example/x", "n=v"},
		{"http://a.example/", "n=v", "http://b.a.example/", ""},
		{"http://a.example/", "n=v", "http://example/", ""},
		{"http://a.example/", "n=v; Domain=a.example", "http://b.a.example/", "n=v"},
		{"http://b.a.example/", "n=v; Domain=.A.example", "http://a.example/", "n=v"},
		{"http://b.a.example/", "n=v; Domain=a.example", "http://ba.example/", ""},
		{"http://a.example/", "n=v; Domain=example", "http://b.example/", ""},
		{"http://a.co.uk/", "n=v; Domain=co.uk", "http://b.co.uk/", ""},
		{"http://a.github.io/", "n=v; Domain=github.io", "http://b.github.io/", ""},
		{"http://a.example/", "n=v; Domain=b.example", "http://b.example/", ""},
		{"http://127.0.0.1/", "n=v; Domain=0.0.1", "http://10.0.0.1/", ""},
		{"http://127.0.0.1/", "n=v; Domain=127.0.0.1", "http://127.0.0.1:81/", "n=v"},
		{"http://a.example/", "n=v; Path=/x", "http://a.example/x/y", "n=v"},
		{"http://a.example/", "n=v; Path=/x", "http://a.example/xy", ""},
		{"http://a.example/x/y", "n=v", "http://a.example/x", "n=v"},
		{"http://a.example/x/y", "n=v; Path=no", "http://a.example/", ""},
		{"https://a.example/", "n=v; Secure", "http://a.example/", ""},
		{"https://a.example/", "n=v; Secure", "https://a.example/", "n=v"},
		{"http://a.example/", "n=v; Secure", "https://a.example/", ""},
		{"http://localhost/", "n=v; Secure", "http://localhost/", "n=v"},
		{"https://a.example/", "__Host-n=v; Secure; Path=/", "https://a.example/", "__Host-n=v"},
		{"https://a.example/", "__Host-n=v; Secure; Path=/; Domain=a.example", "https://a.example/", ""},
		{"http://a.example/", "__Secure-n=v", "https://a.example/", ""},
		{"http://a.example/", "n=v; Max-Age=0", "http://a.example/", ""},
		{"http://a.example/", "n=v; Max-Age=-1", "http://a.example/", ""},
		{"http://a.example/", "n=v; Max-Age=99999999999999999999", "http://a.example/", "n=v"},
		{"http://a.example/", "n=v; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://a.example/", "n=v"},
		{"http://a.example/", "n=v; Expires=Wed, 09-Jan-2030 10:18:14 GMT", "http://a.example/", "n=v"},
		{"http://a.example/", "n=v; Expires=Wed, 09 Jan 2019 10:18:14 GMT", "http://a.example/", ""},
		{"http://a.example/", "n=v; Expires=soon", "http://a.example/", "n=v"},
		{"http://a.example/", "nv", "http://a.example/", ""},
		{"http://a.example/", "=v", "http://a.example/", ""},
		{"http://a.example/", "n n=v", "http://a.example/", ""},
		{"http://a.example/", "n=" + strings.Repeat("v", maxCookie), "http://a.example/", ""},
	} {
		j := &Jar{Now: func() time.Time { return now }}
		from, _ := url.Parse(test.from)
		to, _ := url.Parse(test.to)
		j.Store(from, wire.Header{{Name: "Set-Cookie", Value: test.set}})
		if got := j.Cookies(to); got != test.want {
			t.Errorf("%.60q from %s, at %s: got %q, want %q", test.set, test.from, test.to, got, test.want)
		}
	}
	j := &Jar{Now: func() time.Time { return now }}
	for i := range 2 * maxCookies {
		u, _ := url.Parse("http://" + strings.Repeat("x", 1+i%100) + ".example/")
		j.Store(u, wire.Header{{Name: "Set-Cookie", Value: "n" + strings.Repeat("n", i/100) + "=v"}})
	}
	if len(j.all) > maxCookies {
		t.Errorf("%d cookies are kept, want at most %d", len(j.all), maxCookies)
	}
	for _, c := range j.all {
		n := 0
		for _, other := range j.all {
			if other.domain == c.domain {
				n++
			}
		}
		if n > maxOfADomain {
			t.Fatalf("%d cookies of %s are kept, want at most %d", n, c.domain, maxOfADomain)
		}
	}
}

// TestRedirectAddresses resolves what servers write into Location.
func TestRedirectAddresses(t *testing.T) {
	base, _ := Parse("https://user:pw@a.example/x/y?z")
	for location, want := range map[string]string{
		"w":                       "https://a.example/x/w",
		"/w?q#f":                  "https://a.example/w?q",
		"?q":                      "https://a.example/x/y?q",
		"//b.example":             "https://b.example",
		"http://b.example:80/":    "http://b.example/",
		"https://eve:x@b.example": "https://b.example",
		"/a b":                    "https://a.example/a%20b",
		"ftp://b.example/":        "",
		"javascript:x":            "",
		"http://":                 "",
		"http://b:x/":             "",
		"http://[/":               "",
	} {
		u, err := resolve(base, location)
		got := ""
		if err == nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%q: got %q, %v, want %q", location, got, err, want)
		}
	}
}
