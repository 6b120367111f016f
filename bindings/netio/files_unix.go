//go:build unix

package netio

// This file opens files. Opening a pipe in the file system waits for its other end, as long as nobody cancels it.

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"moonloop/bindings/internal/disk"
)

// lookAgain is how often it is looked whether somebody reads from a pipe: the system has no way to wait for that which
// can be given up.
const lookAgain = 20 * time.Millisecond

// openFile is openAtOnce for who reads at once: of a pipe, when there is something to read, or was somebody who wrote.
func openFile(ctx context.Context, d disk.Disk, path string, flags int, mode fs.FileMode) (fs.File, error) {
	f, err := openAtOnce(ctx, d, path, flags, mode)
	if err != nil || flags&(os.O_WRONLY|os.O_RDWR) != 0 {
		return f, err
	}
	if info, statErr := f.Stat(); statErr == nil && info.Mode()&fs.ModeNamedPipe != 0 { // of the system
		if err := writerOf(ctx, f.(*os.File)); err != nil {
			_ = f.Close()
			return nil, err
		}
	}
	return f, nil
}

// openAtOnce is OpenFile of a disk, but that it does not wait for who writes to a pipe. It waits for who reads from one; ctx ends the
// wait, of which the loop is told.
func openAtOnce(ctx context.Context, d disk.Disk, path string, flags int, mode fs.FileMode) (fs.File, error) {
	f, err := d.OpenFile(path, flags|syscall.O_NONBLOCK, mode)
	if errors.Is(err, syscall.ENXIO) && flags&os.O_WRONLY != 0 && isPipe(d, path) {
		outside(ctx)
		t := time.NewTicker(lookAgain)
		defer t.Stop()
		for errors.Is(err, syscall.ENXIO) {
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-t.C:
			}
			if ctx.Err() != nil { // both were ready: who has given up must not be heard of by a reader
				return nil, ctx.Err()
			}
			f, err = d.OpenFile(path, flags|syscall.O_NONBLOCK, mode)
		}
	}
	return f, err
}

func isPipe(d disk.Disk, path string) bool {
	info, err := d.Stat(path)
	return err == nil && info.Mode()&fs.ModeNamedPipe != 0
}

// readerGone waits until nobody reads a pipe any more that f writes to.
func readerGone(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Read(func(fd uintptr) bool {
		list := []unix.PollFd{{Fd: int32(fd)}}
		_, err := unix.Poll(list, 0)
		return list[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0 || err != nil && err != unix.EINTR
	})
}

// writerOf waits until somebody writes to a pipe, or has.
func writerOf(ctx context.Context, f *os.File) error {
	outside(ctx)
	defer endWith(ctx, f.SetReadDeadline)()
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	err = raw.Read(func(fd uintptr) bool {
		list := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(list, 0)
		return n > 0 || err != nil && err != unix.EINTR
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
