package serve

// This file is the Request that handlers get.

import (
	"net"
	"strings"

	"moonloop/bindings/http/route"
	"moonloop/bindings/internal/native"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// requestTables are the fields of a request that were asked for.
type requestTables struct {
	params, query, headers, cookies, ctx lua.LValue
}

func (t *requestTables) visit(visit func(any)) {
	for _, v := range []lua.LValue{t.params, t.query, t.headers, t.cookies, t.ctx} {
		if v != nil {
			visit(v)
		}
	}
}

// requestMethods read the body, once.
func (m *Module) requestMethods() []native.Entry {
	return []native.Entry{
		method("text", (*exchange).text),     // await(req:text()): the body as text
		method("json", (*exchange).json),     // await(req:json()): the body, decoded
		method("form", (*exchange).form),     // await(req:form()): the fields of a form
		method("read", (*exchange).read),     // await(req:read([n])): some bytes, "" at the end
		method("chunks", (*exchange).chunks), // for piece in req:chunks() do: awaits
		native.Method("__tostring", func(c native.Call, x *exchange) int {
			return c.Push(lua.LString("<Request " + x.req.Method + " " + x.req.Path + ">"))
		}),
	}
}

// requestField gives req.method, path, target, params, query, headers, cookies, host, scheme, remote, route, ctx.
func requestField(v any, key string) lua.LValue {
	x, ok := v.(*exchange)
	if !ok {
		return nil
	}
	switch key {
	case "method":
		return lua.LString(x.req.Method)
	case "path":
		return lua.LString(x.path)
	case "target":
		return lua.LString(x.req.Path)
	case "host":
		return lua.LString(x.hostText())
	case "scheme":
		return lua.LString(x.schemeText())
	case "remote":
		return lua.LString(x.remoteText())
	case "route":
		return lua.LString(x.routed)
	case "params":
		return once(&x.cache.params, x.params)
	case "query":
		return once(&x.cache.query, func() lua.LValue { return fields(x.query) })
	case "headers":
		return once(&x.cache.headers, func() lua.LValue { return x.m.Headers(x.req.Header) })
	case "cookies":
		return once(&x.cache.cookies, x.cookies)
	case "ctx":
		return once(&x.cache.ctx, func() lua.LValue { return ltable.New(0, 0) })
	}
	return nil
}

func once(v *lua.LValue, make func() lua.LValue) lua.LValue {
	if *v == nil {
		*v = make()
	}
	return *v
}

func (x *exchange) params() lua.LValue {
	t := ltable.New(0, len(x.names))
	for i, name := range x.names {
		ltable.SetString(t, name, lua.LString(x.values[i]))
	}
	return t
}

// fields are those of a query or a form: a name that is there several times has a list of values. An escape that is wrong
// stands for itself.
func fields(text string) lua.LValue {
	f := newFieldTable()
	for field := range strings.SplitSeq(text, "&") {
		if field == "" {
			continue
		}
		name, value, _ := strings.Cut(field, "=")
		f.add(decoded(name), lua.LString(decoded(value)))
	}
	return f.t
}

// A fieldTable is fields by their names.
type fieldTable struct {
	t     *lua.LTable
	lists map[string]*lua.LTable // of names that are there several times
}

func newFieldTable() *fieldTable { return &fieldTable{t: ltable.New(0, 0)} }

func (f *fieldTable) add(name string, v lua.LValue) {
	if list := f.lists[name]; list != nil {
		list.Append(v)
		return
	}
	if old := ltable.GetString(f.t, name); old != lua.LNil {
		list := vm.NewList([]lua.LValue{old, v})
		if f.lists == nil {
			f.lists = map[string]*lua.LTable{}
		}
		f.lists[name] = list
		v = list
	}
	ltable.SetString(f.t, name, v)
}

func decoded(s string) string {
	s = strings.ReplaceAll(s, "+", " ")
	if text, err := route.Unescape(s); err == nil {
		return text
	}
	return s
}

// cookies are those of the header Cookie; of a name twice, the first.
func (x *exchange) cookies() lua.LValue {
	t := ltable.New(0, 0)
	for _, line := range x.req.Header.Values("Cookie") {
		for pair := range strings.SplitSeq(line, ";") {
			name, value, ok := strings.Cut(strings.Trim(pair, " \t"), "=")
			if !ok || name == "" || ltable.GetString(t, name) != lua.LNil {
				continue
			}
			if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
				value = value[1 : n-1]
			}
			ltable.SetString(t, name, lua.LString(value))
		}
	}
	return t
}

// forwarded is what a proxy says in a header, the last one in the chain; "" if it is not trusted or says nothing.
func (x *exchange) forwarded(name string) string {
	if !x.app.trustProxy {
		return ""
	}
	list := x.req.Header.Values(name)
	if len(list) == 0 {
		return ""
	}
	last := list[len(list)-1]
	return strings.Trim(last[strings.LastIndexByte(last, ',')+1:], " \t")
}

func (x *exchange) schemeText() string {
	if s := strings.ToLower(x.forwarded("X-Forwarded-Proto")); s == "http" || s == "https" {
		return s
	}
	return x.scheme
}

func (x *exchange) hostText() string {
	if s := x.forwarded("X-Forwarded-Host"); s != "" {
		return s
	}
	return x.req.Host
}

// remoteText is the client's address without its port.
func (x *exchange) remoteText() string {
	if s := x.forwarded("X-Forwarded-For"); s != "" {
		return s
	}
	host, _, err := net.SplitHostPort(x.address())
	if err != nil { // a socket in the file system
		return x.address()
	}
	return host
}

// address is the client's, with its port.
func (x *exchange) address() string {
	if x.conn != nil {
		return x.conn.address()
	}
	return x.remote
}
