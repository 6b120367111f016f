package stdlib

// This file is the io module. The methods of files are in iofile.go.

import (
	"bufio"
	"io"
	"os"
	"strings"
	"syscall"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// The standard streams' places in Modules.std.
const (
	stdin = iota
	stdout
	stderr
)

// hasIO reports whether Options grants anything that io is for.
func (m *Modules) hasIO() bool {
	o := m.opts
	return m.HasFiles() || o.Processes || o.Stdin != nil || o.Stdout != nil || o.Stderr != nil
}

// ioFuncs is the io module: what Options grants of it. Without Files the
// functions that take a file name raise an error when they are given one.
func (m *Modules) ioFuncs() []vm.GoFunction {
	funcs := []vm.GoFunction{
		{Name: "close", Fn: m.ioClose},
		{Name: "flush", Fn: m.ioFlush},
		{Name: "input", Fn: m.ioInput},
		{Name: "lines", Fn: m.ioLines},
		{Name: "output", Fn: m.ioOutput},
		{Name: "read", Fn: m.ioRead},
		{Name: "type", Fn: ioType},
		{Name: "write", Fn: m.ioWrite},
	}
	if m.HasFiles() {
		funcs = append(funcs, vm.GoFunction{Name: "open", Fn: m.ioOpen})
	}
	if m.disk == Machine {
		funcs = append(funcs, vm.GoFunction{Name: "tmpfile", Fn: m.ioTmpfile})
	}
	if m.opts.Processes {
		funcs = append(funcs, vm.GoFunction{Name: "popen", Fn: m.ioPopen})
	}
	return funcs
}

// openIO installs io and makes the standard files.
func (m *Modules) openIO(L *lua.LState) {
	files := vm.Build(L, nil, 16)
	vm.SetNatives(files, m.fileFuncs())
	m.fileMeta = files.Table()
	m.fileMeta.RawSetString("__index", m.fileMeta)
	mod := module(L, &shapes.io, m.ioFuncs())
	for i, name := range []string{stdin: "stdin", stdout: "stdout", stderr: "stderr"} {
		m.std[i] = m.handle(L, m.stdFile(i))
		mod.Set(name, m.std[i])
	}
	install(L, "io", mod.Table())
	m.input, m.output = m.std[stdin], m.std[stdout]
}

// Stdin is the standard input from where io.stdin is: what that has read ahead comes first.
func (m *Modules) Stdin() io.Reader {
	f, ok := m.std[stdin].Value.(*file)
	if !ok || f.rd == nil {
		return strings.NewReader("")
	}
	return f.rd
}

// stdFile makes a standard file. What is written to one leaves at once, so
// that it keeps its order with what the host writes.
func (m *Modules) stdFile(i int) *file {
	if i == stdin {
		var r io.Reader = strings.NewReader("")
		if m.opts.Stdin != nil {
			r = m.opts.Stdin
		}
		return &file{raw: r, rd: bufio.NewReaderSize(m.patient(r), bufferSize)}
	}
	w := m.opts.Stdout
	if i == stderr {
		w = m.opts.Stderr
	}
	if w == nil {
		w = io.Discard
	}
	return &file{raw: w, wr: bufio.NewWriterSize(w, bufferSize), mode: bufferNone}
}

// handle makes the Lua value of a file.
func (m *Modules) handle(L *lua.LState, f *file) *lua.LUserData {
	ud := L.NewUserData()
	ud.Value = f
	ud.Metatable = m.fileMeta
	return ud
}

// opened makes the Lua value of a file that Close is to close.
func (m *Modules) opened(L *lua.LState, f *file) *lua.LUserData {
	m.files = append(m.files, f)
	m.count(1)
	return m.handle(L, f)
}

// count tells the host of a file that is open, or is no more.
func (m *Modules) count(n int) {
	if m.opts.Opened != nil {
		m.opts.Opened(n)
	}
}

// closeFile closes a file that opened was given.
func (m *Modules) closeFile(f *file) error {
	for i, open := range m.files {
		if open == f {
			m.files = append(m.files[:i], m.files[i+1:]...)
			m.count(-1)
			break
		}
	}
	return f.shut()
}

// closeFiles closes all files that are open, and ends the processes that are
// at the other end of one.
func (m *Modules) closeFiles() error {
	var first error
	for len(m.files) > 0 {
		f := m.files[0]
		if f.proc != nil {
			f.flush()
			f.proc.Process.Kill() // fails if it has ended, which is as well
		}
		err := m.closeFile(f)
		if f.proc == nil && first == nil {
			first = err
		}
	}
	for _, ud := range m.std {
		if ud != nil {
			ud.Value.(*file).flush()
		}
	}
	return first
}

// Abandon closes the files that scripts left open as the end of a process does that is killed: what was written to them and
// not flushed is lost.
func (m *Modules) Abandon() {
	for _, f := range m.files {
		if f.wr != nil {
			f.wr.Reset(io.Discard)
		}
	}
	_ = m.Close() // nobody is left to be told
}

// openPath opens a file by name; mode is fopen's, of which glibc takes any that begins well.
func (m *Modules) openPath(name, mode string) (*file, error) {
	var flags int
	var reads, writes bool
	letter := mode
	if mode != "" {
		letter = mode[:1]
	}
	switch letter {
	case "r":
		flags, reads = os.O_RDONLY, true
	case "w":
		flags, writes = os.O_WRONLY|os.O_CREATE|os.O_TRUNC, true
	case "a":
		flags, writes = os.O_WRONLY|os.O_CREATE|os.O_APPEND, true
	default:
		return nil, syscall.EINVAL
	}
	if mode = cString(mode); len(mode) > maxMode {
		mode = mode[:maxMode]
	}
	if strings.Contains(mode, "+") {
		flags = flags&^(os.O_RDONLY|os.O_WRONLY) | os.O_RDWR
		reads, writes = true, true
	}
	if strings.Contains(mode, "x") {
		flags |= os.O_EXCL
	}
	f, err := m.disk.OpenFile(name, flags, 0o666)
	if err != nil {
		return nil, err
	}
	if letter == "a" {
		_, _ = f.(io.Seeker).Seek(0, io.SeekEnd) // where C's library begins; a pipe has no place
	}
	opened := newFile(m.disk, f, reads, writes)
	if reads {
		opened.rd.Reset(m.patient(f))
	}
	return opened, nil
}

// maxMode is how much of a mode fopen looks at.
const maxMode = 7

// HasFiles reports whether scripts may open any files by name.
func (m *Modules) HasFiles() bool { return m.disk != nil }

// mayOpen raises where no more files may be opened.
func (m *Modules) mayOpen(L *lua.LState) {
	if m.closed {
		raise(L, "the runtime is closed")
	}
	if m.opts.MayOpen != nil {
		m.opts.MayOpen()
	}
}

// mayName raises where scripts may not open files by name.
func (m *Modules) mayName(L *lua.LState) {
	if !m.HasFiles() {
		raise(L, "access to files is not allowed")
	}
	m.mayOpen(L)
}

// mustOpen opens argument 1 as a file's name and raises if it cannot.
func (m *Modules) mustOpen(a args, mode string) *file {
	name := cString(a.String(1))
	m.mayName(a.L)
	f, err := m.openPath(name, mode)
	if err != nil {
		text, _ := ErrorText(err)
		a.Fail(1, name+": "+text)
	}
	return f
}

// io.open(name [, mode]) -> file | nil, message, errno
func (m *Modules) ioOpen(L *lua.LState) int {
	a := argsOf(L)
	name, mode := cString(a.String(1)), a.OptString(2, "r")
	m.mayOpen(L)
	f, err := m.openPath(name, mode)
	if err != nil {
		return failure(L, name, err)
	}
	L.Push(m.opened(L, f))
	return 1
}

// io.tmpfile() -> file | nil, message, errno
//
// The file is open for reading and writing and gone when it is closed.
func (m *Modules) ioTmpfile(L *lua.LState) int {
	m.mayOpen(L)
	f, err := os.CreateTemp("", "lua_")
	if err != nil {
		return Outcome(L, err)
	}
	nf := newFile(Machine, f, true, true)
	if os.Remove(f.Name()) != nil { // some systems keep the names of open files
		nf.close = func() error {
			defer os.Remove(f.Name())
			return f.Close()
		}
	}
	L.Push(m.opened(L, nf))
	return 1
}

// io.popen(command [, mode]) -> file | nil, message, errno
func (m *Modules) ioPopen(L *lua.LState) int {
	m.mayStart(L, "popen")
	a := argsOf(L)
	line, mode := cString(a.String(1)), cString(a.OptString(2, "r"))
	m.mayOpen(L)
	if mode != "r" && mode != "w" {
		return failure(L, line, syscall.EINVAL)
	}
	for _, f := range m.files { // the command may read them
		f.flush()
	}
	f, err := m.popen(line, mode == "r")
	if err != nil {
		return failure(L, line, err)
	}
	L.Push(m.opened(L, f))
	return 1
}

// io.input([file | name]) -> file
func (m *Modules) ioInput(L *lua.LState) int { return m.defaultFile(L, "input", "r", &m.input) }

// io.output([file | name]) -> file
func (m *Modules) ioOutput(L *lua.LState) int { return m.defaultFile(L, "output", "w", &m.output) }

func (m *Modules) defaultFile(L *lua.LState, name, mode string, place **lua.LUserData) int {
	a := argsOf(L)
	switch L.Get(1).(type) {
	case *lua.LNilType:
	case lua.LString, lua.LNumber:
		*place = m.opened(L, m.mustOpen(a, mode))
	default:
		a.open(1)
		*place = L.Get(1).(*lua.LUserData)
	}
	L.Push(*place)
	return 1
}

// io.close([file]) -> true | nil, message, errno
func (m *Modules) ioClose(L *lua.LState) int {
	if L.GetTop() == 0 {
		L.Push(m.output)
	}
	return m.closeHandle(L, argsOf(L).open(1))
}

// standard is the default file's file, which must be open.
func (m *Modules) standard(L *lua.LState, ud *lua.LUserData, name string) *file {
	f := ud.Value.(*file)
	if f.isClosed {
		raise(L, "standard %s file is closed", name)
	}
	return f
}

// io.flush() -> true | nil, message, errno
func (m *Modules) ioFlush(L *lua.LState) int {
	return Outcome(L, m.standard(L, m.output, "output").flush())
}

// io.read(format...) -> value...
func (m *Modules) ioRead(L *lua.LState) int {
	return m.read(argsOf(L), m.standard(L, m.input, "input"), 1)
}

// io.write(value...) -> true | nil, message, errno
func (m *Modules) ioWrite(L *lua.LState) int {
	return write(argsOf(L), m.standard(L, m.output, "output"), 1)
}

// io.lines([name]) -> iterator
//
// A file opened by name is closed when the iterator comes to its end.
func (m *Modules) ioLines(L *lua.LState) int {
	a := argsOf(L)
	if a.Missing(1) {
		if L.GetTop() > 0 {
			a.WrongType(1, fileTypeName)
		}
		f := m.input.Value.(*file)
		if f.isClosed {
			raise(L, "attempt to use a closed file")
		}
		L.Push(m.linesFunction(L, f, false))
		return 1
	}
	f := m.mustOpen(a, "r")
	m.opened(L, f)
	L.Push(m.linesFunction(L, f, true))
	return 1
}

// io.type(value) -> "file" | "closed file" | nil
func ioType(L *lua.LState) int {
	ud, _ := argsOf(L).Any(1).(*lua.LUserData)
	if ud == nil {
		L.Push(lua.LNil)
		return 1
	}
	switch f, ok := ud.Value.(*file); {
	case !ok:
		L.Push(lua.LNil)
	case f.isClosed:
		L.Push(lua.LString("closed file"))
	default:
		L.Push(lua.LString("file"))
	}
	return 1
}
