package filestat

import "syscall"

// times are when a file was read and when what is known of it was changed.
func times(s *syscall.Stat_t) (access, change syscall.Timespec) { return s.Atim, s.Ctim }
