package asyncio

// This file is the Lua face of processes.

import (
	"fmt"
	"os"
	"sort"
	"syscall"

	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// luaProcess is what a Process holds.
type luaProcess struct {
	*netio.Process
	m       *Module
	ud      lua.LUserData
	streams [3]*lua.LUserData
}

// The values of asyncio.subprocess that say what a standard stream is, as in Python.
const (
	subprocessPipe   = -1
	subprocessStdout = -2
	subprocessNull   = -3
)

func (m *Module) openProcesses() {
	m.processMeta.make = func() *lua.LTable {
		return m.fields(m.class("Process", []native{
			{"wait", m.processWait},               // p:wait(): coroutine
			{"communicate", m.processCommunicate}, // p:communicate([input]): coroutine
			{"send_signal", m.processSignal},      // p:send_signal(signal)
			{"terminate", m.processTerminate},     // p:terminate()
			{"kill", m.processKill},               // p:kill()
			{"__tostring", m.text},
		}), "Process", m.processField)
	}
	m.define([]native{
		{"create_subprocess_exec", m.createExec},   // create_subprocess_exec(program, args..., {stdin=, stdout=, stderr=, cwd=, env=, ...})
		{"create_subprocess_shell", m.createShell}, // create_subprocess_shell(command, {stdin=, stdout=, stderr=, cwd=, env=, ...})
	})
	b := vm.Build(m.rt.State(), nil, 3)
	b.Set("PIPE", lua.LNumber(subprocessPipe))
	b.Set("STDOUT", lua.LNumber(subprocessStdout))
	b.Set("DEVNULL", lua.LNumber(subprocessNull))
	m.build.Set("subprocess", b.Table())
}

// processField gives p.pid, p.returncode, p.stdin, p.stdout and p.stderr.
func (m *Module) processField(v any, key string) lua.LValue {
	p, ok := v.(*luaProcess)
	if !ok {
		return nil
	}
	stream := -1
	switch key {
	case "pid":
		return lua.LNumber(p.PID())
	case "returncode":
		if code, ok := p.ReturnCode(); ok {
			return lua.LNumber(code)
		}
	case "stdin":
		stream = 0
	case "stdout":
		stream = 1
	case "stderr":
		stream = 2
	}
	if stream >= 0 && p.streams[stream] != nil {
		return p.streams[stream]
	}
	return nil
}

// String is the process as reports show it.
func (p *luaProcess) String() string {
	if code, ok := p.ReturnCode(); ok {
		return fmt.Sprintf("<Process %d returncode=%d>", p.PID(), code)
	}
	return fmt.Sprintf("<Process %d>", p.PID())
}

func (m *Module) process(L *lua.LState, name string) (call, *luaProcess) {
	return self[*luaProcess](m, L, name, "Process")
}

var processOptions = []string{"stdin", "stdout", "stderr", "cwd", "env", "limit", "start_new_session"}

func (m *Module) createExec(L *lua.LState) int {
	c := m.call(L, "create_subprocess_exec")
	c.need(processes)
	n := c.len()
	o := options{c, nil}
	if _, ok := c.get(n).(*lua.LTable); ok && n > 1 {
		o = c.options(n, processOptions...)
		n--
	}
	args := []string{c.string(1)}
	for i := 2; i <= n; i++ {
		args = append(args, c.data(i))
	}
	return c.startProcess(netio.ProcessOptions{Args: args}, o)
}

func (m *Module) createShell(L *lua.LState) int {
	c := m.call(L, "create_subprocess_shell")
	c.need(processes)
	return c.startProcess(netio.ProcessOptions{Shell: c.string(1)}, c.options(2, processOptions...))
}

// startProcess pushes the coroutine that starts a program.
func (c call) startProcess(po netio.ProcessOptions, o options) int {
	m := c.m
	po.Dir, po.Env, po.Limit, po.NewSession = o.str("cwd", ""), o.environment("env"), o.size("limit"), o.systemBool("start_new_session")
	for i, key := range []string{"stdin", "stdout", "stderr"} {
		po.Streams[i] = o.redirect(key, i)
	}
	return c.native(func(l *loop.Loop) (loop.Coroutine, error) {
		return &mapped{m.hub(l).Start(po), func(v any) any {
			p := &luaProcess{Process: v.(*netio.Process), m: m}
			p.ud.Value, p.ud.Metatable = p, m.processMeta.get()
			for i := range p.streams {
				if conn := p.Stream(i); conn != nil {
					s := m.stream(conn)
					p.streams[i] = &s.reader.ud
					if i == 0 {
						p.streams[i] = &s.writer.ud
					}
				}
			}
			return &p.ud
		}}, nil
	})
}

// redirect is the option that says what standard stream i of a process is.
func (o options) redirect(key string, i int) netio.Redirect {
	switch v := o.get(key).(type) {
	case *lua.LNilType:
		if i == 0 {
			if f, ok := o.m.options.Stdin.(*os.File); ok {
				return netio.File(f)
			}
			return netio.Null
		}
		w := o.m.rt.Stdout()
		if i == 2 {
			w = o.m.stderr
		}
		if f, ok := w.(*os.File); ok {
			return netio.File(f)
		}
		return netio.Sink(func(b []byte) { _, _ = w.Write(b) })
	case lua.LNumber:
		switch {
		case v == subprocessPipe:
			return netio.Pipe
		case v == subprocessNull:
			return netio.Null
		case v == subprocessStdout && i == 2:
			return netio.Stdout
		}
	}
	o.failOption(key, "one of the values of asyncio.subprocess expected")
	return netio.Redirect{}
}

// environment is the option env: a table of variables, which are all that the program has; nil is to inherit.
func (o options) environment(key string) []string {
	v := o.get(key)
	if v == lua.LNil {
		return nil
	}
	t, ok := v.(*lua.LTable)
	if !ok {
		o.failOption(key, "table expected, got %s", o.m.typeName(v))
	}
	list := []string{}
	t.ForEach(func(k, v lua.LValue) { list = append(list, k.String()+"="+v.String()) })
	sort.Strings(list)
	return list
}

func (m *Module) processWait(L *lua.LState) int {
	c, p := m.process(L, "wait")
	return c.direct(p.Wait())
}

// processCommunicate is p:communicate([input]): a coroutine that returns what the process writes to its two streams.
func (m *Module) processCommunicate(L *lua.LState) int {
	c, p := m.process(L, "communicate")
	input := ""
	if c.has(1) {
		input = c.data(1)
	}
	return c.direct(&mapped{p.Communicate(input), func(v any) any {
		out := v.([2]any)
		return vm.Values{m.rt.ToLua(out[0]), m.rt.ToLua(out[1])}
	}})
}

func (m *Module) processSignal(L *lua.LState) int {
	c, p := m.process(L, "send_signal")
	_, sig := c.signal(1)
	return c.sendSignal(p, sig)
}

func (m *Module) processTerminate(L *lua.LState) int {
	c, p := m.process(L, "terminate")
	return c.sendSignal(p, syscall.SIGTERM)
}

func (m *Module) processKill(L *lua.LState) int {
	c, p := m.process(L, "kill")
	return c.sendSignal(p, syscall.SIGKILL)
}

func (c call) sendSignal(p *luaProcess, sig syscall.Signal) int {
	if err := p.Signal(sig); err != nil {
		c.raise(err)
	}
	return 0
}

// enter and exit implement manager: a process that still runs after the body is killed, and waited for.
func (p *luaProcess) enter(_ call, next vm.Next) vm.Step {
	return next([]lua.LValue{&p.ud}, nil)
}

func (p *luaProcess) exit(c call, vals []lua.LValue, err error) vm.Step {
	p.Kill()
	c.needTask()
	return vm.Await(p.Wait(), func(_ []lua.LValue, waitErr error) vm.Step {
		if err == nil && waitErr != nil {
			return vm.Raise(waitErr)
		}
		return outcome(vals, err)
	})
}
