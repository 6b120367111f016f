package frames

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

var testMask = [4]byte{0x37, 0xfa, 0x21, 0x3d}

// raw is a frame as it is said: first byte, length as it is written, payload masked.
func raw(first byte, payload string) []byte {
	b := Append(nil, Op(first&0xf), payload, &testMask, false)
	b[0] = first
	return b
}

func join(frames ...[]byte) []byte { return bytes.Join(frames, nil) }

// events are those that b gives, in words, when it arrives in pieces of a size.
func events(d *Decoder, b []byte, piece int) string {
	var said []string
	for len(b) > 0 {
		now := b[:min(piece, len(b))]
		b = b[len(now):]
		for len(now) > 0 {
			n, ev, err := d.Next(now)
			now = now[n:]
			var fault *Error
			switch {
			case errors.As(err, &fault):
				return strings.Join(append(said, fmt.Sprint("fail ", fault.Code)), ", ")
			case ev.Op == Close:
				said = append(said, strings.TrimSpace(fmt.Sprintf("close %d %s", ev.Code, ev.Reason)))
			case ev.Op != 0:
				text := string(ev.Data)
				if len(text) > 20 {
					text = fmt.Sprint(len(text))
				}
				said = append(said, strings.TrimSpace(map[Op]string{Text: "text", Binary: "binary", Ping: "ping", Pong: "pong"}[ev.Op]+" "+text))
			}
		}
	}
	return strings.Join(said, ", ")
}

func closeFrame(code int, reason string) []byte { return AppendClose(nil, code, reason, &testMask) }

// TestDecoder goes through what the protocol allows and forbids, in pieces of several sizes.
func TestDecoder(t *testing.T) {
	long := strings.Repeat("a", 126)
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"a text", raw(0x81, "hello"), "text hello"},
		{"an empty text", raw(0x81, ""), "text"},
		{"a binary", raw(0x82, "\x00\xff"), "binary \x00\xff"},
		{"125 bytes", raw(0x82, long[:125]), "binary 125"},
		{"126 bytes", raw(0x82, long), "binary 126"},
		{"65535 bytes", raw(0x82, strings.Repeat("x", 65535)), "binary 65535"},
		{"65536 bytes", raw(0x82, strings.Repeat("x", 65536)), "binary 65536"},
		{"a ping", raw(0x89, "p"), "ping p"},
		{"a pong nobody asked for", raw(0x8a, "q"), "pong q"},
		{"a ping of 125 bytes", raw(0x89, long[:125]), "ping 125"},
		{"a ping of 126 bytes", raw(0x89, long), "fail 1002"},
		{"a ping in fragments", raw(0x09, "p"), "fail 1002"},
		{"a text in fragments", join(raw(0x01, "he"), raw(0x00, "l"), raw(0x80, "lo")), "text hello"},
		{"empty fragments", join(raw(0x01, ""), raw(0x00, ""), raw(0x80, "")), "text"},
		{"a ping between fragments", join(raw(0x01, "he"), raw(0x89, "p"), raw(0x80, "llo")), "ping p, text hello"},
		{"a continuation of nothing", raw(0x80, "x"), "fail 1002"},
		{"a continuation after the end", join(raw(0x01, "a"), raw(0x80, "b"), raw(0x80, "c")), "text ab, fail 1002"},
		{"a message in another", join(raw(0x01, "a"), raw(0x81, "b")), "fail 1002"},
		{"reserved bit 1", raw(0xc1, "x"), "fail 1002"},
		{"reserved bit 2", raw(0xa1, "x"), "fail 1002"},
		{"reserved bit 3 on a ping", raw(0x99, "x"), "fail 1002"},
		{"opcode 3", raw(0x83, "x"), "fail 1002"},
		{"opcode 7", raw(0x87, ""), "fail 1002"},
		{"opcode 11", raw(0x8b, ""), "fail 1002"},
		{"opcode 15", raw(0x8f, ""), "fail 1002"},
		{"not masked", Append(nil, Text, "x", nil, false), "fail 1002"},
		{"a length of two bytes too many", []byte{0x82, 0xfe, 0, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "fail 1002"},
		{"a length of eight bytes too many", []byte{0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "fail 1002"},
		{"a length with the top bit", []byte{0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4}, "fail 1002"},
		{"too big", []byte{0x82, 0xff, 0, 0, 0, 0, 0, 0x20, 0, 0, 1, 2, 3, 4}, "fail 1009"},
		{"too big together", join(raw(0x02, strings.Repeat("x", 100_000)), raw(0x80, strings.Repeat("x", 100_000))), "fail 1009"},
		{"UTF-8", raw(0x81, "κόσμε𝄞"), "text κόσμε𝄞"},
		{"UTF-8 cut by fragments", join(raw(0x01, "\xce"), raw(0x00, "\xba\xf0\x9d"), raw(0x80, "\x84\x9e")), "text κ𝄞"},
		{"not UTF-8", raw(0x81, "\xce\xba\xff"), "fail 1007"},
		{"not UTF-8 in the first fragment", join(raw(0x01, "\xf4\x90"), raw(0x80, "")), "fail 1007"},
		{"half a character", raw(0x81, "\xce"), "fail 1007"},
		{"a surrogate", raw(0x81, "\xed\xa0\x80"), "fail 1007"},
		{"too long an encoding", raw(0x81, "\xc0\xaf"), "fail 1007"},
		{"U+10FFFF", raw(0x81, "\xf4\x8f\xbf\xbf"), "text \xf4\x8f\xbf\xbf"},
		{"a close", closeFrame(1000, ""), "close 1000"},
		{"a close with a reason", closeFrame(1001, "bye"), "close 1001 bye"},
		{"a close without a code", raw(0x88, ""), "close 1005"},
		{"a close with half a code", raw(0x88, "\x03"), "fail 1002"},
		{"a close with 123 bytes", closeFrame(3000, long[:123]), "close 3000 " + long[:123]},
		{"a close that is too long", raw(0x88, "\x03\xe8"+long[:124]), "fail 1002"},
		{"a close whose reason is not UTF-8", closeFrame(1000, "\xff"), "fail 1007"},
		{"nothing after a close", join(closeFrame(1000, ""), raw(0x81, "x"), raw(0x83, "")), "close 1000"},
		{"a close between fragments", join(raw(0x01, "a"), closeFrame(1000, "")), "close 1000"},
	} {
		for _, piece := range []int{1, 2, 7, 1 << 20} {
			d := &Decoder{Options: Options{Server: true, MaxSize: 150_000}}
			if got := events(d, c.in, piece); got != c.want {
				t.Errorf("%s, in pieces of %d: %s, want %s", c.name, piece, got, c.want)
			}
		}
	}
	for code, want := range map[int]string{
		0: "fail 1002", 999: "fail 1002", 1003: "close 1003", 1004: "fail 1002", 1005: "fail 1002", 1006: "fail 1002", 1007: "close 1007",
		1014: "close 1014", 1015: "fail 1002", 1016: "fail 1002", 2999: "fail 1002", 3000: "close 3000", 4999: "close 4999", 5000: "fail 1002", 65535: "fail 1002",
	} {
		d := &Decoder{Options: Options{Server: true, MaxSize: 1000}}
		if got := events(d, raw(0x88, string([]byte{byte(code >> 8), byte(code)})), 100); got != want {
			t.Errorf("code %d: %s, want %s", code, got, want)
		}
	}
}

// TestEarly: what is wrong is seen before the rest arrives.
func TestEarly(t *testing.T) {
	for name, b := range map[string][]byte{
		"a text that is not UTF-8":  raw(0x81, "\xff"+strings.Repeat("x", 1000))[:10],
		"a message that is too big": {0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4},
		"a reserved opcode":         {0x83, 0xff},
	} {
		d := &Decoder{Options: Options{Server: true, MaxSize: 1000_000}}
		if _, _, err := d.Next(b); err == nil {
			t.Errorf("%s: no error yet", name)
		}
	}
}

// TestClient: servers do not mask.
func TestClient(t *testing.T) {
	d := &Decoder{Options: Options{MaxSize: 100}}
	if got := events(d, Append(nil, Text, "hello", nil, false), 3); got != "text hello" {
		t.Error(got)
	}
	if got := events(d, raw(0x81, "x"), 3); got != "fail 1002" {
		t.Error(got)
	}
}

// TestDeflate: what was packed comes back, and a bomb does not.
func TestDeflate(t *testing.T) {
	for _, s := range []string{"", "hello", strings.Repeat("κόσμε", 1000), string(make([]byte, 100_000))} {
		d := &Decoder{Options: Options{Server: true, Deflate: true, MaxSize: 100_000}}
		b := Append(nil, Binary, Deflate(s), &testMask, true)
		n, ev, err := d.Next(b)
		if err != nil || n != len(b) || string(ev.Data) != s {
			t.Errorf("%d bytes came back as %d, %v", len(s), len(ev.Data), err)
		}
	}
	options := Options{Server: true, Deflate: true, MaxSize: 1000}
	for _, c := range []struct {
		name, want string
		b          []byte
	}{
		{"a bomb", "fail 1009", Append(nil, Binary, Deflate(string(make([]byte, 1001))), &testMask, true)},
		{"what cannot be unpacked", "fail 1007", Append(nil, Binary, "\xff\xff\xff", &testMask, true)},
		{"a text that is not UTF-8", "fail 1007", Append(nil, Text, Deflate("\xff"), &testMask, true)},
		{"not compressed", "text \u00e9", Append(nil, Text, "\u00e9", &testMask, false)},
		{"a ping that is compressed", "fail 1002", Append(nil, Ping, "", &testMask, true)},
	} {
		if got := events(&Decoder{Options: options}, c.b, 1000); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	// In fragments, the bit is on the first.
	packed := Deflate("hello hello hello")
	first := raw(0x41, packed[:3])
	if got := events(&Decoder{Options: options}, join(first, raw(0x80, packed[3:])), 2); got != "text hello hello hello" {
		t.Error(got)
	}
	if got := events(&Decoder{Options: options}, join(first, raw(0xc0, packed[3:])), 2); got != "fail 1002" {
		t.Error(got)
	}
}

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]bool{
		"":                   false,
		"permessage-deflate": true,
		"permessage-deflate; client_max_window_bits":                                       true,
		"permessage-deflate; client_max_window_bits=9":                                     true,
		"permessage-deflate; client_max_window_bits=7":                                     false,
		"permessage-deflate; server_max_window_bits=10":                                    false,
		"permessage-deflate; server_max_window_bits=10, permessage-deflate":                true,
		"permessage-deflate; server_no_context_takeover; server_no_context_takeover":       false,
		"permessage-deflate; server_no_context_takeover=1":                                 false,
		"permessage-deflate; something":                                                    false,
		"x-webkit-deflate-frame":                                                           false,
		`permessage-deflate; client_max_window_bits="15"; client_no_context_takeover, foo`: true,
	} {
		if got := Negotiate(header) != ""; got != want {
			t.Errorf("%s: %v", header, got)
		}
	}
	for header, want := range map[string][2]bool{
		"": {false, true},
		"permessage-deflate; server_no_context_takeover":                             {true, true},
		"permessage-deflate; server_no_context_takeover; client_no_context_takeover": {true, true},
		"permessage-deflate": {false, false},
		"permessage-deflate; server_no_context_takeover; client_max_window_bits=10": {false, false},
		"foo": {false, false},
	} {
		deflate, ok := Negotiated(header)
		if [2]bool{deflate, ok} != want {
			t.Errorf("%s: %v %v", header, deflate, ok)
		}
	}
}

// TestHandshake has the example of RFC 6455.
func TestHandshake(t *testing.T) {
	if got := Accept("dGhlIHNhbXBsZSBub25jZQ=="); got != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Error(got)
	}
	if !ValidKey("dGhlIHNhbXBsZSBub25jZQ==") || ValidKey("dGhlIHNhbXBsZQ==") || ValidKey("") || ValidKey("?") {
		t.Error("keys")
	}
	if !ValidKey(Key([16]byte{1})) {
		t.Error("a key that was made")
	}
	if !HasToken("keep-alive, Upgrade", "upgrade") || HasToken("upgraded", "upgrade") {
		t.Error("tokens")
	}
	if Protocol("a, b", []string{"c", "b", "a"}) != "b" || Protocol("", []string{"a"}) != "" {
		t.Error("protocols")
	}
}

// TestMasking: masking is by the byte, whatever the phase, and undoes itself.
func TestMasking(t *testing.T) {
	for n := range 40 {
		for at := range 8 {
			b, want := make([]byte, n), make([]byte, n)
			for i := range b {
				b[i] = byte(i * 7)
				want[i] = b[i] ^ testMask[(at+i)&3]
			}
			if Mask(b, testMask, at); !bytes.Equal(b, want) {
				t.Fatalf("%d bytes from %d: %x, want %x", n, at, b, want)
			}
		}
	}
}

// FuzzDecoder: whatever arrives, in whatever pieces, gives the same events, texts are UTF-8, and nothing is too big.
func FuzzDecoder(f *testing.F) {
	f.Add(raw(0x81, "hello"), uint64(1))
	f.Add(join(raw(0x01, "\xce"), raw(0x89, "p"), raw(0x80, "\xba"), closeFrame(1000, "bye")), uint64(2))
	f.Add(Append(nil, Text, Deflate("hello hello"), &testMask, true), uint64(3))
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		options := Options{Server: true, Deflate: seed&1 != 0, MaxSize: 1000}
		r := rand.New(rand.NewPCG(seed, 0))
		var said [2]string
		for i := range said {
			d := &Decoder{Options: options}
			for rest := b; len(rest) > 0; {
				now := rest
				if i == 1 {
					now = rest[:1+r.IntN(len(rest))]
				}
				rest = rest[len(now):]
				for len(now) > 0 {
					n, ev, err := d.Next(now)
					if n == 0 {
						t.Fatal("nothing was read")
					}
					now = now[n:]
					if len(ev.Data) > 1000 || ev.Op == Text && !utf8.Valid(ev.Data) || len(d.msg) > 1000 {
						t.Fatalf("%+v", ev)
					}
					if ev.Op != 0 {
						said[i] += fmt.Sprintf("%d %q %d %q, ", ev.Op, ev.Data, ev.Code, ev.Reason)
					}
					if err != nil {
						said[i] += err.Error()
						now, rest = nil, nil
					}
				}
			}
		}
		if said[0] != said[1] {
			t.Errorf("at once: %s\nin pieces: %s", said[0], said[1])
		}
	})
}

// TestAppendLengths: the shortest way to say a length is used.
func TestAppendLengths(t *testing.T) {
	for n, want := range map[int]int{0: 2, 125: 2, 126: 4, 65535: 4, 65536: 10} {
		b := Append(nil, Binary, string(make([]byte, n)), nil, false)
		if len(b)-n != want {
			t.Errorf("%d bytes: a head of %d", n, len(b)-n)
		}
	}
	if b := AppendClose(nil, NoCode, "", nil); len(b) != 2 {
		t.Errorf("%x", b)
	}
	if b := AppendClose(nil, 1000, "x", nil); binary.BigEndian.Uint16(b[2:]) != 1000 {
		t.Errorf("%x", b)
	}
}
