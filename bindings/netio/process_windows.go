package netio

// This file is what of processes is Windows's own.

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// shell is the program that runs a command line, and what it is given. The command line is made by attributes, because
// cmd has rules of its own for quotes.
func shell(string) []string {
	if path := os.Getenv("COMSPEC"); path != "" {
		return []string{path}
	}
	return []string{"cmd.exe"}
}

// attributes has a command line handed to cmd as it is: with /s the outer quotes, and only those, are taken away.
func (o *ProcessOptions) attributes() *syscall.SysProcAttr {
	if o.Shell == "" {
		return nil
	}
	return &syscall.SysProcAttr{CmdLine: `cmd.exe /d /s /c "` + o.Shell + `"`}
}

// passFDs is not for this system: see Lacks.
func passFDs([]int) ([]*os.File, error) { return nil, nil }

// KillGroup is not for this system: see Lacks.
func KillGroup(int, syscall.Signal) error { return Supported("killpg", "groups") }

// environment is the one of the process. Without SYSTEMROOT hardly a program runs.
func (o *ProcessOptions) environment() []string {
	if o.Env == nil {
		return nil
	}
	for _, e := range o.Env {
		if name, _, ok := strings.Cut(e, "="); ok && strings.EqualFold(name, "SYSTEMROOT") {
			return o.Env
		}
	}
	return append(o.Env[:len(o.Env):len(o.Env)], "SYSTEMROOT="+os.Getenv("SYSTEMROOT"))
}

// send ends the process: there are no other signals.
func (p *Process) send(sig os.Signal) error {
	if s, ok := sig.(syscall.Signal); ok && s != syscall.SIGTERM && s != syscall.SIGKILL {
		return Supported("send_signal", SignalName(s))
	}
	err := p.proc.Kill()
	if errors.Is(err, fs.ErrPermission) { // it has ended, and is not waited for yet
		return os.ErrProcessDone
	}
	return err
}

func exitCode(state *os.ProcessState) int { return state.ExitCode() }
