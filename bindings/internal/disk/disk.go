package disk

// This file is what all disks can do.

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// A Disk is the files that a host lets scripts use, by the names that io.open takes. Its methods do what those of package os
// do, and may be called on any goroutine. What is not granted is EACCES; where files can only be read, what would change
// them is EROFS.
type Disk interface {
	// OpenFile opens a file, which is an *os.File where it can be written to.
	OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error)
	// OpenIn opens a file below a directory to be read: neither its name nor a link leads out of that.
	OpenIn(dir, name string, flags int) (fs.File, error)

	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	Readlink(name string) (string, error)
	// Real is the name without links.
	Real(name string) (string, error)
	// Names are those of the entries of a directory, in the order of the system.
	Names(dir string) ([]string, error)

	Mkdir(name string, mode fs.FileMode) error
	MkdirAll(name string, mode fs.FileMode) error
	Remove(name string) error
	RemoveAll(name string) error
	Rename(from, to string) error
	Link(from, to string) error
	Symlink(target, name string) error
	Chmod(name string, mode fs.FileMode) error
	Chtimes(name string, access, modification time.Time) error

	// TempDir is the directory for files that are to go again.
	TempDir() string
	// Chdir is EPERM where the current directory is not the process's.
	Chdir(dir string) error
	Getwd() (string, error)

	// Root is the root that a file which may be changed is below, with its name there. For all of the machine it is nil.
	Root(name string) (root *os.Root, inside string, err error)
}

// A Watched disk is told of each change to what is in its files, too, and does what puts them on the disk: it is that of a simulated
// machine, whose power may fail.
type Watched interface {
	Disk
	// Change does what changes what is in a file, or refuses it.
	Change(f *os.File, do func() error) error
	// Sync puts what is in a file on the disk.
	Sync(f *os.File) error
	// Random is for new names, which are others each time but the same in each run.
	Random() uint32
}

// Change does what changes what is in a file of a disk.
func Change(d Disk, f *os.File, do func() error) error {
	if w, ok := d.(Watched); ok {
		return w.Change(f, do)
	}
	return do()
}

// Sync has what is in a file of a disk survive the loss of power.
func Sync(d Disk, f *os.File) error {
	if w, ok := d.(Watched); ok {
		return w.Sync(f)
	}
	return f.Sync()
}

// Writer is where to write to a file of a disk.
func Writer(d Disk, f io.Writer) io.Writer {
	w, ok := d.(Watched)
	file, ok2 := f.(*os.File)
	if !ok || !ok2 {
		return f
	}
	return &watchedFile{w, file}
}

// A watchedFile is a file of a Watched disk as it is written to.
type watchedFile struct {
	disk Watched
	f    *os.File
}

// Write implements io.Writer.
func (w *watchedFile) Write(b []byte) (n int, err error) {
	err = w.disk.Change(w.f, func() (err error) {
		n, err = w.f.Write(b)
		return err
	})
	return n, err
}

// openIn opens a file below a root that was opened for it.
func openIn(r *os.Root, err error, name string, flags int) (fs.File, error) {
	if err != nil {
		return nil, denied(err)
	}
	defer r.Close()
	return plain(r, name, flags, 0)
}

// ReadFile reads a file, but not more than max bytes: EFBIG is the error of one that has more.
func ReadFile(d Disk, name string, max int64) ([]byte, error) {
	f, err := d.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, max+1))
	if err == nil && int64(len(b)) > max {
		err = &fs.PathError{Op: "read", Path: name, Err: syscall.EFBIG}
	}
	return b, err
}

// asFile is a file as an interface, nil if there is none.
func asFile(f *os.File, err error) (fs.File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

func namesOf(f fs.File, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if f, ok := f.(*os.File); ok {
		return f.Readdirnames(-1)
	}
	return nil, syscall.ENOTDIR
}

// refused is the error of a name that is not granted.
func refused(op, name string) error { return &fs.PathError{Op: op, Path: name, Err: syscall.EACCES} }

// denied is an error of os.Root as the system would have it: of a name that leads out it has a text of its own.
func denied(err error) error {
	var number syscall.Errno
	if err == nil || errors.As(err, &number) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) ||
		errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) || errors.Is(err, fs.ErrClosed) {
		return err
	}
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return refused(path.Op, path.Path)
	case errors.As(err, &link):
		return &os.LinkError{Op: link.Op, Old: link.Old, New: link.New, Err: syscall.EACCES}
	}
	return err
}
