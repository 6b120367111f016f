package vm

// This file stands between a runtime and the writers that its host gave it.

import (
	"errors"
	"io"
)

// A calmWriter is a writer of the host, whose panics are errors.
type calmWriter struct{ io.Writer }

// Write implements io.Writer.
func (w calmWriter) Write(p []byte) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("panic in the host's writer: " + panicText(r))
		}
	}()
	return w.Writer.Write(p)
}

// An outputBudget is what may still be written, to all streams together.
type outputBudget struct {
	rt      *Runtime
	limit   int64
	written int64
}

// limitedWriter passes on what the budget allows. What would pass it is not written at all.
type limitedWriter struct {
	io.Writer
	budget *outputBudget
}

// Write implements io.Writer. The error is a *loop.Error of class LimitExceeded.
func (w *limitedWriter) Write(p []byte) (int, error) {
	b := w.budget
	if b.written+int64(len(p)) > b.limit {
		return 0, b.rt.limited(overrun("output", "more than %d bytes of output", b.limit), false).Cause
	}
	b.written += int64(len(p))
	return w.Writer.Write(p)
}
