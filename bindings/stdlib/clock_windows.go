package stdlib

// This file tells how much the process has computed.

import "syscall"

// ProcessTime is what os.clock tells by default in C: the seconds of processor time that the process has used, on all
// cores together. Any goroutine may call it.
func ProcessTime() float64 {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0
	}
	var created, exited, kernel, user syscall.Filetime
	if err := syscall.GetProcessTimes(self, &created, &exited, &kernel, &user); err != nil {
		return 0
	}
	return seconds(kernel) + seconds(user)
}

// seconds is a length of time, which a Filetime has in units of 100 ns.
func seconds(t syscall.Filetime) float64 {
	return float64(uint64(t.HighDateTime)<<32|uint64(t.LowDateTime)) / 1e7
}
