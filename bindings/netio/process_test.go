//go:build unix

package netio

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"moonloop/loop"
)

func TestProcess(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			p := s.await(s.h.Start(ProcessOptions{
				Args: []string{"sh", "-c", "cat; echo err >&2; exit 7"}, Streams: [3]Redirect{Pipe, Pipe, Pipe},
			})).(*Process)
			big := strings.Repeat("line\n", 1<<18)
			out := s.await(p.Communicate(big)).([2]any)
			s.eq(out[0] == big, true)
			s.eq(out[1], "err\n")
			s.eq(s.await(p.Wait()), 7)
		})
	})
}

// What a script leaves running is killed and waited for: no process and no zombie is left.
func TestNoZombies(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		var pids []int
		within(t, o, func(s *script) {
			for range 5 {
				p := s.await(s.h.Start(ProcessOptions{Args: []string{"sleep", "1000"}, Streams: [3]Redirect{Pipe, Pipe, Null}})).(*Process)
				pids = append(pids, p.PID())
			}
			// One that is started while it is cancelled.
			task := s.task(func(s *script) any {
				_, err := s.Await(s.h.Start(ProcessOptions{Args: []string{"sleep", "1000"}}))
				return err
			})
			s.await(loop.Sleep(s.Loop(), loop.Span{}, nil))
			task.Cancel(nil)
		})
		for _, pid := range pids {
			if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
				t.Errorf("process %d is still there: %v", pid, err)
			}
		}
		if _, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); !errors.Is(err, syscall.ECHILD) {
			t.Errorf("a child is left: %v", err)
		}
	})
}

func TestProcessSink(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			var b strings.Builder
			p := s.await(s.h.Start(ProcessOptions{
				Args: []string{"sh", "-c", "echo out"}, Streams: [3]Redirect{Null, Sink(func(x []byte) { b.Write(x) }), Null},
			})).(*Process)
			s.await(p.Wait())
			if !o.Goroutines && Polls { // there it may come a little later
				s.eq(b.String(), "out\n")
			}
		})
	})
}

func TestProcessErrors(t *testing.T) {
	within(t, Options{}, func(s *script) {
		s.fails(s.h.Start(ProcessOptions{Args: []string{"no-such-program"}}), FileNotFoundError)
		s.fails(s.h.Start(ProcessOptions{Args: []string{t.TempDir()}}), os.ErrPermission)
	})
}
