package wire

// This file takes bodies out of what arrives.

import "bytes"

// The limits of what surrounds chunks, in bytes.
const (
	maxChunkLine  = 1 << 12
	maxExtensions = 1 << 16 // of a whole body
)

// A Body takes a body out of bytes that arrive piece by piece. It says nothing about how long the body may be.
type Body struct {
	Trailer Header // after the last chunk
	// MaxTrailer bounds the trailers, in bytes; 0 is MaxHead.
	MaxTrailer int
	// Most is how long a piece may be that Next gives; 0: as long as there is data.
	Most int

	state      state
	left       int64 // of the body or of the chunk; negative: to the end of the connection
	extensions int   // bytes of extensions so far
	scan       Scanner
}

// A state is what a Body expects next.
type state uint8

const (
	inData state = iota // of a body with a length, or to the end
	inSize              // the line of a chunk
	inChunk
	inChunkEnd // CR LF after a chunk
	inTrailer
	done
)

// NewBody begins a body.
func NewBody(f Framing) *Body {
	b := &Body{}
	b.Reset(f)
	return b
}

// Reset begins another body.
func (b *Body) Reset(f Framing) {
	*b = Body{MaxTrailer: b.MaxTrailer, Most: b.Most, left: f.Length}
	switch {
	case f.Chunked:
		b.state = inSize
	case f.Length == 0:
		b.state = done
	}
}

// Done tells whether all of the body was taken.
func (b *Body) Done() bool { return b.state == done }

// Left is how many bytes of the body are still to come, as far as its length was said; otherwise negative.
func (b *Body) Left() int64 {
	if b.state == inData || b.state == done {
		return b.left
	}
	return -1
}

// Next takes the next piece out of what has arrived: data is a part of arrived, and n is how much of arrived is used up.
// Data is empty at the end, and when more has to arrive: call Next until it uses nothing. After an error the connection is
// of no use.
func (b *Body) Next(arrived []byte) (data []byte, n int, err error) {
	for {
		rest := arrived[n:]
		switch b.state {
		case done:
			return nil, n, nil
		case inData, inChunk:
			data = rest
			if b.Most > 0 {
				data = rest[:min(b.Most, len(rest))]
			}
			if b.left >= 0 {
				data = data[:min(b.left, int64(len(data)))]
				b.left -= int64(len(data))
			}
			n += len(data)
			switch {
			case b.left != 0:
			case b.state == inData:
				b.state = done
			default:
				b.state = inChunkEnd
			}
			return data, n, nil
		case inChunkEnd:
			if len(rest) > 0 && rest[0] != '\r' || len(rest) > 1 && rest[1] != '\n' {
				return nil, n, bad("chunk: CR LF at its end expected")
			}
			if len(rest) < 2 {
				return nil, n, nil
			}
			n += 2
			b.state = inSize
		case inSize:
			used, err := b.size(rest)
			if used == 0 || err != nil {
				return nil, n, err
			}
			n += used
		case inTrailer:
			used, err := b.trailer(rest)
			if used == 0 || err != nil {
				return nil, n, err
			}
			n += used
		}
	}
}

// size reads the line of a chunk, and is how many bytes it has; 0 when it has not arrived.
func (b *Body) size(s []byte) (int, error) {
	end := bytes.IndexByte(s[:min(len(s), maxChunkLine)], '\n')
	if end < 0 {
		if len(s) >= maxChunkLine {
			return 0, bad("chunk: line of at most %d bytes expected", maxChunkLine)
		}
		return 0, nil
	}
	if end == 0 || s[end-1] != '\r' {
		return 0, bad("chunk: line that ends in CR LF expected")
	}
	line := s[:end-1]
	digits := 0
	b.left = 0
	for digits < len(line) {
		v := hexValue(line[digits])
		if v < 0 {
			break
		}
		if b.left = b.left<<4 | v; b.left > MaxLength {
			return 0, bad("chunk: size of at most %d bytes expected", int64(MaxLength))
		}
		digits++
	}
	extension := line[digits:]
	if digits == 0 || digits > 16 || len(extension) > 0 && extension[0] != ';' || !IsValue(string(extension)) {
		return 0, bad("chunk: hexadecimal size expected")
	}
	if b.extensions += len(extension); b.extensions > maxExtensions {
		return 0, bad("chunks: extensions of at most %d bytes expected", maxExtensions)
	}
	b.state = inChunk
	if b.left == 0 {
		b.state = inTrailer
	}
	return end + 1, nil
}

func hexValue(ch byte) int64 {
	switch {
	case ch >= '0' && ch <= '9':
		return int64(ch - '0')
	case ch|0x20 >= 'a' && ch|0x20 <= 'f':
		return int64(ch|0x20-'a') + 10
	}
	return -1
}

// trailer reads the trailers and the empty line after them; 0 when they have not arrived.
func (b *Body) trailer(s []byte) (int, error) {
	if len(s) < 2 || s[0] == '\r' {
		switch {
		case len(s) < 2:
			return 0, nil
		case s[1] != '\n':
			return 0, bad("trailer: line that ends in CR LF expected")
		}
		b.state = done
		return 2, nil
	}
	limit := b.MaxTrailer
	if limit == 0 {
		limit = MaxHead
	}
	n, err := b.scan.Find(s, limit)
	if n == 0 || err != nil {
		return 0, err
	}
	b.Trailer, err = parseFields(string(s[:n-2]), false)
	b.state, b.left = done, 0
	return n, err
}

// End says that the connection has ended: an error if the body has not.
func (b *Body) End() error {
	switch {
	case b.state == done:
		return nil
	case b.state == inData && b.left < 0:
		b.state, b.left = done, 0
		return nil
	case b.state == inData:
		return bad("body: %d more bytes expected, got the end of the connection", b.left)
	}
	return bad("body: more chunks expected, got the end of the connection")
}
