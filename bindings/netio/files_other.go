//go:build !unix

package netio

// This file opens files where opening never waits.

import (
	"context"
	"io/fs"
	"os"
)

func openFile(ctx context.Context, path string, flags int, mode fs.FileMode) (*os.File, error) {
	return openAtOnce(ctx, path, flags, mode)
}

func writerOf(context.Context, *os.File) error { return nil }

func openAtOnce(_ context.Context, path string, flags int, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(path, flags, mode)
}
