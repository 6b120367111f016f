package netio

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	errnos "moonloop/bindings/internal/errno"
	"moonloop/loop"
)

func TestEcho(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			server := s.serve(ServerOptions{}, echo)
			c := s.dial(server.Addrs()[0].String(), DialOptions{})
			_ = c.Write("hello")
			s.eq(s.await(c.Reader.ReadExactly(5)), "hello")
			_ = c.WriteEOF()
			s.eq(s.await(c.Reader.Read(-1)), "")
			c.Close()
			s.await(c.WaitClosed())
			server.Close()
			s.await(server.WaitClosed())
		})
	})
}

// A client of the net package, which sends byte by byte.
func TestSlowPeer(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		address := peer(t, func(conn net.Conn) {
			for _, b := range []byte("slow line\nrest") {
				_, _ = conn.Write([]byte{b})
				time.Sleep(time.Millisecond)
			}
		})
		within(t, o, func(s *script) {
			c := s.dial(address, DialOptions{})
			s.eq(s.await(c.Reader.ReadLine()), "slow line\n")
			s.fails(c.Reader.ReadExactly(10), loop.IncompleteReadError)
			c.Close()
		})
	})
}

// A reader that looks at what has arrived, takes some of it and waits for more.
func TestPeek(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		first, second := make(chan struct{}), make(chan struct{})
		address := peer(t, func(conn net.Conn) {
			_, _ = conn.Write([]byte("head"))
			<-first
			_, _ = conn.Write([]byte("body"))
			<-second
		})
		within(t, o, func(s *script) {
			c := s.dial(address, DialOptions{})
			s.eq(s.await(c.Reader.More()), true)
			s.eq(string(c.Reader.Peek()), "head")
			c.Reader.Skip(2)
			close(first)
			s.eq(s.await(c.Reader.More()), true)
			s.eq(string(c.Reader.Peek()), "adbody")
			c.Reader.Skip(6)
			close(second)
			s.eq(s.await(c.Reader.More()), false)
			c.Close()
		})
	})
}

// A peer that is dead: it neither reads nor writes.
func TestDeadPeer(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		release := make(chan struct{})
		address := peer(t, func(net.Conn) { <-release })
		defer close(release)
		within(t, o, func(s *script) {
			c := s.dial(address, DialOptions{})
			timeout := loop.Seconds(0.05)
			s.fails(loop.WaitFor(s.Loop(), c.Reader.ReadLine(), timeout), loop.TimeoutError)
			_ = c.Write(strings.Repeat("x", 32<<20))
			start := time.Now()
			s.fails(loop.WaitFor(s.Loop(), c.Drain(), timeout), loop.TimeoutError)
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("the timeout took %v", d)
			}
			if c.Buffered() == 0 {
				t.Error("everything was sent to a peer that does not read")
			}
			c.Abort()
			s.await(c.WaitClosed())
		})
	})
}

// A peer that sends no line, ever: what it sends is not kept without end.
func TestGarbage(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		sent := make(chan int, 1)
		address := peer(t, func(conn net.Conn) {
			n := 0
			b := make([]byte, 1<<16)
			for i := range b {
				b[i] = byte(i%250) + 11
			}
			for {
				_ = conn.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
				k, err := conn.Write(b)
				n += k
				if err != nil {
					sent <- n
					return
				}
			}
		})
		within(t, o, func(s *script) {
			c := s.dial(address, DialOptions{Limit: 1 << 12})
			s.fails(c.Reader.ReadUntil("\n"), loop.LimitOverrunError)
			n := s.await(s.h.Do(func(context.Context) (any, error) { return <-sent, nil }, nil)).(int)
			if have := c.Reader.Buffered(); have > 1<<18 {
				t.Errorf("%d bytes are kept of %d", have, n)
			}
			c.Close()
		})
	})
}

// A peer that resets the connection.
func TestReset(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		address := peer(t, func(conn net.Conn) {
			_, _ = io.ReadFull(conn, make([]byte, 1))
			_ = conn.(*net.TCPConn).SetLinger(0)
		})
		within(t, o, func(s *script) {
			c := s.dial(address, DialOptions{})
			_ = c.Write("x")
			err := s.fails(c.Reader.Read(1), syscall.ECONNRESET)
			if class := loop.ClassOf(err); class != ConnectionResetError {
				t.Errorf("class %v", class)
			}
			s.fails(c.WaitClosed(), ConnectionResetError)
			s.fails(c.Drain(), ConnectionResetError)
		})
	})
}

func TestHalfClosed(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		got := make(chan string, 1)
		address := peer(t, func(conn net.Conn) {
			b, _ := io.ReadAll(conn) // until the other side has ended
			got <- string(b)
			for range 3 {
				_, _ = conn.Write([]byte("answer "))
				time.Sleep(time.Millisecond)
			}
		})
		within(t, o, func(s *script) {
			c := s.dial(address, DialOptions{})
			question := strings.Repeat("question ", 1<<20)
			_ = c.Write(question)
			_ = c.WriteEOF()
			s.eq(s.await(c.Reader.Read(-1)), "answer answer answer ")
			s.eq(<-got == question, true)
			c.Close()
		})
	})
}

func TestManyConnections(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 200
	}
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			server := s.serve(ServerOptions{}, echo)
			conns := make([]*Conn, n)
			var dials []any
			for range conns {
				dials = append(dials, s.h.Dial("tcp", server.Addrs()[0].String(), DialOptions{}))
			}
			all, err := loop.Gather(s.Loop(), dials, false)
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range s.await(all).([]any) {
				conns[i] = c.(*Conn)
			}
			for round := range 3 {
				for i, c := range conns {
					_ = c.Write(fmt.Sprintf("%d %d\n", round, i))
				}
				for i, c := range conns {
					s.eq(s.await(c.Reader.ReadLine()), fmt.Sprintf("%d %d\n", round, i))
				}
			}
			for _, c := range conns {
				c.Close()
			}
			server.Close()
			s.await(server.WaitClosed())
		})
	})
}

// A long transfer needs no more memory than a short one.
func TestConstantMemory(t *testing.T) {
	total := 1 << 30
	if testing.Short() {
		total = 64 << 20
	}
	// With a limit the collector keeps up however busy the machine is, and only what is held can pass it.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(64 << 20))
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			piece := strings.Repeat("0123456789abcdef", 1<<12)
			server := s.serve(ServerOptions{}, func(s *script, c *Conn) {
				for n := 0; n < total; n += len(piece) {
					_ = c.Write(piece)
					s.await(c.Drain())
				}
				c.Close()
			})
			c := s.dial(server.Addrs()[0].String(), DialOptions{})
			got, most := 0, uint64(0)
			for i := 0; ; i++ {
				v := s.await(c.Reader.Read(1 << 18)).(string)
				if v == "" {
					break
				}
				got += len(v)
				if i%256 == 0 {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapInuse)
				}
			}
			s.eq(got, total)
			if most > 128<<20 {
				t.Errorf("%d bytes of heap for %d bytes sent", most, total)
			}
			t.Logf("%d MB, at most %d KB of heap", got>>20, most>>10)
			c.Close()
			server.Close()
		})
	})
}

// Everything that is left open ends with the loop, however busy it is.
func TestClose(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			server := s.serve(ServerOptions{}, func(s *script, c *Conn) {
				_ = c.Write(strings.Repeat("x", 10<<20))
				_, _ = s.Await(c.Drain())
			})
			for range 10 {
				c := s.dial(server.Addrs()[0].String(), DialOptions{})
				s.await(c.Reader.Read(1))
				s.task(func(s *script) any { _, _ = s.Await(c.Reader.Read(-1)); return nil })
			}
			s.task(func(s *script) any { _, _ = s.Await(s.h.Dial("tcp", "192.0.2.1:9", DialOptions{})); return nil })
			s.await(loop.Sleep(s.Loop(), loop.Span{}, nil))
		})
	})
}

// A connection that is made although nobody waits for it any more is closed.
func TestCancelledDial(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		within(t, o, func(s *script) {
			ended := s.Loop().CreateFuture()
			server := s.serve(ServerOptions{}, func(s *script, c *Conn) {
				v, _ := s.Await(c.Reader.Read(-1))
				_ = ended.SetResult(v)
				c.Close()
			})
			task := s.task(func(s *script) any {
				_, err := s.Await(s.h.Dial("tcp", server.Addrs()[0].String(), DialOptions{}))
				return err
			})
			for !task.Done() {
				s.await(loop.Sleep(s.Loop(), loop.Span{}, nil))
				task.Cancel(nil)
			}
			server.Close()
			timeout := loop.Seconds(0.05) // it may not have come as far as the server
			_, _ = s.Await(loop.WaitFor(s.Loop(), ended, timeout))
		})
	})
}

func TestErrors(t *testing.T) {
	within(t, Options{}, func(s *script) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := ln.Addr().String()
		_, err = s.Await(s.h.Listen("tcp", []string{address}, ServerOptions{}))
		if e, ok := err.(*loop.Error); !ok || e.Cause.(*detail).Field("code") != "EADDRINUSE" {
			t.Errorf("listen: %v", err)
		}
		_ = ln.Close()
		err = s.fails(s.h.Dial("tcp", address, DialOptions{}), ConnectionRefusedError)
		d := err.(*loop.Error).Cause.(*detail)
		_, _, refused := errnos.Describe(syscall.ECONNREFUSED)
		if d.Field("errno") != refused || d.Field("code") != "ECONNREFUSED" {
			t.Errorf("fields: %v", d)
		}
		s.fails(s.h.Dial("tcp", "no-such-host.invalid:1", DialOptions{}), GaiError)
	})
}

func TestUnixSocket(t *testing.T) {
	if l, err := net.Listen("unix", t.TempDir()+"/probe"); err == nil {
		_ = l.Close()
	} else if runtime.GOOS == "windows" {
		t.Skip("Wine and older Windows have no such sockets: ", err)
	}
	both(t, func(t *testing.T, o Options) {
		path := t.TempDir() + "/socket"
		within(t, o, func(s *script) {
			server := s.await(s.h.Listen("unix", []string{path}, ServerOptions{Connected: func(c *Conn) {
				_ = c.Write("local")
				c.Close()
			}})).(*Server)
			server.Start()
			c := s.await(s.h.Dial("unix", path, DialOptions{})).(*Conn)
			s.eq(s.await(c.Reader.Read(-1)), "local")
			c.Close()
			server.Close()
			s.fails(s.h.Dial("unix", path, DialOptions{}), syscall.ENOENT)
		})
	})
}
