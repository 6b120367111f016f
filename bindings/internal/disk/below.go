package disk

// This file is what is below a root.

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Below is what is below a root, which is the current directory. The host closes the root when nobody uses the disk any more.
type Below struct{ R *os.Root }

// What os.Root does, by the methods of a Disk.

func (b Below) Stat(name string) (fs.FileInfo, error)        { return result(b.R.Stat(name)) }
func (b Below) Lstat(name string) (fs.FileInfo, error)       { return result(b.R.Lstat(name)) }
func (b Below) Readlink(name string) (string, error)         { return result(b.R.Readlink(name)) }
func (b Below) Names(dir string) ([]string, error)           { return namesOf(b.OpenFile(dir, os.O_RDONLY, 0)) }
func (b Below) Mkdir(name string, mode fs.FileMode) error    { return denied(b.R.Mkdir(name, mode)) }
func (b Below) MkdirAll(name string, mode fs.FileMode) error { return denied(b.R.MkdirAll(name, mode)) }
func (b Below) Remove(name string) error                     { return denied(b.R.Remove(name)) }
func (b Below) RemoveAll(name string) error                  { return denied(b.R.RemoveAll(name)) }
func (b Below) Rename(from, to string) error                 { return denied(b.R.Rename(from, to)) }
func (b Below) Link(from, to string) error                   { return denied(b.R.Link(from, to)) }
func (b Below) Chmod(name string, mode fs.FileMode) error    { return denied(b.R.Chmod(name, mode)) }
func (b Below) Chtimes(name string, a, m time.Time) error    { return denied(b.R.Chtimes(name, a, m)) }
func (Below) TempDir() string                                { return "." }
func (Below) Chdir(string) error                             { return syscall.EPERM }
func (Below) Getwd() (string, error)                         { return ".", nil }

func result[T any](v T, err error) (T, error) { return v, denied(err) }

// OpenFile implements Disk.
func (b Below) OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error) {
	return plain(b.R, name, flags, mode)
}

// OpenIn implements Disk.
func (b Below) OpenIn(dir, name string, flags int) (fs.File, error) {
	r, err := b.R.OpenRoot(dir)
	return openIn(r, err, name, flags)
}

// Symlink implements Disk. The target may not climb: what leads down from where the link is does so wherever the link is
// moved to. ("a/../b" climbs where a is a link.)
func (b Below) Symlink(target, name string) error {
	if !filepath.IsLocal(target) || slices.Contains(strings.Split(filepath.ToSlash(target), "/"), "..") {
		return &os.LinkError{Op: "symlink", Old: target, New: name, Err: syscall.EACCES}
	}
	return denied(b.R.Symlink(target, name))
}

// Root implements Disk.
func (b Below) Root(name string) (*os.Root, string, error) { return b.R, name, nil }

// maxLinks is how many links a name may lead through.
const maxLinks = 40

// Real implements Disk. It is where the name leads now; who uses that is held by the root again.
func (b Below) Real(name string) (string, error) {
	if _, err := b.Stat(name); err != nil { // of what leads out, and of rings
		return "", err
	}
	done, todo := ".", strings.Split(filepath.Clean(name), string(filepath.Separator))
	for links := 0; len(todo) > 0; {
		next := filepath.Join(done, todo[0])
		todo = todo[1:]
		info, err := b.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			done = next
			continue
		}
		if links++; links > maxLinks {
			return "", &fs.PathError{Op: "realpath", Path: name, Err: syscall.ELOOP}
		}
		target, err := b.Readlink(next)
		if err != nil {
			return "", err
		}
		todo = append(strings.Split(filepath.Clean(target), string(filepath.Separator)), todo...)
	}
	return done, nil
}

// plain opens a file or a directory, and nothing else. The first look keeps a device from being opened at all, the second
// is sure.
func plain(r *os.Root, name string, flags int, mode fs.FileMode) (fs.File, error) {
	if info, err := r.Stat(name); err == nil && !isPlain(info) {
		return nil, refused("open", name)
	}
	f, err := r.OpenFile(name, flags|syscall.O_NONBLOCK, mode)
	if err != nil {
		return nil, denied(err)
	}
	if info, err := f.Stat(); err != nil || !isPlain(info) {
		_ = f.Close()
		return nil, refused("open", name)
	}
	return f, nil
}

func isPlain(info fs.FileInfo) bool { return info.Mode().IsRegular() || info.IsDir() }
