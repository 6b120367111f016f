package vm

// This file knows which of the host's functions a runtime is in, and on which goroutine, for hosts that would wait there for
// the runtime itself.

import (
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
)

// hosting is what a runtime has of the host's functions that run on its goroutine. Any goroutine may read it.
type hosting struct {
	name atomic.Pointer[string] // of the function; nil when none runs
	on   atomic.Uint64          // the goroutine
}

// Hosting is the name of the host's function that runs on the runtime's goroutine now, "" when none does, and whether the
// caller is in it. Any goroutine may ask.
func (rt *Runtime) Hosting() (name string, inside bool) {
	p := rt.hosting.name.Load()
	if p == nil {
		return "", false
	}
	return *p, rt.hosting.on.Load() == goroutine()
}

// Host calls fn as a function of the host with that name, for Hosting.
func (rt *Runtime) Host(name string, fn func()) { rt.hosted(&name, goroutine(), fn) }

func (rt *Runtime) hosted(name *string, on uint64, fn func()) {
	h := &rt.hosting
	outer, outerOn := h.name.Load(), h.on.Load()
	h.on.Store(on)
	h.name.Store(name)
	defer func() {
		h.name.Store(outer)
		h.on.Store(outerOn)
	}()
	fn()
}

// goroutine is the number of the running goroutine, as Go prints it in stack traces: nothing else tells goroutines apart.
func goroutine() uint64 {
	var b [32]byte
	text := string(b[:runtime.Stack(b[:], false)])
	number, _, _ := strings.Cut(strings.TrimPrefix(text, "goroutine "), " ")
	n, _ := strconv.ParseUint(number, 10, 64)
	return n
}
