package disk

// This file is a file system that can only be read.

import (
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"
)

// Readable is a file system of the host's that can only be read. It knows itself where its links lead.
type Readable struct{ FS fs.FS }

// What package fs does, by the methods of a Disk.

func (r Readable) Stat(name string) (fs.FileInfo, error)    { return fs.Stat(r.FS, path.Clean(name)) }
func (r Readable) Lstat(name string) (fs.FileInfo, error)   { return fs.Lstat(r.FS, path.Clean(name)) }
func (r Readable) Readlink(name string) (string, error)     { return fs.ReadLink(r.FS, path.Clean(name)) }
func (Readable) Mkdir(name string, _ fs.FileMode) error     { return fixed("mkdir", name) }
func (Readable) MkdirAll(name string, _ fs.FileMode) error  { return fixed("mkdir", name) }
func (Readable) Remove(name string) error                   { return fixed("remove", name) }
func (Readable) RemoveAll(name string) error                { return fixed("remove", name) }
func (Readable) Rename(from, _ string) error                { return fixed("rename", from) }
func (Readable) Link(from, _ string) error                  { return fixed("link", from) }
func (Readable) Symlink(_, name string) error               { return fixed("symlink", name) }
func (Readable) Chmod(name string, _ fs.FileMode) error     { return fixed("chmod", name) }
func (Readable) Chtimes(name string, _, _ time.Time) error  { return fixed("chtimes", name) }
func (Readable) TempDir() string                            { return "." }
func (Readable) Chdir(string) error                         { return syscall.EPERM }
func (Readable) Getwd() (string, error)                     { return ".", nil }
func (Readable) Root(name string) (*os.Root, string, error) { return nil, "", fixed("open", name) }

func fixed(op, name string) error { return &fs.PathError{Op: op, Path: name, Err: syscall.EROFS} }

// Real implements Disk: links are the file system's own.
func (r Readable) Real(name string) (string, error) {
	_, err := r.Stat(name)
	return path.Clean(name), err
}

// Names implements Disk.
func (r Readable) Names(dir string) ([]string, error) {
	list, err := fs.ReadDir(r.FS, path.Clean(dir))
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = d.Name()
	}
	return names, err
}

// changing are the flags of those who do not only read.
const changing = os.O_WRONLY | os.O_RDWR | os.O_CREATE | os.O_TRUNC | os.O_APPEND

// OpenFile implements Disk.
func (r Readable) OpenFile(name string, flags int, _ fs.FileMode) (fs.File, error) {
	if flags&changing != 0 {
		return nil, fixed("open", name)
	}
	if info, err := r.Stat(name); err == nil && !isPlain(info) {
		return nil, refused("open", name)
	}
	return r.FS.Open(path.Clean(name))
}

// OpenIn implements Disk.
func (r Readable) OpenIn(dir, name string, flags int) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return r.OpenFile(path.Join(dir, name), flags, 0)
}
