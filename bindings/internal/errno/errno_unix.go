//go:build unix

package errno

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Describe is the error of POSIX that errno stands for, its name and the number that scripts see.
func Describe(errno syscall.Errno) (posix syscall.Errno, name string, number int) {
	return errno, unix.ErrnoName(errno), int(errno)
}
