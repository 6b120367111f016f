package glua

// This file puts a thread of gopher-lua into one allocation: its state, its registers and its frames.

import (
	"context"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// InlineRegisters is how many registers need no allocation of their own: enough for a task that waits for something, and
// as many as let the runtime's thread have a size that Go's allocator wastes nothing of.
const InlineRegisters = 7

// A Thread is one Lua stack. Its state is its first field, so that a *lua.LState of ours is a *Thread, and a pointer to
// whatever begins with a Thread.
type Thread struct {
	lua.LState
	Registers Registry
	Cells     []lua.LNumber // of the registers, from the first on; none until numbers are computed
	numbers   *Numbers
	Frames    FrameStack[CallFrame]
	first     [InlineRegisters]lua.LValue
}

// A World is what the threads of one runtime share.
type World struct {
	Global   *lua.Global
	Options  lua.Options                   // copied to threads that a host's Go function makes by itself
	Panic    func(*lua.LState)             // raises the value on top of the stack
	MainLoop func(*lua.LState, *CallFrame) // runs what a Go function or a metamethod calls on a thread that runs already
	Context  context.Context               // of all threads; nil: none

	MaxRegisters, MaxFrames int // of a thread

	Numbers Numbers

	interp *Interpreter
	alloc  unsafe.Pointer // the boxes of numbers
}

// NewWorld makes the globals and the registry of a runtime. The other exported fields are for the caller to set before
// a thread is made.
func (in *Interpreter) NewWorld() World {
	template := lua.NewState(lua.Options{CallStackSize: 1, RegistrySize: 128, SkipOpenLibs: true, MinimizeStackMemory: true})
	return World{Global: template.G, interp: in, alloc: State(template).Alloc}
}

// Init makes t, which is zero and does not move any more, an empty thread.
func (t *Thread) Init(w *World) {
	t.LState = lua.LState{G: w.Global, Env: w.Global.Global, Panic: w.Panic, Options: w.Options}
	t.numbers = &w.Numbers
	s := State(&t.LState)
	s.Reg = &t.Registers
	s.Stack = [2]unsafe.Pointer{w.interp.frames, unsafe.Pointer(&t.Frames)}
	s.Alloc = w.alloc
	s.MainLoop = w.MainLoop
	s.Ctx = w.Context
	s.Wrapped = true // switchToParentThread then hands over the values alone
	t.Registers = Registry{
		Array:   t.first[:],
		GrowBy:  InlineRegisters,
		MaxSize: w.MaxRegisters,
		Alloc:   w.alloc,
		Handler: [2]unsafe.Pointer{w.interp.overflow, unsafe.Pointer(&t.LState)},
	}
	t.Frames.limit = w.MaxFrames
	t.Frames.registers = &t.Registers
}

// Reset makes t an empty thread again. Variables that closures took from it are closed first. If it has more than keep
// registers it gives them and its frames back, and small is true.
func (t *Thread) Reset(w *World, keep int) (small bool) {
	t.CloseUpvalues(0)
	s := State(&t.LState)
	s.CurrentFrame = nil
	s.Parent = nil
	s.Dead = false
	s.HasErrorFunc = false
	s.Env = w.Global.Global
	if len(t.Registers.Array) > keep {
		t.Registers.Array = t.first[:]
		t.Registers.GrowBy = InlineRegisters
		t.Cells = nil
		t.Frames.more = nil
		small = true
	}
	clear(t.Registers.Array)
	t.Registers.Top = 0
	t.Frames.Depth = 0
	return small
}

// Above puts a frame above cf, which is the top one, of which all but the index is what was there before.
func (t *Thread) Above(cf *CallFrame) *CallFrame {
	if s := &t.Frames; (s.Depth-inlineFrames)%firstSegment != 0 { // not the first of a segment
		above := (*CallFrame)(unsafe.Add(unsafe.Pointer(cf), unsafe.Sizeof(*cf)))
		above.Idx = s.Depth
		s.Depth++
		return above
	}
	return t.Frames.Add()
}

// Owner is the T that begins with the Thread behind L; nil when gopher-lua's NewThread made L by itself.
func Owner[T any](L *lua.LState) *T {
	offset := uintptr(unsafe.Pointer(State(L).Reg)) - uintptr(unsafe.Pointer(L))
	if offset != unsafe.Offsetof(Thread{}.Registers) {
		return nil
	}
	return (*T)(unsafe.Pointer(L))
}

// frameStackItab makes gopher-lua's callFrameStack interface of a FrameStack. Its frame type cannot be named here, but
// inference finds it in the signature of RemoveCallerFrame.
func frameStackItab[F any](_ func(*lua.LState) *F) unsafe.Pointer {
	field, _ := reflect.TypeFor[lua.LState]().FieldByName("stack")
	stack := reflect.New(field.Type)
	stack.Elem().Set(reflect.ValueOf(new(FrameStack[F])))
	return (*[2]unsafe.Pointer)(stack.UnsafePointer())[0]
}

// Upvalue returns the upvalue for register i, a new one if no closure has taken it yet.
func (t *Thread) Upvalue(i int) *lua.Upvalue {
	next := &State(&t.LState).Uvcache
	for *next != nil && (*next).Index < i {
		next = &(*next).Next
	}
	if uv := *next; uv != nil && uv.Index == i {
		return (*lua.Upvalue)(unsafe.Pointer(uv))
	}
	uv := &Upvalue{Next: *next, Reg: &t.Registers, Index: i}
	*next = uv
	return (*lua.Upvalue)(unsafe.Pointer(uv))
}

// CloseUpvalues gives the variables at registers from base on to the closures that took them.
func (t *Thread) CloseUpvalues(base int) {
	next := &State(&t.LState).Uvcache
	for *next != nil && (*next).Index < base {
		next = &(*next).Next
	}
	uv := *next
	*next = nil
	for ; uv != nil; uv = uv.Next {
		t.Own(uv.Index)
		(*lua.Upvalue)(unsafe.Pointer(uv)).Close()
	}
}
