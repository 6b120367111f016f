package serve

// This file is a connection of ours as a net.Conn, for code of Go that has goroutines of its own.

import (
	"crypto/tls"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

const (
	pipedRoom = 64 << 10 // bytes that have arrived and were not read
	prefaceOf = 24       // bytes that a client of HTTP/2 begins with
)

// A piped is a net.Conn. Its methods wait, and never need the loop to come back from Close.
type piped struct {
	h             *second
	c             *netio.Conn // loop's goroutine only, as handed, gone and lingering
	handed        int         // bytes given to c, of those counted in out
	gone          bool
	lingering     *loop.Handle
	state         *tls.ConnectionState
	local, remote net.Addr

	mu      sync.Mutex
	cond    sync.Cond // of mu; what follows is guarded by it
	in      []byte
	more    bool  // there was no room for all that has arrived
	end     error // after in; nil: more may come
	out     int   // bytes written that have not gone out
	closed  bool
	preface int // bytes that are still to come before firstBy
	firstBy deadline
	readBy  deadline
	writeBy deadline
}

// A deadline is a time after which waiting ends.
type deadline struct {
	when  time.Time
	timer *time.Timer
}

func (d *deadline) over() bool { return !d.when.IsZero() && !time.Now().Before(d.when) }

func newPiped(h *second, c *netio.Conn) *piped {
	k := &piped{h: h, c: c, state: c.TLS(), preface: prefaceOf}
	k.cond.L = &k.mu
	k.local, k.remote = c.Addrs()
	if k.local == nil || k.remote == nil {
		k.local, k.remote = noAddr{}, noAddr{}
	}
	k.set(&k.firstBy, time.Now().Add(time.Duration(h.s.app.headerTimeout*float64(time.Second))))
	return k
}

// set sets a deadline; the zero time is none.
func (k *piped) set(d *deadline, when time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	if d.when = when; !when.IsZero() && !k.closed {
		d.timer = time.AfterFunc(time.Until(when), func() {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.cond.Broadcast()
		})
	}
}

// Read implements net.Conn.
func (k *piped) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.in) == 0 {
		switch {
		case k.closed:
			return 0, net.ErrClosed
		case k.end != nil:
			return 0, k.end
		case k.readBy.over(), k.preface > 0 && k.firstBy.over():
			return 0, os.ErrDeadlineExceeded
		}
		k.cond.Wait()
	}
	n := copy(p, k.in)
	if k.in = k.in[n:]; len(k.in) == 0 {
		k.in = nil
	}
	k.preface -= n
	if k.more && len(k.in) <= pipedRoom/2 {
		k.more = false
		_ = k.h.s.l.CallSoonThreadsafeFunc(k.Arrived)
	}
	return n, nil
}

// Arrived implements netio.Protocol.
func (k *piped) Arrived() {
	r := k.c.Reader
	data := r.Peek()
	k.mu.Lock()
	n := min(len(data), max(pipedRoom-len(k.in), 0))
	if k.closed {
		n = len(data)
	} else {
		k.in = append(k.in, data[:n]...)
	}
	k.more = n < len(data)
	if !k.more && r.Ended() && k.end == nil {
		if k.end = r.Err(); k.end == nil {
			k.end = io.EOF
		}
	}
	ended := k.end != nil
	k.mu.Unlock()
	k.cond.Broadcast()
	r.Skip(n)
	if ended && k.c.IsClosing() {
		k.forget()
	}
}

// Write implements net.Conn. It waits until there is room, and not until all has gone out.
func (k *piped) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for k.out > highWater || k.closed || k.end != nil && k.end != io.EOF {
		switch {
		case k.closed:
			return 0, net.ErrClosed
		case k.end != nil && k.end != io.EOF:
			return 0, k.end
		case k.writeBy.over():
			return 0, os.ErrDeadlineExceeded
		}
		k.cond.Wait()
	}
	if len(p) == 0 {
		return 0, nil
	}
	k.out += len(p)
	text := string(p)
	if err := k.h.s.l.CallSoonThreadsafeFunc(func() { k.put(text) }); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (k *piped) put(text string) {
	k.handed += len(text)
	_ = k.c.Write(text)
	k.Written()
}

// Written implements netio.Protocol: some or all of what was written has gone out.
func (k *piped) Written() {
	left := k.c.Buffered()
	if k.c.IsClosing() && k.gone {
		left = 0
	}
	if n := k.handed - left; n > 0 {
		k.handed = left
		k.mu.Lock()
		k.out -= n
		k.mu.Unlock()
		k.cond.Broadcast()
	}
}

// Close implements net.Conn: what was written goes out, if the client takes it in time.
func (k *piped) Close() error {
	k.mu.Lock()
	if k.closed {
		k.mu.Unlock()
		return net.ErrClosed
	}
	k.closed = true
	for _, d := range []*deadline{&k.firstBy, &k.readBy, &k.writeBy} {
		if d.timer != nil {
			d.timer.Stop()
		}
	}
	k.mu.Unlock()
	k.cond.Broadcast()
	_ = k.h.s.l.CallSoonThreadsafeFunc(k.shut)
	k.h.leave()
	return nil
}

// shut closes the connection on the loop's goroutine.
func (k *piped) shut() {
	if k.gone {
		return
	}
	k.c.Close()
	if k.c.Buffered() > 0 {
		k.lingering = k.h.s.l.CallLater(loop.Seconds(lingerFor), loop.NewCallback(func(*loop.Future) { k.c.Abort() }), k.h.s.ctx)
	}
	k.Arrived()
}

// forget is called when the connection is closed and was told so.
func (k *piped) forget() {
	if k.gone {
		return
	}
	k.gone = true
	if k.lingering != nil {
		k.lingering.Cancel()
	}
	k.c.Reader.Expect(false)
	delete(k.h.conns, k)
	k.Written()
}

// LocalAddr implements net.Conn.
func (k *piped) LocalAddr() net.Addr { return k.local }

// RemoteAddr implements net.Conn.
func (k *piped) RemoteAddr() net.Addr { return k.remote }

// SetDeadline implements net.Conn.
func (k *piped) SetDeadline(t time.Time) error {
	k.set(&k.readBy, t)
	k.set(&k.writeBy, t)
	return nil
}

// SetReadDeadline implements net.Conn.
func (k *piped) SetReadDeadline(t time.Time) error {
	k.set(&k.readBy, t)
	return nil
}

// SetWriteDeadline implements net.Conn.
func (k *piped) SetWriteDeadline(t time.Time) error {
	k.set(&k.writeBy, t)
	return nil
}
