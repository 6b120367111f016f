package serve

// This file reads what handlers return.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A response is what a handler returned, checked.
type response struct {
	status int
	fields wire.Header
	body   string
	file   string
	root   string
	rooted bool
	stream *lua.LFunction
	events bool // stream is one of events
	done   bool // it has been sent already: a websocket
}

var responseFields = []string{"status", "headers", "cookies", "body", "json", "file", "root", "stream", "events"}

// bodies are the fields of which there is one at most.
var bodies = []string{"body", "json", "file", "stream", "events"}

// switched is what the handler of a websocket is seen to return.
const switched = 101

// table is what a handler returned, or the Abort that it raised, as the table that middleware gets. It is a copy.
func (x *exchange) table(vals []lua.LValue, err error) (*lua.LTable, error) {
	if err != nil {
		a, ok := abortionOf(err)
		if !ok && x.badBody(err) {
			a, ok = badRequest(err), true
		}
		if !ok {
			return nil, err
		}
		return a.table(), nil
	}
	t := ltable.New(0, 3)
	headers := ltable.New(0, 1)
	var v lua.LValue = lua.LNil
	if len(vals) > 0 {
		v = vals[0]
	}
	switch v := v.(type) {
	case lua.LString:
		ltable.SetString(t, "body", v)
	case *lua.LTable:
		for key, value := range ltable.Pairs(v) {
			ltable.Set(t, key, value)
		}
		switch old := ltable.GetString(v, "headers").(type) {
		case *lua.LTable:
			for key, value := range ltable.Pairs(old) {
				ltable.Set(headers, key, value)
			}
		case *lua.LUserData:
			h, ok := x.m.Fields(old)
			if !ok {
				return nil, x.wrong("headers: table expected, got %s", native.TypeName(old))
			}
			for _, f := range h {
				addHeader(headers, f)
			}
		case *lua.LNilType:
		default:
			return nil, x.wrong("headers: table expected, got %s", native.TypeName(old))
		}
	default:
		return nil, x.wrong("response expected (a string or a table), got %s", nothing(v))
	}
	if ltable.GetString(t, "status") == lua.LNil {
		ltable.SetString(t, "status", lua.LNumber(200))
	}
	ltable.SetString(t, "headers", headers)
	return t, nil
}

// addHeader adds a field to a table of headers, in which a name may have a list of values.
func addHeader(t *lua.LTable, f wire.Field) {
	switch old := ltable.GetString(t, f.Name).(type) {
	case *lua.LNilType:
		ltable.SetString(t, f.Name, lua.LString(f.Value))
	case *lua.LTable:
		old.Append(lua.LString(f.Value))
	default:
		ltable.SetString(t, f.Name, vm.NewList([]lua.LValue{old, lua.LString(f.Value)}))
	}
}

func nothing(v lua.LValue) string {
	if v == lua.LNil {
		return "nothing"
	}
	return native.TypeName(v)
}

// table is the response as middleware gets it.
func (a abortion) table() *lua.LTable {
	r := a.response()
	t, headers := ltable.New(0, 3), ltable.New(0, 1)
	for _, f := range r.fields {
		addHeader(headers, f)
	}
	ltable.SetString(t, "status", lua.LNumber(r.status))
	ltable.SetString(t, "headers", headers)
	ltable.SetString(t, "body", lua.LString(r.body))
	return t
}

// wrong is the error of a response, with the place of the handler that made it.
func (x *exchange) wrong(format string, args ...any) error {
	return loop.Errorf(loop.TypeError, "%s: response: %s", x.place(), fmt.Sprintf(format, args...))
}

// response reads what the outermost function returned.
func (x *exchange) response(c native.Call, vals []lua.LValue) (*response, error) {
	var v lua.LValue = lua.LNil
	if len(vals) > 0 {
		v = vals[0]
	}
	r := &response{status: 200}
	switch v := v.(type) {
	case lua.LString:
		r.body, r.fields = string(v), wire.Header{plainText}
		return r, nil
	case *lua.LTable:
		return r, x.readResponse(c, r, v)
	}
	return nil, x.wrong("a string or a table expected, got %s", nothing(v))
}

// instead is what a field that no response has may be meant as: another one, or one of a value that is to be sent.
func instead(field string) string {
	if near := native.Nearest(field, responseFields); near != "" {
		return near
	}
	return "; {json = value} sends a table"
}

func (x *exchange) readResponse(c native.Call, r *response, t *lua.LTable) error {
	kind, any := "", false
	for key, value := range ltable.Pairs(t) {
		name, ok := key.(lua.LString)
		if !ok || !slices.Contains(responseFields, string(name)) {
			return x.wrong("unknown field '%s'%s", key.String(), instead(key.String()))
		}
		any = true
		if slices.Contains(bodies, string(name)) {
			if kind != "" {
				return x.wrong("one of %s and %s expected, got both", kind, name)
			}
			kind = string(name)
		}
		_ = value
	}
	if !any {
		return x.wrong("a table with a status or a body expected, got an empty one")
	}
	if v := ltable.GetString(t, "status"); v != lua.LNil {
		n, ok := v.(lua.LNumber)
		if ok && n == switched && x.upgraded {
			r.done = true
			return nil
		}
		if !ok || n != lua.LNumber(int(n)) || n < 200 || n > 999 {
			return x.wrong("status: 200 to 999 expected, got %s", c.RT.Repr(v))
		}
		r.status = int(n)
	}
	if err := x.readHeaders(r, ltable.GetString(t, "headers")); err != nil {
		return err
	}
	if err := x.readCookies(r, ltable.GetString(t, "cookies")); err != nil {
		return err
	}
	return x.readBody(c, r, t, kind)
}

func (x *exchange) readBody(c native.Call, r *response, t *lua.LTable, kind string) error {
	v := ltable.GetString(t, kind)
	if root := ltable.GetString(t, "root"); root != lua.LNil {
		s, ok := root.(lua.LString)
		if !ok || kind != "file" {
			return x.wrong("root: the folder of a file expected")
		}
		r.root, r.rooted = string(s), true
	}
	switch kind {
	case "body":
		text, ok := vm.TextOf(v)
		if !ok {
			return x.wrong("body: string expected, got %s", native.TypeName(v))
		}
		r.body = text
		r.defaultType("text/plain; charset=utf-8")
	case "json":
		r.body = x.m.JSON.Encode(c.Named(x.place()), v)
		r.defaultType("application/json")
	case "file":
		s, ok := v.(lua.LString)
		if !ok {
			return x.wrong("file: path expected, got %s", native.TypeName(v))
		}
		r.file = string(s)
	case "stream", "events":
		fn, ok := v.(*lua.LFunction)
		if !ok {
			return x.wrong("%s: function expected, got %s", kind, native.TypeName(v))
		}
		r.stream, r.events = fn, kind == "events"
		if r.events {
			r.defaultType("text/event-stream")
			if !r.fields.Has("Cache-Control") {
				r.fields.Add("Cache-Control", "no-cache")
			}
		} else {
			r.defaultType("application/octet-stream")
		}
	}
	return nil
}

func (r *response) defaultType(kind string) {
	if !r.fields.Has("Content-Type") {
		r.fields.Add("Content-Type", kind)
	}
}

// ownFields are those that the server alone writes.
var ownFields = []string{"Transfer-Encoding", "Keep-Alive", "Upgrade", "Trailer"}

func (x *exchange) readHeaders(r *response, v lua.LValue) error {
	switch v := v.(type) {
	case *lua.LNilType:
		return nil
	case *lua.LUserData:
		h, ok := x.m.Fields(v)
		if !ok {
			return x.wrong("headers: table expected, got %s", native.TypeName(v))
		}
		for _, f := range h {
			if err := x.addHeader(r, f.Name, f.Value); err != nil {
				return err
			}
		}
		return nil
	case *lua.LTable:
		for key, value := range ltable.Pairs(v) {
			name, ok := key.(lua.LString)
			if !ok {
				return x.wrong("headers: names that are strings expected, got %s", native.TypeName(key))
			}
			if list, ok := value.(*lua.LTable); ok {
				for i := 1; i <= ltable.Len(list); i++ {
					if err := x.addHeaderValue(r, string(name), ltable.GetInt(list, i)); err != nil {
						return err
					}
				}
				continue
			}
			if err := x.addHeaderValue(r, string(name), value); err != nil {
				return err
			}
		}
		return nil
	}
	return x.wrong("headers: table expected, got %s", native.TypeName(v))
}

func (x *exchange) addHeaderValue(r *response, name string, v lua.LValue) error {
	text, ok := vm.TextOf(v)
	if !ok {
		return x.wrong("headers: %s: string, number or list of them expected, got %s", short(name), native.TypeName(v))
	}
	return x.addHeader(r, name, text)
}

func (x *exchange) addHeader(r *response, name, value string) error {
	switch {
	case !wire.IsToken(name):
		return x.wrong("headers: name of a field expected, got %s", strconv.QuoteToASCII(short(name)))
	case !wire.IsValue(value):
		return loop.Errorf(loop.ValueError, "%s: response: headers: %s: text without control characters expected", x.place(), name)
	case slices.ContainsFunc(ownFields, func(own string) bool { return strings.EqualFold(own, name) }):
		return loop.Errorf(loop.ValueError, "%s: response: headers: %s is the server's own", x.place(), name)
	}
	r.fields.Add(name, value)
	return nil
}

// cookieOptions are the fields of a cookie that is a table. max_age is in seconds.
var cookieOptions = []string{"value", "path", "domain", "max_age", "secure", "http_only", "same_site"}

// readCookies makes the fields Set-Cookie. A cookie is its value, a table of options, or false: the client is to forget it.
func (x *exchange) readCookies(r *response, v lua.LValue) error {
	if v == lua.LNil {
		return nil
	}
	t, ok := v.(*lua.LTable)
	if !ok {
		return x.wrong("cookies: table expected, got %s", native.TypeName(v))
	}
	for key, value := range ltable.Pairs(t) {
		name, ok := key.(lua.LString)
		if !ok || !wire.IsToken(string(name)) {
			return x.wrong("cookies: name of a cookie expected, got %s", x.m.rt.Repr(key))
		}
		text, err := x.cookie(string(name), value)
		if err != nil {
			return err
		}
		r.fields.Add("Set-Cookie", text)
	}
	return nil
}

func (x *exchange) cookie(name string, v lua.LValue) (string, error) {
	if v == lua.LFalse {
		return name + "=; Path=/; Max-Age=0", nil
	}
	if text, ok := vm.TextOf(v); ok {
		if !cookieText(text) {
			return "", x.wrong("cookies: %s: value without spaces, quotes, commas and semicolons expected", name)
		}
		return name + "=" + text + "; Path=/", nil
	}
	t, ok := v.(*lua.LTable)
	if !ok {
		return "", x.wrong("cookies: %s: string, table or false expected, got %s", name, native.TypeName(v))
	}
	for key := range ltable.Pairs(t) {
		if !slices.Contains(cookieOptions, key.String()) {
			return "", x.wrong("cookies: %s: unknown option '%s'%s", name, key.String(), native.Nearest(key.String(), cookieOptions))
		}
	}
	text := func(key, missing string) string {
		if s, ok := vm.TextOf(ltable.GetString(t, key)); ok {
			return s
		}
		return missing
	}
	b := name + "=" + text("value", "")
	path, domain, site, age := text("path", "/"), text("domain", ""), text("same_site", ""), text("max_age", "")
	if !cookieText(text("value", "")) || strings.ContainsAny(path+domain+site+age, ";,") {
		return "", x.wrong("cookies: %s: values without spaces, quotes, commas and semicolons expected", name)
	}
	b += "; Path=" + path
	for _, attribute := range []struct{ name, value string }{{"Domain", domain}, {"Max-Age", age}, {"SameSite", site}} {
		if attribute.value != "" {
			b += "; " + attribute.name + "=" + attribute.value
		}
	}
	if lua.LVAsBool(ltable.GetString(t, "secure")) {
		b += "; Secure"
	}
	if lua.LVAsBool(ltable.GetString(t, "http_only")) {
		b += "; HttpOnly"
	}
	if !wire.IsValue(b) {
		return "", x.wrong("cookies: %s: text without control characters expected", name)
	}
	return b, nil
}

// cookieText tells whether s can be the value of a cookie.
func cookieText(s string) bool {
	for i := range len(s) {
		if ch := s[i]; ch <= ' ' || ch >= 0x7f || ch == '"' || ch == ',' || ch == ';' || ch == '\\' {
			return false
		}
	}
	return true
}
