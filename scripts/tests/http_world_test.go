package tests

// This file holds what the module http may reach and take in a World.

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// httpServer is a server of Go's on 127.0.0.1.
func httpServer(t *testing.T, handler http.HandlerFunc) (s *httptest.Server, port string) {
	t.Helper()
	s = httptest.NewServer(handler)
	t.Cleanup(s.Close)
	_, port, _ = net.SplitHostPort(s.Listener.Addr().String())
	return s, port
}

// TestHTTPConnect asks for addresses that a World lists and for others, straight and by redirects.
func TestHTTPConnect(t *testing.T) {
	_, far := httpServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "far") })
	_, near := httpServer(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/redirect":
			http.Redirect(w, r, "http://127.0.0.1:"+far+"/", http.StatusFound)
		case r.Method == "CONNECT":
			w.WriteHeader(http.StatusForbidden)
		default:
			fmt.Fprint(w, "near")
		}
	})
	name, _ := os.Hostname() // most machines have a name for themselves, which is no public address
	named := false
	if addrs, err := net.LookupIP(name); err == nil && len(addrs) > 0 {
		named = addrs[0].IsLoopback() || addrs[0].IsPrivate()
	}
	for title, test := range map[string]struct {
		connect   []string
		url, want string
	}{
		"listed":                           {[]string{"127.0.0.1:" + near}, "http://127.0.0.1:" + near, "near"},
		"not listed":                       {[]string{"127.0.0.1:" + near}, "http://127.0.0.1:" + far, "PermissionError"},
		"no network":                       {nil, "http://127.0.0.1:" + near, "PermissionError"},
		"localhost":                        {[]string{"localhost:" + near}, "http://localhost:" + near, "near"},
		"localhost is no address":          {[]string{"localhost:" + near}, "http://127.0.0.1:" + near, "PermissionError"},
		"an address in other letters":      {[]string{"127.0.0.1:" + near}, "http://[::ffff:127.0.0.1]:" + near, "PermissionError"},
		"redirect, not listed":             {[]string{"127.0.0.1:" + near}, "http://127.0.0.1:" + near + "/redirect", "PermissionError"},
		"redirect, listed":                 {[]string{"127.0.0.1:" + near, "127.0.0.1:" + far}, "http://127.0.0.1:" + near + "/redirect", "far"},
		"proxy for what is not listed":     {[]string{"127.0.0.1:" + near}, "proxy http://example.com/", "PermissionError"},
		"proxy for what is listed":         {[]string{"127.0.0.1:" + near, "example.com:80"}, "proxy http://example.com/", "near"},
		"proxy that is not listed":         {[]string{"example.com:80"}, "proxy http://example.com/", "PermissionError"},
		"a name of this machine":           {[]string{name + ":*"}, "http://" + name + ":9", "PermissionError"},
		"a name of this machine, listed":   {[]string{name + ":*", "localhost:9"}, "http://" + name + ":9", "ConnectionError"},
		"a name of this machine, no match": {[]string{name + ":*", "localhost:1"}, "http://" + name + ":9", "PermissionError"},
	} {
		t.Run(title, func(t *testing.T) {
			if strings.Contains(title, "this machine") && !named {
				t.Skipf("%q is no name of this machine", name)
			}
			url, proxy := test.url, "nil"
			if rest, ok := strings.CutPrefix(url, "proxy "); ok {
				url, proxy = rest, `"http://127.0.0.1:`+near+`"`
			}
			vals, err := inWorld(t, host.Options{Connect: test.connect}, fmt.Sprintf(`
local http = require("http")
local ok, r = pcall(function() return await(http.get(%q, { proxy = %s, timeout = 20 })) end)
return ok and r.body or r.name`, url, proxy))
			if err != nil || vals[0] != lua.LString(test.want) {
				t.Errorf("got %v, %v, want %s", vals, err, test.want)
			}
		})
	}
}

// TestHTTPLimits has servers send more than a World may keep, or more than it may work through.
func TestHTTPLimits(t *testing.T) {
	_, port := httpServer(t, func(w http.ResponseWriter, r *http.Request) {
		piece := []byte(strings.Repeat("x", 1<<16))
		switch r.URL.Path {
		case "/large":
			for range 1 << 9 {
				if _, err := w.Write(piece); err != nil {
					return
				}
			}
		case "/line":
			for range 1 << 9 {
				if _, err := w.Write(piece); err != nil {
					return
				}
			}
		case "/headers":
			for i := range 900 {
				w.Header().Set(fmt.Sprint("X", i), strings.Repeat("x", 50))
			}
		default:
			fmt.Fprint(w, "ok")
		}
	})
	base := "http://127.0.0.1:" + port
	for name, test := range map[string]struct{ source, limit string }{
		"body":             {`await(http.get(base .. "/large"))`, "memory"},
		"rest of a stream": {`http.stream("GET", base .. "/large", function(r) return await(r:read()) end)`, "memory"},
		"pieces kept":      {`http.stream("GET", base .. "/large", function(r) local t = {} for s in r:chunks() do t[#t + 1] = s end end)`, "memory"},
		"line":             {`http.stream("GET", base .. "/line", function(r) for s in r:lines() do end end)`, "memory"},
		"responses kept":   {`local t = {} for i = 1, 1e4 do t[i] = await(http.get(base .. "/headers")) end`, "memory"},
		"sessions":         {`local t = {} for i = 1, 1e6 do t[i] = http.Session {} end`, "memory"},
		"coroutines":       {`local t = {} for i = 1, 1e6 do t[i] = http.get(base) end`, "memory"},
		"work":             {`while true do http.stream("GET", base .. "/large", function(r) for s in r:chunks() do end end) end`, "instructions"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := inWorld(t, host.Options{
				Connect: []string{"127.0.0.1:*"}, Limits: vm.Limits{MaxMemory: 8 << 20, MaxInstructions: 50e6}, Grace: 100 * time.Millisecond,
			}, fmt.Sprintf("local http, base = require('http'), %q\n%s", base, test.source))
			if err == nil || limitOf(err) != test.limit {
				t.Errorf("got %v, want the limit of %s", err, test.limit)
			}
		})
	}
}

// limitOf is the limit that an error tells of, "" if it is another.
func limitOf(err error) string {
	var over *vm.LimitError
	if errors.As(err, &over) {
		return over.Limit
	}
	return ""
}
