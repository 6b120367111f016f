package frames

// This file is RFC 7692: compression, each message by itself.

import (
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"sync"
)

// tail ends a message that was compressed: what the sender has left out, and a last block.
const tail = "\x00\x00\xff\xff\x01\x00\x00\xff\xff"

var inflaters = sync.Pool{New: func() any { return flate.NewReader(strings.NewReader("")) }}

// inflate unpacks a message, of which at most max bytes come out.
func inflate(b []byte, max int) ([]byte, error) {
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	_ = r.(flate.Resetter).Reset(io.MultiReader(bytes.NewReader(b), strings.NewReader(tail)), nil)
	var out bytes.Buffer
	_, err := out.ReadFrom(io.LimitReader(r, int64(max)+1))
	switch {
	case err != nil:
		return nil, &Error{BadText, "a message that cannot be unpacked"}
	case out.Len() > max:
		return nil, &Error{TooBig, "a message that is too big"}
	}
	return out.Bytes(), nil
}

var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.BestSpeed) // the level is one
	return w
}}

// Deflate packs a message.
func Deflate(s string) string {
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	_, _ = io.WriteString(w, s) // into memory: it cannot fail
	_ = w.Flush()
	return strings.TrimSuffix(out.String(), tail[:4])
}

// Worth tells whether it pays to pack a message.
func Worth(s string) bool { return len(s) >= 64 }

// ours is what a client asks for, and a server answers with the same.
const ours = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

// Offer is the header Sec-WebSocket-Extensions of a client that wants compression.
func Offer() string { return ours }

// Negotiate looks for an offer that a server can take in a client's Sec-WebSocket-Extensions, and gives the answer; "" is
// that there is none.
func Negotiate(header string) string {
	for extension := range strings.SplitSeq(header, ",") {
		if name, params, _ := strings.Cut(extension, ";"); strings.TrimSpace(name) == "permessage-deflate" && acceptable(params, true) {
			return ours
		}
	}
	return ""
}

// Negotiated tells whether a server has taken the offer; ok is false if it answered what was not offered.
func Negotiated(header string) (deflate, ok bool) {
	if strings.TrimSpace(header) == "" {
		return false, true
	}
	name, params, _ := strings.Cut(header, ";")
	ok = strings.TrimSpace(name) == "permessage-deflate" && !strings.Contains(params, ",") &&
		strings.Contains(params, "server_no_context_takeover") && acceptable(params, false)
	return ok, ok
}

// acceptable tells whether the parameters of an offer, or of an answer to ours, can be kept. Our windows are as large as
// they can be.
func acceptable(params string, offered bool) bool {
	seen := map[string]bool{}
	for param := range strings.SplitSeq(params, ";") {
		name, value, has := strings.Cut(strings.TrimSpace(param), "=")
		if name == "" && !has {
			continue
		}
		if seen[name] {
			return false
		}
		seen[name] = true
		value = strings.Trim(value, `"`)
		switch name {
		case "server_no_context_takeover", "client_no_context_takeover":
			if has {
				return false
			}
		case "client_max_window_bits": // what we receive, or promise to send
			if !offered || has && !bits(value) {
				return false
			}
		case "server_max_window_bits":
			if !bits(value) || offered && value != "15" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func bits(s string) bool {
	return len(s) == 1 && s >= "8" && s <= "9" || len(s) == 2 && s >= "10" && s <= "15"
}
