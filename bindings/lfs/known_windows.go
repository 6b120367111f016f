package lfs

import "syscall"

// ask fills in what the system says: here only when the file was read.
func (k *known) ask(sys any) {
	if s, ok := sys.(*syscall.Win32FileAttributeData); ok {
		k.access = s.LastAccessTime.Nanoseconds() / 1e9
	}
}
