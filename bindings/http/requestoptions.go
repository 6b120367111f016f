package http

// This file reads what a script says of a request.

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/http/client"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	boxurl "moonloop/bindings/url"
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// connectionOptions are those of requests that a session has for all of its own, and requestOptions all.
var (
	connectionOptions = []string{"headers", "auth", "timeout", "redirects", "max_body", "ssl", "proxy"}
	requestOptions    = append([]string{"params", "json", "form", "body", "files"}, connectionOptions...)
)

// The defaults of requests.
const (
	connectTimeout = 10 // seconds
	readTimeout    = 60
	maxRedirects   = 10
	maxBody        = 1 << 26
)

// defaults are the request that options change.
func defaults() client.Request {
	return client.Request{Connect: connectTimeout, Read: readTimeout, Redirects: maxRedirects, MaxBody: maxBody}
}

// request is the request of a method to an address, with options as requestOptions names them. In a session, base is what
// that says of all.
func (m *instance) request(o native.Options, method, address string, base client.Request) *client.Request {
	m.async.Need(o.Call, asyncio.Network)
	req := base
	req.Method = strings.ToUpper(method)
	if !wire.IsToken(method) || req.Method == "CONNECT" {
		o.Raise(loop.Errorf(loop.ValueError, "%s: name of a method expected", o.Name))
	}
	u, err := client.Parse(address)
	if err != nil {
		o.Raise(loop.Errorf(loop.ValueError, "%s: %v", o.Name, err))
	}
	req.URL = u
	m.connection(o, &req)
	m.params(o, &req)
	m.payload(o, &req)
	for _, f := range []wire.Field{{Name: "Accept", Value: "*/*"}, {Name: "Accept-Encoding", Value: client.Codings}, {Name: "User-Agent", Value: "moonloop"}} {
		if !req.Header.Has(f.Name) {
			req.Header = append(req.Header, f)
		}
	}
	return &req
}

// connection reads connectionOptions. Fields of a header go before those of the same name in the session.
func (m *instance) connection(o native.Options, req *client.Request) {
	given := headerOption(o, "headers")
	merged := slices.DeleteFunc(slices.Clone(req.Header), func(f wire.Field) bool { return given.Has(f.Name) })
	req.Header = append(merged, given...)
	for _, name := range []string{"Transfer-Encoding", "Content-Length"} {
		if req.Header.Has(name) {
			o.Raise(loop.Errorf(loop.ValueError, "%s: header %s: the body says it", o.Name, name))
		}
	}
	m.timeouts(o, req)
	if auth := authOption(o); auth != "" {
		req.Auth = auth
	}
	if o.Get("redirects") == lua.LFalse {
		req.Redirects = 0
	} else if n := o.Whole("redirects", int64(req.Redirects)); n < 0 || n > 100 {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option redirects: 0 to 100 expected, got %d", o.Name, n))
	} else {
		req.Redirects = int(n)
	}
	if n := o.Size("max_body"); n > 0 {
		req.MaxBody = int64(n)
	}
	if tls := m.async.ClientTLS(o, "ssl"); tls != nil {
		req.TLS = &client.TLS{Config: tls}
	}
	if s := o.Text("proxy", ""); s != "" {
		proxy, err := client.Parse(s)
		if err != nil {
			o.Raise(loop.Errorf(loop.ValueError, "%s: option proxy: %v", o.Name, err))
		}
		if proxy.Scheme != "http" {
			o.Raise(loop.Errorf(loop.ValueError, "%s: option proxy: address that begins with http:// expected", o.Name))
		}
		req.Proxy = proxy
	}
}

// timeouts reads timeout: {connect=, read=}, or a number for all.
func (m *instance) timeouts(o native.Options, req *client.Request) {
	switch v := o.Get("timeout").(type) {
	case *lua.LNilType:
	case lua.LNumber:
		req.Connect, req.Read, req.Total = 0, 0, positive(o, "timeout", float64(v))
	case *lua.LTable:
		parts := o.OptionsIn(v, "option timeout", "key", []string{"connect", "read"})
		req.Connect = positive(o, "timeout", parts.Number("connect", req.Connect))
		req.Read = positive(o, "timeout", parts.Number("read", req.Read))
		req.Total = 0
	default:
		o.FailOption("timeout", "number or {connect=, read=} expected, got %s", native.TypeName(v))
	}
}

// positive is a time in seconds; infinity is no limit, 0.
func positive(o native.Options, key string, f float64) float64 {
	if math.IsInf(f, 1) {
		return 0
	}
	if !(f > 0) {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: positive number of seconds expected, got %v", o.Name, key, f))
	}
	return f
}

// authOption reads auth: {user, password} or {bearer=}.
func authOption(o native.Options) string {
	switch v := o.Get("auth").(type) {
	case *lua.LNilType:
		return ""
	case *lua.LTable:
		if token, ok := ltable.Get(v, lua.LString("bearer")).(lua.LString); ok && ltable.Len(v) == 0 {
			if !wire.IsValue(string(token)) {
				o.Raise(loop.Errorf(loop.ValueError, "%s: option auth: token without control characters expected", o.Name))
			}
			return "Bearer " + string(token)
		}
		user, okUser := ltable.GetInt(v, 1).(lua.LString)
		password, okPassword := ltable.GetInt(v, 2).(lua.LString)
		if okUser && okPassword {
			if strings.Contains(string(user), ":") {
				o.Raise(loop.Errorf(loop.ValueError, "%s: option auth: user without a colon expected", o.Name))
			}
			return client.Basic(string(user), string(password))
		}
	}
	o.FailOption("auth", "{user, password} or {bearer = token} expected, got %s", native.TypeName(o.Get("auth")))
	return ""
}

// params adds the option params to the query.
func (m *instance) params(o native.Options, req *client.Request) {
	var query string
	switch v := o.Get("params").(type) {
	case *lua.LNilType:
		return
	case *lua.LTable:
		query = boxurl.QueryText(o.Call, v)
	default:
		o.FailOption("params", "table of fields expected, got %s", native.TypeName(v))
	}
	u := *req.URL
	if u.RawQuery != "" && query != "" {
		query = u.RawQuery + "&" + query
	} else if query == "" {
		query = u.RawQuery
	}
	u.RawQuery = query
	req.URL = &u
}

// payload reads the option that is the body: one of json, form, body and files, where form may stand beside files.
func (m *instance) payload(o native.Options, req *client.Request) {
	var given []string
	for _, key := range []string{"json", "form", "body", "files"} {
		if o.Get(key) != lua.LNil {
			given = append(given, key)
		}
	}
	kind := ""
	switch {
	case len(given) == 0:
		return
	case len(given) == 1:
	case len(given) == 2 && given[0] == "form" && given[1] == "files":
	default:
		o.Raise(loop.Errorf(loop.TypeError, "%s: one of the options json, form, body and files expected, got %s", o.Name, strings.Join(given, " and ")))
	}
	switch given[len(given)-1] {
	case "json":
		req.Body, kind = client.Content(m.json.Encode(o.Call, o.Get("json"))), "application/json"
	case "form":
		t, ok := o.Get("form").(*lua.LTable)
		if !ok {
			o.FailOption("form", "table of fields expected, got %s", native.TypeName(o.Get("form")))
		}
		req.Body, kind = client.Content(boxurl.QueryText(o.Call, t)), "application/x-www-form-urlencoded"
	case "files":
		req.Body, kind = m.multipart(o)
	case "body":
		req.Body = m.bodyOf(o, o.Get("body"), "body")
	}
	if kind != "" && (!req.Header.Has("Content-Type") || given[len(given)-1] == "files") {
		req.Header.Set("Content-Type", kind)
	}
}

// joined is an address of a session: one without a scheme goes on where base ends.
func joined(base *url.URL, address string) string {
	if base == nil || strings.Contains(address, "://") {
		return address
	}
	s := base.String()
	if address == "" {
		return s
	}
	return strings.TrimSuffix(s, "/") + "/" + strings.TrimPrefix(address, "/")
}
