//go:build unix

package stdlib

// This file tells how much the process has computed.

import "syscall"

// ProcessTime is what os.clock tells by default in C: the seconds of processor time that the process has used, on all
// cores together. Any goroutine may call it.
func ProcessTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
