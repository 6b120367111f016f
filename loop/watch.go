package loop

// This file lets an embedding watch futures: failures as they happen, and what a Gather waits for.

// OnFailed has fn called when a future fails, before its callbacks have run and so before anybody can have retrieved the
// exception. A host that cannot wait for Close to report it calls [Future.ReportFailure] some iterations later. A nil fn
// ends that. Only the loop's goroutine may call it.
func (l *Loop) OnFailed(fn func(f *Future)) { l.unretrieved.notify = fn }

// Unretrieved reports whether the future has failed and nobody has retrieved the exception.
func (f *Future) Unretrieved() bool { return f.unretrieved }

// ReportFailure reports the exception of a future that failed now, as Close would, if nobody has retrieved it. It
// reports whether it did.
func (f *Future) ReportFailure() bool {
	if !f.unretrieved {
		return false
	}
	r := f.side.failure
	r.report()
	f.unretrieved = false
	return true
}

// Children are the futures that the future of a Gather waits for; nil for any other.
func (f *Future) Children() []*Future {
	if f.side == nil || f.side.gather == nil {
		return nil
	}
	return append([]*Future(nil), f.side.gather.children...)
}
