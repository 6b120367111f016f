package frames

// This file reads frames.

import (
	"encoding/binary"
	"unicode/utf8"
)

// Options of a Decoder.
type Options struct {
	Server  bool // the peer is a client: its frames must be masked
	Deflate bool // compression was negotiated
	MaxSize int  // the most bytes of a message, unpacked
}

// An Event is a message or a control frame that has arrived.
type Event struct {
	Op     Op     // 0: nothing yet, more is needed
	Data   []byte // of Text, Binary, Ping and Pong; good until the next call
	Code   int    // of Close; NoCode if it has none
	Reason string // of Close
}

// A Decoder takes what arrives apart.
type Decoder struct {
	Options
	head    [14]byte // of a frame, as far as it has arrived
	have    int
	inFrame bool // the head is complete
	op      Op   // of the frame
	fin     bool
	mask    [4]byte
	length  int // of the frame's payload
	got     int // of it has arrived

	kind     Op     // Text or Binary: a message has begun
	deflated bool   // it is compressed
	msg      []byte // so far
	checked  int    // so many bytes of it are valid UTF-8
	control  [MaxControl]byte
	err      error // after which nothing is read
	closed   bool  // neither after a close frame
}

// keepRoom is the size from which on the room of a message is not kept for the next.
const keepRoom = 4 << 10

// Next reads from b until there is an event. It returns how many bytes it took, all of them if there is none. After an
// error or a close frame, it takes everything and gives nothing.
func (d *Decoder) Next(b []byte) (n int, ev Event, err error) {
	if d.err != nil || d.closed {
		return len(b), Event{}, d.err
	}
	for {
		if !d.inFrame {
			taken, err := d.readHead(b[n:])
			n += taken
			if err != nil {
				d.err = err
				return n, Event{}, err
			}
			if !d.inFrame {
				return n, Event{}, nil
			}
		}
		n += d.readPayload(b[n:])
		if d.kind == Text && !d.deflated && !d.op.control() && !d.checkText() {
			d.err = &Error{BadText, "a text that is not UTF-8"}
			return n, Event{}, d.err
		}
		if d.got < d.length {
			return n, Event{}, nil
		}
		d.inFrame = false
		if ev, err = d.ended(); err != nil {
			d.err = err
			return n, Event{}, err
		}
		if ev.Op != 0 {
			return n, ev, nil
		}
	}
}

// headLength is how long the head is of which the first two bytes are there.
func (d *Decoder) headLength() int {
	n := 2
	switch d.head[1] & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if d.head[1]&0x80 != 0 {
		n += 4
	}
	return n
}

func (d *Decoder) readHead(b []byte) (n int, err error) {
	if d.have < 2 {
		n = copy(d.head[d.have:2], b)
		if d.have += n; d.have < 2 {
			return n, nil
		}
		if err := d.checkHead(); err != nil {
			return n, err
		}
	}
	taken := copy(d.head[d.have:d.headLength()], b[n:])
	d.have += taken
	n += taken
	if d.have < d.headLength() {
		return n, nil
	}
	return n, d.begin()
}

// checkHead looks at the first two bytes of a head.
func (d *Decoder) checkHead() error {
	first, second := d.head[0], d.head[1]
	d.op, d.fin = Op(first&0xf), first&0x80 != 0
	compressed := first&0x40 != 0
	switch {
	case first&0x30 != 0 || compressed && (!d.Deflate || d.op != Text && d.op != Binary):
		return breach("a reserved bit is set")
	case d.op > Binary && d.op < Close || d.op > Pong:
		return breach("a reserved opcode")
	case d.op.control() && !d.fin:
		return breach("a control frame in fragments")
	case d.op.control() && second&0x7f > MaxControl:
		return breach("a control frame that is too long")
	case d.Server && second&0x80 == 0:
		return breach("a frame that is not masked")
	case !d.Server && second&0x80 != 0:
		return breach("a frame that is masked")
	case d.op == Continuation && d.kind == 0:
		return breach("a continuation of nothing")
	case (d.op == Text || d.op == Binary) && d.kind != 0:
		return breach("a message inside of another")
	}
	if d.op == Text || d.op == Binary {
		d.kind, d.deflated = d.op, compressed
		d.msg, d.checked = d.msg[:0], 0
	}
	return nil
}

func breach(msg string) error { return &Error{ProtocolCode, msg} }

// begin takes the head apart, which is complete.
func (d *Decoder) begin() error {
	at := d.headLength()
	if d.head[1]&0x80 != 0 {
		at -= 4
		copy(d.mask[:], d.head[at:])
	} else {
		d.mask = [4]byte{}
	}
	length := uint64(d.head[1] & 0x7f)
	switch length {
	case 126:
		if length = uint64(binary.BigEndian.Uint16(d.head[2:])); length < 126 {
			return breach("a length that could be shorter")
		}
	case 127:
		if length = binary.BigEndian.Uint64(d.head[2:]); length < 1<<16 || length >= 1<<63 {
			return breach("a length that could be shorter, or is too large")
		}
	}
	if !d.op.control() && (length > uint64(d.MaxSize) || len(d.msg)+int(length) > d.MaxSize) {
		return &Error{TooBig, "a message that is too big"}
	}
	d.length, d.got, d.have, d.inFrame = int(length), 0, 0, true
	return nil
}

func (d *Decoder) readPayload(b []byte) int {
	b = b[:min(len(b), d.length-d.got)]
	var into []byte
	if d.op.control() {
		into = d.control[d.got:d.length]
		copy(into, b)
		into = into[:len(b)]
	} else {
		begin := len(d.msg)
		d.msg = append(d.msg, b...)
		into = d.msg[begin:]
	}
	if d.mask != [4]byte{} {
		Mask(into, d.mask, d.got)
	}
	d.got += len(b)
	return len(b)
}

// checkText looks whether what is there of a text can become UTF-8.
func (d *Decoder) checkText() bool {
	b := d.msg[d.checked:]
	end := len(b)
	for i := end - 1; i >= 0 && i >= end-utf8.UTFMax+1; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				end = i
			}
			break
		}
	}
	d.checked += end
	return utf8.Valid(b[:end])
}

// ended is what the frame gives whose payload is complete.
func (d *Decoder) ended() (Event, error) {
	switch {
	case d.op == Close:
		return d.close(d.control[:d.length])
	case d.op.control():
		return Event{Op: d.op, Data: d.control[:d.length]}, nil
	case !d.fin:
		return Event{}, nil
	}
	ev := Event{Op: d.kind, Data: d.msg}
	if d.deflated {
		var err error
		if ev.Data, err = inflate(d.msg, d.MaxSize); err != nil {
			return Event{}, err
		}
	}
	if d.kind == Text && (d.deflated || d.checked < len(d.msg)) && !utf8.Valid(ev.Data) {
		return Event{}, &Error{BadText, "a text that is not UTF-8"}
	}
	d.kind = 0
	if cap(d.msg) > keepRoom {
		d.msg = nil
	}
	return ev, nil
}

func (d *Decoder) close(b []byte) (Event, error) {
	d.closed = true
	if len(b) == 0 {
		return Event{Op: Close, Code: NoCode}, nil
	}
	if len(b) == 1 {
		return Event{}, breach("half a code")
	}
	code := int(binary.BigEndian.Uint16(b))
	switch {
	case !ValidCode(code):
		return Event{}, breach("a code that nobody may send")
	case !utf8.Valid(b[2:]):
		return Event{}, &Error{BadText, "a reason that is not UTF-8"}
	}
	return Event{Op: Close, Code: code, Reason: string(b[2:])}, nil
}

// Size is about how many bytes the decoder takes.
func (d *Decoder) Size() int { return 300 + cap(d.msg) }
