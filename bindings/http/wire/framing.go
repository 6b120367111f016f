package wire

// This file says how long bodies are.

import (
	"strconv"
	"strings"
)

// A Framing says where a body ends: after Length bytes, which may be 0; with the last chunk; or, where Length is negative
// and there are no chunks, with the connection.
type Framing struct {
	Chunked bool
	Length  int64
}

// ToEnd is the framing of a body that ends with the connection.
var ToEnd = Framing{Length: -1}

// Framing is that of the request's body. An error means that the connection must be closed.
func (r *Request) Framing() (Framing, error) {
	f, ok, err := framingOf(r.Header, r.Minor, false)
	if !ok || err != nil {
		return Framing{}, err
	}
	return f, nil
}

// Framing is that of the body of the response to a request of that method.
func (r *Response) Framing(method string) (Framing, error) {
	f, ok, err := framingOf(r.Header, r.Minor, true)
	switch {
	case method == "HEAD", r.Status < 200, r.Status == 204, r.Status == 304, method == "CONNECT" && r.Status < 300:
		return Framing{}, nil // whatever the header says
	case err != nil:
		return Framing{}, err
	case !ok:
		return ToEnd, nil
	}
	return f, nil
}

// framingOf reads Transfer-Encoding and Content-Length; ok is whether one of them is there. With repeats the same length may
// be said more than once.
func framingOf(h Header, minor int, repeats bool) (f Framing, ok bool, err error) {
	length, lengths, codings := "", 0, 0
	for i := range h {
		switch name := h[i].Name; {
		case len(name) == len("Content-Length") && strings.EqualFold(name, "Content-Length"):
			if lengths++; lengths > 1 && (!repeats || h[i].Value != length) {
				return f, false, bad("header Content-Length: one expected")
			}
			length = h[i].Value
		case len(name) == len("Transfer-Encoding") && strings.EqualFold(name, "Transfer-Encoding"):
			if codings++; codings > 1 {
				return f, false, bad("header Transfer-Encoding: one expected")
			}
			if !strings.EqualFold(h[i].Value, "chunked") {
				return f, false, codingError(h[i].Value)
			}
		}
	}
	switch {
	case codings > 0 && lengths > 0:
		return f, false, bad("header: Content-Length or Transfer-Encoding expected, got both")
	case codings > 0 && minor == 0:
		return f, false, bad("header Transfer-Encoding: none expected in HTTP/1.0")
	case codings > 0:
		return Framing{Chunked: true, Length: -1}, true, nil
	case lengths > 0:
		n, err := contentLength(length)
		return Framing{Length: n}, true, err
	}
	return f, false, nil
}

// codingError is about a Transfer-Encoding that is not chunked alone: 501 if it could be one of the standard.
func codingError(value string) error {
	last := value[strings.LastIndexByte(value, ',')+1:]
	if strings.EqualFold(strings.Trim(last, " \t"), "chunked") {
		return &Error{501, "header Transfer-Encoding: chunked alone expected"}
	}
	return bad("header Transfer-Encoding: chunked expected")
}

func contentLength(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || !isDigits(s) || n > MaxLength {
		return 0, bad("header Content-Length: decimal number expected")
	}
	return n, nil
}

// MaxLength is the length that no body can say it passes, nor a chunk: numbers of scripts are exact up to it.
const MaxLength = 1 << 53
