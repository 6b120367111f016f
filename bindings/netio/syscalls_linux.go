package netio

// This file reads and writes descriptors that never block, without telling Go's scheduler, which would only make ready to
// run something else meanwhile.

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

func readNow(fd int, b []byte) (int, error) {
	n, _, errno := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// atOnce is how much is written at a time: the kernel copies that in no time worth mentioning.
const atOnce = 256 << 10

func writeNow(fd int, b []byte) (int, error) {
	b = b[:min(len(b), atOnce)]
	n, _, errno := unix.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
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
