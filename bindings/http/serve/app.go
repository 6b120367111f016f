package serve

// This file is App: routes, groups and middleware.

import (
	"fmt"
	"math"
	"strings"

	"moonloop/bindings/http/route"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// options are those of an app. Times are in seconds.
type options struct {
	maxBody            int // bytes
	maxHeaders         int // bytes
	headerTimeout      float64
	idleTimeout        float64
	shutdownTimeout    float64
	maxConnections     int
	cancelOnDisconnect bool
	trustProxy         bool
	log                lua.LValue // true or a function; nil: none
}

var appOptions = []string{
	"max_body", "max_headers", "header_timeout", "idle_timeout", "shutdown_timeout", "max_connections", "cancel_on_disconnect",
	"trust_proxy", "access_log",
}

// An app is what an App holds.
type app struct {
	scope
	options
	routes   route.Table[*endpoint]
	dispatch *lua.LFunction // runs an exchange, its argument
}

// A scope is an app or a group of it: what is added to it has the prefix and goes through the middleware.
type scope struct {
	ud     lua.LUserData
	m      *Module
	app    *app
	parent *scope // of a group
	prefix string
	middle []*lua.LFunction
}

// scoped is what the methods that apps and groups share are called on.
type scoped interface{ scopeOf() *scope }

func (s *scope) scopeOf() *scope { return s }

// An endpoint is what a route leads to: a handler, a folder, or a websocket.
type endpoint struct {
	scope   *scope
	handler *lua.LFunction // nil for a folder
	place   string         // for messages
	maxBody int
	folder  *folder
	socket  *socketOptions // of a websocket
}

func (m *Module) newApp(c native.Call) int {
	o := c.Options(1, appOptions...)
	a := &app{options: options{
		maxBody: size(o, "max_body", 1<<20), maxHeaders: size(o, "max_headers", 1<<16), maxConnections: size(o, "max_connections", 10000),
		headerTimeout: positive(o, "header_timeout", 10), idleTimeout: positive(o, "idle_timeout", 75),
		shutdownTimeout: seconds(o, "shutdown_timeout", 10), cancelOnDisconnect: o.Flag("cancel_on_disconnect", true),
		trustProxy: o.Flag("trust_proxy", false), log: o.Get("access_log"),
	}}
	if a.log != lua.LTrue && lua.LVAsBool(a.log) && !native.IsCallable(m.rt, a.log) {
		o.FailOption("access_log", "boolean or function expected, got %s", native.TypeName(a.log))
	}
	a.scope = scope{m: m, app: a}
	a.dispatch = m.rt.State().NewFunction(m.dispatch)
	m.classes.app.Init(&a.ud, a)
	return c.Push(&a.ud)
}

// size is an option that is a positive number of bytes or other things.
func size(o native.Options, key string, def int) int {
	if n := o.Size(key); n > 0 {
		return n
	}
	return def
}

// positive is an option that is a time above zero.
func positive(o native.Options, key string, def float64) float64 {
	s := seconds(o, key, def)
	if s == 0 {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: seconds above 0 expected", o.Name, key))
	}
	return s
}

// seconds is an option that is a time.
func seconds(o native.Options, key string, def float64) float64 {
	s := o.Number(key, def)
	if math.IsNaN(s) || s < 0 {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: seconds expected, got %g", o.Name, key, s))
	}
	return s
}

// methods are those by which routes are added, with their names in HTTP.
var methods = []struct{ name, method string }{
	{"get", "GET"}, {"head", "HEAD"}, {"options", "OPTIONS"}, {"post", "POST"}, {"put", "PUT"}, {"patch", "PATCH"}, {"delete", "DELETE"},
}

// groupMethods are get(path, handler, {max_body=}) and so on, ws(path, fn(ws, req), {origins=, …}), static(prefix, dir),
// group(prefix, fn(group)), use(fn(req, next)).
func (m *Module) groupMethods() []native.Entry {
	list := []native.Entry{
		native.Method("ws", func(c native.Call, s scoped) int { return s.scopeOf().addSocket(c) }),
		native.Method("static", func(c native.Call, s scoped) int { return s.scopeOf().addFolder(c) }),
		native.Method("group", func(c native.Call, s scoped) int { return s.scopeOf().addGroup(c) }),
		native.Method("use", func(c native.Call, s scoped) int {
			k := s.scopeOf()
			k.middle = append(k.middle, c.Function(1))
			return 0
		}),
	}
	for _, x := range methods {
		list = append(list, native.Method(x.name, func(c native.Call, s scoped) int { return s.scopeOf().addHandler(c, x.method) }))
	}
	return list
}

func (m *Module) appMethods() []native.Entry {
	return append(m.groupMethods(),
		method("start", (*app).start), // app:start(host, port, {ssl=, unix=, shutdown_timeout=}): coroutine of a server
		method("serve", (*app).serve), // app:serve(host, port, {…}): coroutine that ends when it is cancelled
		native.Method("__tostring", func(c native.Call, a *app) int {
			return c.Push(lua.LString(fmt.Sprintf("<App: %d routes>", a.count())))
		}),
	)
}

func (s *scope) addHandler(c native.Call, method string) int {
	e := &endpoint{scope: s, handler: c.Function(2), maxBody: size(c.Options(3, "max_body"), "max_body", s.app.maxBody)}
	s.add(c, method, c.Text(1), e)
	return 0
}

// add adds a route below the scope's prefix.
func (s *scope) add(c native.Call, method, path string, e *endpoint) {
	e.place = where("handler", e.handler)
	if !strings.HasPrefix(path, "/") {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: path that begins with / expected, got '%s'", c.Name, path))
	}
	if s.prefix != "" && path == "/" {
		path = "" // the group itself
	}
	if err := s.app.routes.Add(method, s.prefix+path, e); err != nil {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: %v", c.Name, err))
	}
}

// addGroup is group(prefix, fn(group)).
func (s *scope) addGroup(c native.Call) int {
	prefix, fn := strings.TrimSuffix(c.Text(1), "/"), c.Function(2)
	if prefix != "" && !strings.HasPrefix(prefix, "/") || strings.Contains(prefix, "...}") {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: path that begins with / expected, got '%s'", c.Name, c.Text(1)))
	}
	g := &scope{m: s.m, app: s.app, parent: s, prefix: s.prefix + prefix}
	s.m.classes.group.Init(&g.ud, g)
	return c.RT.Perform(c.L, native.CallAsync(c.RT, fn, []lua.LValue{&g.ud}, func(_ []lua.LValue, err error) vm.Step {
		return native.Outcome([]lua.LValue{&g.ud}, err)
	}))
}

// chain are the middleware functions of a scope, the outermost first.
func (s *scope) chain(list []*lua.LFunction) []*lua.LFunction {
	if s.parent != nil {
		list = s.parent.chain(list)
	}
	return append(list, s.middle...)
}

// count is how many routes there are.
func (a *app) count() int {
	n := 0
	for range a.routes.All() {
		n++
	}
	return n
}

// MemorySize implements vm.Sizer.
func (s *scope) MemorySize(visit func(any)) int {
	for _, fn := range s.middle {
		visit(fn)
	}
	if s.parent != nil {
		visit(s.app)
	}
	return 200
}

// MemorySize implements vm.Sizer.
func (a *app) MemorySize(visit func(any)) int {
	n := a.scope.MemorySize(visit) + 200
	visit(a.log)
	for r := range a.routes.All() {
		n += 500 + len(r.Pattern)
		visit(r.Value.handler)
		for s := r.Value.scope; s.parent != nil; s = s.parent {
			visit(s)
		}
	}
	return n
}
