//go:build linux && !goroutines

package netio

// This file reads and writes descriptors that never block, without telling Go's scheduler, which would only make ready to
// run something else meanwhile.

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// readNow reads from a socket, or from a pipe. For sockets the kernel has shorter ways than read and write.
func readNow(fd int, pipe bool, b []byte) (int, error) {
	var n uintptr
	var errno syscall.Errno
	if pipe {
		n, _, errno = unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
	} else {
		n, _, errno = unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), 0, 0, 0)
	}
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// atOnce is how much is written at a time: the kernel copies that in no time worth mentioning.
const atOnce = 256 << 10

// writeNow writes to a socket, or to a pipe.
func writeNow(fd int, pipe bool, b []byte) (int, error) {
	b = b[:min(len(b), atOnce)]
	var n uintptr
	var errno syscall.Errno
	if pipe {
		n, _, errno = unix.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
	} else {
		n, _, errno = unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), unix.MSG_NOSIGNAL, 0, 0)
	}
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// pollNow asks what is ready without waiting.
func pollNow(epfd int, events []unix.EpollEvent) (int, error) {
	n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(epfd), uintptr(unsafe.Pointer(unsafe.SliceData(events))),
		uintptr(len(events)), 0, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}
