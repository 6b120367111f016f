//go:build unix

package screen

import (
	"os"

	"golang.org/x/sys/unix"
)

// columns is how many columns a terminal has; 0 for what is none.
func columns(f *os.File) int {
	conn, err := f.SyscallConn()
	if err != nil {
		return 0
	}
	width := 0
	_ = conn.Control(func(fd uintptr) { // a closed file is no terminal
		size, err := unix.IoctlGetWinsize(int(fd), unix.TIOCGWINSZ)
		switch {
		case err != nil:
		case size.Col == 0: // it does not say
			width = 80
		default:
			width = int(size.Col)
		}
	})
	return width
}
