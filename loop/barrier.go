package loop

// This file holds Barrier.

// barrierState is where a Barrier is in its life.
type barrierState uint8

const (
	barrierFilling   barrierState = iota
	barrierDraining               // all have come and are leaving
	barrierResetting              // those who waited are being turned away
	barrierBroken                 // for good, until Reset
)

func (s barrierState) String() string {
	return [...]string{"filling", "draining", "resetting", "broken"}[s]
}

// Barrier holds tasks back until a number of them has come, as asyncio.Barrier does. It can be
// used again and again.
type Barrier struct {
	cond    *Condition // told of every change
	parties int
	state   barrierState
	count   int   // tasks inside
	given   int   // numbers given to tasks inside
	back    []int // those of tasks that have left before the others came: CPython would give some twice
}

// NewBarrier makes a barrier for a number of tasks. It is a ValueError if that is below 1.
func NewBarrier(parties int) (*Barrier, error) {
	if parties < 1 {
		return nil, ValueError.New("parties must be > 0")
	}
	return &Barrier{cond: NewCondition(nil), parties: parties}, nil
}

// Parties returns how many tasks the barrier waits for.
func (b *Barrier) Parties() int { return b.parties }

// Waiting returns how many tasks wait in the barrier (n_waiting).
func (b *Barrier) Waiting() int {
	if b.state == barrierFilling {
		return b.count
	}
	return 0
}

// Broken reports whether the barrier was aborted.
func (b *Barrier) Broken() bool { return b.state == barrierBroken }

// Wait returns a coroutine that waits until all parties have come, and returns a number that
// is another for each, from 0 on. It raises BrokenBarrierError if the barrier is
// aborted, or reset while the task waits.
func (b *Barrier) Wait(l *Loop) Coroutine { return &barrierWait{barrier: b, loop: l} }

// Reset returns a coroutine that makes the barrier as new. Those who wait get a
// BrokenBarrierError.
func (b *Barrier) Reset(l *Loop) Coroutine {
	return b.change(l, "reset", barrierResetting)
}

// Abort returns a coroutine that breaks the barrier: all who wait or will wait get a
// BrokenBarrierError.
func (b *Barrier) Abort(l *Loop) Coroutine {
	return b.change(l, "abort", barrierBroken)
}

// number is one that no other task inside has.
func (b *Barrier) number() int {
	if n := len(b.back); n > 0 {
		number := b.back[n-1]
		b.back = b.back[:n-1]
		return number
	}
	b.given++
	return b.given - 1
}

// leave counts a task out. The last one tells those who wait to get in.
func (b *Barrier) leave(number int) {
	b.count--
	b.back = append(b.back, number)
	if b.count == 0 {
		b.given, b.back = 0, b.back[:0]
		if b.state == barrierResetting || b.state == barrierDraining {
			b.state = barrierFilling
		}
		b.cond.wake(b.cond.waiters.n)
	}
}

// String reads like Python's repr: <Barrier [filling, waiters:1/3]>.
func (b *Barrier) String() string {
	s := "<Barrier [" + b.state.String()
	if !b.Broken() {
		s += ", waiters:" + repr(b.Waiting()) + "/" + repr(b.parties)
	}
	return s + "]>"
}

// barrierStage is where a barrierWait is suspended.
type barrierStage uint8

const (
	barrierNew    barrierStage = iota
	barrierLock                // taking the lock
	barrierEnter               // waiting until the barrier takes tasks in
	barrierInside              // waiting for the others
	barrierOver
)

// barrierWait is the coroutine of Barrier.Wait. It holds the condition's lock whenever it runs
// after it has got it.
type barrierWait struct {
	barrier *Barrier
	loop    *Loop
	stage   barrierStage
	at      Await
	index   int
}

// Resume implements Coroutine.
func (w *barrierWait) Resume(exc error) (Signal, any) {
	switch w.stage {
	case barrierOver:
		return Raised, errReused()
	case barrierNew:
		if exc != nil {
			w.stage = barrierOver
			return Raised, exc
		}
		w.stage = barrierLock
		return w.run(w.at.Start(w.barrier.cond.Acquire(w.loop)))
	}
	return w.run(w.at.Resume(exc))
}

// run goes on with what was awaited, up to the next suspension or the end.
func (w *barrierWait) run(sig Signal, v any) (Signal, any) {
	b := w.barrier
	for {
		switch {
		case !sig.Ended():
			return sig, v
		case sig == Raised:
			return w.end(raisedError(v))
		case w.stage == barrierInside && b.state != barrierFilling:
			return w.end(b.verdict())
		case w.stage != barrierInside:
			w.stage = barrierEnter
			switch b.state {
			case barrierBroken:
				return w.end(BrokenBarrierError.New("Barrier aborted"))
			case barrierFilling:
				w.stage = barrierInside
				w.index = b.number()
				b.count++
				if b.count == b.parties {
					b.state = barrierDraining
					b.cond.wake(b.cond.waiters.n)
					return w.end(nil)
				}
			}
		}
		sig, v = w.at.Start(b.cond.Wait(w.loop))
	}
}

// verdict is what one who was inside gets when the barrier is filling no more.
func (b *Barrier) verdict() error {
	if b.state == barrierDraining {
		return nil
	}
	return BrokenBarrierError.New("Abort or reset of barrier")
}

// end leaves the barrier and gives the lock back.
func (w *barrierWait) end(err error) (Signal, any) {
	stage := w.stage
	w.stage = barrierOver
	if stage == barrierInside {
		w.barrier.leave(w.index)
	}
	if stage != barrierLock {
		if releaseErr := w.barrier.cond.Release(); releaseErr != nil {
			err = releaseErr
		}
	}
	if err != nil {
		return Raised, err
	}
	return Returned, w.index
}

// Close implements Closer.
func (w *barrierWait) Close() {
	stage := w.stage
	w.stage = barrierOver
	w.at.Close()
	if stage == barrierInside {
		w.barrier.leave(w.index)
	}
}

// String implements fmt.Stringer.
func (w *barrierWait) String() string { return "Barrier.wait()" }

func (b *Barrier) change(l *Loop, name string, to barrierState) Coroutine {
	return &barrierChange{barrier: b, name: name, to: to, lock: lockAcquire{lock: b.cond.lock, loop: l}}
}

// barrierChange is the coroutine of Reset and Abort.
type barrierChange struct {
	barrier *Barrier
	name    string
	to      barrierState
	lock    lockAcquire
}

// Resume implements Coroutine.
func (c *barrierChange) Resume(exc error) (Signal, any) {
	sig, v := c.lock.Resume(exc)
	if sig != Returned {
		return sig, v
	}
	b := c.barrier
	b.state = c.to
	if c.to == barrierResetting && b.count == 0 {
		b.state = barrierFilling
	}
	b.cond.wake(b.cond.waiters.n)
	return ended(nil, b.cond.Release())
}

// Close implements Closer.
func (c *barrierChange) Close() { c.lock.Close() }

// String implements fmt.Stringer.
func (c *barrierChange) String() string { return "Barrier." + c.name + "()" }
