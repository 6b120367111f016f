// Package glua is the inside of gopher-lua: all that this module knows of it beyond its exported names.
//
// A thread, its value stack, its call frames, a table and an upvalue have layouts that gopher-lua does not export. This
// package mirrors them field by field, decodes instructions, names the functions that carry them out, and recognizes the
// texts of the interpreter's own errors. Nothing else in the module imports unsafe for gopher-lua's sake.
//
// # Invariants
//
//   - [Load] compares what is mirrored with the gopher-lua that is linked in, once a process. Its error says what
//     differs. Nothing else of the package may be used before it has returned none.
//   - A mirrored value is never copied: it is the same memory that gopher-lua works on.
//   - The accessors are small enough to be inlined; the main loop calls them for every instruction.
//
// To move to another gopher-lua: run this package's tests. They say which layout, instruction or text has changed.
package glua

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// An Interpreter is what threads need of gopher-lua's unexported parts. It is the same for the whole process.
type Interpreter struct {
	MainLoop func(*lua.LState, *CallFrame) // gopher-lua's own: runs a thread until its base frame ends or yields

	frames   unsafe.Pointer // itab of *FrameStack[lua.callFrame] as gopher-lua's callFrameStack
	overflow unsafe.Pointer // itab of *lua.LState as gopher-lua's registryHandler
}

// Load checks that the gopher-lua linked in is laid out as this package mirrors it, and picks its parts. It does so
// once; any goroutine may call it.
var Load = sync.OnceValues(func() (*Interpreter, error) {
	if err := check(); err != nil {
		return nil, fmt.Errorf("this version of gopher-lua is not supported: %w", err)
	}
	plain := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer plain.Close()
	return &Interpreter{
		MainLoop: State(plain).MainLoop,
		frames:   frameStackItab((*lua.LState).RemoveCallerFrame),
		overflow: State(plain).Reg.Handler[0],
	}, nil
})

// check compares the layouts and the instructions.
func check() error {
	state := reflect.TypeFor[lua.LState]()
	layouts := []struct{ theirs, ours reflect.Type }{
		{state, reflect.TypeFor[StateLayout]()},
		{reflect.TypeFor[lua.LTable](), reflect.TypeFor[TableLayout]()},
		{reflect.TypeFor[lua.Upvalue](), reflect.TypeFor[Upvalue]()},
	}
	for _, l := range layouts {
		if err := sameLayout(l.theirs, l.ours); err != nil {
			return err
		}
	}
	reg, _ := state.FieldByName("reg") // there, or the layout of the state would have differed
	if err := sameLayout(reg.Type.Elem(), reflect.TypeFor[Registry]()); err != nil {
		return err
	}
	frame, _ := state.FieldByName("currentFrame")
	if err := sameLayout(frame.Type.Elem(), reflect.TypeFor[CallFrame]()); err != nil {
		return err
	}
	return nil
}

// sameLayout compares two structs. A mirrored field has the name of the original, with its first letter in upper case.
func sameLayout(theirs, ours reflect.Type) error {
	if theirs.Kind() != reflect.Struct {
		return fmt.Errorf("%v is a %v, expected a struct", theirs, theirs.Kind())
	}
	if theirs.Size() != ours.Size() || theirs.NumField() != ours.NumField() {
		return fmt.Errorf("%v has %d bytes in %d fields, expected %d in %d",
			theirs, theirs.Size(), theirs.NumField(), ours.Size(), ours.NumField())
	}
	for i := range theirs.NumField() {
		a, b := theirs.Field(i), ours.Field(i)
		if exported(a.Name) != b.Name || a.Offset != b.Offset || a.Type.Size() != b.Type.Size() {
			return fmt.Errorf("%v.%s at %d, expected %s at %d", theirs, a.Name, a.Offset, b.Name, b.Offset)
		}
	}
	return nil
}

// exported is the name of a field as this package writes it.
func exported(name string) string {
	if 'a' <= name[0] && name[0] <= 'z' {
		return string(name[0]-'a'+'A') + name[1:]
	}
	return name
}
