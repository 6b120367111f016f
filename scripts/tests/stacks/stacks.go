// Package stacks tells where a fuzz target hangs. Go ends an input after ten seconds and says no word of it: what the process
// prints is thrown away, and the input alone often does not show what a race of goroutines did.
package stacks

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// patience is less than the ten seconds of Go's.
const patience = 8 * time.Second

// OfHang writes the stacks of all goroutines to a file moonloop-hang-* in the folder for temporary files, with input above them,
// when t is not over eight seconds from now.
func OfHang(t *testing.T, input string) {
	timer := time.AfterFunc(patience, func() {
		all := make([]byte, 4<<20)
		all = all[:runtime.Stack(all, true)]
		f, err := os.CreateTemp("", "moonloop-hang-*")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		_, err = fmt.Fprintf(f, "%s: %s\n\n%s", t.Name(), input, all)
		if err := f.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Fprintln(os.Stderr, "a hang:", filepath.Clean(f.Name()), err)
	})
	t.Cleanup(func() { timer.Stop() })
}
