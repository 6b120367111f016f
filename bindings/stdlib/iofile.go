package stdlib

// This file is the methods of files.

import (
	"fmt"
	"io"
	"math"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// fileTypeName is what error messages call a file.
const fileTypeName = "FILE*"

// fileFuncs is the metatable of files, their methods in it.
func (m *Modules) fileFuncs() []vm.GoFunction {
	return []vm.GoFunction{
		{Name: "close", Fn: m.fileClose},
		{Name: "flush", Fn: fileFlush},
		{Name: "lines", Fn: m.fileLines},
		{Name: "read", Fn: m.fileRead},
		{Name: "seek", Fn: fileSeek},
		{Name: "setvbuf", Fn: fileSetvbuf},
		{Name: "write", Fn: fileWrite},
		{Name: "__gc", Fn: m.fileGc},
		{Name: "__tostring", Fn: fileTostring},
	}
}

// file returns an argument that is a file, open or closed.
func (a args) file(n int) (*lua.LUserData, *file) {
	if ud, ok := a.L.Get(n).(*lua.LUserData); ok {
		if f, ok := ud.Value.(*file); ok {
			return ud, f
		}
	}
	a.WrongType(n, fileTypeName)
	return nil, nil
}

// open returns an argument that is an open file.
func (a args) open(n int) *file {
	_, f := a.file(n)
	if f.isClosed {
		raise(a.L, "attempt to use a closed file")
	}
	return f
}

// file:close() -> true | nil, message, errno
func (m *Modules) fileClose(L *lua.LState) int {
	if L.GetTop() == 0 {
		L.Push(lua.LNil) // for the default output, which methods have none of
	}
	return m.closeHandle(L, argsOf(L).open(1))
}

func (m *Modules) closeHandle(L *lua.LState, f *file) int {
	if f.close == nil {
		L.Push(lua.LNil)
		L.Push(lua.LString("cannot close standard file"))
		return 2
	}
	err := m.closeFile(f)
	if f.proc != nil { // how the process ended is not told
		if _, ended := exitStatus(err); ended {
			err = nil
		}
	}
	return Outcome(L, err)
}

// file:flush() -> true | nil, message, errno
func fileFlush(L *lua.LState) int {
	return Outcome(L, argsOf(L).open(1).flush())
}

// file:lines() -> iterator
func (m *Modules) fileLines(L *lua.LState) int {
	L.Push(m.linesFunction(L, argsOf(L).open(1), false))
	return 1
}

// linesFunction makes an iterator over the lines of f, which closes it at the end if closes is set.
func (m *Modules) linesFunction(L *lua.LState, f *file, closes bool) *lua.LFunction {
	return L.NewFunction(func(L *lua.LState) int {
		if f.isClosed {
			raise(L, "file is already closed")
		}
		line, err := lua.LValue(lua.LNil), f.beforeRead()
		if err == nil {
			line, err = m.readOne(argsOf(L), f, 'l', 0)
		}
		if err == nil {
			err = f.failed
		}
		if err != nil {
			text, _ := ErrorText(err)
			raise(L, "%s", text)
		}
		if line == lua.LNil {
			if closes {
				m.closeFile(f)
			}
			return 0
		}
		L.Push(line)
		return 1
	})
}

// file:read(format...) -> value...
//
// A format is "*l" (the default), "*n", "*a" or a number of bytes. The values
// end with the first that is nil.
func (m *Modules) fileRead(L *lua.LState) int {
	a := argsOf(L)
	return m.read(a, a.open(1), 2)
}

// read reads by the formats from argument first on and pushes the values.
func (m *Modules) read(a args, f *file, first int) int {
	L, last := a.L, a.L.GetTop()
	f.failed = nil
	unreadable := f.beforeRead()
	pushed, tried := 0, false
	for n := first; n <= last || n == first; n++ {
		format, size := byte('l'), 0
		if n <= last {
			format, size = a.format(n)
		}
		if unreadable != nil {
			switch format {
			case 'a': // which never fails in C, but leaves a mark
				tried = true
				continue
			case 'n': // whose failure C does not tell
				if !tried {
					L.Push(lua.LNil)
					return pushed + 1
				}
			}
			break
		}
		v, err := m.readOne(a, f, format, size)
		if err != nil {
			unreadable = err
			break
		}
		L.Push(v)
		pushed++
		if v == lua.LNil {
			break
		}
	}
	if unreadable != nil {
		return Outcome(L, unreadable)
	}
	return pushed
}

// format returns an argument that is a format of read: a letter, or 0 and a number of bytes, -1 for all that is left.
func (a args) format(n int) (letter byte, size int) {
	switch v := a.L.Get(n).(type) {
	case lua.LNumber:
		size := vm.ToInteger(float64(v))
		if size < 0 || size > math.MaxInt32 {
			size = -1
		}
		return 0, int(size)
	case lua.LString:
		if len(v) == 0 || v[0] != '*' {
			break
		}
		if len(v) > 1 && (v[1] == 'a' || v[1] == 'l' || v[1] == 'n') {
			return v[1], 0
		}
		a.Fail(n, "invalid format")
	}
	a.Fail(n, "invalid option")
	return 0, 0
}

// readOne reads one value. It is nil at the end of the file, save for 'a'.
func (m *Modules) readOne(a args, f *file, format byte, size int) (v lua.LValue, err error) {
	out, found := m.buffer(a.L, 0), false
	tick := ticker{m: m, L: a.L}
	more := func(b []byte) {
		out.bytes(b)
		tick.turn()
	}
	switch {
	case format == 'n':
		text, err := f.readNumeral()
		if err != nil {
			return nil, err
		}
		if x, ok := vm.ParseNumber(text); ok {
			return lua.LNumber(x), nil
		}
		return lua.LNil, nil
	case format == 'a':
		_, err = f.readSome(math.MaxInt, more)
		found = true
	case format == 'l':
		found, err = f.readLine(more)
	case size != 0:
		if size < 0 {
			size = math.MaxInt
		}
		found, err = f.readSome(size, more)
	default:
		eof, err := f.atEOF()
		if err != nil || eof {
			return lua.LNil, err
		}
		return lua.LString(""), nil
	}
	if err != nil || !found {
		return lua.LNil, err
	}
	return out.value(), nil
}

// file:write(value...) -> true | nil, message, errno
func fileWrite(L *lua.LState) int {
	a := argsOf(L)
	return write(a, a.open(1), 2)
}

// write writes the arguments from first on. What comes before an argument
// that is neither string nor number is written.
func write(a args, f *file, first int) int {
	var failed error
	for n := first; n <= a.L.GetTop(); n++ {
		if s := a.String(n); failed == nil {
			failed = f.write(s)
		}
	}
	return Outcome(a.L, failed)
}

// file:seek([whence [, offset]]) -> position | nil, message, errno
func fileSeek(L *lua.LState) int {
	a := argsOf(L)
	f := a.open(1)
	whence := a.Option(2, "cur", "set", "cur", "end")
	offset := a.OptInteger(3, 0)
	pos, err := f.seek(offset, map[string]int{
		"set": io.SeekStart, "cur": io.SeekCurrent, "end": io.SeekEnd,
	}[whence])
	if err != nil {
		return Outcome(L, err)
	}
	L.Push(lua.LNumber(pos))
	return 1
}

// file:setvbuf(mode [, size]) -> true | nil, message, errno
func fileSetvbuf(L *lua.LState) int {
	a := argsOf(L)
	f := a.open(1)
	mode := map[string]buffering{
		"no": bufferNone, "line": bufferLine, "full": bufferFull,
	}[a.Option(2, "", "no", "full", "line")]
	size := a.OptInteger(3, bufferSize)
	return Outcome(L, f.setBuffering(mode, int(min(max(size, 0), maxBuffer))))
}

// fileGc is the __gc of files, which only scripts call: it closes one that is open.
func (m *Modules) fileGc(L *lua.LState) int {
	if _, f := argsOf(L).file(1); f.close != nil && !f.isClosed {
		_ = m.closeFile(f)
	}
	return 0
}

// fileTostring is the __tostring of files.
func fileTostring(L *lua.LState) int {
	_, f := argsOf(L).file(1)
	if f.isClosed {
		L.Push(lua.LString("file (closed)"))
	} else {
		L.Push(lua.LString(fmt.Sprintf("file (%p)", f)))
	}
	return 1
}
