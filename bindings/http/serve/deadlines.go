package serve

// This file is the timer of a connection: one, however many requests it has.

import (
	"moonloop/loop"
)

// deadlines are times of the loop by which something must have happened; 0 is none.
type deadlines struct {
	l       *loop.Loop
	used    bool    // a request has been read
	headBy  float64 // the head that is being read must be there
	readBy  float64 // something must have arrived
	writeBy float64 // something must have gone out

	out   int64 // bytes written
	gone  int64 // of them had gone out when writeBy was set
	timer *loop.Handle
}

func (k *conn) readUntil(when float64) {
	k.readBy = when
	k.arm(when)
}

// watchWriting sees to it that what was written goes out.
func (k *conn) watchWriting() {
	if k.writeBy != 0 {
		return
	}
	if n := k.c.Buffered(); n > 0 {
		k.writeBy, k.gone = k.l.Time()+k.s.app.idleTimeout, k.out-int64(n)
		k.arm(k.writeBy)
	}
}

// arm has the timer fire at a time or before: it looks then what is due.
func (k *conn) arm(when float64) {
	if t := k.timer; t != nil {
		if t.When() <= when {
			return
		}
		t.Cancel()
	}
	k.timer = k.l.CallAt(when, k, k.s.ctx)
}

func (k *conn) stop() {
	k.readBy, k.writeBy = 0, 0
	if k.timer != nil {
		k.timer.Cancel()
		k.timer = nil
	}
}

// Call implements loop.Callback: the timer has fired.
func (k *conn) Call(*loop.Future) {
	k.timer = nil
	now := k.l.Time()
	if k.writeBy != 0 && now >= k.writeBy {
		n := int64(k.c.Buffered())
		switch {
		case n == 0:
			k.writeBy = 0
		case k.out-n > k.gone:
			k.gone, k.writeBy = k.out-n, now+k.s.app.idleTimeout
		default:
			k.state = closed
			k.c.Abort()
			if k.x != nil {
				k.x.disconnected()
			}
			k.forget()
			return
		}
	}
	if k.readBy != 0 && now >= k.readBy {
		k.readBy = 0
		k.late()
	}
	if k.readBy != 0 {
		k.arm(k.readBy)
	}
	if k.writeBy != 0 {
		k.arm(k.writeBy)
	}
}

// String names the callback.
func (k *conn) String() string { return "time limits of http connections" }

// late is called when nothing has arrived in time.
func (k *conn) late() {
	switch k.state {
	case waiting:
		if len(k.r.Peek()) > 0 {
			k.refuse(errSlowHead)
			return
		}
		k.close()
	case answering:
		if k.x.waiter != nil {
			k.keep = false
			k.x.bodyErr = aborted(408, "")
			k.x.wake()
		}
	case discarding:
		k.close()
	case lingering:
		if k.c.Buffered() > 0 {
			k.readUntil(k.l.Time() + lingerFor)
			return
		}
		k.close()
	}
}
