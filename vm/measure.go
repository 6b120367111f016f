package vm

// This file measures what memory the values of a runtime take.

import (
	"reflect"

	"moonloop/loop"
	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// MemoryUsed is about how many bytes the runtime's values take that something can still reach. It walks over all of
// them. It is for the runtime's goroutine.
func (rt *Runtime) MemoryUsed() int64 {
	used, _ := rt.measure()
	return used
}

// measure is MemoryUsed, and tells how much work it was: as much as to measure so many bytes. If weak tables keep
// something alive for keys or values that nothing else reaches, another walk leaves it out.
func (rt *Runtime) measure() (used, work int64) {
	w := walk{rt: rt}
	w.roots()
	work = w.size + w.extra
	if w.loose {
		reached := w.seen
		w = walk{rt: rt, reached: &reached}
		w.roots()
		work += w.size + w.extra
	}
	return w.size, work
}

// roots goes over all values.
func (w *walk) roots() {
	rt := w.rt
	w.seen.init(1 << 10)
	w.visit(rt.global.Global)
	w.visit(rt.global.Registry)
	w.visit(rt.loader.loaded)
	w.visit(&rt.host.LState)
	if rt.fiber != nil {
		w.fiber(rt.fiber)
	}
	w.size += int64(workerSize*rt.workers + stackSize*rt.depth + pulledSize*len(rt.walks.open))
	for worker := range rt.parked {
		w.size += int64(stackSize * worker.depth)
		if worker.fiber != nil {
			w.fiber(worker.fiber)
		}
	}
	rt.unawaited.each(func(c *Coroutine) { w.visit(c) })
	for _, l := range rt.loops {
		w.visit(l)
	}
	w.drain()
	w.finish()
}

// A Sizer is a Go value that keeps Lua values alive, when it is the value of userdata, the result of a future or
// scheduled with a loop. MemorySize calls visit for each of them, or for Go values that do in turn, and returns about how many
// bytes its own take.
type Sizer interface {
	MemorySize(visit func(any)) int
}

// MemorySize implements Sizer.
func (n *namedCoroutine) MemorySize(visit func(any)) int {
	visit(n.Coroutine)
	return 48
}

// A walk goes over all values that can be reached, without recursion.
type walk struct {
	rt    *Runtime
	seen  seenSet
	queue []any
	size  int64

	settles bool          // weak tables become so, and let go of what is dead
	weak    []*lua.LTable // that were met
	reached *seenSet      // what another walk has seen: entries of weak tables count nothing whose weak halves are not there
	loose   bool          // some entries have such halves
	extra   int64         // work that size does not tell
}

func (w *walk) drain() {
	for len(w.queue) > 0 {
		x := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		w.open(x)
	}
}

// visit queues what may hold more, and counts what does not.
func (w *walk) visit(x any) {
	switch x := x.(type) {
	case nil, *lua.LNilType, lua.LBool:
	case lua.LNumber:
		w.size += boxSize
	case lua.LString:
		w.text(string(x))
	case string:
		w.text(x)
	case *lua.LTable:
		w.put(x)
	case *lua.LFunction:
		w.put(x)
	case *lua.LUserData:
		w.put(x)
	case *lua.LState:
		w.put(x)
	case Values:
		for _, v := range x {
			w.size += slotSize
			w.visit(v)
		}
	case *Coroutine:
		w.put(x)
	case *Error:
		w.size += failureSize
		w.visit(x.Value)
		w.visit(x.context)
	case *loop.Future:
		w.put(x)
	case *loop.Task:
		w.put(&x.Future)
	case *loop.Context:
		w.put(x)
	case *loop.Error:
		w.put(x)
	case Sizer, loop.Coroutine:
		w.put(x)
	default:
		w.unknown(x)
	}
}

// unknown counts a value of a type that says nothing of itself: what one look at it shows.
func (w *walk) unknown(x any) {
	v := reflect.ValueOf(x)
	size := uintptr(0)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || !w.seen.add(v.Pointer()) {
			return
		}
		size = v.Type().Elem().Size()
	case reflect.String:
		w.text(v.String())
	case reflect.Slice:
		size = uintptr(v.Cap()) * v.Type().Elem().Size()
	case reflect.Map:
		size = uintptr(v.Len()) * (v.Type().Key().Size() + v.Type().Elem().Size())
	}
	w.size += int64(valueSize + size)
	if w.rt.unmeasured != nil {
		w.rt.unmeasured(v.Type())
	}
}

// put queues what the pointer x points to, once.
func (w *walk) put(x any) {
	if p := pointee(x); p != 0 && w.seen.add(p) {
		w.queue = append(w.queue, x)
	}
}

// text counts a string. Long ones are counted once, however many values share them.
func (w *walk) text(s string) {
	w.size += stringSize
	if len(s) < 64 || w.seen.add(textAddress(s)) {
		w.size += int64(len(s))
	}
}

func (w *walk) open(x any) {
	switch x := x.(type) {
	case *lua.LTable:
		w.table(x)
	case *lua.LFunction:
		w.size += closureSize
		if x.Env != nil {
			w.visit(x.Env)
		}
		for _, uv := range x.Upvalues {
			if uv != nil && w.seen.add(pointee(uv)) {
				w.size += upvalueSize
				w.visit(uv.Value())
			}
		}
		if x.Proto != nil {
			w.proto(x.Proto)
		}
	case *lua.LUserData:
		w.size += userSize
		if _, ok := x.Value.(Sizer); !ok {
			w.size += valueSize
		}
		w.visit(x.Metatable)
		if x.Env != nil {
			w.visit(x.Env)
		}
		w.visit(x.Value)
		if o, ok := x.Value.(*ErrorObject); ok {
			if o.Fields != nil {
				w.visit(o.Fields)
			}
			w.visit(o.Err)
		}
	case *lua.LState:
		if t := threadOf(x); t != nil {
			w.thread(t)
			if t.co != nil && t.co.top != nil {
				w.chain(t.co.top)
			}
			if t.co != nil && t.co.fn != nil {
				w.visit(t.co.fn)
			}
		}
	case *Coroutine:
		w.size += ownSize
		if x.fn != nil {
			w.visit(x.fn)
		}
		for _, v := range x.args {
			w.visit(v)
		}
		if x.native != nil { // it may have the same address as the Coroutine that is part of it
			w.native(x.native)
		}
		if x.fiber != nil {
			w.fiber(x.fiber)
		}
	case *loop.Error:
		w.size += valueSize
		w.visit(x.Msg)
		w.visit(x.Cause)
		w.visit(x.Context)
		w.size += int64(slotSize * cap(x.Errors))
		for _, e := range x.Errors {
			w.visit(e)
		}
	case loop.Coroutine:
		w.native(x)
	case Sizer:
		w.size += int64(x.MemorySize(w.visit))
	}
}

// native counts a coroutine written in Go: what it says of itself, or else what its fields show.
func (w *walk) native(co loop.Coroutine) {
	w.size += nativeSize
	if h, ok := co.(Sizer); ok {
		w.size += int64(h.MemorySize(w.visit)) - nativeSize
		return
	}
	if v := reflect.ValueOf(co); v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct {
		w.size += max(int64(v.Type().Elem().Size())-nativeSize, 0)
		w.fields(v.Elem())
	}
}

// fields visits what the fields of a struct hold, if it is of a kind that is known, and counts their lists and texts.
func (w *walk) fields(s reflect.Value) {
	for i := range s.NumField() {
		f := s.Field(i)
		switch f.Kind() {
		case reflect.Struct:
			w.fields(f)
		case reflect.String:
			w.text(f.String())
		case reflect.Slice:
			w.size += int64(f.Cap()) * int64(f.Type().Elem().Size())
			if kind := f.Type().Elem().Kind(); kind == reflect.Interface || kind == reflect.Pointer {
				for k := range f.Len() {
					w.held(f.Index(k))
				}
			}
		case reflect.Interface, reflect.Pointer:
			w.held(f)
		}
	}
}

// held visits what a field of a Go value refers to, if the walk knows its kind.
func (w *walk) held(f reflect.Value) {
	if f.IsNil() {
		return
	}
	switch x := reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem().Interface().(type) {
	case lua.LValue, Values, *Coroutine, *Error, *loop.Error, *loop.Future, *loop.Task, *loop.Context, Sizer, loop.Coroutine:
		w.visit(x)
	}
}

func (w *walk) table(t *lua.LTable) {
	l := glua.Table(t)
	if w.settles {
		ltable.Settle(t)
	}
	if ltable.IsWeak(t) {
		w.entries(t)
	}
	w.size += int64(ltable.Extent(t))
	if l.Metatable != nil {
		w.visit(l.Metatable)
	}
	for _, v := range l.Array {
		w.visit(v)
	}
	for _, k := range l.Keys {
		w.visit(k)
	}
	for _, v := range l.Strdict {
		w.visit(v)
	}
	for _, v := range l.Dict {
		w.visit(v)
	}
}

// entries visits what a weak table keeps alive.
func (w *walk) entries(t *lua.LTable) {
	w.weak = append(w.weak, t)
	for e := range ltable.Entries(t) {
		w.extra += 2 * ltable.WeakSlot // and again when all is over
		if w.reached != nil && !w.reached.holds(e) {
			w.size -= ltable.WeakSlot
			continue
		}
		if !e.WeakKey {
			w.visit(e.Key)
		}
		if !e.WeakValue {
			w.visit(e.Value)
		}
	}
}

// finish looks, now that all has been seen, whether weak tables have entries that may vanish.
func (w *walk) finish() {
	for _, t := range w.weak {
		for e := range ltable.Entries(t) {
			w.loose = w.loose || !w.seen.holds(e)
		}
	}
}

// holds tells whether all that the entry of a weak table does not keep alive was seen.
func (s *seenSet) holds(e ltable.Entry) bool {
	return (!e.WeakKey || s.has(pointee(e.Key))) && (!e.WeakValue || s.has(pointee(e.Value)))
}

func (w *walk) fiber(s *fiber) {
	if s.top != nil {
		w.chain(s.top)
	}
	for it := range s.walked {
		w.visit(it)
	}
}

// chain visits a thread and those that wait for it.
func (w *walk) chain(t *thread) {
	for ; t != nil; t = t.below {
		w.put(&t.LState)
	}
}

func (w *walk) thread(t *thread) {
	w.size += threadSize + int64(slotSize*max(0, cap(t.Registers.Array)-glua.InlineRegisters)+glua.CellSize*len(t.Cells))
	for k := range t.Frames.Segments() {
		w.size += int64(frameSize * glua.SegmentFrames(k))
	}
	r := &t.Registers
	for _, v := range r.Array[:r.Top] {
		if v != nil {
			w.visit(v)
		}
	}
	for i := range t.Frames.Depth {
		if fn := t.Frames.At(i).Fn; fn != nil {
			w.visit(fn)
		}
	}
	if t.sub != nil {
		w.visit(t.sub)
	}
	if t.fut != nil {
		w.visit(t.fut)
	}
	if s := t.side; s != nil {
		if s.handler != nil {
			w.visit(s.handler)
		}
		if s.failed != nil {
			w.put(&s.failed.LState)
		}
	}
}

// proto counts compiled code.
func (w *walk) proto(p *lua.FunctionProto) {
	if !w.seen.add(pointee(p)) {
		return
	}
	ours := compile.Of(p)
	if ours == nil {
		return
	}
	w.size += int64(ours.Size())
	for _, v := range ours.Consts {
		w.visit(v)
	}
	for _, inner := range ours.Inner {
		w.proto(&inner.FunctionProto)
	}
}
