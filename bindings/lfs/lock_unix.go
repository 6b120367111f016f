//go:build unix

package lfs

import (
	"io"
	"os"
	"syscall"
)

func lockFile(f *os.File, write bool, start, length int64) error {
	kind := int16(syscall.F_RDLCK)
	if write {
		kind = syscall.F_WRLCK
	}
	return setLock(f, kind, start, length)
}

func unlockFile(f *os.File, start, length int64) error {
	return setLock(f, syscall.F_UNLCK, start, length)
}

func setLock(f *os.File, kind int16, start, length int64) error {
	return syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: kind, Whence: io.SeekStart, Start: start, Len: length})
}
