package netio

// This file holds Watcher: changes of files.

import (
	"context"
	"errors"
	"sync"

	"github.com/fsnotify/fsnotify"

	"moonloop/loop"
)

// A Change is something that happened to a file: Op is create, write, remove, rename or chmod.
type Change struct{ Path, Op string }

// A Watcher tells of changes. Its methods are for the loop's goroutine.
type Watcher struct {
	h      *Hub
	t      *watchTree
	closed bool
	queue  []Change
	err    error
	waiter *loop.Future

	mu     sync.Mutex
	in     []Change // guarded by mu
	failed error    // guarded by mu
	posted bool     // guarded by mu
}

// Watch returns a coroutine that makes a *Watcher of files and directories; a recursive one watches the directories
// below, also those that are made later.
func (h *Hub) Watch(paths []string, recursive bool) loop.Coroutine {
	if err := h.simulated("watchers of files"); err != nil {
		return refuses{err}
	}
	return &then{h.Opening(func(context.Context) (any, error) {
		w, err := fsnotify.NewWatcher()
		if err != nil {
			return nil, err
		}
		t := newWatchTree(w, recursive)
		for _, path := range paths {
			if err := t.add(path); err != nil {
				_ = w.Close()
				return nil, err
			}
		}
		return t, nil
	}, func(v any) { _ = v.(*watchTree).w.Close() }), func(v any) (any, error) {
		x := &Watcher{h: h, t: v.(*watchTree)}
		h.opened(x)
		h.spawn(x.run)
		return x, nil
	}}
}

// Add returns a coroutine that watches one more path.
func (x *Watcher) Add(path string) loop.Coroutine {
	return x.h.Do(func(context.Context) (any, error) { return nil, x.t.add(path) }, nil)
}

// Remove watches a path no more.
func (x *Watcher) Remove(path string) error { return Error(x.t.remove(path)) }

// run is the goroutine that gets the changes.
func (x *Watcher) run() {
	events, errs := x.t.w.Events, x.t.w.Errors
	for events != nil || errs != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			x.give(x.t.changes(e), nil)
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				x.give(x.t.look(), loop.OSError.New("watch: there were more changes than the system keeps, and some are lost"))
				continue
			}
			x.give(nil, err)
		}
	}
}

func (x *Watcher) give(list []Change, err error) {
	if len(list) == 0 && err == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.in = append(x.in, list...)
	if err != nil {
		x.failed = err
	}
	if !x.posted {
		x.posted = true
		x.h.post(x)
	}
}

// deliver implements event.
func (x *Watcher) deliver() {
	x.mu.Lock()
	in, failed := x.in, x.failed
	x.in, x.failed, x.posted = nil, nil, false
	x.mu.Unlock()
	if x.closed {
		return
	}
	x.queue = append(x.queue, in...)
	if failed != nil {
		x.err = Error(failed)
	}
	x.wake()
}

func (x *Watcher) wake() {
	if f := x.waiter; f != nil {
		x.waiter = nil
		if !f.Done() {
			_ = f.SetResult(nil)
		}
	}
}

// Next returns the next Change, or nil when the watcher is closed.
func (x *Watcher) Next() loop.Coroutine { return &noticing{x: x} }

type noticing struct {
	x      *Watcher
	fut    *loop.Future
	await  loop.Await
	expect expectation
}

// Resume implements loop.Coroutine.
func (n *noticing) Resume(exc error) (loop.Signal, any) {
	x := n.x
	if n.fut != nil {
		if x.waiter == n.fut {
			x.waiter = nil
		}
		n.fut = nil
		n.expect.stop()
		if sig, v := n.await.Resume(exc); sig == loop.Raised {
			return sig, v
		}
	} else if exc != nil {
		return loop.Raised, exc
	}
	switch {
	case len(x.queue) > 0:
		c := x.queue[0]
		x.queue = x.queue[1:]
		return loop.Returned, c
	case x.err != nil:
		err := x.err
		x.err = nil
		return loop.Raised, err
	case x.closed:
		return loop.Returned, nil
	case x.waiter != nil:
		return loop.Raised, loop.RuntimeError.New("next() called while another coroutine is already waiting for a change")
	}
	n.fut = x.h.l.CreateFuture()
	x.waiter = n.fut
	n.expect.beginOutside(x.h) // other programs make the changes
	return n.await.Start(n.fut)
}

// Close implements loop.Closer.
func (n *noticing) Close() { n.expect.stop() }

// Close ends the watching.
func (x *Watcher) Close() {
	if !x.closed {
		x.shut()
		x.h.gone(x)
		x.wake()
	}
}

// shut implements closer.
func (x *Watcher) shut() {
	x.closed = true
	_ = x.t.w.Close()
}
