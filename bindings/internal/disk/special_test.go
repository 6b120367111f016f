//go:build unix

package disk

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What is neither file nor directory is not opened: a pipe would wait for ever.
func TestSpecial(t *testing.T) {
	p := newPlace(t)
	must(t, syscall.Mkfifo(filepath.Join(p.out, "pipe"), 0o644))
	d := p.open(t)
	for _, flags := range []int{os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_CREATE | os.O_APPEND} {
		_, err := d.OpenFile(filepath.Join(p.out, "pipe"), flags, 0o644)
		denies(t, "pipe", err)
	}
	_, err := d.OpenIn(p.out, "pipe", os.O_RDONLY)
	denies(t, "pipe in", err)
	_, err = Readable{os.DirFS(p.out)}.OpenFile("pipe", os.O_RDONLY, 0)
	denies(t, "pipe of a file system", err)
	devices, err := OpenFolders(nil, []string{"/dev"})
	must(t, err)
	defer devices.Close()
	for _, name := range []string{"/dev/null", "/dev/zero", "/dev/tty"} {
		_, err := devices.OpenFile(name, os.O_RDWR, 0)
		denies(t, name, err)
	}
}
