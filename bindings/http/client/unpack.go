package client

// This file unpacks bodies.

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
)

// Codings are what a client can unpack, as the value of Accept-Encoding.
const Codings = "gzip, deflate"

// unpackerSize is about how many bytes an unpacker takes.
const unpackerSize = 48 << 10

// unpack begins to read the body, and to unpack it if it is packed in a way that the client knows.
func (r *Response) unpack() error {
	coding := strings.ToLower(r.Header.Get("Content-Encoding"))
	if coding != "gzip" && coding != "x-gzip" && coding != "deflate" || len(r.Header.Values("Content-Encoding")) > 1 {
		r.source = rawBody{r}
		return nil
	}
	if err := r.x.c.Limits.Take(unpackerSize); err != nil {
		return err
	}
	packed := bufio.NewReader(rawBody{r})
	r.packed = packed
	begin, err := packed.Peek(2)
	switch {
	case err == io.EOF && len(begin) == 0: // nothing, which some servers say is packed
		r.source = packed
		return nil
	case err != nil && err != io.EOF:
		return err
	}
	switch {
	case coding != "deflate":
		r.source, err = gzip.NewReader(packed)
	case len(begin) == 2 && begin[0]&15 == 8 && (int(begin[0])<<8|int(begin[1]))%31 == 0:
		r.source, err = zlib.NewReader(packed)
	default: // some servers take deflate by its word
		r.source, err = flate.NewReader(packed), nil
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
