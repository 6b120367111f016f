package netio

// This file sets the options of listening sockets.

import (
	"errors"
	"syscall"
)

func socketOptions(raw syscall.RawConn, o ServerOptions) error {
	if o.ReusePort {
		return errors.ErrUnsupported
	}
	if o.ReuseAddr == nil {
		return nil
	}
	value := 0
	if *o.ReuseAddr {
		value = 1
	}
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(syscall.Handle(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, value)
	})
	if err != nil {
		return err
	}
	return failed
}
