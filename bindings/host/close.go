package host

// This file ends a World, also one that does not come back.

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"moonloop/loop"
)

func (w *World) isClosing() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closing
}

// Close cancels all tasks, lets them clean up for as long as Grace, stops them if need be, and releases everything: when
// it returns nothing of the World runs, unless a Go function does not come back: it then gives up after four times Grace, and
// the error says which function. Any goroutine may call it, also a second time: it waits for the
// first. A Manual World is closed on the goroutine that calls RunOnce.
func (w *World) Close() error {
	if _, inside := w.rt.Hosting(); inside {
		return ErrInside
	}
	w.mu.Lock()
	first := !w.closing
	if first && !w.started && w.busy && w.options.Manual {
		w.mu.Unlock()
		return ErrBusy
	}
	w.closing = true
	w.idle.Broadcast()
	for first && !w.started && w.busy {
		w.idle.Wait()
	}
	started := w.started
	w.mu.Unlock()
	switch {
	case first && started:
		_ = w.loop.CallSoonThreadsafeFunc(w.loop.Stop)
	case first:
		w.shutdown()
	}
	if !w.waitFor(w.closed) {
		w.dismiss(ErrClosed)
		return w.stuck(errors.New("host: Close gave up"))
	}
	return w.err
}

// How long to wait for a World: patience times Grace if it is in a function of the host's, which may never return; a World that
// is not, and is slow, stops by itself.
const (
	patience     = 4
	mostPatience = 10 * time.Second
)

// waitFor waits for done. It is false if the World seems to be stuck.
func (w *World) waitFor(done <-chan struct{}) bool {
	timer := time.NewTimer(patience * w.options.Grace)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
	}
	if name, _ := w.rt.Hosting(); name != "" {
		return false
	}
	timer.Reset(mostPatience)
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// stuck is err with what the World is in, if it does not come back.
func (w *World) stuck(err error) error {
	if name, _ := w.rt.Hosting(); name != "" {
		return fmt.Errorf("%w: the World is in the Go function '%s', which does not return", err, name)
	}
	return fmt.Errorf("%w: the World does not answer", err)
}

// dismiss ends all calls that have not ended.
func (w *World) dismiss(err error) {
	w.mu.Lock()
	left := slices.Collect(maps.Keys(w.calls))
	w.mu.Unlock()
	for _, c := range left {
		c.finish(nil, err)
	}
}

// shutdown ends the World, on the goroutine of its loop, also when a task that cleans up ends that goroutine.
func (w *World) shutdown() {
	ended := false
	defer func() {
		if !ended {
			w.lost()
		}
	}()
	stop := time.AfterFunc(w.options.Grace, func() {
		w.rt.Stop(ErrClosed)
		_ = w.loop.CallSoonThreadsafeFunc(func() {
			w.loop.CancelTasks(w.loop.AllTasks(), nil)
		})
	})
	if w.used() {
		defer w.stopIdle(2 * w.options.Grace).Stop()
		giveUp := time.AfterFunc(patience*w.options.Grace+mostPatience, func() { _ = w.loop.CallSoonThreadsafeFunc(w.loop.Stop) })
		defer giveUp.Stop()
		r := loop.NewRunner(loop.RunnerOptions{Make: func() *loop.Loop { return w.loop }})
		_, err := r.Loop()
		for range 3 { // a script may stop the loop here too
			if err == nil {
				err = r.Close()
			}
		}
	}
	stop.Stop()
	_ = w.loop.Close()
	w.err = w.letGo()
	w.dismiss(ErrClosed) // what was posted and never begun
	ended = true
	close(w.closed)
}

// stopIdle stops the loop some time from now if it has nothing to do then, or later, until its result is stopped. By that time
// all steps of scripts are stopped, so tasks that wait on do it for each other: for a lock that one has ended with, for example.
func (w *World) stopIdle(after time.Duration) *time.Timer {
	var timer *time.Timer
	look := func() { // on the loop's goroutine, which has timer
		if d, ok := w.loop.Timeout(); !ok || d > 0 {
			w.loop.Stop()
		} else {
			timer.Reset(w.options.Grace)
		}
	}
	timer = time.AfterFunc(after, func() { _ = w.loop.CallSoonThreadsafeFunc(look) })
	return timer
}

// used tells whether the event loop has or had anything to do.
func (w *World) used() bool {
	_, waits := w.loop.Timeout()
	return waits || w.loop.Iterations() > 0 || len(w.loop.AllTasks()) > 0
}

// letGo releases what the World holds.
func (w *World) letGo() error {
	return errors.Join(w.env.Close(), w.asyncio.Close(), w.std.Close(), w.rt.CloseWithin(w.options.Grace), w.folders())
}

// errExit is the error of a Go function that ended the World's goroutine.
var errExit = errors.New("host: a Go function ended the World's goroutine by runtime.Goexit")

// lost ends the World when the goroutine that runs it ends before it is closed: the task whose step that was would never end.
func (w *World) lost() {
	defer close(w.closed)
	w.mu.Lock()
	w.closing = true
	w.idle.Broadcast()
	w.mu.Unlock()
	func() {
		defer func() { _ = recover() }() // what was being done is in the middle
		_ = w.loop.Close()
		w.err = w.letGo()
	}()
	w.err = errors.Join(errExit, w.err)
	w.dismiss(errExit)
}
