//go:build unix

package netio

// This file locks files.

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func lockFile(f *os.File, shared bool) error {
	how := unix.LOCK_EX
	if shared {
		how = unix.LOCK_SH
	}
	return flock(f, how|unix.LOCK_NB)
}

func unlockFile(f *os.File) error { return flock(f, unix.LOCK_UN) }

func isLocked(err error) bool { return errors.Is(err, unix.EWOULDBLOCK) }

func flock(f *os.File, how int) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = unix.Flock(int(fd), how) }); err != nil {
		return err
	}
	return failed
}
