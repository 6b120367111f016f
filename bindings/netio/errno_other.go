//go:build !unix

package netio

// This file names error numbers and signals where the system has no names for them.

import (
	"fmt"
	"syscall"
)

func codeName(errno syscall.Errno) string { return fmt.Sprintf("E%d", int(errno)) }

// SignalOf is the signal of a name, as SIGTERM; 0 when there is none.
func SignalOf(name string) syscall.Signal {
	switch name {
	case "SIGINT":
		return syscall.SIGINT
	case "SIGKILL":
		return syscall.SIGKILL
	case "SIGTERM":
		return syscall.SIGTERM
	}
	return 0
}

// SignalName is the name of a signal, "" when there is none.
func SignalName(s syscall.Signal) string {
	for _, name := range []string{"SIGINT", "SIGKILL", "SIGTERM"} {
		if SignalOf(name) == s {
			return name
		}
	}
	return ""
}
