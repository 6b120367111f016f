package disk

// This file makes files and directories of new names.

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// CreateTemp makes a file of a new name, as os.CreateTemp does, and opens it for reading and writing.
func CreateTemp(d Disk, dir, pattern string) (f *os.File, name string, err error) {
	name, err = newName(d, dir, pattern, func(name string) error {
		opened, err := d.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			f = opened.(*os.File)
		}
		return err
	})
	return f, name, err
}

// MkdirTemp makes a directory of a new name, as os.MkdirTemp does.
func MkdirTemp(d Disk, dir, pattern string) (string, error) {
	return newName(d, dir, pattern, func(name string) error { return d.Mkdir(name, 0o700) })
}

// newName has take try names that may be free.
func newName(d Disk, dir, pattern string, take func(name string) error) (string, error) {
	if dir == "" {
		dir = d.TempDir()
	}
	if strings.ContainsRune(pattern, os.PathSeparator) {
		return "", &fs.PathError{Op: "createtemp", Path: pattern, Err: syscall.EINVAL}
	}
	before, after, _ := strings.Cut(pattern, "*")
	random := rand.Uint32
	if w, ok := d.(Watched); ok {
		random = w.Random
	}
	for range 1000 {
		name := filepath.Join(dir, before+strconv.FormatUint(uint64(random()), 10)+after)
		err := take(name)
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
	return "", &fs.PathError{Op: "createtemp", Path: dir, Err: syscall.EEXIST}
}
