package asyncio

// This file reports what blocks a loop.

import (
	"fmt"
	"io"
	"sync"
	"time"

	"moonloop/loop"
	"moonloop/vm"
)

// WatchBlocked has what keeps l from coming round for that long, in real time, reported: the task and the line, once for each
// callback. Report is given the text, which has no end of line; nil: it goes where reports go. The runtime should be [vm.Options.Interruptible]: else functions that wait for
// the machine are reported, but no code that computes. The runtime's goroutine may call it; the watch ends with the loop.
func (m *Module) WatchBlocked(l *loop.Loop, after time.Duration, report func(text string)) {
	if report == nil {
		report = func(text string) { _, _ = io.WriteString(m.reports, text+"\n") }
	}
	l.WatchBeat()
	over := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() { m.lookOut(l, after, over, report) })
	l.OnClose(func() {
		close(over)
		watching.Wait()
	})
}

func (m *Module) lookOut(l *loop.Loop, after time.Duration, over <-chan struct{}, report func(text string)) {
	tick := time.NewTicker(after / 4)
	defer tick.Stop()
	watched, since, told := l.Beat(), time.Now(), false
	for {
		select {
		case <-over:
			return
		case <-tick.C:
		}
		beat := l.Beat()
		switch {
		case beat != watched || beat%2 == 0:
			watched, since, told = beat, time.Now(), false
		case !told && time.Since(since) >= after:
			told = true
			m.rt.Inspect(func() {
				if l.Beat() == beat && m.rt.Loop() == l { // and not in a loop that runs inside of it
					report(m.blocked(l, time.Since(since)))
				}
			})
		}
	}
}

// blocked names what runs now.
func (m *Module) blocked(l *loop.Loop, took time.Duration) string {
	who := "a callback"
	if t := l.CurrentTask(); t != nil {
		who = fmt.Sprintf("Task '%s'", t.Name())
	}
	text := fmt.Sprintf("%s has blocked the event loop for %.1f seconds", who, took.Seconds())
	tr, _ := m.rt.Position().(*vm.Trace)
	if at := tr.Innermost(); at != "" {
		text += ", at " + at
		if line := m.sourceLine(at); line != "" {
			text += "\n\t" + line
		}
	}
	return text
}
