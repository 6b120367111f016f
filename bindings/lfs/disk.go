package lfs

// This file is the disks that a host may grant.

import (
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"moonloop/bindings/stdlib"
)

const (
	notDirectory = syscall.ENOTDIR
	notPermitted = syscall.EPERM
	readOnly     = syscall.EROFS
)

// granted is the disk of a host, as io.open has it; nil: there is none.
func granted(o stdlib.Options) disk {
	switch {
	case o.Files:
		return machine{}
	case o.Root != nil:
		return below{o.Root}
	case o.FS != nil:
		return readable{o.FS}
	}
	return nil
}

// machine is all files of the machine. Its current directory is the process's.
type machine struct{}

func (machine) Stat(path string) (fs.FileInfo, error)     { return os.Stat(path) }
func (machine) Lstat(path string) (fs.FileInfo, error)    { return os.Lstat(path) }
func (machine) Readlink(path string) (string, error)      { return os.Readlink(path) }
func (machine) Mkdir(path string, mode fs.FileMode) error { return os.Mkdir(path, mode) }
func (machine) Remove(path string) error                  { return os.Remove(path) }
func (machine) Link(from, to string) error                { return os.Link(from, to) }
func (machine) Symlink(from, to string) error             { return os.Symlink(from, to) }
func (machine) Chtimes(path string, a, m time.Time) error { return os.Chtimes(path, a, m) }
func (machine) Chdir(path string) error                   { return os.Chdir(path) }
func (machine) Getwd() (string, error)                    { return os.Getwd() }
func (machine) Names(path string) ([]string, error)       { return namesOf(os.Open(path)) }
func (machine) OpenFile(path string, flags int, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(path, flags, mode)
}

// below is what is below a root, which is the current directory.
type below struct{ *os.Root }

func (below) Chdir(string) error                    { return notPermitted }
func (below) Getwd() (string, error)                { return ".", nil }
func (b below) Names(path string) ([]string, error) { return namesOf(b.Open(path)) }

func namesOf(f *os.File, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// readable is a file system that can only be read.
type readable struct{ fs fs.FS }

func (r readable) Stat(name string) (fs.FileInfo, error)    { return fs.Stat(r.fs, path.Clean(name)) }
func (r readable) Lstat(name string) (fs.FileInfo, error)   { return fs.Lstat(r.fs, path.Clean(name)) }
func (r readable) Readlink(name string) (string, error)     { return fs.ReadLink(r.fs, path.Clean(name)) }
func (readable) Mkdir(string, fs.FileMode) error            { return readOnly }
func (readable) Remove(string) error                        { return readOnly }
func (readable) Link(string, string) error                  { return readOnly }
func (readable) Symlink(string, string) error               { return readOnly }
func (readable) Chtimes(string, time.Time, time.Time) error { return readOnly }
func (readable) Chdir(string) error                         { return notPermitted }
func (readable) Getwd() (string, error)                     { return ".", nil }
func (readable) OpenFile(string, int, fs.FileMode) (*os.File, error) {
	return nil, readOnly
}

func (r readable) Names(name string) ([]string, error) {
	list, err := fs.ReadDir(r.fs, path.Clean(name))
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = d.Name()
	}
	return names, err
}
