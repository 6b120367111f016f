package netio

// This file holds Watcher: changes of files.

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/fsnotify/fsnotify"

	"moonloop/loop"
)

// A Change is something that happened to a file: Op is create, write, remove, rename or chmod.
type Change struct{ Path, Op string }

// A Watcher tells of changes. Its methods are for the loop's goroutine.
type Watcher struct {
	h         *Hub
	w         *fsnotify.Watcher
	recursive bool
	closed    bool
	queue     []Change
	err       error
	waiter    *loop.Future

	mu     sync.Mutex
	in     []Change // guarded by mu
	failed error    // guarded by mu
	posted bool     // guarded by mu
}

// Watch returns a coroutine that makes a *Watcher of files and directories; a recursive one watches the directories
// below, also those that are made later.
func (h *Hub) Watch(paths []string, recursive bool) loop.Coroutine {
	return &then{h.Do(func(context.Context) (any, error) {
		w, err := fsnotify.NewWatcher()
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			if err := addTree(w, path, recursive); err != nil {
				_ = w.Close()
				return nil, err
			}
		}
		return w, nil
	}, func(v any) { _ = v.(*fsnotify.Watcher).Close() }), func(v any) (any, error) {
		x := &Watcher{h: h, w: v.(*fsnotify.Watcher), recursive: recursive}
		h.open[x] = struct{}{}
		h.spawn(x.run)
		return x, nil
	}}
}

func addTree(w *fsnotify.Watcher, root string, recursive bool) error {
	if !recursive {
		return watchPath(w, root)
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == root:
			return err
		case err == nil && d.IsDir():
			return watchPath(w, path)
		case path == root:
			return watchPath(w, path)
		}
		return nil
	})
}

func watchPath(w *fsnotify.Watcher, path string) error {
	if err := w.Add(path); err != nil {
		return &fs.PathError{Op: "watch", Path: path, Err: err}
	}
	return nil
}

// Add returns a coroutine that watches one more path.
func (x *Watcher) Add(path string) loop.Coroutine {
	return x.h.Do(func(context.Context) (any, error) { return nil, addTree(x.w, path, x.recursive) }, nil)
}

// Remove watches a path no more.
func (x *Watcher) Remove(path string) error { return Error(x.w.Remove(path)) }

// run is the goroutine that gets the changes.
func (x *Watcher) run() {
	events, errs := x.w.Events, x.w.Errors
	for events != nil || errs != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			if x.recursive && e.Has(fsnotify.Create) {
				if info, err := os.Lstat(e.Name); err == nil && info.IsDir() {
					_ = addTree(x.w, e.Name, true)
				}
			}
			x.give(changes(e), nil)
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			x.give(nil, err)
		}
	}
}

func changes(e fsnotify.Event) []Change {
	var list []Change
	for _, op := range []struct {
		bit  fsnotify.Op
		name string
	}{
		{fsnotify.Create, "create"}, {fsnotify.Write, "write"}, {fsnotify.Remove, "remove"}, {fsnotify.Rename, "rename"},
		{fsnotify.Chmod, "chmod"},
	} {
		if e.Has(op.bit) {
			list = append(list, Change{e.Name, op.name})
		}
	}
	return list
}

func (x *Watcher) give(list []Change, err error) {
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
		n.expect.end()
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
	n.expect.begin(x.h)
	return n.await.Start(n.fut)
}

// Close implements loop.Closer.
func (n *noticing) Close() { n.expect.end() }

// Close ends the watching.
func (x *Watcher) Close() {
	if !x.closed {
		x.shut()
		delete(x.h.open, x)
		x.wake()
	}
}

// shut implements closer.
func (x *Watcher) shut() {
	x.closed = true
	_ = x.w.Close()
}
