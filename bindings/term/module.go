// Package term is the Lua module term, as the rock lua-term has it: whether a file is a terminal, and the sequences that
// colour what is written to one and move its cursor. term.colors and term.cursor are modules too.
//
// A host lists [Module] among the modules of its runtime. It writes to the files that the script has.
package term

// This file makes the module; colors.go has the colours.

import (
	"fmt"
	"io"
	"os"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/screen"
	"moonloop/bindings/stdlib"
	"moonloop/vm"

	"github.com/chzyer/readline"
	lua "github.com/yuin/gopher-lua"
)

// Module is the module term.
var Module = box.Module{Name: "term", Open: open, Parts: []string{"core", "colors", "cursor"}}

var shape, cursorShape vm.Shape

func open(e *box.Env) lua.LValue {
	w := writer{e.Std}
	b := e.Build("term", &shape)
	vm.SetNatives(b, []vm.GoFunction{
		{Name: "isatty", Fn: IsTerminal},
		{Name: "clear", Fn: w.plain("2J")},
		{Name: "cleareol", Fn: w.plain("K")},
		{Name: "clearend", Fn: w.plain("J")},
	})
	cursor := e.Build("term.cursor", &cursorShape)
	vm.SetNatives(cursor, []vm.GoFunction{
		{Name: "goto", Fn: w.place},
		{Name: "jump", Fn: w.place},
		{Name: "goup", Fn: w.counted("A")},
		{Name: "godown", Fn: w.counted("B")},
		{Name: "goright", Fn: w.counted("C")},
		{Name: "goleft", Fn: w.counted("D")},
		{Name: "save", Fn: w.plain("s")},
		{Name: "restore", Fn: w.plain("u")},
	})
	b.Set("colors", colors(e))
	b.Set("cursor", cursor.Table())
	return b.Table()
}

// IsTerminal is isatty(file).
func IsTerminal(L *lua.LState) int {
	stream, ok := stdlib.Stream(L.Get(1))
	if !ok {
		vm.ParamsOf(L).WrongType(1, "FILE*")
	}
	L.Push(lua.LBool(leadsToTerminal(stream)))
	return 1
}

func leadsToTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if w, isWriter := stream.(io.Writer); isWriter && !ok {
		f = screen.File(w)
	}
	if f == nil {
		return false
	}
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	found := false
	err = conn.Control(func(fd uintptr) { found = readline.IsTerminal(int(fd)) })
	return err == nil && found
}

// A writer makes functions that write to a file, their first argument if it is one, or to the standard output.
type writer struct{ std *stdlib.Modules }

// write writes a sequence; skip is how many arguments the file takes.
func (w writer) write(L *lua.LState, skip int, sequence string) int {
	file := lua.LValue(lua.LNil)
	if skip > 0 {
		file = L.Get(1)
	}
	return w.std.Write(L, file, "\x1b["+sequence)
}

// skip is 1 where the first argument is a file.
func (w writer) skip(L *lua.LState) int {
	if _, ok := stdlib.Stream(L.Get(1)); ok {
		return 1
	}
	return 0
}

func (w writer) plain(sequence string) lua.LGFunction {
	return func(L *lua.LState) int { return w.write(L, w.skip(L), sequence) }
}

func (w writer) counted(letter string) lua.LGFunction {
	return func(L *lua.LState) int {
		skip := w.skip(L)
		return w.write(L, skip, fmt.Sprint(vm.ParamsOf(L).Integer(1+skip))+letter)
	}
}

// place is cursor.jump([file,] line, column).
func (w writer) place(L *lua.LState) int {
	a, skip := vm.ParamsOf(L), w.skip(L)
	return w.write(L, skip, fmt.Sprintf("%d;%dH", a.Integer(1+skip), a.Integer(2+skip)))
}
