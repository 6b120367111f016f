//go:build unix

package netio

// This file names signals.

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// SignalOf is the signal of a name, as SIGTERM; 0 when there is none.
func SignalOf(name string) syscall.Signal { return unix.SignalNum(name) }

// SignalName is the name of a signal, "" when there is none.
func SignalName(s syscall.Signal) string { return unix.SignalName(s) }
