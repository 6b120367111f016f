//go:build !unix

package netio

// This file names error numbers where the system has no names for them.

import (
	"fmt"
	"syscall"
)

func codeName(errno syscall.Errno) string { return fmt.Sprintf("E%d", int(errno)) }
