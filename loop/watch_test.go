package loop

import (
	"errors"
	"strings"
	"testing"
)

func TestReportFailure(t *testing.T) {
	var reports strings.Builder
	l := New(Options{Clock: NewVirtualClock(), Stderr: &reports})
	var failed []*Future
	l.OnFailed(func(f *Future) { failed = append(failed, f) })
	a, b := l.CreateFuture(), l.CreateFuture()
	_ = a.SetException(errors.New("first"))
	_ = b.SetException(errors.New("second"))
	if len(failed) != 2 || failed[0] != a || failed[1] != b {
		t.Fatalf("told of %v, want both futures", failed)
	}
	_, _ = b.Result()
	if !a.Unretrieved() || b.Unretrieved() {
		t.Error("want the exception of the first alone unseen")
	}
	if !a.ReportFailure() || a.ReportFailure() || b.ReportFailure() {
		t.Error("want a report of the exception nobody looked at, once")
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(reports.String(), "never retrieved"); n != 1 || !strings.Contains(reports.String(), "first") {
		t.Errorf("reported:\n%s", reports.String())
	}
}

func TestChildren(t *testing.T) {
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	a, b := l.CreateFuture(), l.CreateFuture()
	g, err := Gather(l, []any{a, b}, false)
	if err != nil {
		t.Fatal(err)
	}
	if c := g.Children(); len(c) != 2 || c[0] != a || c[1] != b {
		t.Errorf("children %v, want both", c)
	}
	if a.Children() != nil {
		t.Error("a plain future has children")
	}
}
