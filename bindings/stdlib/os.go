package stdlib

// This file is the os module without dates (date.go).

import (
	"os"
	"os/exec"
	"syscall"
	"time"

	"moonloop/bindings/internal/errno"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// osFuncs is the os module: what Options grants of it.
func (m *Modules) osFuncs() []vm.GoFunction {
	funcs := []vm.GoFunction{
		{Name: "clock", Fn: m.osClock},
		{Name: "date", Fn: m.osDate},
		{Name: "difftime", Fn: osDifftime},
		{Name: "getenv", Fn: m.osGetenv},
		{Name: "setlocale", Fn: osSetlocale},
		{Name: "time", Fn: m.osTime},
	}
	if m.disk != nil {
		funcs = append(funcs,
			vm.GoFunction{Name: "remove", Fn: m.osRemove},
			vm.GoFunction{Name: "rename", Fn: m.osRename})
	}
	if m.disk == Machine {
		funcs = append(funcs, vm.GoFunction{Name: "tmpname", Fn: osTmpname})
	}
	if m.opts.Processes {
		funcs = append(funcs, vm.GoFunction{Name: "execute", Fn: m.osExecute})
	}
	if m.opts.Env {
		funcs = append(funcs, vm.GoFunction{Name: "setenv", Fn: m.osSetenv})
	}
	if m.opts.Exit != nil {
		funcs = append(funcs, vm.GoFunction{Name: "exit", Fn: m.osExit})
	}
	return funcs
}

// now is the wall clock.
func (m *Modules) now() time.Time {
	if m.opts.Now != nil {
		return m.opts.Now()
	}
	return time.Now()
}

// os.clock() -> seconds
func (m *Modules) osClock(L *lua.LState) int {
	if m.opts.Clock != nil {
		L.Push(lua.LNumber(m.opts.Clock()))
	} else {
		L.Push(lua.LNumber(time.Since(m.started).Seconds()))
	}
	return 1
}

// os.difftime(t2 [, t1]) -> seconds
func osDifftime(L *lua.LState) int {
	a := argsOf(L)
	since := vm.ToInteger(a.OptNumber(2, 0)) // C compilers evaluate the last argument first
	L.Push(lua.LNumber(float64(vm.ToInteger(a.Number(1))) - float64(since)))
	return 1
}

// os.getenv(name) -> value | nil
func (m *Modules) osGetenv(L *lua.LState) int {
	value, ok := m.Getenv(cString(argsOf(L).String(1)))
	if ok {
		L.Push(lua.LString(value))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

// os.setenv(name, value) -> true
//
// The variable is set for this state and the processes it starts; the
// process's own environment stays as it is.
func (m *Modules) osSetenv(L *lua.LState) int {
	a := argsOf(L)
	if err := m.Setenv(a.String(1), a.String(2)); err != nil {
		return Outcome(L, err)
	}
	L.Push(lua.LTrue)
	return 1
}

// os.setlocale([locale [, category]]) -> "C" | nil
//
// The C locale is the only one.
func osSetlocale(L *lua.LState) int {
	a := argsOf(L)
	locale := cString(a.OptString(1, ""))
	a.Option(2, "all", "all", "collate", "ctype", "monetary", "numeric", "time")
	switch locale {
	case "", "C", "POSIX":
		L.Push(lua.LString("C"))
	default:
		L.Push(lua.LNil)
	}
	return 1
}

// os.remove(name) -> true | nil, message, errno
func (m *Modules) osRemove(L *lua.LState) int {
	name := cString(argsOf(L).String(1))
	return success(L, name, m.disk.Remove(name))
}

// os.rename(from, to) -> true | nil, message, errno
func (m *Modules) osRename(L *lua.LState) int {
	a := argsOf(L)
	from, to := cString(a.String(1)), cString(a.String(2))
	return success(L, from, m.disk.Rename(from, to))
}

// os.tmpname() -> name of a new empty file
func osTmpname(L *lua.LState) int {
	f, err := os.CreateTemp("", "lua_")
	if err != nil {
		raise(L, "unable to generate a unique filename")
	}
	name := f.Name()
	f.Close()
	L.Push(lua.LString(name))
	return 1
}

// os.execute([command]) -> status
//
// Without a command it tells whether there is a shell: 1 or 0. The status is 256 times the command's, or the number of
// the signal that ended it.
func (m *Modules) osExecute(L *lua.LState) int {
	m.mayStart(L, "execute")
	a := argsOf(L)
	if a.Missing(1) {
		program, _ := shell()
		status := lua.LNumber(1)
		if _, err := exec.LookPath(program); err != nil {
			status = 0
		}
		L.Push(status)
		return 1
	}
	cmd, deliver := m.command(cString(a.String(1)))
	status, _ := exitStatus(m.run(cmd))
	deliver()
	L.Push(lua.LNumber(status))
	return 1
}

// os.exit([code]) does not return, if Options.Exit does not.
func (m *Modules) osExit(L *lua.LState) int {
	m.opts.Exit(argsOf(L).OptInt(1, 0))
	return 0
}

// errnoText is what C says of an error number, and the number that C has for it.
func errnoText(number syscall.Errno) (text string, code int) {
	posix, _, code := errno.Describe(number)
	return posix.Error(), code
}
