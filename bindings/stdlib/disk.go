package stdlib

// This file is the disk that a host grants: all files of the machine, those below a root, or a file system that can only
// be read.

import (
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"
)

// A Disk is the files that a host lets scripts use, by the names that io.open takes. Its methods do what those of package os
// do, and may be called on any goroutine. Where files can only be read, what would change them is EROFS.
type Disk interface {
	// OpenFile opens a file, which is an *os.File where it can be written to.
	OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error)
	// OpenIn opens a file below a directory to be read: neither its name nor a link leads out of that.
	OpenIn(dir, name string, flags int) (fs.File, error)

	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	Readlink(name string) (string, error)
	// Names are those of the entries of a directory, in the order of the system.
	Names(dir string) ([]string, error)
	Mkdir(name string, mode fs.FileMode) error
	Remove(name string) error
	Rename(from, to string) error
	Link(from, to string) error
	Symlink(from, to string) error
	Chtimes(name string, access, modification time.Time) error

	// Chdir is EPERM where the current directory is not the process's.
	Chdir(dir string) error
	Getwd() (string, error)
}

// Disk is the disk that is granted; nil: there is none.
func (o *Options) Disk() Disk {
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

func (machine) Stat(name string) (fs.FileInfo, error)     { return os.Stat(name) }
func (machine) Lstat(name string) (fs.FileInfo, error)    { return os.Lstat(name) }
func (machine) Readlink(name string) (string, error)      { return os.Readlink(name) }
func (machine) Names(dir string) ([]string, error)        { return namesOf(os.Open(dir)) }
func (machine) Mkdir(name string, mode fs.FileMode) error { return os.Mkdir(name, mode) }
func (machine) Remove(name string) error                  { return os.Remove(name) }
func (machine) Rename(from, to string) error              { return rename(from, to) }
func (machine) Link(from, to string) error                { return os.Link(from, to) }
func (machine) Symlink(from, to string) error             { return os.Symlink(from, to) }
func (machine) Chtimes(name string, a, m time.Time) error { return os.Chtimes(name, a, m) }
func (machine) Chdir(dir string) error                    { return os.Chdir(dir) }
func (machine) Getwd() (string, error)                    { return os.Getwd() }

func (machine) OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error) {
	return asFile(os.OpenFile(name, flags, mode))
}

func (machine) OpenIn(dir, name string, flags int) (fs.File, error) {
	r, err := os.OpenRoot(dir)
	return openIn(r, err, name, flags)
}

// below is what is below a root, which is the current directory.
type below struct{ *os.Root }

func (b below) Names(dir string) ([]string, error) { return namesOf(b.Open(dir)) }
func (below) Chdir(string) error                   { return syscall.EPERM }
func (below) Getwd() (string, error)               { return ".", nil }

func (b below) OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error) {
	return asFile(b.Root.OpenFile(name, flags, mode))
}

func (b below) OpenIn(dir, name string, flags int) (fs.File, error) {
	r, err := b.OpenRoot(dir)
	return openIn(r, err, name, flags)
}

// openIn opens a file below a root that was opened for it.
func openIn(r *os.Root, err error, name string, flags int) (fs.File, error) {
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return asFile(r.OpenFile(name, flags, 0))
}

// asFile is a file as an interface, nil if there is none.
func asFile(f *os.File, err error) (fs.File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

func namesOf(f *os.File, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// readable is a file system that can only be read. It knows itself where its links lead.
type readable struct{ fs fs.FS }

func (r readable) Stat(name string) (fs.FileInfo, error)    { return fs.Stat(r.fs, path.Clean(name)) }
func (r readable) Lstat(name string) (fs.FileInfo, error)   { return fs.Lstat(r.fs, path.Clean(name)) }
func (r readable) Readlink(name string) (string, error)     { return fs.ReadLink(r.fs, path.Clean(name)) }
func (readable) Mkdir(string, fs.FileMode) error            { return syscall.EROFS }
func (readable) Remove(string) error                        { return syscall.EROFS }
func (readable) Rename(string, string) error                { return syscall.EROFS }
func (readable) Link(string, string) error                  { return syscall.EROFS }
func (readable) Symlink(string, string) error               { return syscall.EROFS }
func (readable) Chtimes(string, time.Time, time.Time) error { return syscall.EROFS }
func (readable) Chdir(string) error                         { return syscall.EPERM }
func (readable) Getwd() (string, error)                     { return ".", nil }

func (r readable) Names(dir string) ([]string, error) {
	list, err := fs.ReadDir(r.fs, path.Clean(dir))
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = d.Name()
	}
	return names, err
}

// changing are the flags of those who do not only read.
const changing = os.O_WRONLY | os.O_RDWR | os.O_CREATE | os.O_TRUNC | os.O_APPEND

func (r readable) OpenFile(name string, flags int, _ fs.FileMode) (fs.File, error) {
	if flags&changing != 0 {
		return nil, syscall.EROFS
	}
	return r.fs.Open(path.Clean(name))
}

func (r readable) OpenIn(dir, name string, flags int) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrInvalid
	}
	return r.OpenFile(path.Join(dir, name), flags, 0)
}
