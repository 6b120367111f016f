package netio

// This file is the engine of connections that goroutines wait for: those with TLS, and all where the loop cannot watch
// descriptors.

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"moonloop/loop"
)

// piece is what the writing goroutine writes at a time.
const piece = 256 << 10

// lastWrites is how long the writing goroutines have when the hub closes: what a program sends in its last step goes out
// wherever the other side takes it, as it does where the loop itself writes.
const lastWrites = time.Second / 2

// A pump has a goroutine that reads while there is room, and one that writes as long as there is something to write.
type pump struct {
	c       *Conn
	h       *Hub
	rwc     io.ReadWriteCloser
	tls     bool
	lent    bool          // it is only for writing and not ours: what was written goes out before the hub has closed
	most    int           // it does not read when more than this is there
	stopped chan struct{} // closed when the reading goroutine has ended; nil if there was none
	cond    sync.Cond     // of mu: there is room, or it is closed

	mu       sync.Mutex
	in       []byte // guarded by mu, as all below
	unread   int    // bytes with the reader, when it last said so
	forced   bool   // read although there is no room
	reads    bool   // the reading goroutine is in a read
	inEOF    bool
	inErr    error
	queued   bool // it is in the hub's inbox
	yielding bool // the reading goroutine is asked to stop
	closed   bool
	last     bool // the hub has closed: the writing goroutine closes the connection when all is written, or its time is up
	out      outbox
	low      int
	writing  bool // there is a writing goroutine
	bye      bool // it says goodbye and closes the connection when all is written
	over     bool // it has
	outErr   error
}

var _ engine = (*pump)(nil)

// secure is a connection with TLS: a *tls.Conn.
type secure interface {
	ConnectionState() tls.ConnectionState
	NetConn() net.Conn
}

func newPump(c *Conn, rwc io.ReadWriteCloser) *pump {
	p := &pump{c: c, h: c.h, rwc: rwc, most: 2 * c.Reader.limit, low: lowWater}
	p.cond.L = &p.mu
	_, p.tls = rwc.(secure)
	return p
}

func (p *pump) start() {
	p.stopped = make(chan struct{})
	_ = p.h.take(chunk / 2) // noted: what the connection takes first is refused
	p.h.spawn(p.readLoop)
}

// readLoop reads until the stream ends or is closed.
func (p *pump) readLoop() {
	defer close(p.stopped)
	b := make([]byte, chunk/2)
	for {
		p.mu.Lock()
		for len(p.in)+p.unread > p.most && !p.forced && !p.closed && !p.yielding {
			p.cond.Wait()
		}
		p.forced = false
		stop := p.closed || p.yielding
		p.reads = !stop
		p.mu.Unlock()
		if stop {
			return
		}
		n, err := p.rwc.Read(b)
		p.mu.Lock()
		p.in = append(p.in, b[:n]...)
		p.reads = false
		switch {
		case err == nil:
		case p.yielding && errors.Is(err, os.ErrDeadlineExceeded):
			p.mu.Unlock()
			return
		case err == io.EOF:
			p.inEOF = true
		default:
			p.inErr = err
		}
		p.postLocked()
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// postLocked puts the pump into the hub's inbox. mu is held.
func (p *pump) postLocked() {
	if !p.queued {
		p.queued = true
		p.h.post(p)
	}
}

// deliver implements event.
func (p *pump) deliver() {
	p.mu.Lock()
	p.queued = false
	in, eof, inErr := p.in, p.inEOF, p.inErr
	p.in, p.inEOF, p.inErr = nil, false, nil
	p.unread += len(in)
	over, outErr := p.over, p.outErr
	p.mu.Unlock()
	c := p.c
	if c.lost || p.h.closed {
		return
	}
	c.received(in)
	p.room(false)
	switch {
	case over:
		c.finished()
	case outErr != nil:
		c.failed(outErr)
	case inErr != nil && !(c.closing && p.tls):
		c.failed(inErr)
	default:
		if eof {
			c.ended()
		}
		c.wrote(p.kept()) // now: what arrived may have been answered already
	}
}

func (p *pump) catchUp() {}

func (p *pump) room(force bool) {
	n := p.c.Reader.Buffered()
	p.mu.Lock()
	p.unread = n
	p.forced = p.forced || force
	p.cond.Signal()
	p.mu.Unlock()
}

func (p *pump) write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out.put(b)
	p.beginWriting()
	return p.out.n, nil
}

// beginWriting starts the writing goroutine if there is none. mu is held.
func (p *pump) beginWriting() {
	if !p.writing {
		p.writing = true
		p.h.spawn(p.writeLoop)
	}
}

// writeLoop writes what is in out, and ends when nothing is left.
func (p *pump) writeLoop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.out.n > 0 && p.outErr == nil && !p.closed {
		b := p.out.first()
		b = b[:min(len(b), piece)]
		p.mu.Unlock()
		n, err := p.rwc.Write(b)
		p.mu.Lock()
		if p.closed {
			break
		}
		before := p.out.n
		p.out.skip(n)
		p.outErr = err
		if before > p.low && p.out.n <= p.low {
			p.postLocked()
		}
	}
	if p.bye && !p.closed && p.outErr == nil {
		p.mu.Unlock()
		_ = p.rwc.Close() // of a connection with TLS: says goodbye
		p.mu.Lock()
		p.over = true
	}
	if p.last {
		p.closed = true
		p.cond.Signal()
		closeNow(p.rwc)
	}
	p.writing = false
	p.postLocked()
}

func (p *pump) kept() (int, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.n, !p.writing
}

func (p *pump) marks(low int) {
	p.mu.Lock()
	p.low = low
	p.mu.Unlock()
}

func (p *pump) receiving() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reads || p.stopped != nil && !p.closed && !p.yielding && (p.forced || len(p.in)+p.unread <= p.most)
}

// own implements engine: nothing tells whose process it is, but clients of our servers are ours as a rule.
func (p *pump) own() bool {
	_, remote := p.addrs()
	return p.c.server != nil || p.h.ends.serverAt(remote, nil) != nil
}

func (p *pump) finish() bool {
	if !p.tls {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bye = true
	p.beginWriting()
	return true
}

func (p *pump) cut() bool {
	if x, ok := p.rwc.(interface{ CloseWrite() error }); ok {
		_ = x.CloseWrite()
		return true
	}
	return false
}

func (p *pump) close() {
	if p.lent && p.h.closed {
		return
	}
	p.mu.Lock()
	if p.h.closed && p.writing && setWriteDeadline(p.rwc, time.Now().Add(lastWrites)) == nil {
		p.last = true
		p.mu.Unlock()
		return
	}
	p.closed = true
	p.out.clear()
	p.cond.Signal()
	p.mu.Unlock()
	closeNow(p.rwc)
}

// setWriteDeadline has writes to w end at t; it fails where they cannot be ended.
func setWriteDeadline(w io.Writer, t time.Time) error {
	if x, ok := w.(interface{ SetWriteDeadline(time.Time) error }); ok {
		return x.SetWriteDeadline(t)
	}
	return os.ErrNoDeadline
}

// closeNow closes a connection without a goodbye, which might wait.
func closeNow(c io.Closer) {
	if s, ok := c.(secure); ok {
		c = s.NetConn()
	}
	_ = c.Close()
}

func (p *pump) plain() (<-chan struct{}, net.Conn, error) {
	conn, ok := p.rwc.(net.Conn)
	if !ok {
		return nil, nil, loop.TypeError.New("start_tls: a connection expected, not a pipe")
	}
	p.mu.Lock()
	p.yielding = true
	p.cond.Signal()
	p.mu.Unlock()
	_ = conn.SetReadDeadline(time.Unix(1, 0))
	stopped := make(chan struct{})
	p.h.spawn(func() {
		<-p.stopped
		_ = conn.SetReadDeadline(time.Time{})
		close(stopped)
	})
	return stopped, conn, nil
}

func (p *pump) addrs() (local, remote net.Addr) {
	if conn, ok := p.rwc.(net.Conn); ok {
		return conn.LocalAddr(), conn.RemoteAddr()
	}
	return nil, nil
}

func (p *pump) state() *tls.ConnectionState {
	if s, ok := p.rwc.(secure); ok {
		state := s.ConnectionState()
		return &state
	}
	return nil
}

func (p *pump) memorySize(visit func(any)) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return chunk/2 + cap(p.in) + p.out.memorySize(visit)
}
