package frames

// This file makes frames.

import (
	"encoding/binary"
	"fmt"
)

// An Op is what a frame is.
type Op byte

// The opcodes.
const (
	Continuation Op = 0x0
	Text         Op = 0x1
	Binary       Op = 0x2
	Close        Op = 0x8
	Ping         Op = 0x9
	Pong         Op = 0xA
)

// control tells whether frames of the opcode may stand between the fragments of a message.
func (o Op) control() bool { return o >= Close }

// The codes of closing that this package and its users send.
const (
	Normal       = 1000
	GoingAway    = 1001
	ProtocolCode = 1002
	NoCode       = 1005 // stands for a close frame without a code; never sent
	Abnormal     = 1006 // stands for a connection that was lost; never sent
	BadText      = 1007
	TooBig       = 1009
	Internal     = 1011
)

// MaxControl is the most that a control frame carries; with a code, the reason of a close frame is two bytes less.
const MaxControl = 125

// An Error is a breach of the protocol, and the code to close with.
type Error struct {
	Code int
	Msg  string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Msg, e.Code) }

// Append appends a frame that is a whole message or a control frame. With a mask, which clients must use, the payload is
// masked. deflated says that the payload is what [Deflate] made.
func Append(dst []byte, op Op, payload string, mask *[4]byte, deflated bool) []byte {
	first := 0x80 | byte(op)
	if deflated {
		first |= 0x40
	}
	var masked byte
	if mask != nil {
		masked = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		dst = append(dst, first, masked|byte(n))
	case n < 1<<16:
		dst = append(dst, first, masked|126, byte(n>>8), byte(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, first, masked|127), uint64(n))
	}
	if mask == nil {
		return append(dst, payload...)
	}
	dst = append(dst, mask[:]...)
	begin := len(dst)
	dst = append(dst, payload...)
	Mask(dst[begin:], *mask, 0)
	return dst
}

// AppendClose appends a close frame; the code NoCode is none.
func AppendClose(dst []byte, code int, reason string, mask *[4]byte) []byte {
	if code == NoCode {
		return Append(dst, Close, "", mask, false)
	}
	return Append(dst, Close, string([]byte{byte(code >> 8), byte(code)})+reason, mask, false)
}

// Mask masks b, or takes the mask off; at is how many bytes of the payload came before.
func Mask(b []byte, mask [4]byte, at int) {
	key := binary.LittleEndian.Uint32([]byte{mask[at&3], mask[(at+1)&3], mask[(at+2)&3], mask[(at+3)&3]})
	wide := uint64(key)<<32 | uint64(key)
	for len(b) >= 8 {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^wide)
		b = b[8:]
	}
	for i := range b {
		b[i] ^= mask[(at+i)&3] // eight bytes at a time leave the phase as it was
	}
}

// ValidCode tells whether a peer may send the code, and a program too.
func ValidCode(code int) bool {
	switch {
	case code < 1000 || code >= 5000:
		return false
	case code < 3000:
		return code <= 1003 || code >= 1007 && code <= 1014
	}
	return true
}
