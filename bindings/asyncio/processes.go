package asyncio

// This file is the Lua face of processes.

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"syscall"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/internal/screen"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

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
	m.classes.process = native.Class{RT: m.rt, Name: "Process", Field: m.processField, Methods: func() []native.Entry {
		return methods(m, "Process", []method[*luaProcess]{
			{"wait", processWait},               // p:wait(): coroutine
			{"communicate", processCommunicate}, // p:communicate([input]): coroutine
			{"send_signal", processSignal},      // p:send_signal(signal, {group=})
			{"terminate", processTerminate},     // p:terminate({group=})
			{"kill", processKill},               // p:kill({group=})
			{"__tostring", text[*luaProcess]},
		})
	}}
	m.define([]function{
		{"create_subprocess_exec", createExec},   // create_subprocess_exec(program, args..., {stdin=, stdout=, stderr=, cwd=, env=, ...})
		{"create_subprocess_shell", createShell}, // create_subprocess_shell(command, {stdin=, stdout=, stderr=, cwd=, env=, ...})
	})
	m.define([]function{
		{"killpg", killGroup}, // killpg(group, signal): to all processes of a group
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
	default:
		return nil
	}
	if stream >= 0 && p.streams[stream] != nil {
		return p.streams[stream]
	}
	return lua.LNil
}

// String is the process as reports show it.
func (p *luaProcess) String() string {
	if code, ok := p.ReturnCode(); ok {
		return fmt.Sprintf("<Process %d returncode=%d>", p.PID(), code)
	}
	return fmt.Sprintf("<Process %d>", p.PID())
}

var processOptions = []string{"stdin", "stdout", "stderr", "cwd", "env", "limit", "start_new_session", "executable", "process_group", "user", "group",
	"extra_groups", "umask", "pass_fds", "text", "universal_newlines", "encoding", "errors"}

func createExec(c call) int {
	c.need(Programs)
	n := c.Len()
	o := c.noOptions()
	if _, ok := c.Arg(n).(*lua.LTable); ok && n > 1 {
		o = c.options(n, processOptions...)
		n--
	}
	args := []string{c.Path(1)}
	for i := 2; i <= n; i++ {
		args = append(args, c.NoNul(c.Bytes(i)))
	}
	return c.startProcess(netio.ProcessOptions{Args: args}, o)
}

func createShell(c call) int {
	c.need(Processes)
	return c.startProcess(netio.ProcessOptions{Shell: c.Path(1)}, c.options(2, processOptions...))
}

// startProcess returns the coroutine that starts a program to the script.
func (c call) startProcess(po netio.ProcessOptions, o keywords) int {
	m := c.m
	o.refuseText()
	po.Dir, po.Env, po.Limit, po.NewSession = o.NoNul(o.Str("cwd", "")), o.environment("env"), o.Size("limit"), o.systemBool("start_new_session")
	o.identity(&po)
	for i, key := range []string{"stdin", "stdout", "stderr"} {
		po.Streams[i] = o.redirect(key, i)
	}
	if !m.options.Processes {
		o.confine(&po)
	}
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Map(m.Hub(l).Start(po), func(v any) any {
			p := &luaProcess{Process: v.(*netio.Process), m: m}
			m.classes.process.Init(&p.ud, p)
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
		}), nil
	})
}

// refuseText refuses what makes the streams of Python's subprocess ones of text.
func (o keywords) refuseText() {
	for _, key := range []string{"text", "universal_newlines", "encoding", "errors"} {
		if lua.LVAsBool(o.Get(key)) {
			o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: false or nil expected: programs read and write bytes", o.Name, key))
		}
	}
}

// redirect is the option that says what standard stream i of a process is.
func (o keywords) redirect(key string, i int) netio.Redirect {
	switch v := o.Get(key).(type) {
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
		if f := screen.File(w); f != nil {
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
	o.FailOption(key, "one of the values of asyncio.subprocess expected")
	return netio.Redirect{}
}

// environment is the option env: a table of variables, which are all that the program has; nil is to inherit.
func (o keywords) environment(key string) []string {
	v := o.Get(key)
	if v == lua.LNil {
		return nil
	}
	t, ok := v.(*lua.LTable)
	if !ok {
		o.FailOption(key, "table expected, got %s", native.TypeName(v))
	}
	list := []string{}
	for k, v := range ltable.Pairs(t) {
		name, ok := k.(lua.LString)
		if !ok {
			o.FailOption(key, "names that are strings expected, got %s", native.TypeName(k))
		}
		var text string
		switch v := v.(type) {
		case lua.LString:
			text = string(v)
		case lua.LNumber:
			text = v.String()
		default:
			o.FailOption(key, "%s: string expected, got %s", string(name), native.TypeName(v))
		}
		if strings.Contains(string(name), "=") {
			o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: illegal environment variable name '%s'", o.Name, key, string(name)))
		}
		o.NoNul(string(name))
		list = append(list, string(name)+"="+o.NoNul(text))
	}
	sort.Strings(list)
	return list
}

func processWait(c call, p *luaProcess) int {
	return c.Coroutine(p.Wait())
}

// processCommunicate is p:communicate([input]): a coroutine that returns what the process writes to its two streams.
func processCommunicate(c call, p *luaProcess) int {
	input := ""
	if c.Has(1) {
		input = c.Bytes(1)
	}
	return c.Coroutine(native.Map(p.Communicate(input), func(v any) any {
		out := v.([2]any)
		return vm.Values{c.m.rt.ToLua(out[0]), c.m.rt.ToLua(out[1])}
	}))
}

func processSignal(c call, p *luaProcess) int {
	_, sig := c.signal(1)
	return c.sendSignal(p, sig, 2)
}

func processTerminate(c call, p *luaProcess) int {
	return c.sendSignal(p, syscall.SIGTERM, 1)
}

func processKill(c call, p *luaProcess) int {
	return c.sendSignal(p, syscall.SIGKILL, 1)
}

// sendSignal sends a signal to a process, or with the option group, which argument n may hold, to its group.
func (c call) sendSignal(p *luaProcess, sig syscall.Signal, n int) int {
	var err error
	if c.options(n, "group").Bool("group") {
		err = p.SignalGroup(sig)
	} else {
		err = p.Signal(sig)
	}
	if err != nil {
		c.Raise(err)
	}
	return 0
}

// killGroup is killpg(group, signal). A group below 2 is a ValueError: the system takes it for this one, or for everybody.
func killGroup(c call) int {
	c.need(Processes)
	supported(c.Call, "groups")
	group := c.Integer(1, 0)
	_, sig := c.signal(2)
	if group < 2 {
		c.Raise(loop.Errorf(loop.ValueError, "killpg: argument 1: number of a process group expected, got %d", group))
	}
	if err := netio.KillGroup(group, sig); err != nil {
		c.Raise(err)
	}
	return 0
}

// enter and exit implement manager: a process that still runs after the body is killed, and waited for.
func (p *luaProcess) Enter(_ native.Call, next vm.Next) vm.Step {
	return next([]lua.LValue{&p.ud}, nil)
}

func (p *luaProcess) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	p.Kill()
	c.NeedTask()
	return vm.Await(p.Wait(), func(_ []lua.LValue, waitErr error) vm.Step {
		if err == nil && waitErr != nil {
			return vm.Raise(waitErr)
		}
		return native.Outcome(vals, err)
	})
}
