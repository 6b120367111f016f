package differential

// This file runs the Lua half of a program.

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"sort"
	"sync"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/asyncio"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

//go:embed prelude.lua
var preludeSource string

var prelude = sync.OnceValues(func() (*vm.Chunk, error) { return vm.Compile(preludeSource, "prelude.lua") })

// mostLines and timeLimit cut off a program that goes on for ever.
const (
	mostLines = 20000
	timeLimit = 20 * time.Second
)

var errHung = errors.New("hung")

// A Mode is a way to run a program that must make no difference.
type Mode struct {
	Debug  bool // in debug mode
	Nested bool // in asyncio.run, called by the main chunk, not as the main chunk itself
}

// ModeOf is the mode in which the program of a seed runs.
func ModeOf(seed uint64) Mode { return Mode{Debug: seed%4 == 0, Nested: seed%5 == 0} }

// Run runs a program that (*Program).Lua printed, in a runtime of its own, and returns its trace. The error is one of
// the harness: the program does not compile, or does not end.
func Run(source string, mode Mode) (trace []string, err error) {
	clock := loop.NewVirtualClock()
	var stderr bytes.Buffer
	rt, err := vm.New(vm.Options{Stdout: io.Discard, Stderr: &stderr, Clock: clock, Debug: mode.Debug})
	if err != nil {
		return nil, err
	}
	deadlocked, report := false, asyncio.ReportDeadlock(io.Discard, nil)
	options := asyncio.Options{Clock: clock, Debug: mode.Debug, Stderr: &stderr, OnDeadlock: func(l *loop.Loop) { deadlocked = true; report(l) }}
	modules := bindings.Open(rt, options, stdlib.Options{Stdout: io.Discard, Stderr: &stderr})
	defer func() {
		closeErr := errors.Join(modules.Close(), rt.Close())
		if err == nil {
			err = closeErr
		}
	}()
	var ends []string
	var l *loop.Loop
	global := rt.State().SetGlobal
	global("LOG", rt.State().NewFunction(func(L *lua.LState) int {
		if l == nil {
			l = rt.Loop()
		}
		if len(trace) > mostLines {
			l.StopWith(errHung)
		}
		trace = append(trace, fmt.Sprintf("%d %.3f %s: %s", l.Iterations(), l.Time(), L.CheckString(1), L.CheckString(2)))
		return 0
	}))
	global("FAILED", rt.State().NewFunction(func(L *lua.LState) int {
		ends = append(ends, L.CheckString(1))
		return 0
	}))
	first, err := prelude()
	if err != nil {
		return nil, err
	}
	chunk, err := vm.Compile(source, "program.lua")
	if err != nil {
		return nil, err
	}
	global("PRELUDE", rt.Load(first))
	global("PROGRAM", rt.Load(chunk))
	start := "PRELUDE() PROGRAM() run()"
	if mode.Nested {
		start = "asyncio.run(function() " + start + " end)"
	}
	main, err := vm.Compile(start, "main.lua")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), timeLimit, errHung)
	defer cancel()
	_, err = modules.Asyncio.RunMain(ctx, rt.Load(main))
	switch {
	case ctx.Err() != nil || errors.Is(err, errHung):
		return trace, errHung
	case err != nil && len(trace) == 0:
		return nil, err
	case deadlocked:
		trace = append(trace, "deadlock")
	}
	sort.Strings(ends)
	return append(trace, ends...), nil
}
