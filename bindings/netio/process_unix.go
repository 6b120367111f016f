//go:build unix

package netio

// This file is what of processes is Unix's own.

import (
	"os"
	"syscall"
)

// shell is the program that runs a command line, and what it is given.
func shell(line string) []string { return []string{"/bin/sh", "-c", line} }

func (o *ProcessOptions) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: o.NewSession}
}

func (o *ProcessOptions) environment() []string { return o.Env }

func (p *Process) send(sig os.Signal) error { return p.proc.Signal(sig) }

// exitCode is the exit status, or the negative number of the signal that ended the process, as in Python.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return -int(status.Signal())
	}
	return state.ExitCode()
}
