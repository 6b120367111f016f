package netio

// This file tells what some systems lack.

import (
	"runtime"
	"slices"
	"strings"

	"moonloop/loop"
)

// NotImplementedError is raised by what this system cannot do.
var NotImplementedError = loop.NewClass("NotImplementedError", loop.RuntimeError)

// A Lack is something that some systems do not have.
type Lack struct {
	What    string   // a signal, or an option
	Of      string   // the functions that it belongs to
	Systems []string // those that lack it, by runtime.GOOS
	Note    string   // what there is instead
}

// starters are the functions that start processes.
const starters = "create_subprocess_exec, create_subprocess_shell"

// Lacks are all that some system lacks, in the order in which a list for readers has them.
func Lacks() []Lack {
	list := []Lack{
		{"reuse_port", "start_server, open_datagram_endpoint", []string{"windows"}, ""},
		{"start_new_session", starters, []string{"windows"}, ""},
		{"process_group", starters, []string{"windows"}, ""},
		{"user", starters, []string{"windows"}, ""},
		{"group", starters, []string{"windows"}, ""},
		{"extra_groups", starters, []string{"windows"}, ""},
		{"pass_fds", starters, []string{"windows"}, ""},
		{"umask", starters, []string{"windows", "darwin", "freebsd"}, ""},
		{"groups", "killpg", []string{"windows"}, ""},
		{"SIGINT", "send_signal", []string{"windows"}, "only SIGTERM and SIGKILL can be sent, and both end the process at once"},
	}
	for _, name := range posixSignals {
		list = append(list, Lack{name, "add_signal_handler, remove_signal_handler, send_signal", []string{"windows"},
			"handlers take SIGINT (Ctrl-C, Ctrl-Break) and SIGTERM (the window is closed, the session ends)"})
	}
	return list
}

// posixSignals are those that every Unix has, without those that Windows has too.
var posixSignals = strings.Fields(`SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGHUP SIGILL SIGIO SIGPIPE SIGPROF SIGQUIT SIGSEGV
	SIGSTOP SIGSYS SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ`)

// Supported is a NotImplementedError where this system lacks something of a function, else nil.
func Supported(function, what string) error { return supportedOn(runtime.GOOS, function, what) }

func supportedOn(system, function, what string) error {
	for _, l := range Lacks() {
		if l.What == what && slices.Contains(l.Systems, system) && slices.Contains(strings.Split(l.Of, ", "), function) {
			return loop.Errorf(NotImplementedError, "%s: %s not supported on %s", function, what, system)
		}
	}
	return nil
}
