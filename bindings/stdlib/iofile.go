package stdlib

// This file is the methods of files.

import (
	"fmt"
	"io"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// fileTypeName is what error messages call a file.
const fileTypeName = "FILE*"

// fileFuncs is the metatable of files, their methods in it.
func (m *Modules) fileFuncs() []native {
	return []native{
		{"close", m.fileClose},
		{"flush", fileFlush},
		{"lines", m.fileLines},
		{"read", m.fileRead},
		{"seek", fileSeek},
		{"setvbuf", fileSetvbuf},
		{"write", fileWrite},
		{"__tostring", fileTostring},
	}
}

// file returns an argument that is a file, open or closed.
func (a args) file(n int) (*lua.LUserData, *file) {
	if ud, ok := a.L.Get(n).(*lua.LUserData); ok {
		if f, ok := ud.Value.(*file); ok {
			return ud, f
		}
	}
	a.wrongType(n, fileTypeName)
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
//
// The file of a process gives true or nil, "exit" or "signal", and the code.
func (m *Modules) fileClose(L *lua.LState) int {
	return m.closeHandle(L, args{L, "close"}.open(1))
}

func (m *Modules) closeHandle(L *lua.LState, f *file) int {
	if f.close == nil {
		L.Push(lua.LNil)
		L.Push(lua.LString("cannot close standard file"))
		return 2
	}
	err := m.closeFile(f)
	if f.proc == nil {
		return success(L, "", err)
	}
	how, code, err := exitStatus(err)
	if err != nil {
		return failure(L, "", err)
	}
	if how == "exit" && code == 0 {
		L.Push(lua.LTrue)
	} else {
		L.Push(lua.LNil)
	}
	L.Push(lua.LString(how))
	L.Push(lua.LNumber(code))
	return 3
}

// file:flush() -> true | nil, message, errno
func fileFlush(L *lua.LState) int {
	return success(L, "", args{L, "flush"}.open(1).flush())
}

// file:lines(format...) -> iterator
func (m *Modules) fileLines(L *lua.LState) int {
	L.Push(m.linesFunction(L, args{L, "lines"}.open(1), false))
	return 1
}

// linesFunction makes an iterator that reads f by the formats that follow
// argument 1, and closes it at the end if closes is set.
func (m *Modules) linesFunction(L *lua.LState, f *file, closes bool) *lua.LFunction {
	var formats []lua.LValue
	for n := 2; n <= L.GetTop(); n++ {
		formats = append(formats, L.Get(n))
	}
	return L.NewFunction(func(L *lua.LState) int {
		if f.isClosed {
			raise(L, "file is already closed")
		}
		L.SetTop(0)
		for _, v := range formats {
			L.Push(v)
		}
		n := m.read(args{L, "lines"}, f, 1)
		if L.Get(-n) != lua.LNil {
			return n
		}
		if n > 1 { // nil, message, errno
			raise(L, L.Get(1-n).String())
		}
		if closes {
			m.closeFile(f)
		}
		return n
	})
}

// file:read(format...) -> value...
//
// A format is "*l" (the default), "*L", "*n", "*a" or a number of bytes; the
// star may be left out. The values end with the first that is nil.
func (m *Modules) fileRead(L *lua.LState) int {
	a := args{L, "read"}
	return m.read(a, a.open(1), 2)
}

// read reads by the formats from argument first on and pushes the values.
func (m *Modules) read(a args, f *file, first int) int {
	L, last := a.L, a.L.GetTop()
	if err := f.beforeRead(); err != nil {
		return failure(L, "", err)
	}
	pushed := 0
	for n := first; n <= last || n == first; n++ {
		format := "l"
		if n <= last {
			format = a.format(n)
		}
		v, err := m.readOne(a, f, format, n)
		if err != nil {
			return failure(L, "", err)
		}
		L.Push(v)
		pushed++
		if v == lua.LNil {
			break
		}
	}
	return pushed
}

// format returns an argument that is a format of read, "" for a number.
func (a args) format(n int) string {
	v := a.L.Get(n)
	if _, ok := v.(lua.LNumber); ok {
		return ""
	}
	s, _ := v.(lua.LString)
	letter, star := strings.CutPrefix(string(s), "*")
	if letter != "" {
		switch letter[0] {
		case 'a', 'l', 'L', 'n':
			return letter[:1]
		}
	}
	if star {
		a.fail(n, "invalid format")
	}
	a.fail(n, "invalid option")
	return ""
}

// readOne reads one value. It is nil at the end of the file, save for "a".
func (m *Modules) readOne(a args, f *file, format string, n int) (v lua.LValue, err error) {
	out, found := m.buffer(a.L, 0), false
	tick := ticker{m: m, L: a.L}
	more := func(b []byte) {
		out.bytes(b)
		tick.turn()
	}
	switch format {
	case "n":
		text, err := f.readNumeral()
		if err != nil {
			return nil, err
		}
		if x, ok := ParseNumber(text); ok {
			return lua.LNumber(x), nil
		}
		return lua.LNil, nil
	case "a":
		_, err = f.readSome(largest, more)
		found = true
	case "l", "L":
		found, err = f.readLine(format == "L", more)
	default:
		if size := a.integer(n); size > 0 {
			found, err = f.readSome(size, more)
			break
		}
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
	a := args{L, "write"}
	return write(a, a.open(1), 2)
}

// write writes the arguments from first on. What comes before an argument
// that is neither string nor number is written.
func write(a args, f *file, first int) int {
	for n := first; n <= a.L.GetTop(); n++ {
		if err := f.write(a.str(n)); err != nil {
			return failure(a.L, "", err)
		}
	}
	a.L.Push(lua.LTrue)
	return 1
}

// file:seek([whence [, offset]]) -> position | nil, message, errno
func fileSeek(L *lua.LState) int {
	a := args{L, "seek"}
	f := a.open(1)
	whence := a.option(2, "cur", "set", "cur", "end")
	offset := a.optInteger(3, 0)
	pos, err := f.seek(int64(offset), map[string]int{
		"set": io.SeekStart, "cur": io.SeekCurrent, "end": io.SeekEnd,
	}[whence])
	if err != nil {
		return failure(L, "", err)
	}
	L.Push(lua.LNumber(pos))
	return 1
}

// file:setvbuf(mode [, size]) -> true | nil, message, errno
func fileSetvbuf(L *lua.LState) int {
	a := args{L, "setvbuf"}
	f := a.open(1)
	mode := map[string]buffering{
		"no": bufferNone, "line": bufferLine, "full": bufferFull,
	}[a.option(2, "", "no", "full", "line")]
	return success(L, "", f.setBuffering(mode, a.optInteger(3, bufferSize)))
}

// fileTostring is the __tostring of files.
func fileTostring(L *lua.LState) int {
	_, f := args{L, "tostring"}.file(1)
	if f.isClosed {
		L.Push(lua.LString("file (closed)"))
	} else {
		L.Push(lua.LString(fmt.Sprintf("file (%p)", f)))
	}
	return 1
}
