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

// loopAddSignal is loop:add_signal_handler(signal, fn, ...). Its goroutine ends when the handler is removed or the
// loop is closed.
func (m *Module) loopAddSignal(L *lua.LState) int {
	c, l := m.open(L, "add_signal_handler")
	c.need(processes)
	name, sig := c.signal(1)
	if sig == syscall.SIGKILL || name == "SIGSTOP" {
		c.raise(loop.Errorf(loop.RuntimeError, "sig %d cannot be caught", int(sig)))
	}
	h := c.handle(l, 2)
	m.removeSignal(l, name)
	arrived := make(chan os.Signal, 8)
	quit := make(chan struct{})
	var done sync.WaitGroup
	signal.Notify(arrived, sig)
	l.AddSource()
	own := m.own(l)
	if own.signals == nil {
		own.signals = map[string]func(){}
	}
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
	handlers := m.handlersOf(sig)
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

func (m *Module) loopRemoveSignal(L *lua.LState) int {
	c, l := m.loopSelf(L, "remove_signal_handler")
	name, _ := c.signal(1)
	return c.push(lua.LBool(m.removeSignal(l, name)))
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

// HandlesInterrupt tells whether a script has a handler of its own for SIGINT. Any goroutine may call it.
func (m *Module) HandlesInterrupt() bool { return m.Handles(syscall.SIGINT) }

// Handles tells whether a script has a handler of its own for a signal. Any goroutine may call it.
func (m *Module) Handles(sig syscall.Signal) bool { return m.handlersOf(sig).Load() > 0 }

func (m *Module) handlersOf(sig syscall.Signal) *atomic.Int32 {
	return &m.signalHandlers[max(0, min(int(sig), len(m.signalHandlers)-1))]
}
