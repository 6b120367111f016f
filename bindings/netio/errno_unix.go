//go:build unix

package netio

// This file names error numbers and signals.

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// describe is the error of POSIX that errno stands for, its name and the number that scripts see.
func describe(errno syscall.Errno) (posix syscall.Errno, name string, number int) {
	return errno, unix.ErrnoName(errno), int(errno)
}

// SignalOf is the signal of a name, as SIGTERM; 0 when there is none.
func SignalOf(name string) syscall.Signal { return unix.SignalNum(name) }

// SignalName is the name of a signal, "" when there is none.
func SignalName(s syscall.Signal) string { return unix.SignalName(s) }
