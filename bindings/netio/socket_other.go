//go:build !unix

package netio

// This file stands in where listening sockets have no options of this kind.

import "syscall"

func socketOptions(syscall.RawConn, ServerOptions) error { return nil }
