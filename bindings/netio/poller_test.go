//go:build linux && !goroutines

package netio

import (
	"context"
	"testing"

	"moonloop/loop"
)

// A loop that sleeps in the kernel is woken by goroutines as often as it takes.
func TestWake(t *testing.T) {
	within(t, Options{}, func(s *script) {
		if s.h.polls() == nil {
			t.Skip("no poller")
		}
		for i := range 2000 {
			timeout := loop.Seconds(10.0)
			v := s.await(loop.WaitFor(s.Loop(), s.h.Do(func(context.Context) (any, error) { return i, nil }, nil), timeout))
			s.eq(v, i)
		}
	})
}
