package asyncio

// This file is loop:add_signal_handler.

import (
	"os"
	"os/signal"
	"sort"
	"sync"
	"sync/atomic"
	"syscall"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// signalCounts are how many handlers scripts have for each signal.
type signalCounts [65]atomic.Int32

// loopAddSignal is loop:add_signal_handler(signal, fn, ...). Its goroutine ends when the handler is removed or the
// loop is closed.
func loopAddSignal(c call, l *loop.Loop) int {
	c.need(Processes)
	name, sig := c.signal(1)
	if sig == syscall.SIGKILL || name == "SIGSTOP" {
		c.Raise(loop.Errorf(loop.RuntimeError, "sig %d cannot be caught", int(sig)))
	}
	h := c.handle(l, 2)
	c.m.removeSignal(l, name)
	arrived := make(chan os.Signal, 8)
	quit := make(chan struct{})
	var done sync.WaitGroup
	signal.Notify(arrived, sig)
	l.AddSource()
	own := c.m.own(l)
	if own.signals == nil {
		own.signals = map[string]func(){}
	}
	m := c.m
	run := func() {
		if _, there := own.signals[name]; !there { // removed meanwhile
			return
		}
		again := &luaHandle{m: m, l: l, fn: h.fn, args: h.args}
		again.Init(l, (*luaCall)(again), h.Context())
		l.Schedule(&again.Handle)
	}
	done.Go(func() {
		for {
			select {
			case <-arrived:
				_ = l.CallSoonThreadsafeFunc(run)
			case <-quit:
				return
			}
		}
	})
	handlers := c.m.handlersOf(sig)
	handlers.Add(1)
	own.signals[name] = func() {
		handlers.Add(-1)
		signal.Stop(arrived)
		close(quit)
		done.Wait()
		l.RemoveSource()
	}
	return 0
}

func loopRemoveSignal(c call, l *loop.Loop) int {
	name, _ := c.signal(1)
	return c.Push(lua.LBool(c.m.removeSignal(l, name)))
}

func (m *Module) removeSignal(l *loop.Loop, name string) bool {
	own := m.own(l)
	stop, ok := own.signals[name]
	if ok {
		delete(own.signals, name)
		stop()
	}
	return ok
}

func (m *Module) closeSignals(l *loop.Loop) {
	own, ok := l.Payload.(*luaLoop)
	if !ok {
		return
	}
	var names []string
	for name := range own.signals {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		m.removeSignal(l, name)
	}
}

// Handles tells whether a script has a handler of its own for a signal. Any goroutine may call it.
func (m *Module) Handles(sig syscall.Signal) bool { return m.handlersOf(sig).Load() > 0 }

func (m *Module) handlersOf(sig syscall.Signal) *atomic.Int32 {
	return &m.signals[max(0, min(int(sig), len(m.signals)-1))]
}
