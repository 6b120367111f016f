//go:build unix

package disk

// This file is C's rename.

import "syscall"

// rename asks the system alone: os.Rename looks at the names first, and then has errors of its own.
func rename(from, to string) error {
	for {
		if err := syscall.Rename(from, to); err != syscall.EINTR {
			return err
		}
	}
}
