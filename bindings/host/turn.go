package host

// This file gives a World to one goroutine at a time: to its own, or to the host's.

import (
	"errors"
	"time"

	"moonloop/loop"
	"moonloop/vm"
)

// start gives the event loop to a goroutine, unless it has one or the host runs it. It reports whether the World is open.
func (w *World) start() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closing {
		return false
	}
	if !w.started && !w.options.Manual {
		w.started = true
		go w.serve()
	}
	return true
}

// serve is the World's goroutine. Scripts may stop the loop, as any script may; it goes on until the World closes.
func (w *World) serve() {
	ended := false
	defer func() {
		if !ended {
			w.lost()
		}
	}()
	w.mu.Lock()
	for w.busy { // with a Do that began before there was this goroutine
		w.idle.Wait()
	}
	w.mu.Unlock()
	for !w.isClosing() {
		_ = w.loop.RunForever()
	}
	ended = true
	w.shutdown()
}

// Lend has the World use another loop of its runtime than its own, until back is called: futures and tasks are made in it,
// and what is posted runs there. It is for who runs such a loop on the goroutine of a Manual World, as package gotest does.
func (w *World) Lend(l *loop.Loop) (back func()) {
	before := w.lent.Swap(l)
	return func() { w.lent.Store(before) }
}

// now is the loop that the World uses.
func (w *World) now() *loop.Loop {
	if l := w.lent.Load(); l != nil {
		return l
	}
	return w.loop
}

// postFunc has fn called on the goroutine of the event loop.
func (w *World) postFunc(fn func()) error {
	if !w.start() || w.now().CallSoonThreadsafeFunc(fn) != nil {
		return ErrClosed
	}
	return nil
}

// Post has fn called on the goroutine of the event loop, some time. What it panics with is reported there.
func (w *World) Post(fn func(rt *vm.Runtime)) error {
	if fn == nil {
		return errNoCallback
	}
	return w.postFunc(func() { w.rt.Host("Post", func() { fn(w.rt) }) })
}

// Do calls fn on the goroutine of the event loop and waits for it: there it may use the runtime. An error or a panic of
// fn is returned. In a Manual World it is to be called on the host's own goroutine, and calls fn at once.
func (w *World) Do(fn func(rt *vm.Runtime) error) error {
	if fn == nil {
		return errNoCallback
	}
	if _, inside := w.rt.Hosting(); inside {
		return ErrInside
	}
	here, err := w.take()
	if err != nil {
		return err
	}
	if here {
		defer w.release()
		return w.protect("Do", fn)
	}
	done := make(chan error, 1)
	if err := w.postFunc(func() {
		err := errExit
		defer func() { done <- err }()
		err = w.protect("Do", fn)
	}); err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case <-w.closed:
		select {
		case err := <-done:
			return err
		default:
			return ErrClosed
		}
	}
}

// take gives the World to the goroutine that asks for it, if no other has it: until release.
func (w *World) take() (here bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.busy && !w.options.Manual && !w.closing {
		w.idle.Wait()
	}
	switch {
	case w.closing:
		return false, ErrClosed
	case w.busy:
		return false, ErrBusy
	case w.started:
		return false, nil
	}
	w.busy = true
	return true, nil
}

func (w *World) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy = false
	w.idle.Broadcast()
}

// protect calls fn; a panic becomes an error.
func (w *World) protect(name string, fn func(*vm.Runtime) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = vm.Recovered(r)
		}
	}()
	w.rt.Host(name, func() { err = fn(w.rt) })
	return err
}

// RunOnce runs one iteration of the event loop of a Manual World: with block it first waits until there is something to
// do, for as long as that takes: another goroutine ends the wait with Post or Close. It reports whether there is more
// to do at once. It must always be called on the same goroutine, or with one goroutine at a time.
func (w *World) RunOnce(block bool) (more bool, err error) {
	if !w.options.Manual {
		return false, errors.New("host: RunOnce is for a World with Manual set")
	}
	if _, inside := w.rt.Hosting(); inside {
		return false, ErrInside
	}
	if _, err := w.take(); err != nil {
		return false, err
	}
	ended := false
	defer func() {
		if ended {
			w.release()
		} else {
			w.lost()
		}
	}()
	more, _ = w.loop.RunOnce(block) // what ends the loop of a script does not end the host's
	ended = true
	return more, nil
}

// Poll runs iterations of the event loop of a Manual World as long as there is something to do at once, at most n. The
// rules are those of RunOnce.
func (w *World) Poll(n int) error {
	for more := true; more && n > 0; n-- {
		var err error
		if more, err = w.RunOnce(false); err != nil {
			return err
		}
	}
	return nil
}

// Timeout is in how long RunOnce has something to do: 0 is at once, and ok is false when only another goroutine can give
// it something. It is for the goroutine that calls RunOnce. Where RunOnce would be misuse, or the World is closed, it is 0: RunOnce says
// what is wrong.
func (w *World) Timeout() (d time.Duration, ok bool) {
	if _, inside := w.rt.Hosting(); !inside {
		if here, err := w.take(); err != nil || !here {
			return 0, true
		}
		defer w.release()
	}
	return w.loop.Timeout()
}
