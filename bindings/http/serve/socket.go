package serve

// This file is a websocket, of either side: what arrives on it, and its end.

import (
	"errors"

	"moonloop/bindings/http/frames"
	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// socketOptions are those of a websocket. Times are in seconds.
type socketOptions struct {
	maxSize     int // bytes of a message
	ping        float64
	queue       int // messages that have arrived and that nobody has received
	protocols   []string
	compression bool
	origins     []string // of a server; nil: its own
}

// closeWait is how many seconds the other side has to answer a close.
const closeWait = 10.0

// A socket is what a WebSocket holds. All of it belongs to the loop's goroutine.
type socket struct {
	ud      lua.LUserData
	m       *Module
	l       *loop.Loop
	c       *netio.Conn
	r       *netio.Reader
	options socketOptions
	server  bool
	conn    *conn // of a server
	dec     frames.Decoder

	protocol string // that was agreed on
	remote   string
	queue    []message
	waiter   *loop.Future  // of who receives
	sending  loop.Lock     // those who have to wait until there is room to send
	sentEnd  bool          // a close frame
	busy     bool          // a message was received, and the next was not asked for
	end      *frames.Event // the close frame that has arrived, until those messages are received that came before it
	fault    bool          // it stands for something that may not arrive
	over     bool          // no more will arrive
	code     int           // it ended with; 0 while it has not
	reason   string
	ended    *loop.Future // done when the connection is closed; nil: nobody waits
	timer    *loop.Handle
	owed     *string // what is to be answered to a ping
	asked    bool    // a ping is not answered yet
}

// A message is one that has arrived.
type message struct {
	data string
	text bool
}

// newSocket begins with a connection on which the handshake was done.
func (m *Module) newSocket(l *loop.Loop, c *netio.Conn, o socketOptions, server, deflate bool) *socket {
	w := &socket{m: m, l: l, c: c, r: c.Reader, options: o, server: server}
	w.dec.Options = frames.Options{Server: server, Deflate: deflate, MaxSize: o.maxSize}
	m.classes.socket.Init(&w.ud, w)
	return w
}

// begin starts to read and to ping.
func (w *socket) begin() {
	w.pingLater()
	w.take()
}

// Arrived implements netio.Protocol, for a client.
func (w *socket) Arrived() { w.take() }

// Written implements netio.Protocol, for a client.
func (w *socket) Written() { w.answerPing() }

// answerPing answers the last ping; one who does not read gets the answer when there is room for it.
func (w *socket) answerPing() {
	if w.owed != nil && !w.sentEnd && !w.over && w.c.Buffered() <= highWater {
		data := *w.owed
		w.owed = nil
		w.write(frames.Pong, data)
	}
}

// take reads what has arrived, as long as there is room for messages. What there is no room for makes the other side
// wait.
func (w *socket) take() {
	if w.over || w.end != nil {
		w.r.Skip(len(w.r.Peek()))
		if w.r.Ended() {
			w.lost()
		}
		return
	}
	w.asked = false
	for !w.over && w.end == nil && (len(w.queue) < w.options.queue || w.sentEnd) {
		b := w.r.Peek()
		if len(b) == 0 {
			break
		}
		n, ev, err := w.dec.Next(b)
		w.r.Skip(n)
		if err != nil {
			w.broken(err)
			return
		}
		w.happened(ev)
	}
	if w.r.Ended() && len(w.r.Peek()) == 0 {
		w.lost()
		return
	}
	if !w.over {
		w.r.Expect(true)
	}
}

func (w *socket) happened(ev frames.Event) {
	switch ev.Op {
	case frames.Text, frames.Binary:
		if len(w.queue) < w.options.queue {
			w.queue = append(w.queue, message{string(ev.Data), ev.Op == frames.Text})
			w.wake()
		}
	case frames.Ping:
		data := string(ev.Data)
		w.owed = &data
		w.answerPing()
	case frames.Close:
		w.ending(ev)
	}
}

// ending is what ev, a close, leads to.
func (w *socket) ending(ev frames.Event) {
	w.end = &ev
	w.stopTimer()
	if w.endInOrder(); !w.over {
		w.timer = w.l.CallLater(loop.Seconds(answerWait), loop.NewCallback(func(*loop.Future) { w.endNow() }), nil)
	}
}

// answerWait is how many seconds the answer to a close is held back while a script works on what came before it.
const answerWait = 1.0

// endInOrder answers a close when what came before it was received and, as far as can be seen, answered.
func (w *socket) endInOrder() {
	if w.end != nil && !w.over && (len(w.queue) == 0 && !w.busy || w.sentEnd) {
		w.endNow()
	}
}

// endNow answers a close.
func (w *socket) endNow() {
	if w.over {
		return
	}
	w.code, w.reason, w.over = w.end.Code, w.end.Reason, true
	if w.fault {
		w.sendClose(w.code, w.reason)
	} else {
		w.sendClose(w.code, "")
	}
	w.wake()
	w.hangUp()
}

// broken ends a connection on which something arrived that may not, as a close would: what came before is answered.
func (w *socket) broken(err error) {
	var fault *frames.Error
	if !errors.As(err, &fault) {
		fault = &frames.Error{Code: frames.ProtocolCode, Msg: err.Error()}
	}
	w.fault = true
	w.ending(frames.Event{Op: frames.Close, Code: fault.Code, Reason: fault.Msg})
}

// hangUp closes the connection: a server at once, a client gives the server the time to do it.
func (w *socket) hangUp() {
	w.stopTimer()
	if w.server && w.conn != nil {
		w.conn.drop()
		w.gone()
		return
	}
	if w.r.Ended() {
		w.lost()
		return
	}
	w.timer = w.l.CallLater(loop.Seconds(closeWait), loop.NewCallback(func(*loop.Future) { w.lost() }), nil)
}

// lost is called when the connection has ended, or is to.
func (w *socket) lost() {
	switch {
	case w.code != 0:
	case w.end != nil:
		w.code, w.reason = w.end.Code, w.end.Reason
	default:
		w.code = frames.Abnormal
	}
	w.over = true
	w.stopTimer()
	if w.conn != nil {
		w.conn.drop()
	} else {
		w.c.Close()
		w.r.Expect(false)
	}
	w.gone()
}

// gone tells everybody who waits.
func (w *socket) gone() {
	w.wake()
	if f := w.ended; f != nil && !f.Done() {
		_ = f.SetResult(nil)
	}
}

func (w *socket) wake() {
	if f := w.waiter; f != nil && !f.Done() {
		w.waiter = nil
		_ = f.SetResult(nil)
	}
}

// write sends a control frame or a message.
func (w *socket) write(op frames.Op, data string) {
	deflated := false
	if op < frames.Close && w.dec.Deflate && frames.Worth(data) {
		if packed := frames.Deflate(data); len(packed) < len(data) {
			data, deflated = packed, true
		}
	}
	w.put(func(b []byte, mask *[4]byte) []byte { return frames.Append(b, op, data, mask, deflated) })
}

func (w *socket) put(appendTo func(b []byte, mask *[4]byte) []byte) {
	var mask *[4]byte
	if !w.server {
		mask = new([4]byte)
		w.m.env.RandomBytes(mask[:])
	}
	b := appendTo(w.m.buf[:0], mask)
	if w.conn != nil {
		w.conn.put(b)
	} else {
		_ = w.c.WriteBytes(b) // what it is lost by ends the reading
	}
	if cap(b) <= 4*highWater {
		w.m.buf = b[:0]
	}
}

// sendClose sends a close frame, once.
func (w *socket) sendClose(code int, reason string) {
	if w.sentEnd {
		return
	}
	w.sentEnd = true
	if len(reason) > frames.MaxControl-2 {
		reason = reason[:frames.MaxControl-2]
	}
	w.put(func(b []byte, mask *[4]byte) []byte { return frames.AppendClose(b, code, reason, mask) })
}

// goAway closes the websocket of a server that ends.
func (w *socket) goAway() {
	w.sendClose(frames.GoingAway, "the server is closing")
	w.closeSoon()
}

// closeSoon ends a connection whose other side does not answer a close.
func (w *socket) closeSoon() {
	if w.endInOrder(); w.over {
		return
	}
	w.stopTimer()
	w.timer = w.l.CallLater(loop.Seconds(closeWait), loop.NewCallback(func(*loop.Future) { w.abort() }), nil)
	w.take() // what there was no room for may be the answer
}

// abort ends the connection at once.
func (w *socket) abort() {
	w.c.Abort()
	w.lost()
}

func (w *socket) stopTimer() {
	if w.timer != nil {
		w.timer.Cancel()
		w.timer = nil
	}
}

// pingLater has the other side pinged. One that has not answered until the next ping is gone; but while nobody receives,
// nothing is read, and so neither its answer.
func (w *socket) pingLater() {
	if w.options.ping <= 0 {
		return
	}
	w.timer = w.l.CallLater(loop.Seconds(w.options.ping), loop.NewCallback(func(*loop.Future) {
		switch {
		case w.over || w.sentEnd || w.end != nil:
			return
		case w.asked && len(w.queue) < w.options.queue:
			w.reason = "no answer to a ping"
			w.abort()
			return
		}
		w.asked = true
		if w.c.Buffered() <= highWater {
			w.write(frames.Ping, "")
		}
		w.pingLater()
	}), nil)
}

// closedError is what receive and send raise when the websocket is closed.
func (w *socket) closedError() error {
	code, reason := w.code, w.reason
	if code == 0 {
		code = frames.Normal // we have closed it
	}
	return closedError(code, reason)
}

// MemorySize implements vm.Sizer.
func (w *socket) MemorySize(visit func(any)) int {
	n := 500 + w.dec.Size()
	for i := range w.queue {
		n += 32 + len(w.queue[i].data)
	}
	if w.conn == nil {
		visit(w.c)
	}
	return n
}
