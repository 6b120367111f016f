package boxtest

// This file has disks that are soon full.

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Filler is the file on a small disk that is there to be removed: then there is room again.
const Filler = "filler"

// SmallDisk mounts a file system of that size, such as "2m", with a Filler of so many bytes, and returns its folder. It skips
// the test where that is not allowed.
func SmallDisk(t *testing.T, size string, filler int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("mounting a file system needs root: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil { // a server that was killed may have children that are ending
			t.Error(err)
		}
	})
	if err := os.WriteFile(filepath.Join(dir, Filler), make([]byte, filler), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
