package filestat

import (
	"syscall"
	"time"
)

// ask fills in what the system says: here only when the file was read.
func (k *Known) ask(sys any) {
	if s, ok := sys.(*syscall.Win32FileAttributeData); ok {
		k.Access = time.Unix(0, s.LastAccessTime.Nanoseconds())
	}
}
