package vm

// This file knows how gopher-lua lays out a thread: it is the only one that looks inside.

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// callFrame mirrors gopher-lua's callFrame, field by field.
type callFrame struct {
	Idx        int
	Fn         *lua.LFunction
	Parent     *callFrame
	Pc         int
	Base       int
	LocalBase  int
	ReturnBase int
	NArgs      int
	NRet       int
	TailCall   int
}

// registry mirrors gopher-lua's registry, the value stack of a thread.
type registry struct {
	array   []lua.LValue
	top     int
	growBy  int
	maxSize int
	alloc   unsafe.Pointer
	handler [2]unsafe.Pointer
}

// upvalue mirrors lua.Upvalue.
type upvalue struct {
	next   *upvalue
	reg    *registry
	index  int
	value  lua.LValue
	closed bool
}

// stateLayout mirrors lua.LState.
type stateLayout struct {
	G       *lua.Global
	Parent  *lua.LState
	Env     *lua.LTable
	Panic   func(*lua.LState)
	Dead    bool
	Options lua.Options

	stop         int32
	reg          *registry
	stack        [2]unsafe.Pointer
	alloc        unsafe.Pointer
	currentFrame *callFrame
	wrapped      bool
	uvcache      *upvalue
	hasErrorFunc bool
	mainLoop     func(*lua.LState, *callFrame)
	ctx          context.Context
	ctxCancelFn  context.CancelFunc
}

// tableLayout mirrors lua.LTable.
type tableLayout struct {
	Metatable lua.LValue
	array     []lua.LValue
	dict      map[lua.LValue]lua.LValue
	strdict   map[string]lua.LValue
	keys      []lua.LValue
	k2i       map[lua.LValue]int
}

func tableOf(t *lua.LTable) *tableLayout { return (*tableLayout)(unsafe.Pointer(t)) }

// instructions are what gopher-lua's main loop calls for each instruction, by the code in its upper six bits. One that
// returns 1 ends the loop.
//
//go:linkname instructions github.com/yuin/gopher-lua.jumpTable
var instructions [lua.OP_NOP + 1]func(*lua.LState, uint32, *callFrame) int

func layoutOf(L *lua.LState) *stateLayout { return (*stateLayout)(unsafe.Pointer(L)) }

// interpreter is what a thread needs of gopher-lua's unexported parts. It is the same in every runtime of the process.
type interpreter struct {
	mainLoop func(*lua.LState, *callFrame) // runs a thread until its base frame ends or yields
	frames   unsafe.Pointer                // itab of *frameStack[lua.callFrame] as gopher-lua's callFrameStack
	overflow unsafe.Pointer                // itab of *lua.LState as gopher-lua's registryHandler
}

// loadInterpreter checks that the gopher-lua linked in is laid out as this package mirrors it, and picks its parts.
var loadInterpreter = sync.OnceValues(func() (*interpreter, error) {
	if err := checkLayout(); err != nil {
		return nil, fmt.Errorf("vm: this version of gopher-lua is not supported: %w", err)
	}
	plain := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer plain.Close()
	return &interpreter{
		mainLoop: layoutOf(plain).mainLoop,
		frames:   frameStackItab((*lua.LState).RemoveCallerFrame),
		overflow: layoutOf(plain).reg.handler[0],
	}, nil
})

// frameStackItab makes gopher-lua's callFrameStack interface of a frameStack. Its frame type cannot be named here, but
// inference finds it in the signature of RemoveCallerFrame.
func frameStackItab[F any](_ func(*lua.LState) *F) unsafe.Pointer {
	field, _ := reflect.TypeFor[lua.LState]().FieldByName("stack")
	stack := reflect.New(field.Type)
	stack.Elem().Set(reflect.ValueOf(new(frameStack[F])))
	return (*[2]unsafe.Pointer)(stack.UnsafePointer())[0]
}

func checkLayout() error {
	state := reflect.TypeFor[lua.LState]()
	if err := sameLayout(state, reflect.TypeFor[stateLayout]()); err != nil {
		return err
	}
	reg, _ := state.FieldByName("reg")
	if err := sameLayout(reg.Type.Elem(), reflect.TypeFor[registry]()); err != nil {
		return err
	}
	frame, _ := state.FieldByName("currentFrame")
	if err := sameLayout(frame.Type.Elem(), reflect.TypeFor[callFrame]()); err != nil {
		return err
	}
	if err := sameLayout(reflect.TypeFor[lua.LTable](), reflect.TypeFor[tableLayout]()); err != nil {
		return err
	}
	return sameLayout(reflect.TypeFor[lua.Upvalue](), reflect.TypeFor[upvalue]())
}

func sameLayout(theirs, ours reflect.Type) error {
	if theirs.Size() != ours.Size() || theirs.NumField() != ours.NumField() {
		return fmt.Errorf("%v has %d bytes in %d fields, expected %d in %d",
			theirs, theirs.Size(), theirs.NumField(), ours.Size(), ours.NumField())
	}
	for i := range theirs.NumField() {
		a, b := theirs.Field(i), ours.Field(i)
		if a.Name != b.Name || a.Offset != b.Offset || a.Type.Size() != b.Type.Size() {
			return fmt.Errorf("%v.%s at %d, expected %s at %d", theirs, a.Name, a.Offset, b.Name, b.Offset)
		}
	}
	return nil
}
