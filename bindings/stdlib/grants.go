package stdlib

// This file is what Options grants, for modules beside those of the language.

import (
	"os"
	"strings"
	"syscall"

	"moonloop/bindings/internal/disk"

	lua "github.com/yuin/gopher-lua"
)

// A Disk is the files that a host lets scripts use, by the names that io.open takes.
type Disk = disk.Disk

// Machine is all files of the machine.
var Machine Disk = disk.Machine{}

// Getenv is os.getenv.
func (m *Modules) Getenv(name string) (value string, ok bool) {
	value, ok = m.env[name]
	if !ok && m.opts.Env {
		value, ok = os.LookupEnv(name)
	} else if !ok && m.opts.Getenv != nil {
		value, ok = m.opts.Getenv(name)
	}
	return value, ok
}

// Setenv is os.setenv: the variable is set for this state and the processes it starts. EINVAL is the error of a name or a
// value that no variable can have.
func (m *Modules) Setenv(name, value string) error {
	if name == "" || strings.ContainsAny(name, "=\x00") || strings.Contains(value, "\x00") {
		return syscall.EINVAL
	}
	m.env[name] = value
	return nil
}

// ReadFile reads a file, as io.open would open it, but not more than max bytes: EFBIG is the error of one that has more.
func (m *Modules) ReadFile(name string, max int64) ([]byte, error) {
	if m.disk == nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: syscall.EACCES}
	}
	return disk.ReadFile(m.disk, name, max)
}

// AppendFile opens a file to which what is written is appended, as io.open would. Who asks for it closes it.
func (m *Modules) AppendFile(name string) (*os.File, error) {
	if m.disk == nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: syscall.EACCES}
	}
	f, err := m.disk.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	return f.(*os.File), nil
}

// Stream is what is behind a file of io: an *os.File, or what the host gave. It is nil for a file that is closed; ok is
// false for what is no file.
func Stream(v lua.LValue) (stream any, ok bool) {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return nil, false
	}
	f, ok := ud.Value.(*file)
	if !ok || f.isClosed {
		return nil, ok
	}
	return f.raw, true
}

// Write writes to a file of io as file:write does, and pushes what that returns. nil is the standard output.
func (m *Modules) Write(L *lua.LState, v lua.LValue, text string) int {
	if v == lua.LNil && m.std[stdout] != nil {
		v = m.std[stdout]
	}
	f := &file{isClosed: true}
	if ud, ok := v.(*lua.LUserData); ok {
		f, _ = ud.Value.(*file)
	}
	if f == nil || f.isClosed {
		raise(L, "attempt to use a closed file")
	}
	return Outcome(L, f.write(text))
}
