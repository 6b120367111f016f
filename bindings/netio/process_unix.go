//go:build unix

package netio

// This file is what of processes is Unix's own.

import (
	"os"
	"syscall"
)

func processAttributes(o ProcessOptions) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: o.NewSession}
}

// exitCode is the exit status, or the negative number of the signal that ended the process, as in Python.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return -int(status.Signal())
	}
	return state.ExitCode()
}
