package redis

// This file makes the module, and reads where a server is.

import (
	"crypto/tls"
	"maps"
	"net"
	"net/url"
	"strconv"
	"strings"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module redis.
var Module = Named(nil)

// Named is the module with servers that scripts may connect to by a name: the URLs of these names, which they do not see.
func Named(servers map[string]string) box.Module {
	servers = maps.Clone(servers)
	return box.Module{Name: "redis", Open: func(e *box.Env) lua.LValue { return open(e, servers) }}
}

// instance is the module of one runtime.
type instance struct {
	rt      *vm.Runtime
	env     *box.Env
	servers map[string]string

	client, batch *native.Class
}

var shape vm.Shape

func open(e *box.Env, servers map[string]string) lua.LValue {
	m := &instance{rt: e.Runtime, env: e, servers: servers}
	m.client = e.Class("Redis", m.clientMethods)
	m.client.Field = func(v any, name string) lua.LValue { return v.(*client).method(name) }
	m.batch = e.Class("Pipeline", m.batchMethods)
	m.batch.Field = func(v any, name string) lua.LValue { return v.(*batch).method(name) }
	b := e.Build("redis", &shape,
		native.Func("connect", m.connect), // connect(url, {user=, password=, db=, ssl=, timeout=, patience=}): a client
	)
	b.SetClasses(m.rt, []*loop.Class{Error, WatchError})
	return b.Table()
}

// connect is connect(url, {…}): a coroutine that returns a client, which is connected.
func (m *instance) connect(c native.Call) int {
	text := c.Text(1)
	given, granted := m.servers[text]
	if granted {
		text = given
	} else {
		m.env.Asyncio.Need(c, asyncio.Network)
	}
	s, err := parseServer(text)
	if err != nil {
		c.Raise(native.Prefixed(c, err))
	}
	o := c.Options(2, "user", "password", "db", "ssl", "timeout", "patience")
	s.granted = granted
	s.user, s.password = o.Str("user", s.user), o.Str("password", s.password)
	s.db = o.Whole("db", s.db)
	s.timeout, s.patience = o.Number("timeout", 10), o.Number("patience", 5)
	if !(s.timeout > 0) || !(s.patience >= 0) {
		c.Raise(loop.Errorf(loop.ValueError, "%s: positive numbers of seconds expected for timeout and patience", c.Name))
	}
	if config := m.env.Asyncio.ClientTLS(o, "ssl"); config != nil {
		s.tls = config
	} else if s.secure {
		s.tls = func(name string) *tls.Config { return &tls.Config{ServerName: name, MinVersion: tls.VersionTLS12} }
	}
	if !granted {
		m.env.Asyncio.Allow(c, false, s.network, s.address)
	}
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		k := &client{m: m, hub: m.env.Asyncio.Hub(l), server: *s, methods: map[string]*lua.LFunction{}}
		m.client.Init(&k.ud, k)
		return native.Straight(l, k.waits("a reply"), func(co *loop.Co) (any, error) {
			_, err := k.ready(co)
			return &k.ud, err
		}), nil
	})
}

// A server is where one is, and how it is greeted.
type server struct {
	network, address string
	host             string // without the port
	user, password   string
	db               int64
	secure           bool // the URL asks for TLS
	tls              func(name string) *tls.Config
	timeout          float64 // of connecting, in seconds
	patience         float64 // how long a lost connection is tried again while a command waits
	granted          bool    // the host has written the URL
}

// parseServer reads redis://user:password@host:port/db, rediss:// for TLS, unix:///path. Its errors show no password.
func parseServer(text string) (*server, error) {
	s := &server{network: "tcp"}
	scheme, _, found := strings.Cut(text, "://")
	if !found {
		return nil, loop.Errorf(loop.ValueError, "redis://host:port expected")
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, loop.Errorf(loop.ValueError, "redis://host:port expected, and what is there is no URL")
	}
	if u.User != nil {
		s.user = u.User.Username()
		s.password, _ = u.User.Password()
	}
	db := strings.Trim(u.Path, "/")
	switch scheme {
	case "redis", "rediss":
		s.host = u.Hostname()
		if s.host == "" {
			s.host = "localhost"
		}
		port := u.Port()
		if port == "" {
			port = "6379"
		}
		s.address = net.JoinHostPort(s.host, port)
		s.secure = scheme == "rediss"
	case "unix", "redis+unix":
		s.network, s.address, s.host = "unix", u.Path, "localhost"
		db = u.Query().Get("db")
	default:
		return nil, loop.Errorf(loop.ValueError, "redis://, rediss:// or unix:// expected, got %s://", scheme)
	}
	if db != "" {
		if s.db, err = strconv.ParseInt(db, 10, 32); err != nil || s.db < 0 {
			return nil, loop.Errorf(loop.ValueError, "number of a database expected, got '%s'", db)
		}
	}
	return s, nil
}

// hello are the commands that a connection begins with.
func (s *server) hello() [][]string {
	first := []string{"HELLO", "3"}
	if s.password != "" {
		user := s.user
		if user == "" {
			user = "default"
		}
		first = append(first, "AUTH", user, s.password)
	}
	list := [][]string{first}
	if s.db != 0 {
		list = append(list, []string{"SELECT", strconv.FormatInt(s.db, 10)})
	}
	return append(list, []string{"PING"}) // one that reads its data still has other words for it
}
