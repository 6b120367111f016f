package vm

// This file gives Lua the sequences and channels of Go as iterators: for x in seq do, for x in ch do.

import (
	"context"
	"iter"
	"reflect"
	"sync"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// walks are what a runtime has of iterators of Go.
type walks struct {
	meta *lua.LTable          // of their userdata
	open map[*pulled]struct{} // sequences that are being walked
}

// isSequence tells whether a type is that of an iter.Seq or iter.Seq2.
func isSequence(t reflect.Type) bool { return t.Kind() == reflect.Func && (t.CanSeq() || t.CanSeq2()) }

// isSource tells whether a type is that of a channel that can be received from.
func isSource(t reflect.Type) bool {
	return t.Kind() == reflect.Chan && t.ChanDir()&reflect.RecvDir != 0
}

// goIterator makes an iterator of a sequence or a channel.
func (rt *Runtime) goIterator(x reflect.Value) *lua.LUserData {
	if rt.walks.meta == nil {
		rt.walks.meta = rt.newIteratorMeta()
	}
	ud := &lua.LUserData{Metatable: rt.walks.meta}
	if isSource(x.Type()) {
		ud.Value = &receiver{rt: rt, from: x}
	} else {
		ud.Value = &pulled{rt: rt, from: x}
	}
	return ud
}

// A goSource is what the userdata of such an iterator holds.
type goSource interface {
	Closer
	// step is a turn of the loop: the next values, none at the end.
	step(L *lua.LState) int
	// origin is the sequence or channel itself, for Go functions that take one.
	origin() reflect.Value
}

func (rt *Runtime) newIteratorMeta() *lua.LTable {
	L := rt.host
	self := func(L *lua.LState) goSource {
		if ud, ok := L.Get(1).(*lua.LUserData); ok {
			if it, ok := ud.Value.(goSource); ok {
				return it
			}
		}
		rt.raise(rt.asError(loop.Errorf(loop.TypeError, "iterator expected as self, got %s (is it called with ':'?)", kindOf(L.Get(1)))))
		return nil
	}
	mt, methods := L.NewTable(), L.NewTable()
	methods.RawSetString("close", L.NewFunction(func(L *lua.LState) int { self(L).CloseIterator(); return 0 }))
	mt.RawSetString("__index", methods)
	mt.RawSetString("__call", L.NewFunction(func(L *lua.LState) int { return self(L).step(L) }))
	mt.RawSetString("__metatable", lua.LString("iterator"))
	return mt
}

// A pulled is a sequence of Go that a script walks. It runs on a coroutine of Go's own, in turns with the script, so it is as
// a plain function of the host's: it must not wait for the World. Each walk begins at the beginning.
type pulled struct {
	rt   *Runtime
	from reflect.Value
	next func() ([]reflect.Value, bool)
	stop func()
	on   uint64 // the goroutine that it runs on, for Hosting
	busy bool
}

var sequenceName = "iterator"

// pulledSize is about how many bytes one takes that is being walked.
const pulledSize = 8 << 10

func (p *pulled) origin() reflect.Value { return p.from }

// Holds implements Closer.
func (p *pulled) Holds() bool { return true }

// MemorySize implements Sizer. What is walked is counted by the runtime, which knows it too.
func (p *pulled) MemorySize(func(any)) int { return 128 }

// begin begins a walk.
func (p *pulled) begin() {
	p.rt.Reserve(pulledSize)
	p.next, p.stop = iter.Pull(func(yield func([]reflect.Value) bool) {
		p.on = goroutine()
		p.rt.hosting.on.Store(p.on)
		if p.from.Type().CanSeq2() {
			for k, v := range p.from.Seq2() {
				if !yield([]reflect.Value{k, v}) {
					return
				}
			}
			return
		}
		for v := range p.from.Seq() {
			if !yield([]reflect.Value{v}) {
				return
			}
		}
	})
	if p.rt.walks.open == nil {
		p.rt.walks.open = map[*pulled]struct{}{}
	}
	p.rt.walks.open[p] = struct{}{}
}

func (p *pulled) step(L *lua.LState) int {
	rt := p.rt
	if p.busy || rt.closed {
		rt.raise(rt.asError(loop.RuntimeError.New("iterator: it is in the middle of a turn already, or the World is closed")))
	}
	if p.next == nil {
		p.begin()
	}
	var vals []reflect.Value
	ok := false
	if err := p.enter(func() { vals, ok = p.next() }); err != nil {
		p.forget()
		rt.raise(rt.asError(err))
	}
	if !ok {
		p.forget()
		L.Push(lua.LNil)
		return 1
	}
	out := make([]lua.LValue, len(vals))
	for i, v := range vals {
		out[i] = rt.ToLua(v.Interface())
	}
	rt.Push(L, out...)
	return len(out)
}

// enter calls fn, which runs the sequence. Its panic is an error.
func (p *pulled) enter(fn func()) (err error) {
	p.busy = true
	defer func() {
		p.busy = false
		if r := recover(); r != nil {
			err = Recovered(r)
		}
	}()
	p.rt.hosted(&sequenceName, p.on, fn)
	return nil
}

func (p *pulled) forget() {
	p.next, p.stop = nil, nil
	delete(p.rt.walks.open, p)
}

// CloseIterator implements Closer: the sequence is told that no more is wanted, and returns.
func (p *pulled) CloseIterator() {
	if p.stop == nil || p.busy {
		return
	}
	_ = p.enter(p.stop) // nobody is left to be told of a panic
	p.forget()
}

// closePulls ends all walks.
func (rt *Runtime) closePulls() {
	for p := range rt.walks.open {
		p.CloseIterator()
	}
}

// A receiver is a channel that a script walks: a task waits for what is sent. What arrives when the task was cancelled
// meanwhile is kept for the next turn.
type receiver struct {
	rt   *Runtime
	from reflect.Value
	mu   sync.Mutex
	kept []reflect.Value // guarded by mu; received, and not given yet
}

func (r *receiver) origin() reflect.Value { return r.from }

// CloseIterator implements Closer: channels belong to the host.
func (r *receiver) CloseIterator() {}

// Holds implements Closer.
func (r *receiver) Holds() bool { return false }

// MemorySize implements Sizer.
func (r *receiver) MemorySize(func(any)) int { return 128 }

func (r *receiver) step(L *lua.LState) int {
	rt := r.rt
	if x, ok := r.take(); ok {
		L.Push(rt.ToLua(x.Interface()))
		return 1
	}
	x, ok := r.from.TryRecv()
	if ok || x.IsValid() { // valid and not ok: it is closed
		if ok {
			L.Push(rt.ToLua(x.Interface()))
		} else {
			L.Push(lua.LNil)
		}
		return 1
	}
	if !rt.InTask() || rt.loop == nil {
		rt.raise(rt.asError(loop.RuntimeError.New("iterator: no task is running here; only a task (or the main chunk) can wait for a channel")))
	}
	wait := &goFunc{name: sequenceName, fn: reflect.ValueOf(r.receive), blocking: true, fails: true}
	return rt.Perform(L, Await(&blocked{rt: rt, l: rt.loop, f: wait}, func(_ []lua.LValue, err error) Step {
		if err != nil {
			return Raise(err)
		}
		if x, ok := r.take(); ok {
			return Return(rt.ToLua(x.Interface()))
		}
		return Return(lua.LNil)
	}))
}

// receive waits for a value, on a goroutine.
func (r *receiver) receive(ctx context.Context) error {
	chosen, x, ok := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: r.from},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ctx.Done())},
	})
	if chosen == 1 {
		return context.Cause(ctx)
	}
	if ok {
		r.mu.Lock()
		r.kept = append(r.kept, x)
		r.mu.Unlock()
	}
	return nil
}

func (r *receiver) take() (x reflect.Value, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.kept) == 0 {
		return x, false
	}
	x, r.kept = r.kept[0], r.kept[1:]
	return x, true
}
