//go:build !unix

package netio

// This file opens files where opening never waits.

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"moonloop/bindings/internal/disk"
)

func openFile(ctx context.Context, d disk.Disk, path string, flags int, mode fs.FileMode) (fs.File, error) {
	return openAtOnce(ctx, d, path, flags, mode)
}

func readerGone(*os.File) error { return errors.ErrUnsupported }

func writerOf(context.Context, *os.File) error { return nil }

func openAtOnce(_ context.Context, d disk.Disk, path string, flags int, mode fs.FileMode) (fs.File, error) {
	return d.OpenFile(path, flags, mode)
}
