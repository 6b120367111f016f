package lua51

// This file runs programs under Moonloop, in this process.

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/asyncio"
	"moonloop/bindings/host"
	"moonloop/bindings/stdlib"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A Mode is a way to run a program that must make no difference.
type Mode string

const (
	Plain  Mode = ""       // as the command runs it
	Limits Mode = "limits" // in a World with limits that it does not reach; not for programs with Host
	Awaits Mode = "awaits" // with awaits put in; not for programs with Still
)

// Suits tells whether a program can be run in a mode.
func (m Mode) Suits(p *Program) bool {
	switch m {
	case Limits:
		return !p.Host
	case Awaits:
		return !p.Still
	}
	return true
}

// Run runs a program. Nothing stops one that does not end: see Pool.
func Run(p *Program, mode Mode) Outcome {
	done := make(chan Outcome, 1)
	go func() {
		out := Outcome{Broken: "the goroutine ended"}
		var stdout bytes.Buffer
		defer func() { // also when os.exit ends the goroutine
			if r := recover(); r != nil {
				stack := make([]byte, 4096)
				out.Broken = fmt.Sprintf("panic: %v\n%s", r, stack[:runtime.Stack(stack, false)])
			}
			out.Stdout = normalise(stdout.String())
			out.Message = normalise(out.Message)
			done <- out
		}()
		switch mode {
		case Limits:
			runWorld(p.Source, &stdout, &out)
		case Awaits:
			runCommand(AddAwaits(p), &stdout, &out)
		default:
			runCommand(p.Source, &stdout, &out)
		}
	}()
	return <-done
}

// runCommand does what the command does with a script.
func runCommand(source string, stdout *bytes.Buffer, out *Outcome) {
	var stderr bytes.Buffer
	stdin := bufio.NewReaderSize(strings.NewReader(Stdin), 1<<16) // which io.stdin and dofile share
	rt, err := vm.New(vm.Options{Stdout: stdout, Stderr: &stderr, ReadFile: os.ReadFile, Stdin: stdin, Path: os.Getenv("LUA_PATH")})
	if err != nil {
		out.Broken = err.Error()
		return
	}
	var m *bindings.Modules
	m = bindings.Open(rt, asyncio.Options{Stderr: &stderr, OnDeadlock: asyncio.ReportDeadlock(&stderr, nil)}, stdlib.Options{
		Stdin: stdin, Stdout: stdout, Stderr: &stderr, Files: stdlib.Machine, Processes: true, Env: true,
		Now: func() time.Time { return time.Now().UTC() },
		Exit: func(code int) {
			_ = m.Std.Close()
			*out = Outcome{Status: code & 0xff}
			runtime.Goexit()
		},
	})
	arg := rt.State().NewTable()
	arg.RawSetInt(0, lua.LString(Name))
	arg.RawSetInt(-1, lua.LString("lua5.1"))
	rt.State().SetGlobal("arg", arg)
	chunk, err := vm.Compile(source, Name)
	if err == nil {
		_, err = m.Asyncio.RunMain(context.Background(), rt.Load(chunk))
	}
	*out = end(errors.Join(err, m.Close(), rt.Close()), stderr.String())
}

// runWorld is a World whose limits make the interpreter count, weigh and take turns.
func runWorld(source string, stdout *bytes.Buffer, out *Outcome) {
	root, err := os.OpenRoot(".")
	if err != nil {
		out.Broken = err.Error()
		return
	}
	defer root.Close()
	w, err := host.New(host.Options{
		Stdin: strings.NewReader(Stdin), Stdout: stdout, DebugLib: true, Root: root, Source: root.FS(),
		Limits: vm.Limits{MaxInstructions: 1e9, MaxStepTime: time.Minute, Slice: 1000, MaxMemory: 1 << 30, MaxOutput: 1 << 30, MaxSource: 1 << 30},
	})
	if err != nil {
		out.Broken = err.Error()
		return
	}
	_, err = w.RunString(context.Background(), source, Name)
	*out = end(errors.Join(err, w.Close()), "")
}

// end is the outcome that an error makes.
func end(err error, stderr string) Outcome {
	if err == nil {
		return Outcome{Message: strings.TrimSuffix(stderr, "\n")}
	}
	o := Outcome{Status: 1, Message: err.Error()}
	var bug *vm.PanicError
	if errors.As(err, &bug) {
		o.Broken = "panic: " + err.Error()
	}
	var raised *vm.Error
	if errors.As(err, &raised) && raised.Cause == nil {
		switch raised.Value.Type().String() {
		case "string", "number":
			o.Message, _, _ = strings.Cut(raised.Error(), "\x00") // its message is a string of C
		case "nil":
			o.Message = "" // lua5.1's command says nothing
		default:
			o.Message = "(error object is not a string)" // its words, too
		}
	}
	o.Message, _, _ = strings.Cut(stderr+o.Message, "\nstack traceback:\n")
	return o
}
