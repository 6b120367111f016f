// Package gzip is the Lua module gzip: DEFLATE (RFC 1951) in the wrappings gzip (RFC 1952) and zlib (RFC 1950), or bare.
//
// What is unpacked is bounded: a small text can stand for a very large one. A host lists [Module] among the modules of its
// runtime. It grants nothing.
package gzip

// This file is the whole module.

import (
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"strings"

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module gzip.
var Module = box.Module{Name: "gzip", Open: open}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	return e.Build("gzip", &shape,
		native.Func("compress", compress),     // compress(s, {format=}): packed
		native.Func("decompress", decompress), // decompress(packed, {format=, max=}): s
	).Table()
}

// defaultMax is how many bytes decompress gives at most unless max says otherwise, and pieceSize how many are packed or
// unpacked before the limits are asked.
const defaultMax, pieceSize = 1 << 26, 1 << 16

// What packing takes besides its result, and how many instructions a byte of it is worth.
const packerSize, packing = 1 << 20, 3

// memberCost is what it takes to begin a member of gzip, which may be empty and of which there may be very many.
const memberCost = 1000

// format is the option format, one of gzip, zlib and deflate.
func format(o native.Options) string {
	f := o.Str("format", "gzip")
	if f != "gzip" && f != "zlib" && f != "deflate" {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option format: 'gzip', 'zlib' or 'deflate' expected, got '%s'", o.Name, f))
	}
	return f
}

func compress(c native.Call) int {
	s := c.Str(1)
	f := format(c.Options(2, "format"))
	c.Reserve(packerSize)
	out := &native.Sink{Call: c}
	var w io.WriteCloser
	switch f {
	case "gzip":
		w = gzip.NewWriter(out)
	case "zlib":
		w = zlib.NewWriter(out)
	default:
		w, _ = flate.NewWriter(out, flate.DefaultCompression) // the level is a good one
	}
	for len(s) > 0 {
		piece := s[:min(len(s), pieceSize)]
		c.Work(packing * len(piece))
		_, _ = io.WriteString(w, piece) // a Sink never fails
		s = s[len(piece):]
	}
	_ = w.Close()
	return out.PushText()
}

func decompress(c native.Call) int {
	packed := strings.NewReader(c.Str(1))
	o := c.Options(2, "format", "max")
	f, most := format(o), o.Size("max")
	if most == 0 {
		most = defaultMax
	}
	r, err := reader(packed, f)
	if err != nil {
		fail(c, f, err)
	}
	out, buf := &native.Sink{Call: c}, make([]byte, pieceSize)
	for {
		n, err := r.Read(buf)
		if out.Len()+n > most {
			c.Raise(loop.Errorf(loop.ValueError, "%s: more than %d bytes when unpacked", c.Name, most))
		}
		c.Work(n)
		_, _ = out.Write(buf[:n])
		if err == io.EOF {
			if err = another(c, r, packed); err == io.EOF {
				break
			}
		}
		if err != nil {
			fail(c, f, err)
		}
	}
	if packed.Len() > 0 {
		fail(c, f, errors.New("something follows its end"))
	}
	return out.PushText()
}

// another has r go on with the next member of gzip; it returns io.EOF if there is none.
func another(c native.Call, r io.Reader, packed *strings.Reader) error {
	z, ok := r.(*gzip.Reader)
	if !ok {
		return io.EOF
	}
	c.Work(memberCost)
	if err := z.Reset(packed); err != nil {
		return err
	}
	z.Multistream(false)
	return nil
}

func reader(packed *strings.Reader, format string) (io.Reader, error) {
	switch format {
	case "gzip":
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, err
		}
		z.Multistream(false) // one member after the other
		return z, nil
	case "zlib":
		return zlib.NewReader(packed)
	}
	return flate.NewReader(packed), nil
}

// fail raises a ValueError about what cannot be unpacked.
func fail(c native.Call, format string, err error) {
	what := err.Error()
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		what = "it ends too early"
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zlib.ErrHeader):
		what = "it does not begin so, or something else follows its end"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zlib.ErrChecksum):
		what = "its checksum differs"
	case errors.As(err, &corrupt):
		what = "it is damaged"
	}
	c.Raise(loop.Errorf(loop.ValueError, "%s: %s expected: %s", c.Name, format, what))
}
