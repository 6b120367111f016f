package loop

import (
	"errors"
	"io"
	"os"
	"testing"
)

// TestSharedMembers asks groups that share members for what is in them: there are 2^60 ways to it.
func TestSharedMembers(t *testing.T) {
	disk := OSError.New("disk")
	disk.Cause = &os.PathError{Op: "open", Path: "x", Err: io.ErrUnexpectedEOF}
	inner := NewExceptionGroup("inner", []error{disk, errors.New("plain")})
	g := inner
	for range 60 {
		g = NewExceptionGroup("g", []error{g, g})
	}
	var path *os.PathError
	var as *Error
	switch {
	case !errors.Is(g, OSError), !errors.Is(g, ExceptionGroup), !errors.Is(g, io.ErrUnexpectedEOF), !errors.Is(g, inner), !errors.Is(g, disk):
		t.Error("a member is not found")
	case errors.Is(g, ValueError), errors.Is(g, io.EOF):
		t.Error("what is no member is found")
	case !errors.As(g, &path) || path.Path != "x":
		t.Error("the cause of a member is not found")
	case !errors.As(g.Unwrap()[0], &as) || as.Class != ExceptionGroup:
		t.Errorf("a group in a group is %v", as)
	}
}

// TestSharedGathers cancels what gathers share: there are 2^60 ways to it.
func TestSharedGathers(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock(), Stderr: io.Discard})
	defer l.Close()
	leaf := l.CreateFuture()
	p := leaf
	for range 60 {
		q, err := Gather(l, []any{p}, false)
		if err == nil {
			p, err = Gather(l, []any{p, q}, false)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if !p.Cancel(nil) || !leaf.Cancelled() {
		t.Error("the leaf is not cancelled")
	}
	for !p.Done() {
		if _, err := l.RunOnce(false); err != nil {
			t.Fatal(err)
		}
	}
	if exc, _ := p.Exception(); !IsCancelled(exc) {
		t.Errorf("the top ended with %v", exc)
	}
}
