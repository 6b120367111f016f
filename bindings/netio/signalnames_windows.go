package netio

// This file names signals on Windows.

import "syscall"

// signals are those that package os/signal delivers here: Ctrl-C and Ctrl-Break, and the end of the session.
var signals = []struct {
	name string
	sig  syscall.Signal
}{{"SIGINT", syscall.SIGINT}, {"SIGTERM", syscall.SIGTERM}, {"SIGKILL", syscall.SIGKILL}}

// SignalOf is the signal of a name, as SIGTERM; 0 when there is none.
func SignalOf(name string) syscall.Signal {
	for _, s := range signals {
		if s.name == name {
			return s.sig
		}
	}
	return 0
}

// SignalName is the name of a signal, "" when there is none.
func SignalName(sig syscall.Signal) string {
	for _, s := range signals {
		if s.sig == sig {
			return s.name
		}
	}
	return ""
}
