package repl

// This file gives the terminal back before a signal ends the process.

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// farewell is how long a terminal that takes no output may hold up the end of the process.
const farewell = 200 * time.Millisecond

// watchDeath restores the terminal when a signal comes that ends the process, and then lets it: without this the shell
// would find its terminal reading keys one by one. A signal that the script handles is left to it. What it returns ends
// the watch.
func (e *editor) watchDeath() (unwatch func()) {
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	var watching sync.WaitGroup
	watching.Go(func() {
		for s := range arrived {
			sig, _ := s.(syscall.Signal)
			if e.handles != nil && e.handles(sig) {
				continue
			}
			_ = e.modes.restore()
			told := make(chan struct{})
			go func() {
				defer close(told)
				e.screen.leave(func() { e.final = true })
				e.screen.raw("\x1b[?2004l")
			}()
			select {
			case <-told:
			case <-time.After(farewell):
			}
			signal.Stop(arrived)
			_ = syscall.Kill(os.Getpid(), sig)
			return
		}
	})
	return func() {
		signal.Stop(arrived)
		close(arrived)
		watching.Wait()
	}
}
