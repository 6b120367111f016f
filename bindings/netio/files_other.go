//go:build !unix

package netio

// This file opens files where opening never waits.

import (
	"context"
	"io/fs"
	"os"
)

func openFile(_ context.Context, path string, flags int, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(path, flags, mode)
}
