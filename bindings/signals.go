package bindings

// This file is loop:add_signal_handler.

import (
	"os"
	"os/signal"
	"sync"
	"syscall"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// signals that a script can name.
var signalNames = map[string]syscall.Signal{
	"SIGHUP": syscall.SIGHUP, "SIGINT": syscall.SIGINT, "SIGQUIT": syscall.SIGQUIT, "SIGTERM": syscall.SIGTERM,
	"SIGUSR1": syscall.SIGUSR1, "SIGUSR2": syscall.SIGUSR2, "SIGALRM": syscall.SIGALRM, "SIGPIPE": syscall.SIGPIPE,
	"SIGCHLD": syscall.SIGCHLD, "SIGCONT": syscall.SIGCONT, "SIGWINCH": syscall.SIGWINCH,
}

// signal is argument n as a signal: its name or number.
func (c call) signal(n int) (string, syscall.Signal) {
	switch v := c.get(n).(type) {
	case lua.LString:
		if s, ok := signalNames[string(v)]; ok {
			return string(v), s
		}
		c.raise(loop.Errorf(loop.ValueError, "%s: argument %d: unknown signal '%s'", c.name, n, string(v)))
	case lua.LNumber:
		for name, s := range signalNames {
			if lua.LNumber(s) == v {
				return name, s
			}
		}
		c.raise(loop.Errorf(loop.ValueError, "%s: argument %d: unknown signal %s", c.name, n, v.String()))
	}
	c.fail(n, "signal name or number expected, got %s", c.typeName(n))
	return "", 0
}

// loopAddSignal is loop:add_signal_handler(signal, fn, ...). Its goroutine ends when the handler is removed or the
// loop is closed.
func (m *Asyncio) loopAddSignal(L *lua.LState) int {
	c, l := m.open(L, "add_signal_handler")
	name, sig := c.signal(1)
	c.handle(l, 2) // checks the function
	fn, args := c.get(2), c.rest(3)
	m.removeSignal(l, name)
	arrived := make(chan os.Signal, 8)
	quit := make(chan struct{})
	var done sync.WaitGroup
	signal.Notify(arrived, sig)
	l.AddSource()
	done.Go(func() {
		for {
			select {
			case <-arrived:
				_ = l.CallSoonThreadsafeFunc(func() {
					if _, err := m.rt.Call(fn, args...); err != nil {
						l.CallExceptionHandler(&loop.ErrorContext{Message: "Exception in signal handler " + name, Exception: err})
					}
				})
			case <-quit:
				return
			}
		}
	})
	own := m.own(l)
	if own.signals == nil {
		own.signals = map[string]func(){}
	}
	if sig == syscall.SIGINT {
		m.interruptHandlers.Add(1)
	}
	own.signals[name] = func() {
		if sig == syscall.SIGINT {
			m.interruptHandlers.Add(-1)
		}
		signal.Stop(arrived)
		close(quit)
		done.Wait()
		l.RemoveSource()
	}
	return 0
}

func (m *Asyncio) loopRemoveSignal(L *lua.LState) int {
	c, l := m.loopSelf(L, "remove_signal_handler")
	name, _ := c.signal(1)
	return c.push(lua.LBool(m.removeSignal(l, name)))
}

func (m *Asyncio) removeSignal(l *loop.Loop, name string) bool {
	own := m.own(l)
	stop, ok := own.signals[name]
	if ok {
		delete(own.signals, name)
		stop()
	}
	return ok
}

func (m *Asyncio) closeSignals(l *loop.Loop) {
	for name := range m.own(l).signals {
		m.removeSignal(l, name)
	}
}

// HandlesInterrupt tells whether a script has a handler of its own for SIGINT. Any goroutine may call it.
func (m *Asyncio) HandlesInterrupt() bool { return m.interruptHandlers.Load() > 0 }
