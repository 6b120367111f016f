//go:build unix

package netio

// This file is what of processes is Unix's own.

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// shell is the program that runs a command line, and what it is given.
func shell(line string) []string { return []string{"/bin/sh", "-c", line} }

func (o *ProcessOptions) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setsid: o.NewSession}
	if o.Group != nil {
		a.Setpgid, a.Pgid = true, *o.Group
	}
	if o.User != nil || o.UserGroup != nil || o.ExtraGroups != nil {
		c := &syscall.Credential{Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid()), NoSetGroups: o.ExtraGroups == nil}
		if o.User != nil {
			c.Uid = uint32(*o.User)
		}
		if o.UserGroup != nil {
			c.Gid = uint32(*o.UserGroup)
		}
		for _, g := range o.ExtraGroups {
			c.Groups = append(c.Groups, uint32(g))
		}
		a.Credential = c
	}
	return a
}

// passFDs makes files of descriptors, for another process to have.
func passFDs(fds []int) ([]*os.File, error) {
	var list []*os.File
	for _, fd := range fds {
		own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			for _, f := range list {
				_ = f.Close()
			}
			return nil, os.NewSyscallError("fcntl", err)
		}
		list = append(list, os.NewFile(uintptr(own), "descriptor"))
	}
	return list, nil
}

// KillGroup sends a signal to all processes of a group.
func KillGroup(group int, sig syscall.Signal) error {
	if err := syscall.Kill(-group, sig); err != nil {
		return Error(os.NewSyscallError("kill", err))
	}
	return nil
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
