package host

// This file ends what is left of a call that was ended from outside: by its context, or by a limit.

import (
	"time"

	"moonloop/loop"
)

// windUp cancels the tasks that came of the call, which would keep the World full for the next, and ends the call with err when
// they are done. They have Grace to clean up and are then stopped; what is still there after another Grace is left alone. It
// is on the loop's goroutine.
func (c *Call) windUp(err error) {
	c.w.loop.CancelTasks(c.budget.Load().Tasks(), nil)
	grace := c.w.options.Grace
	stop := c.later(grace, func() {
		c.budget.Load().Stop(err)
		c.w.loop.CancelTasks(c.budget.Load().Tasks(), nil)
	})
	giveUp := c.later(2*grace, func() { c.finish(nil, err) })
	c.whenAlone(func() {
		c.budget.Load().CloseLoops()
		c.w.rt.Remeasure()
		stop()
		giveUp()
		c.budget.Load().Stop(err) // what it has left with the loop to be called does nothing
		c.finish(nil, err)
	})
}

// later has fn called on the loop's goroutine, unless cancel is called before.
func (c *Call) later(d time.Duration, fn func()) (cancel func()) {
	timer := time.AfterFunc(d, func() { _ = c.w.loop.CallSoonThreadsafeFunc(fn) })
	return func() { timer.Stop() }
}

// whenAlone calls fn when no task of the call is there any more. Tasks that are cancelled may make others.
func (c *Call) whenAlone(fn func()) {
	tasks := c.budget.Load().Tasks()
	left := len(tasks)
	if left == 0 {
		fn()
		return
	}
	done := loop.NewCallback(func(*loop.Future) {
		if left--; left == 0 {
			c.whenAlone(fn)
		}
	})
	for _, t := range tasks {
		t.AddDoneCallback(done, new(loop.Context))
	}
}
