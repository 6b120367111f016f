package netio

// This file starts processes with another mask for the files they make.

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// withUmask calls fn, which starts a process, with the mask; nil is to leave it. The mask is that of a thread of its own, which
// ends afterwards: other files are not made with it.
func withUmask(mask *int, fn func() error) error {
	if mask == nil {
		return fn()
	}
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		if err := unix.Unshare(unix.CLONE_FS); err != nil {
			result <- err
			return
		}
		unix.Umask(*mask)
		result <- fn()
	}()
	return <-result
}
