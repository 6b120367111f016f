//go:build linux

package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A processTime is what the threads of a process have computed and how long they have waited for a processor, together.
type processTime struct{ computed, waited time.Duration }

func timeOf(process string) (sum processTime) {
	threads, _ := filepath.Glob("/proc/" + process + "/task/*/schedstat")
	for _, thread := range threads {
		text, err := os.ReadFile(thread)
		var computed, waited time.Duration
		if err != nil {
			continue // it has ended
		}
		if _, err := fmt.Sscan(string(text), &computed, &waited); err == nil {
			sum.computed += computed
			sum.waited += waited
		}
	}
	return sum
}

// own is how much of the time that something took was its own: on a machine that has other things to do it is not late for
// having waited. Threads wait side by side, so what they computed is the least that it is.
func (p processTime) own(took time.Duration) time.Duration {
	return min(took, max(p.computed, took-p.waited))
}
