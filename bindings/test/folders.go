package test

// This file keeps the folders that cases have, so that none outlives its case, whatever becomes of the process.

import (
	"errors"
	"sync"
)

// folders are those that were made and not removed. Any goroutine may use it.
type folders struct {
	mu   sync.Mutex
	open map[string]func() error // guarded by mu
}

// make makes a folder on a disk; what it returns removes it, once.
func (f *folders) make(disk Disk) (dir string, remove func() error, err error) {
	dir, discard, err := disk.TempDir()
	if err != nil {
		return "", nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open == nil {
		f.open = map[string]func() error{}
	}
	f.open[dir] = discard
	return dir, func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.open[dir] == nil {
			return nil
		}
		delete(f.open, dir)
		return discard()
	}, nil
}

// RemoveFolders removes the folders that cases have. It is for who ends the process while one runs. Any goroutine may call it.
func (s *Suite) RemoveFolders() error {
	f := &s.folders
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for _, discard := range f.open {
		errs = append(errs, discard())
	}
	f.open = nil
	return errors.Join(errs...)
}
