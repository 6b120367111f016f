package netio

// This file holds operations on files that take their time, for use with Hub.Do.

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"moonloop/bindings/internal/disk"
	"moonloop/loop"
)

// filePiece is how much of a file is read or written between two looks at the context.
const filePiece = 1 << 20

// ReadFile reads length bytes of a file from offset on; a negative length is all of it. More than most is EFBIG; a most of 0
// is any number.
func ReadFile(ctx context.Context, d disk.Disk, path string, offset, length, most int64) ([]byte, error) {
	leave, err := enter(ctx, d, path)
	if err != nil {
		return nil, err
	}
	defer leave()
	f, err := openFile(ctx, d, path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defer context.AfterFunc(ctx, func() { _ = f.Close() })() // ends the wait for the other end of a pipe
	if offset > 0 {
		if err := skip(f, offset); err != nil {
			return nil, err
		}
	}
	size := int64(512)
	if info, err := f.Stat(); err == nil && info.Size() > offset {
		size = info.Size() - offset + 1
	}
	if length >= 0 {
		size = min(size, length)
	}
	if most > 0 && size > most+1 { // with one for the look whether that was the end
		return nil, tooBig(path)
	}
	if err := reserve(ctx, size); err != nil {
		return nil, err
	}
	b := make([]byte, 0, size)
	for length < 0 || int64(len(b)) < length {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		room := b[len(b):min(cap(b), len(b)+filePiece)]
		if length >= 0 {
			room = room[:min(int64(len(room)), length-int64(len(b)))]
		}
		n, err := f.Read(room)
		b = b[:len(b)+n]
		if most > 0 && int64(len(b)) > most {
			return nil, tooBig(path)
		}
		if err == io.EOF {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

func tooBig(path string) error { return &fs.PathError{Op: "read", Path: path, Err: syscall.EFBIG} }

// skip goes n bytes on in a file.
func skip(f fs.File, n int64) error {
	if s, ok := f.(io.Seeker); ok {
		_, err := s.Seek(n, io.SeekStart)
		return err
	}
	_, err := io.CopyN(io.Discard, f, n)
	if err == io.EOF {
		err = nil
	}
	return err
}

// WriteFile writes data to a file that is opened with the flags.
func WriteFile(ctx context.Context, d disk.Disk, path, data string, flags int, mode fs.FileMode) error {
	leave, err := enter(ctx, d, path)
	if err != nil {
		return err
	}
	defer leave()
	opened, err := openFile(ctx, d, path, os.O_WRONLY|flags, mode)
	if err != nil {
		return err
	}
	f := opened.(*os.File)
	defer context.AfterFunc(ctx, func() { _ = f.Close() })() // ends the wait for room in a pipe
	err = writeAll(ctx, d, f, data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

func writeAll(ctx context.Context, d disk.Disk, f *os.File, data string) error {
	for len(data) > 0 {
		n := 0
		err := disk.Change(d, f, func() (err error) {
			n, err = f.WriteString(data[:min(len(data), filePiece)])
			return err
		})
		data = data[n:]
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// WriteAtomic puts a file with the data in the place of the one of that name: who reads sees the old one or the new one.
// A mode of 0 is that of the old one, or 0644.
func WriteAtomic(ctx context.Context, d disk.Disk, path, data string, mode fs.FileMode) (err error) {
	leave, err := enter(ctx, d, path)
	if err != nil {
		return err
	}
	defer leave()
	if mode == 0 {
		mode = 0o644
		if info, err := d.Stat(path); err == nil {
			mode = info.Mode().Perm()
		}
	}
	if target, err := d.Real(path); err == nil {
		path = target
	}
	f, temporary, err := disk.CreateTemp(d, filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = d.Remove(temporary)
		}
	}()
	err = writeAll(ctx, d, f, data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = disk.Sync(d, f)
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = d.Rename(temporary, path)
	}
	return err
}

// ReadPieces has fn called with each piece of a file; it must not keep them. A pipe may have a writer later: ctx ends the wait.
func ReadPieces(ctx context.Context, d disk.Disk, path string, fn func([]byte)) error {
	leave, err := enter(ctx, d, path)
	if err != nil {
		return err
	}
	defer leave()
	f, err := openFile(ctx, d, path, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	defer context.AfterFunc(ctx, func() { _ = f.Close() })()
	for b := make([]byte, filePiece/4); err == nil; {
		var n int
		n, err = f.Read(b)
		fn(b[:n])
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// CopyFile copies a file with its permissions.
func CopyFile(ctx context.Context, d disk.Disk, from, to string) (err error) {
	leave, err := enter(ctx, d, from)
	if err != nil {
		return err
	}
	defer leave()
	src, err := openFile(ctx, d, from, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return &fs.PathError{Op: "copy", Path: from, Err: syscall.EISDIR}
	}
	if there, err := d.Stat(to); err == nil && os.SameFile(info, there) {
		return loop.Errorf(loop.OSError, "%s and %s are the same file", quoted(from), quoted(to))
	}
	defer context.AfterFunc(ctx, func() { _ = src.Close() })()
	opened, err := openFile(ctx, d, to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, info.Mode().Perm())
	if err != nil {
		return err
	}
	dst := opened.(*os.File)
	for err == nil {
		if err = ctx.Err(); err == nil {
			err = disk.Change(d, dst, func() error {
				_, err := io.CopyN(dst, src, filePiece)
				return err
			})
		}
	}
	if err == io.EOF {
		err = nil
	}
	if closeErr := dst.Close(); err == nil {
		err = closeErr
	}
	return err
}

// An Entry is a file that Walk found.
type Entry struct {
	Path string
	Info fs.FileInfo
}

// Names are the names in a directory, sorted, for a call of Do.
func Names(ctx context.Context, d disk.Disk, dir string) ([]string, error) {
	leave, err := enterDir(ctx, d, dir)
	if err != nil {
		return nil, err
	}
	defer leave()
	names, err := d.Names(dir)
	slices.Sort(names)
	return names, err
}

// ReadDir lists a directory by name.
func ReadDir(ctx context.Context, d disk.Disk, dir string) ([]Entry, error) {
	leave, err := enterDir(ctx, d, dir)
	if err != nil {
		return nil, err
	}
	defer leave()
	list, err := d.Names(dir)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(list))
	slices.Sort(list)
	for _, name := range list {
		path := filepath.Join(dir, name)
		if info, err := d.Lstat(path); err == nil { // it may be gone already
			entries = append(entries, Entry{path, info})
		}
	}
	return entries, nil
}
