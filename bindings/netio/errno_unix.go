//go:build unix

package netio

// This file names error numbers.

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func codeName(errno syscall.Errno) string { return unix.ErrnoName(errno) }
