package redis

// This file is clients: one connection for all, others for what keeps one to itself, and connecting again.

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// A client belongs to its loop's goroutine.
type client struct {
	m       *instance
	ud      lua.LUserData // not the first field: the measure of memory tells objects by their addresses
	hub     *netio.Hub
	server  server
	main    *link   // nil or lost: the next command connects
	spare   []*link // connected, and used by nobody
	links   []*link // all that are open
	closed  bool
	opening bool           // somebody connects the main one
	waiting []*loop.Future // of who waits for that
	tries   int            // that failed, one after the other
	again   float64        // the loop's time of the next one
	since   float64        // when the first of them was
	methods map[string]*lua.LFunction
}

func (k *client) loop() *loop.Loop { return k.hub.Loop() }

// waits says what is waited for of the server, for native.Straight.
func (k *client) waits(what string) func() string {
	return func() string {
		if k.main == nil || k.main.err != nil {
			return "a connection to " + k.server.address
		}
		return what + " from " + k.server.address
	}
}

func (k *client) gone() error { return loop.RuntimeError.New("the client is closed") }

// maxSpare is how many connections are kept for what needs one of its own.
const maxSpare = 8

// dial opens a connection and says hello.
func (k *client) dial(co *loop.Co) (*link, error) {
	s := &k.server
	c := native.FunctionCall(k.m.rt, k.m.rt.State(), "redis")
	if !s.granted {
		k.m.env.Asyncio.Allow(c, false, s.network, s.address)
	}
	o := netio.DialOptions{}
	if s.tls != nil {
		o.TLS = s.tls(s.host)
	}
	v, err := co.Await(loop.WaitFor(co.Loop(), k.hub.Dial(s.network, s.address, o), loop.Seconds(s.timeout)))
	if err != nil {
		return nil, err
	}
	conn := v.(*netio.Conn)
	if !s.granted {
		if err := k.resolved(c, conn); err != nil {
			conn.Abort()
			return nil, err
		}
	}
	l := newLink(k, conn)
	ready := false
	defer func() {
		if !ready {
			l.lose(k.gone())
		}
	}()
	for _, words := range s.hello() {
		f := co.Loop().CreateFuture()
		l.send(plain(words...), waiter{f})
		if _, err := co.Await(loop.WaitFor(co.Loop(), f, loop.Seconds(s.timeout))); err != nil {
			return nil, loading(err)
		}
	}
	if k.closed {
		return nil, k.gone()
	}
	ready = true
	return l, nil
}

// loading makes a server that reads its data still one that cannot be connected to yet.
func loading(err error) error {
	if e := (*loop.Error)(nil); errors.As(err, &e) && e.Class == Error && strings.HasPrefix(e.Error(), "Error: LOADING") {
		return netio.ConnectionError.New(e.Msg)
	}
	return err
}

// resolved asks the host for an address in its own network that a name has led to.
func (k *client) resolved(c native.Call, conn *netio.Conn) (err error) {
	s := &k.server
	_, remote := conn.Addrs()
	to, ok := remote.(*net.TCPAddr)
	if !ok || net.ParseIP(s.host) != nil || s.host == "localhost" || !(to.IP.IsLoopback() || to.IP.IsPrivate() || to.IP.IsLinkLocalUnicast() || to.IP.IsUnspecified()) {
		return nil
	}
	k.m.env.Asyncio.Allow(c, false, s.network, to.String()) // raises
	return nil
}

// The pauses between attempts to connect again, in seconds: each is twice the one before.
const firstPause, longestPause = 0.05, 2.0

// ready waits until the connection for all is there.
func (k *client) ready(co *loop.Co) (*link, error) {
	for {
		switch {
		case k.closed:
			return nil, k.gone()
		case k.main != nil && k.main.err == nil:
			return k.main, nil
		case !k.opening:
			return k.connect(co)
		}
		f := co.Loop().CreateFuture()
		k.waiting = append(k.waiting, f)
		if _, err := co.Await(f); err != nil {
			return nil, err
		}
	}
}

// connect connects the main connection. If who does it is cancelled, another who waits goes on.
func (k *client) connect(co *loop.Co) (*link, error) {
	k.opening = true
	var failed error
	defer func() {
		k.opening = false
		list := k.waiting
		k.waiting = nil
		for _, f := range list {
			if f.Done() {
				continue
			}
			if failed != nil {
				_ = f.SetException(failed)
			} else {
				_ = f.SetResult(nil)
			}
		}
	}()
	for {
		if pause := k.again - co.Loop().Time(); k.tries > 0 && pause > 0 {
			if _, err := co.Await(loop.Sleep(co.Loop(), loop.Seconds(pause), nil)); err != nil {
				return nil, err
			}
		}
		if k.closed {
			return nil, k.gone()
		}
		l, err := k.dial(co)
		now := co.Loop().Time()
		if err == nil {
			k.main, k.tries = l, 0
			return l, nil
		}
		if !errors.Is(err, loop.OSError) { // cancelled, or the server does not want us
			if errors.Is(err, Error) {
				failed = err
			}
			return nil, err
		}
		if k.tries == 0 {
			k.since = now
		}
		k.again = now + min(firstPause*float64(uint(1)<<min(k.tries, 10)), longestPause)
		k.tries++
		if k.main == nil || now-k.since >= k.server.patience { // the first time, it is known at once
			failed = unreachable(&k.server, err)
			return nil, failed
		}
	}
}

// unreachable is the error of a server that cannot be connected to.
func unreachable(s *server, err error) error {
	e := loop.Errorf(netio.ConnectionError, "redis: no connection to %s: %s", s.address, err)
	e.Cause = err
	return e
}

// own is a connection that nobody else uses. Give it to release.
func (k *client) own(co *loop.Co) (*link, error) {
	for len(k.spare) > 0 {
		l := k.spare[len(k.spare)-1]
		k.spare = k.spare[:len(k.spare)-1]
		if l.idle() {
			return l, nil
		}
	}
	if k.closed {
		return nil, k.gone()
	}
	if _, err := k.ready(co); err != nil { // which knows how to wait for a server that is away
		return nil, err
	}
	return k.dial(co)
}

// release keeps a connection for the next who needs one, or closes it.
func (k *client) release(l *link) {
	if k.closed || !l.idle() || len(k.spare) >= maxSpare || l.push != nil {
		l.lose(k.gone())
		return
	}
	k.spare = append(k.spare, l)
}

// close closes all connections: who waits for a reply gets an error.
func (k *client) close() {
	k.closed = true
	k.spare = nil
	for _, l := range slices.Clone(k.links) {
		l.lose(netio.ConnectionAbortedError.New("the client was closed"))
	}
}

// MemorySize implements vm.Sizer.
func (k *client) MemorySize(visit func(any)) int {
	n := 1024 + 200*len(k.methods)
	for _, l := range k.links {
		n += l.memorySize(visit)
	}
	return n
}

// String is how a client is shown, without a password.
func (k *client) String() string { return fmt.Sprintf("<Redis %s>", k.server.address) }
