//go:build unix

package netio

// This file has the flag by which opening does not wait.

import "syscall"

// openNow opens a pipe at once, although nobody has its other end.
const openNow = syscall.O_NONBLOCK
