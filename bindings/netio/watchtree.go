package netio

// This file knows which directories a Watcher has the system watch, and what the system's events mean to it.

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// A watchTree is what a Watcher watches. The system watches directories only: of a file the one that it is in, so that a
// file that another takes the place of, as editors do, is still watched.
//
// A directory that is made below a recursive one is looked through after the system has begun to watch it: what was made in
// between is told as if the system had; told remembers that, in case it does. A directory that is moved is forgotten under
// its old name, with all below, and found again under the new one, if that is below a recursive one.
type watchTree struct {
	w         *fsnotify.Watcher
	recursive bool

	mu    sync.Mutex          // Watcher's goroutine, and those of add and remove
	roots map[string]bool     // guarded by mu: what was asked for; true for a directory
	dirs  map[string]struct{} // guarded by mu: what the system watches
	told  map[string]struct{} // guarded by mu: what was told as made before the system did
	moved map[string]struct{} // guarded by mu: directories whose parent said that they are gone; they may say so too
}

func newWatchTree(w *fsnotify.Watcher, recursive bool) *watchTree {
	return &watchTree{w: w, recursive: recursive, roots: map[string]bool{}, dirs: map[string]struct{}{}, told: map[string]struct{}{}, moved: map[string]struct{}{}}
}

// add watches one more path.
func (t *watchTree) add(path string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	if err != nil {
		return &fs.PathError{Op: "watch", Path: path, Err: underlying(err)}
	}
	if info.IsDir() {
		err = t.enter(path, nil)
	} else {
		err = t.watch(filepath.Dir(path))
	}
	if err == nil {
		t.roots[path] = info.IsDir()
	}
	return err
}

// remove watches a path no more, and lets the system forget what only that needed.
func (t *watchTree) remove(path string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	path = filepath.Clean(path)
	if _, ok := t.roots[path]; !ok {
		return &fs.PathError{Op: "watch", Path: path, Err: fs.ErrNotExist}
	}
	delete(t.roots, path)
	for dir := range t.dirs {
		if !t.needs(dir) {
			_ = t.w.Remove(dir)
			delete(t.dirs, dir)
		}
	}
	return nil
}

// needs tells whether a directory has to be watched for what was asked for.
func (t *watchTree) needs(dir string) bool {
	for root, isDir := range t.roots {
		if isDir && (root == dir || t.recursive && below(dir, root)) || !isDir && filepath.Dir(root) == dir {
			return true
		}
	}
	return false
}

// asked tells whether a change of path is of interest.
func (t *watchTree) asked(path string) bool {
	if _, ok := t.roots[path]; ok {
		return true
	}
	dir := filepath.Dir(path)
	if _, watched := t.dirs[dir]; !watched {
		return false // it was moved away
	}
	for root, isDir := range t.roots {
		if isDir && (root == dir || t.recursive && below(dir, root)) {
			return true
		}
	}
	return false
}

// below tells whether path is inside of dir.
func below(path, dir string) bool {
	if dir == "." {
		return !filepath.IsAbs(path) && path != "." && path != ".." && !strings.HasPrefix(path, ".."+string(filepath.Separator))
	}
	return strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}

func (t *watchTree) watch(dir string) error {
	if err := t.w.Add(dir); err != nil {
		return &fs.PathError{Op: "watch", Path: dir, Err: underlying(err)}
	}
	t.dirs[dir] = struct{}{}
	return nil
}

// enter watches a directory, and with recursive those below. What is found is given to found, if that is not nil.
func (t *watchTree) enter(dir string, found func(path string)) error {
	if err := t.watch(dir); err != nil || !t.recursive {
		return err
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, d := range list {
		path := filepath.Join(dir, d.Name())
		if found != nil {
			found(path)
		}
		if d.IsDir() {
			// What cannot be read, or is gone already, is not watched; but the system may have no room for more.
			if err := t.enter(path, found); err != nil && found == nil && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// leave forgets a directory and all below, which are not where they were.
func (t *watchTree) leave(dir string) {
	for d := range t.dirs {
		if d == dir || below(d, dir) {
			_ = t.w.Remove(d)
			delete(t.dirs, d)
		}
	}
	for _, known := range []map[string]struct{}{t.told, t.moved} {
		for path := range known {
			if below(path, dir) {
				delete(known, path)
			}
		}
	}
}

// ops are the names of what happens.
var ops = []struct {
	bit  fsnotify.Op
	name string
}{
	{fsnotify.Create, "create"}, {fsnotify.Write, "write"}, {fsnotify.Remove, "remove"}, {fsnotify.Rename, "rename"},
	{fsnotify.Chmod, "chmod"},
}

// changes is what an event of the system means to who watches.
func (t *watchTree) changes(e fsnotify.Event) []Change {
	t.mu.Lock()
	defer t.mu.Unlock()
	path := filepath.Clean(e.Name)
	_, told := t.told[path]
	delete(t.told, path)
	if _, ok := t.moved[path]; ok {
		delete(t.moved, path)
		if e.Op == fsnotify.Rename {
			return nil
		}
	}
	asked := t.asked(path)
	var list []Change
	for _, op := range ops {
		if e.Has(op.bit) && asked && !(told && op.bit == fsnotify.Create) {
			list = append(list, Change{path, op.name})
		}
	}
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		list = append(list, t.gone(path, e)...)
	}
	if e.Has(fsnotify.Create) && asked && !told {
		list = append(list, t.made(path)...)
	}
	return list
}

// gone forgets a directory that is not there any more, and tells of the files in it that were asked for.
func (t *watchTree) gone(dir string, e fsnotify.Event) []Change {
	if _, ok := t.dirs[dir]; !ok {
		return nil
	}
	t.leave(dir)
	if _, ok := t.dirs[filepath.Dir(dir)]; ok && e.Has(fsnotify.Rename) {
		t.moved[dir] = struct{}{}
	}
	var list []Change
	for root, isDir := range t.roots {
		if !isDir && filepath.Dir(root) == dir && e.Has(fsnotify.Rename) {
			list = append(list, Change{root, "rename"})
		}
	}
	return list
}

// made goes through a directory that is new below a recursive one.
func (t *watchTree) made(path string) []Change {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || !t.recursive {
		return nil
	}
	var list []Change
	_ = t.enter(path, func(path string) {
		t.told[path] = struct{}{}
		list = append(list, Change{path, "create"})
	})
	return list
}

// text is what is watched, in words.
func (t *watchTree) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(slices.Sorted(maps.Keys(t.roots)), ", ")
}

// look watches again what was asked for, after events were lost.
func (t *watchTree) look() []Change {
	t.mu.Lock()
	defer t.mu.Unlock()
	for root, isDir := range t.roots {
		if isDir {
			_ = t.enter(root, nil)
		}
	}
	return nil
}
