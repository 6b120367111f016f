package sql

// This file is the pool of connections of a database.

import (
	"context"
	"slices"

	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
)

// A pool belongs to the goroutine of its loop. Each of its connections is idle, or used by one operation, transaction or
// iterator; who has to wait for one gets it first come, first served.
type pool struct {
	hub     *netio.Hub
	driver  Driver
	size    int
	idle    []*pooled // the one used last is last
	used    map[*pooled]struct{}
	opening int       // connections that are being opened
	waiting []request // of who waits for one
	closed  bool
	lost    bool           // the only connection is, and what was in memory with it
	ended   bool           // nothing is open any more
	closers []*loop.Future // of who waits for that
	forget  func()         // the hub's
}

// A request is a task that waits for a connection. The result of fut is a *pooled, or nil to look again.
type request struct {
	task *loop.Task
	fut  *loop.Future
}

// A pooled connection.
type pooled struct {
	Conn
	pool  *pool
	lane  *netio.Lane // what it does runs there
	owner *loop.Task  // who uses it
	paid  int         // how much of its memory was told to the limit
	turn  loop.Lock   // held while an operation runs: they take turns
	left  []func()    // called when the operation has ended that was left alone
}

func newPool(h *netio.Hub, d Driver, size int) *pool {
	if d.Single() {
		size = 1
	}
	p := &pool{hub: h, driver: d, size: size, used: map[*pooled]struct{}{}}
	p.forget = h.AtEnd(p.left, p.kill)
	return p
}

func errClosed() error { return loop.RuntimeError.New("the database is closed") }

// take waits for a connection. what is the function that asks, for messages. Give it back by put.
func (p *pool) take(co *loop.Co, what string) (*pooled, error) {
	for {
		var k *pooled
		var err error
		switch n := len(p.idle); {
		case p.closed:
			return nil, errClosed()
		case p.lost:
			return nil, Fail(ConnectionLost, "the database in memory was lost with its connection", "08003", nil)
		case n > 0:
			k, p.idle = p.idle[n-1], p.idle[:n-1]
			p.used[k] = struct{}{}
		case len(p.used)+p.opening < p.size:
			k, err = p.open(co)
		case p.held(co.Task()):
			return nil, loop.Errorf(loop.RuntimeError, "%s: the task itself holds every connection, in a transaction or in rows: use that one, or a larger pool (it is %d)", what, p.size)
		default:
			k, err = p.wait(co)
		}
		if err != nil {
			return nil, err
		}
		if k != nil {
			k.owner = co.Task()
			return k, nil
		}
	}
}

// waits says what a task waits for that does what the function of that name does, for native.Straight.
func (p *pool) waits(t *loop.Task, name string) func() string {
	return func() string {
		if slices.ContainsFunc(p.waiting, func(r request) bool { return r.task == t }) {
			return "a connection of the pool for " + name
		}
		return name + " in the database"
	}
}

// held tells whether a task uses all connections itself, so that it would wait for ever.
func (p *pool) held(t *loop.Task) bool {
	for k := range p.used {
		if k.owner != t {
			return false
		}
	}
	return p.opening == 0
}

// uses tells whether a task uses a connection itself.
func (p *pool) uses(t *loop.Task) bool {
	for k := range p.used {
		if k.owner == t {
			return true
		}
	}
	return false
}

// wait waits for a connection that another gives back. It returns nil when it is worth while to look again.
func (p *pool) wait(co *loop.Co) (*pooled, error) {
	f := p.hub.Loop().CreateFuture()
	p.waiting = append(p.waiting, request{co.Task(), f})
	arrived := false
	defer func() {
		switch v, err := any(nil), error(nil); {
		case arrived:
		case !f.Done() || f.Cancelled(): // who waits is cancelled, or released
			f.Cancel(nil)
			if i := slices.Index(p.waiting, request{co.Task(), f}); i >= 0 {
				p.waiting = slices.Delete(p.waiting, i, i+1)
			}
		default: // what was given comes too late
			if v, err = f.Result(); err == nil {
				p.pass(v)
			}
		}
	}()
	v, err := co.Await(f)
	if err != nil {
		return nil, err
	}
	arrived = true
	k, _ := v.(*pooled)
	return k, nil
}

// pass gives on what somebody waited for and does not want.
func (p *pool) pass(v any) {
	if k, ok := v.(*pooled); ok {
		p.put(k)
		return
	}
	p.next(nil)
}

// next gives a connection to the first who waits, or nil to have him look; false if nobody waits.
func (p *pool) next(k *pooled) bool {
	for len(p.waiting) > 0 {
		f := p.waiting[0].fut
		p.waiting = p.waiting[1:]
		if f.Done() {
			continue
		}
		if k == nil {
			return f.SetResult(nil) == nil
		}
		k.owner = nil
		return f.SetResult(k) == nil
	}
	return false
}

// open opens a connection.
func (p *pool) open(co *loop.Co) (*pooled, error) {
	var c Conn
	var k *pooled
	begun, taken, abandoned := false, false, false
	p.opening++
	defer func() {
		if !taken { // who waited is cancelled, or released, and then it may still come
			abandoned = true
			if k != nil {
				p.put(k)
			}
		}
	}()
	_, err := co.Await(p.call(func(ctx context.Context) (any, error) {
		var err error
		c, err = p.driver.Connect(ctx)
		return nil, err
	}, func() {
		begun = true
		p.opening--
		if c == nil {
			p.next(nil)
			p.settle()
			return
		}
		k = &pooled{Conn: c, pool: p, lane: p.hub.NewLane()}
		p.used[k] = struct{}{}
		if abandoned {
			p.put(k)
		}
	}))
	if !begun { // the loop is closed
		p.opening--
	}
	if err != nil {
		return nil, err
	}
	taken = true
	return k, nil
}

// put takes a connection back, or the place of one that is of no use any more.
func (p *pool) put(k *pooled) {
	switch {
	case k.turn.Locked(): // somebody was cut off
		k.later(func() { p.put(k) })
		return
	case p.closed || k.Broken() || k.InTransaction():
		if lost, ok := k.Conn.(interface{ Lost() bool }); ok && lost.Lost() { // so are the others, if the server is gone
			idle := p.idle
			p.idle = nil
			for _, other := range idle {
				p.discard(other)
			}
		}
		p.discard(k)
		p.next(nil)
		p.settle()
		return
	}
	if !p.next(k) {
		delete(p.used, k)
		k.owner = nil
		p.idle = append(p.idle, k)
	}
}

// discard closes a connection, on a goroutine if there may be one. It keeps its place until it is closed.
func (p *pool) discard(k *pooled) {
	delete(p.used, k)
	k.lane.Close()
	p.opening++
	p.lost = p.driver.Single()
	p.background(func() { k.Close() }, func() {
		p.opening--
		p.next(nil)
		p.settle()
	})
}

// call is netio's DoToEnd, or WaitToEnd where another program answers.
func (p *pool) call(fn func(ctx context.Context) (any, error), done func()) loop.Coroutine {
	if p.driver.Remote() {
		return p.hub.WaitToEnd(fn, done)
	}
	return p.hub.DoToEnd(fn, done)
}

// background runs fn on a goroutine, and then done on the loop's.
func (p *pool) background(fn, done func()) {
	co := p.call(func(context.Context) (any, error) {
		fn()
		return nil, nil
	}, done)
	if sig, _ := co.Resume(nil); sig == loop.Raised { // the loop is closed
		fn()
		done()
	}
}

// do runs an operation on a connection, after those that were asked for before. If who waits is cancelled it is stopped,
// and has come back when do returns.
func (k *pooled) do(co *loop.Co, fn func(ctx context.Context) (any, error)) (any, error) {
	if _, err := co.Await(k.turn.Acquire(co.Loop())); err != nil {
		return nil, err
	}
	ran := false
	v, err := co.Await(k.lane.Call(k.pool.driver.Remote(), fn, func() {
		ran = true
		k.over()
	}))
	if !ran { // the loop is closed
		k.over()
	}
	return v, err
}

// pay tells the limit on memory how much the connection takes.
func (k *pooled) pay(rt *vm.Runtime) error {
	now := k.Memory()
	more := now - k.paid
	k.paid = now
	if more <= 0 {
		return nil
	}
	return rt.Take(more)
}

// over is called when an operation has ended.
func (k *pooled) over() {
	_ = k.turn.Release()
	left := k.left
	k.left = nil
	for _, fn := range left {
		fn()
	}
}

// later calls fn when no operation runs on the connection: at once, or when that one has ended which nobody waits for.
func (k *pooled) later(fn func()) {
	if k.turn.Locked() {
		k.left = append(k.left, fn)
		return
	}
	fn()
}

// close closes what is idle, and the rest when it is given back.
func (p *pool) close() {
	if p.closed {
		return
	}
	p.closed = true
	for _, r := range p.waiting {
		if !r.fut.Done() {
			_ = r.fut.SetResult(nil)
		}
	}
	p.waiting = nil
	idle := p.idle
	p.idle = nil
	for _, k := range idle {
		p.discard(k)
	}
	p.settle()
}

// settle notices the end of a pool that is closed.
func (p *pool) settle() {
	if !p.closed || p.ended || len(p.used)+p.opening > 0 {
		return
	}
	p.ended = true
	p.forget()
	p.driver.Close()
	for _, f := range p.closers {
		if !f.Done() {
			_ = f.SetResult(nil)
		}
	}
	p.closers = nil
}

// left is what the pool is called when nobody has closed it, for tests.
func (p *pool) left() string {
	if p.closed {
		return ""
	}
	return "database"
}

// kill closes everything when the loop has ended, and no operation runs.
func (p *pool) kill() {
	p.closed = true
	if p.ended {
		return
	}
	p.ended = true
	for _, k := range p.idle {
		k.Close()
	}
	for k := range p.used {
		k.Close()
	}
	p.idle, p.used = nil, nil
	p.driver.Close()
}

// memory is about how many bytes the connections take.
func (p *pool) memory() int {
	n := 0
	for _, k := range p.idle {
		n += k.Memory()
	}
	for k := range p.used {
		n += k.Memory()
	}
	return n
}
