package redis

// This file is pipelines and transactions: commands that are collected by a body and sent together.

import (
	"fmt"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A batch is what the body of a pipeline gets: commands that it calls are kept.
type batch struct {
	k       *client
	ud      lua.LUserData
	wire    []byte
	count   int
	over    bool
	methods map[string]*lua.LFunction
}

func (m *instance) batchMethods() []native.Entry {
	return []native.Entry{
		native.Method("command", func(c native.Call, b *batch) int { // p:command(name, …)
			return b.add(c, strings.Fields(c.Str(1)), 2)
		}),
	}
}

// method is the field of a batch that is a command.
func (b *batch) method(name string) lua.LValue {
	if fn := b.methods[name]; fn != nil {
		return fn
	}
	if !isCommand(name) {
		return nil
	}
	rt, words := b.k.m.rt, wordsOf(name)
	callee := native.MethodOf(rt, name)
	fn := rt.State().NewFunction(func(L *lua.LState) int {
		c := callee.On(L)
		return native.Self[*batch](c, "Pipeline").add(c, words, 1)
	})
	if len(b.methods) < maxMethods {
		b.methods[name] = fn
	}
	return fn
}

// add keeps a command.
func (b *batch) add(c native.Call, words []string, n int) int {
	check(c, words, n)
	switch {
	case b.over:
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: the pipeline was sent already", c.Name))
	case blocks(c, words, n):
		c.Raise(loop.Errorf(loop.ValueError, "%s: a command that waits in the server cannot be in a pipeline", c.Name))
	}
	wire := encode(c, words, n)
	if need := len(b.wire) + len(wire); need > cap(b.wire) {
		c.Reserve(2 * need)
	}
	b.wire = append(b.wire, wire...)
	b.count++
	return 0
}

// MemorySize implements vm.Sizer.
func (b *batch) MemorySize(visit func(any)) int {
	visit(&b.k.ud)
	return 256 + cap(b.wire) + 200*len(b.methods)
}

func (k *client) newBatch() *batch {
	b := &batch{k: k, methods: map[string]*lua.LFunction{}}
	k.m.batch.Init(&b.ud, b)
	return b
}

// need refuses a call without a body, which is to collect commands, or outside of a task.
func need(c native.Call, body *lua.LFunction) {
	if body == nil {
		c.Fail(1, "function expected, got %s", c.TypeName(1))
	}
	c.NeedTask()
}

// pipeline is r:pipeline([{return_exceptions=},] body): the commands that the body calls go out together, and their
// replies are a list. It raises the first error among them when all have come, unless the option says that they are items.
func pipeline(c native.Call, k *client) int {
	o, fn := c.Body(1, "return_exceptions")
	need(c, fn)
	keep := o.Bool("return_exceptions")
	b := k.newBatch()
	return c.RT.Perform(c.L, native.CallAsync(c.RT, fn, []lua.LValue{&b.ud}, func(_ []lua.LValue, err error) vm.Step {
		b.over = true
		if err != nil {
			return vm.Raise(err)
		}
		return vm.Await(native.Straight(c.Running(), k.waits(fmt.Sprintf("%d replies", b.count)), func(co *loop.Co) (any, error) {
			if b.count == 0 {
				return listOf(nil), nil
			}
			l, err := k.ready(co)
			if err != nil {
				return nil, err
			}
			r := newReplies(co.Loop(), b.count)
			l.send(string(b.wire), r)
			if _, err := co.Await(r.fut); err != nil {
				return nil, err
			}
			return r.list(k.m.rt, keep)
		}), nil)
	}))
}

// replies is a receiver of several replies.
type replies struct {
	fut    *loop.Future
	want   int
	values []lua.LValue
	errs   []error // nil for a reply that is none
}

func newReplies(l *loop.Loop, n int) *replies { return &replies{fut: l.CreateFuture(), want: n} }

// got implements receiver.
func (r *replies) got(v lua.LValue, err error) bool {
	if v == nil { // the connection is lost
		if !r.fut.Done() {
			_ = r.fut.SetException(err)
		}
		return false
	}
	r.values, r.errs = append(r.values, v), append(r.errs, err)
	if len(r.values) < r.want {
		return true
	}
	if !r.fut.Done() {
		_ = r.fut.SetResult(nil)
	}
	return false
}

// list is the replies as a list with n.
func (r *replies) list(rt *vm.Runtime, keep bool) (any, error) {
	for i, err := range r.errs {
		if err == nil {
			continue
		}
		if !keep {
			return nil, err
		}
		r.values[i] = rt.ErrorValue(err)
	}
	return listOf(r.values), nil
}

func listOf(values []lua.LValue) *lua.LTable {
	t := ltable.New(len(values), 0)
	for i, v := range values {
		if v != lua.LNil {
			ltable.SetInt(t, i+1, v)
		}
	}
	ltable.Set(t, lua.LString("n"), lua.LNumber(len(values)))
	return t
}

// transaction is r:transaction([{watch=},] body): the commands that the body calls are done together, and nothing of others
// in between. If another has changed a key that is watched since the body began, nothing is done: a WatchError.
func transaction(c native.Call, k *client) int {
	o, fn := c.Body(1, "watch")
	need(c, fn)
	var watch []string
	switch v := o.Get("watch").(type) {
	case *lua.LNilType:
	case lua.LString:
		watch = []string{string(v)}
	case *lua.LTable:
		for _, key := range ltable.Pairs(v) {
			s, ok := key.(lua.LString)
			if !ok {
				o.FailOption("watch", "list of keys expected, with %s in it", native.TypeName(key))
			}
			watch = append(watch, string(s))
		}
	default:
		o.FailOption("watch", "list of keys expected, got %s", native.TypeName(v))
	}
	b := k.newBatch()
	x := &exchange{k: k, b: b}
	return c.RT.Perform(c.L, vm.Await(native.Straight(c.Running(), k.waits("the reply to WATCH"), func(co *loop.Co) (any, error) {
		return nil, x.begin(co, watch)
	}), func(_ []lua.LValue, err error) vm.Step {
		if err != nil {
			return vm.Raise(err)
		}
		return native.CallAsync(c.RT, fn, []lua.LValue{&b.ud}, func(_ []lua.LValue, err error) vm.Step {
			b.over = true
			if err != nil {
				x.end(false)
				return vm.Raise(err)
			}
			return vm.Await(native.Straight(c.Running(), k.waits("the reply to EXEC"), x.exec), nil)
		})
	}))
}

// An exchange is a transaction.
type exchange struct {
	k *client
	b *batch
	l *link // of its own, if it watches
}

// begin watches keys.
func (x *exchange) begin(co *loop.Co, watch []string) error {
	if len(watch) == 0 {
		return nil
	}
	l, err := x.k.own(co)
	if err != nil {
		return err
	}
	x.l = l
	watched := false
	defer func() {
		if !watched {
			x.end(false)
		}
	}()
	f := co.Loop().CreateFuture()
	l.send(plain(append([]string{"WATCH"}, watch...)...), waiter{f})
	if _, err = co.Await(f); err == nil {
		watched = true
	}
	return err
}

// end lets go of the connection. One that still watches is closed.
func (x *exchange) end(clean bool) {
	l := x.l
	if l == nil {
		return
	}
	x.l = nil
	if clean {
		x.k.release(l)
		return
	}
	l.lose(x.k.gone())
}

// exec sends all of it.
func (x *exchange) exec(co *loop.Co) (any, error) {
	clean := false
	defer func() { x.end(clean) }()
	l := x.l
	if l == nil {
		var err error
		if l, err = x.k.ready(co); err != nil {
			return nil, err
		}
	}
	wire := make([]byte, 0, len(x.b.wire)+64)
	wire = append(wire, plain("MULTI")...)
	wire = append(wire, x.b.wire...)
	wire = append(wire, plain("EXEC")...)
	r := newReplies(co.Loop(), x.b.count+2)
	l.send(string(wire), r)
	if _, err := co.Await(r.fut); err != nil {
		return nil, err
	}
	clean = true
	for _, err := range r.errs[:x.b.count+1] { // what the server did not take is the reason
		if err != nil {
			return nil, err
		}
	}
	if err := r.errs[x.b.count+1]; err != nil {
		return nil, err
	}
	last := r.values[x.b.count+1]
	if last == lua.LNil {
		return nil, WatchError.New("another has changed a key that is watched")
	}
	return last, nil
}
