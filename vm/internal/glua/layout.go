package glua

// This file mirrors gopher-lua's structs, field by field. The names of unexported fields begin in upper case here.

import (
	"context"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// CallFrame mirrors gopher-lua's callFrame: one call.
type CallFrame struct {
	Idx        int
	Fn         *lua.LFunction
	Parent     *CallFrame
	Pc         int // of the next instruction
	Base       int // register of the function
	LocalBase  int // of its first argument or local variable
	ReturnBase int // of its first result
	NArgs      int
	NRet       int // results wanted; lua.MultRet: all
	TailCall   int
}

// Registry mirrors gopher-lua's registry, the value stack of a thread.
type Registry struct {
	Array   []lua.LValue
	Top     int // registers in use
	GrowBy  int
	MaxSize int
	Alloc   unsafe.Pointer
	Handler [2]unsafe.Pointer
}

// Upvalue mirrors lua.Upvalue: a variable that closures share, in a register while its function runs.
type Upvalue struct {
	Next   *Upvalue
	Reg    *Registry
	Index  int
	Value  lua.LValue
	Closed bool
}

// StateLayout mirrors lua.LState.
type StateLayout struct {
	G       *lua.Global
	Parent  *lua.LState
	Env     *lua.LTable
	Panic   func(*lua.LState)
	Dead    bool
	Options lua.Options

	Stop         int32
	Reg          *Registry
	Stack        [2]unsafe.Pointer
	Alloc        unsafe.Pointer
	CurrentFrame *CallFrame
	Wrapped      bool
	Uvcache      *Upvalue // of the functions that run, sorted by register
	HasErrorFunc bool
	MainLoop     func(*lua.LState, *CallFrame)
	Ctx          context.Context
	CtxCancelFn  context.CancelFunc
}

// TableLayout mirrors lua.LTable.
type TableLayout struct {
	Metatable lua.LValue
	Array     []lua.LValue
	Dict      map[lua.LValue]lua.LValue
	Strdict   map[string]lua.LValue
	Keys      []lua.LValue // in the order in which next goes
	K2i       map[lua.LValue]int
}

// State is the inside of a thread.
func State(L *lua.LState) *StateLayout { return (*StateLayout)(unsafe.Pointer(L)) }

// Table is the inside of a table.
func Table(t *lua.LTable) *TableLayout { return (*TableLayout)(unsafe.Pointer(t)) }

// Address is where the value that p points to is, for telling values apart. It keeps nothing alive.
func Address[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// CloseUpvalue makes uv, which is new, a variable of its own with the value v.
func CloseUpvalue(uv *lua.Upvalue, v lua.LValue) {
	u := (*Upvalue)(unsafe.Pointer(uv))
	u.Value, u.Closed = v, true
}

// Number is *n as a value, without an allocation of its own. It must not change any more.
func Number(n *lua.LNumber) lua.LValue {
	return *(*lua.LValue)(unsafe.Pointer(&[2]unsafe.Pointer{numberType, unsafe.Pointer(n)}))
}

// numberType is what the values of all numbers begin with.
var numberType = func() unsafe.Pointer {
	var v lua.LValue = lua.LNumber(0)
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&v))[0]
}()

// String is *s as a value, without an allocation of its own. It must not change any more.
func String(s *lua.LString) lua.LValue {
	var v lua.LValue = lua.LString("")
	(*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1] = unsafe.Pointer(s)
	return v
}

// Text makes a string of n bytes, which are to be filled in before anybody sees it, in one allocation: the bytes follow what
// points to them. Nothing of that is told to the collector, which need not know: the pointer stays inside of what it keeps.
func Text(n int) (lua.LValue, []byte) {
	const head = unsafe.Sizeof(lua.LString(""))
	room := make([]byte, int(head)+n)
	s, bytes := (*lua.LString)(unsafe.Pointer(&room[0])), room[head:]
	*s = lua.LString(unsafe.String(unsafe.SliceData(bytes), n))
	return String(s), bytes
}
