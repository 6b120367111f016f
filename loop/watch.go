package loop

// This file lets an embedding watch a loop: failures as they happen, and what a future stands for.

// OnFailed has fn called when a future fails, before its callbacks have run and so before anybody can have looked at
// the exception. A host that cannot wait for Close to report it looks again some iterations later, with
// [Future.ReportFailure]. Nil is nobody. Only the loop's goroutine may call it.
func (l *Loop) OnFailed(fn func(f *Future)) { l.lost.notify = fn }

// Unseen reports whether the future has failed and nobody has looked at the exception.
func (f *Future) Unseen() bool { return f.unseen }

// ReportFailure reports the exception of a future that failed now, as Close would, if nobody has looked at it. It
// reports whether it did.
func (f *Future) ReportFailure() bool {
	if !f.unseen {
		return false
	}
	r := f.side.failure
	r.report()
	f.unseen = false
	return true
}

// Children are the futures that the future of a Gather waits for; nil for any other.
func (f *Future) Children() []*Future {
	if f.side == nil || f.side.gather == nil {
		return nil
	}
	return append([]*Future(nil), f.side.gather.children...)
}
