package stdlib

// This file is the file behind a file handle of io: buffering, reading,
// writing, closing. It knows nothing of Lua's stack.

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"strings"
	"syscall"

	"moonloop/bindings/internal/disk"
)

// bufferSize is the size of a file's buffers, unless setvbuf says otherwise.
const bufferSize = 4096

// maxBuffer bounds the size that setvbuf may ask for.
const maxBuffer = 1 << 20

// buffering is when written data leaves the buffer.
type buffering int

const (
	bufferFull buffering = iota // when it is full
	bufferLine                  // when a line is complete
	bufferNone                  // at once
)

// file is a stream as a script sees it: a file on disk, a standard stream or a
// pipe to a process. Reading and writing share one position, as in C.
type file struct {
	rd   *bufio.Reader // nil: not open for reading
	wr   *bufio.Writer // nil: not open for writing
	raw  any           // what rd and wr are over; seeks if it is an io.Seeker
	to   io.Writer     // what wr is over, if that is not raw
	mode buffering

	close    func() error // nil for standard streams, which stay open
	proc     *exec.Cmd    // the process at the other end, or nil
	isClosed bool

	// failed is the error of a write, until something reads other than an iterator over lines: C's error indicator.
	failed error
}

// newFile returns a file over f of a disk, buffered.
func newFile(d Disk, f fs.File, reads, writes bool) *file {
	nf := &file{raw: f, close: f.Close}
	if reads {
		nf.rd = bufio.NewReaderSize(f, bufferSize)
	}
	if writes {
		nf.to = disk.Writer(d, f.(io.Writer))
		nf.wr = bufio.NewWriterSize(nf.to, bufferSize)
	}
	return nf
}

// under is what wr is over.
func (f *file) under() io.Writer {
	if f.to != nil {
		return f.to
	}
	return f.raw.(io.Writer)
}

// beforeRead makes the file ready for reading.
func (f *file) beforeRead() error {
	if f.rd == nil {
		return syscall.EBADF
	}
	return f.flush()
}

// beforeWrite makes the file ready for writing: what was read ahead is given
// back, so that writing goes on where reading stopped.
func (f *file) beforeWrite() error {
	if f.wr == nil {
		return syscall.EBADF
	}
	return f.unread()
}

// unread moves the stream's position back to the script's.
func (f *file) unread() error {
	seeker, ok := f.raw.(io.Seeker)
	if f.rd == nil || f.rd.Buffered() == 0 || !ok {
		return nil
	}
	if _, err := seeker.Seek(-int64(f.rd.Buffered()), io.SeekCurrent); err != nil {
		return err
	}
	f.rd.Reset(f.raw.(io.Reader))
	return nil
}

// flush writes out what is buffered. A failed write is reported once; what it
// could not write is dropped, or every later operation would fail too.
func (f *file) flush() error {
	if f.wr == nil || f.wr.Buffered() == 0 {
		return nil
	}
	err := f.wr.Flush()
	if err != nil {
		f.wr.Reset(f.under())
	}
	return err
}

// write writes s, to the buffer or out of it as the mode says.
func (f *file) write(s string) (err error) {
	defer func() {
		if err != nil {
			f.failed = err
		}
	}()
	if err := f.beforeWrite(); err != nil {
		return err
	}
	if _, err := f.wr.WriteString(s); err != nil {
		f.wr.Reset(f.under())
		return err
	}
	if f.mode == bufferNone || f.mode == bufferLine && strings.Contains(s, "\n") {
		return f.flush()
	}
	return nil
}

// seek moves the position and returns it.
func (f *file) seek(offset int64, whence int) (pos int64, err error) {
	defer func() {
		if err != nil && f.failed != nil {
			f.failed = err // C has one errno
		}
	}()
	seeker, ok := f.raw.(io.Seeker)
	if !ok {
		return 0, syscall.ESPIPE
	}
	if err := f.flush(); err != nil {
		return 0, err
	}
	if err := f.unread(); err != nil {
		return 0, err
	}
	return seeker.Seek(offset, whence)
}

// setBuffering changes the buffer of writes.
func (f *file) setBuffering(mode buffering, size int) error {
	if err := f.flush(); err != nil {
		return err
	}
	f.mode = mode
	if f.wr != nil && size > 0 {
		f.wr = bufio.NewWriterSize(f.under(), min(size, maxBuffer))
	}
	return nil
}

// shut flushes and closes the file. The first error is returned, but all is
// closed.
func (f *file) shut() error {
	f.isClosed = true
	return errors.Join(f.flush(), f.close())
}

// readLine appends the next line to out, through more, which is called with
// each piece and may refuse it by panicking; found is false at the end of the
// file.
func (f *file) readLine(more func([]byte)) (found bool, err error) {
	for {
		piece, err := f.rd.ReadSlice('\n')
		if n := len(piece); n > 0 {
			found = true
			if piece[n-1] == '\n' {
				piece = piece[:n-1]
			}
			more(piece)
		}
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return found, nil
		default:
			return found, err
		}
	}
}

// readSome gives up to n bytes to more, until the end of the file.
func (f *file) readSome(n int, more func([]byte)) (found bool, err error) {
	for n > 0 {
		if f.rd.Buffered() == 0 {
			if _, err := f.rd.Peek(1); errors.Is(err, io.EOF) {
				return found, nil
			} else if err != nil {
				return found, err
			}
		}
		piece, err := f.rd.Peek(min(n, f.rd.Buffered()))
		if err != nil {
			return found, err
		}
		more(piece)
		found = true
		n -= len(piece)
		if _, err := f.rd.Discard(len(piece)); err != nil {
			return found, err
		}
	}
	return found, nil
}

// atEOF reports whether there is nothing more to read.
func (f *file) atEOF() (bool, error) {
	_, err := f.rd.Peek(1)
	if errors.Is(err, io.EOF) {
		return true, nil
	}
	return false, err
}

// maxNumeral is the longest numeral that readNumeral takes.
const maxNumeral = 200

// readNumeral reads the longest text that can begin a number, after white
// space, and leaves the rest. It is for vm.ParseNumber to judge.
func (f *file) readNumeral() (string, error) {
	n := numeral{f: f}
	for n.accept(" \t\n\v\f\r") {
		n.text.Reset()
	}
	n.accept("+-")
	switch {
	case n.word("nan"), n.lost:
		return n.text.String(), n.err
	case n.word("inf"):
		n.word("inity")
		return n.text.String(), n.err
	case n.lost:
		return "", n.err
	}
	digits, exponent := "0123456789", "eE"
	found := 0
	if n.accept("0") {
		if found++; n.accept("xX") {
			digits, exponent = "0123456789abcdefABCDEF", "pP"
			found = 0
		}
	}
	found += n.acceptAll(digits)
	if n.accept(".") {
		if found += n.acceptAll(digits); found == 0 && exponent == "pP" {
			return "0", n.err // C takes 0x. for 0
		}
	}
	text := n.text.String()
	if found > 0 && n.accept(exponent) {
		n.accept("+-")
		if n.acceptAll("0123456789") > 0 {
			text = n.text.String()
		}
	}
	return text, n.err
}

// numeral collects the bytes of a number.
type numeral struct {
	f    *file
	text bytes.Buffer
	lost bool // it began as a word and is none
	err  error
}

// accept takes the next byte if it is one of set.
func (n *numeral) accept(set string) bool {
	if n.err != nil || n.text.Len() >= maxNumeral {
		return false
	}
	c, err := n.f.rd.ReadByte()
	if err != nil {
		if !errors.Is(err, io.EOF) {
			n.err = err
		}
		return false
	}
	if strings.IndexByte(set, c) < 0 {
		n.err = n.f.rd.UnreadByte()
		return false
	}
	n.text.WriteByte(c)
	return true
}

// word takes letters as far as they spell a word, and reports whether they do. What does not, once it has begun, is lost, as
// in C.
func (n *numeral) word(letters string) bool {
	for i := range len(letters) {
		if !n.accept(letters[i:i+1] + strings.ToUpper(letters[i:i+1])) {
			if n.lost = i > 0; n.lost && n.err == nil {
				_, _ = n.f.rd.ReadByte()
				n.text.Reset()
			}
			return false
		}
	}
	return true
}

// acceptAll takes bytes of set as long as there are, and returns how many.
func (n *numeral) acceptAll(set string) (taken int) {
	for n.accept(set) {
		taken++
	}
	return taken
}
