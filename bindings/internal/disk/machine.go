package disk

// This file is all files of the machine.

import (
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Machine is all files of the machine. Its current directory is the process's.
type Machine struct{}

// What package os does, by the methods of a Disk.

func (Machine) Stat(name string) (fs.FileInfo, error)        { return os.Stat(name) }
func (Machine) Lstat(name string) (fs.FileInfo, error)       { return os.Lstat(name) }
func (Machine) Readlink(name string) (string, error)         { return os.Readlink(name) }
func (Machine) Names(dir string) ([]string, error)           { return namesOf(asFile(os.Open(dir))) }
func (Machine) Mkdir(name string, mode fs.FileMode) error    { return os.Mkdir(name, mode) }
func (Machine) MkdirAll(name string, mode fs.FileMode) error { return os.MkdirAll(name, mode) }
func (Machine) Remove(name string) error                     { return os.Remove(name) }
func (Machine) RemoveAll(name string) error                  { return os.RemoveAll(name) }
func (Machine) Rename(from, to string) error {
	if err := rename(from, to); err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}
func (Machine) Link(from, to string) error                 { return os.Link(from, to) }
func (Machine) Symlink(target, name string) error          { return os.Symlink(target, name) }
func (Machine) Chmod(name string, mode fs.FileMode) error  { return os.Chmod(name, mode) }
func (Machine) Chtimes(name string, a, m time.Time) error  { return os.Chtimes(name, a, m) }
func (Machine) TempDir() string                            { return os.TempDir() }
func (Machine) Chdir(dir string) error                     { return os.Chdir(dir) }
func (Machine) Getwd() (string, error)                     { return os.Getwd() }
func (Machine) Root(name string) (*os.Root, string, error) { return nil, name, nil }

// Real implements Disk.
func (Machine) Real(name string) (string, error) {
	full, err := filepath.EvalSymlinks(name)
	if err == nil {
		full, err = filepath.Abs(full)
	}
	return full, err
}

// OpenFile implements Disk.
func (Machine) OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error) {
	return asFile(os.OpenFile(name, flags, mode))
}

// OpenIn implements Disk.
func (Machine) OpenIn(dir, name string, flags int) (fs.File, error) {
	r, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return asFile(r.OpenFile(name, flags, 0))
}
