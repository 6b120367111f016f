package lfs

import (
	"math"
	"os"

	"golang.org/x/sys/windows"
)

func lockFile(f *os.File, write bool, start, length int64) error {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if write {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	at, low, high := span(start, length)
	return windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, low, high, at)
}

func unlockFile(f *os.File, start, length int64) error {
	at, low, high := span(start, length)
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, low, high, at)
}

// span is a part of a file as Windows names it; a length of 0 goes to the end.
func span(start, length int64) (at *windows.Overlapped, low, high uint32) {
	if length == 0 {
		length = math.MaxInt64
	}
	return &windows.Overlapped{Offset: uint32(start), OffsetHigh: uint32(start >> 32)}, uint32(length), uint32(length >> 32)
}
