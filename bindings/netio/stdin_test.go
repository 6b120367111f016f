package netio

import (
	"os"
	"strings"
	"testing"
	"time"

	"moonloop/loop"
)

func TestOpenReader(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			r := s.h.OpenReader(strings.NewReader("a\nb"), 0)
			s.eq(s.await(r.ReadLine()), "a\n")
			s.eq(s.await(r.ReadLine()), "b")
			s.eq(s.await(r.ReadLine()), "")
		})
	})
}

// A pipe that others may share stays as it is, and what is not asked for is not read.
func TestOpenReaderPipe(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	within(t, Options{}, func(s *script) {
		r := s.h.OpenReader(read, 0)
		timeout := loop.Seconds(0.02)
		s.fails(loop.WaitFor(s.Loop(), r.ReadLine(), timeout), loop.TimeoutError)
		go func() {
			time.Sleep(time.Millisecond)
			_, _ = write.WriteString("line\n")
			_ = write.Close()
		}()
		s.eq(s.await(r.ReadLine()), "line\n")
		s.eq(s.await(r.Read(-1)), "")
	})
}

// Files that the kernel does not watch are read by a goroutine.
func TestOpenReaderFile(t *testing.T) {
	path := t.TempDir() + "/file"
	if err := os.WriteFile(path, []byte("one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	within(t, Options{}, func(s *script) {
		r := s.h.OpenReader(f, 0)
		s.eq(s.await(r.ReadLine()), "one\n")
		s.eq(s.await(r.Read(-1)), "two\n")
	})
}
