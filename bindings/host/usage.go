package host

// This file is what Worlds and calls have used so far, for who meters them.

// Usage is what a World has used and has. It is as of when the World last looked at its limits, which is every 1,024
// instructions or so, and last began an iteration of its event loop.
type Usage struct {
	Instructions int64 // of all calls together
	Memory       int64 // about how many bytes its values take at most; 0 without MaxMemory. See also MemoryUsed, which is exact and slow
	Tasks        int   // those that are not done
	Timers       int   // calls that wait for their time, sleeps too
}

// Usage is what the World has used and has now. Any goroutine may ask, as often as it likes: it waits for nothing.
func (w *World) Usage() (u Usage) {
	u.Instructions, u.Memory = w.rt.Usage()
	u.Tasks, u.Timers = w.loop.Usage()
	return u
}

// Instructions is how many the call has run, with the tasks that came of it; while it goes on, as of when the World last looked
// at its limits. Any goroutine may ask: it waits for nothing.
func (c *Call) Instructions() int64 {
	if c.isDone() {
		return c.used
	}
	if b := c.budget.Load(); b != nil {
		return b.UsedSoFar()
	}
	return 0
}

// Tasks is how many tasks of the call are not done: its own, and those that came of it, also such as it has left behind. It is as
// of when the World last began an iteration of its event loop. Any goroutine may ask: it waits for nothing.
func (c *Call) Tasks() int {
	tasks, _ := c.usage()
	return tasks
}

// Timers is how many calls that wait for their time were set by the call and what came of it, sleeps too. Else it is as Tasks.
func (c *Call) Timers() int {
	_, timers := c.usage()
	return timers
}

func (c *Call) usage() (tasks, timers int) {
	if b := c.budget.Load(); b != nil {
		tasks, timers = b.Usage()
	}
	return tasks, timers
}

// Taken is about how many bytes the call has taken, with the tasks that came of it, whether or not it has let go of them: what
// it keeps is no property of a call, as calls share values. It is 0 without MaxMemory, and as of the last look like Instructions.
func (c *Call) Taken() int64 {
	if c.isDone() {
		return c.taken
	}
	if b := c.budget.Load(); b != nil {
		return b.TakenSoFar()
	}
	return 0
}
