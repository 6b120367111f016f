//go:build unix

package sandbox

import (
	"syscall"
	"testing"
)

// special makes a pipe with a name.
func special(t *testing.T, name string) {
	t.Helper()
	if err := syscall.Mkfifo(name, 0o666); err != nil {
		t.Fatal(err)
	}
}
