//go:build unix

package repl

// This file is what signals mean to the editor: the end of the process, another size of the terminal, a stop and going on.

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// farewell is how long a terminal that takes no output may hold up the end of the process, and how long a stop may take.
const farewell = 200 * time.Millisecond

// watchDeath restores the terminal when a signal comes that ends the process, and then lets it: without this the shell
// would find its terminal reading keys one by one. A signal that the script handles is left to it. What it returns ends
// the watch.
func (e *editor) watchDeath() (unwatch func()) {
	arrived := make(chan os.Signal, 1)
	for _, sig := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		if !signal.Ignored(sig) { // as nohup has SIGHUP
			signal.Notify(arrived, sig)
		}
	}
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

// watchSize draws the input anew when the terminal has another size. What it returns ends the watch.
func (e *editor) watchSize() (unwatch func()) {
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	var drawing sync.WaitGroup
	drawing.Go(func() {
		for range resized {
			e.screen.update(func() {})
		}
	})
	return func() {
		signal.Stop(resized)
		close(resized)
		drawing.Wait()
	}
}

// suspend is Ctrl-Z.
func (e *editor) suspend() {
	resumed := make(chan os.Signal, 1)
	signal.Notify(resumed, syscall.SIGCONT)
	defer signal.Stop(resumed)
	e.screen.show(nil)
	_ = e.modes.restore()
	if err := syscall.Kill(0, syscall.SIGTSTP); err == nil {
		select {
		case <-resumed:
		case <-time.After(farewell): // nobody is there who could have it go on: the system stops no process then
		}
	}
	_ = e.modes.raw()
	e.screen.show(e)
}
