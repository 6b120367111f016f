//go:build unix

package netio

// This file sets the options of listening sockets.

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func socketOptions(raw syscall.RawConn, o ServerOptions) error {
	var failed error
	set := func(option, value int) {
		if err := raw.Control(func(fd uintptr) { failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, value) }); err != nil {
			failed = err
		}
	}
	if o.ReusePort {
		set(unix.SO_REUSEPORT, 1)
	}
	if o.ReuseAddr != nil && failed == nil {
		value := 0
		if *o.ReuseAddr {
			value = 1
		}
		set(unix.SO_REUSEADDR, value)
	}
	return failed
}
