package serve

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"moonloop/bindings/http/frames"
)

// A socketCase is what a client sends to a websocket that echoes messages of up to 200,000 bytes, and what comes back. The
// numbers are those that a suite which is known has for cases of the kind.
type socketCase struct{ name, send, want string }

// socketCases are framing, pings, reserved bits, opcodes, fragments, UTF-8, closing and limits.
func socketCases() []socketCase {
	bye := closing_(1000, "")
	long := strings.Repeat("x", 65536)
	list := []socketCase{
		{"1.1.1 an empty text", frame(0x81, "") + bye, "text , close 1000, end"},
		{"1.1.2 125 bytes", frame(0x81, long[:125]) + bye, "text 125, close 1000, end"},
		{"1.1.3 126 bytes", frame(0x81, long[:126]) + bye, "text 126, close 1000, end"},
		{"1.1.6 65535 bytes", frame(0x81, long[:65535]) + bye, "text 65535, close 1000, end"},
		{"1.1.7 65536 bytes", frame(0x81, long) + bye, "text 65536, close 1000, end"},
		{"1.2.7 65536 bytes, binary", frame(0x82, long) + bye, "binary 65536, close 1000, end"},
		{"2.1 a ping", frame(0x89, "") + bye, "pong , close 1000, end"},
		{"2.3 a binary ping", frame(0x89, "\x00\xff\xfe") + bye, "pong \x00\xff\xfe, close 1000, end"},
		{"2.5 a ping of 126 bytes", frame(0x89, long[:126]) + bye, "close 1002, end"},
		{"2.7 a pong nobody asked for", frame(0x8a, "x") + frame(0x89, "y") + bye, "pong y, close 1000, end"},
		{"2.10 ten pings", strings.Repeat(frame(0x89, "p"), 10) + bye, strings.Repeat("pong p, ", 10) + "close 1000, end"},
		{"3.1 reserved bit 3", frame(0x91, "x") + bye, "close 1002, end"},
		{"3.2 a text, then a reserved bit", frame(0x81, "a") + frame(0xa1, "b") + frame(0x89, ""), "text a, close 1002, end"},
		{"4.1.1 opcode 3", frame(0x83, "") + bye, "close 1002, end"},
		{"4.2.5 a text, then opcode 15", frame(0x81, "a") + frame(0x8f, ""), "text a, close 1002, end"},
		{"5.1 a ping in fragments", frame(0x09, "a") + frame(0x80, "b"), "close 1002, end"},
		{"5.3 a text in fragments", frame(0x01, "a") + frame(0x80, "b") + bye, "text ab, close 1000, end"},
		{"5.6 a ping between", frame(0x01, "a") + frame(0x89, "p") + frame(0x80, "b") + bye, "pong p, text ab, close 1000, end"},
		{"5.9 a continuation of nothing", frame(0x00, "a") + frame(0x81, "b"), "close 1002, end"},
		{"5.18 a text in a text", frame(0x01, "a") + frame(0x81, "b"), "close 1002, end"},
		{"6.1.3 empty fragments", frame(0x01, "") + frame(0x00, "mid") + frame(0x80, "") + bye, "text mid, close 1000, end"},
		{"6.2.3 UTF-8, a byte a fragment", frame(0x01, "\xce") + frame(0x80, "\xba") + bye, "text κ, close 1000, end"},
		{"6.3.1 not UTF-8", frame(0x81, "\xce\xba\xed\xa0\x80edited") + bye, "close 1007, end"},
		{"6.4.1 not UTF-8, before the end", frame(0x01, "\xf4\x90"), "close 1007, end"},
		{"7.1.1 a text, then close", frame(0x81, "Hello") + bye, "text Hello, close 1000, end"},
		{"7.1.2 two closes", bye + bye, "close 1000, end"},
		{"7.1.3 a ping after close", bye + frame(0x89, "p"), "close 1000, end"},
		{"7.1.5 a text that has not ended, then close", frame(0x01, "a") + bye, "close 1000, end"},
		{"7.1.6 256 KB after close", bye + strings.Repeat(frame(0x81, long), 4), "close 1000, end"},
		{"7.3.1 a close without a code", frame(0x88, ""), "close, end"},
		{"7.3.2 half a code", frame(0x88, "a"), "close 1002, end"},
		{"7.3.4 a reason", closing_(1000, "Hello"), "close 1000, end"},
		{"7.3.6 a reason that is too long", frame(0x88, "\x03\xe8"+long[:124]), "close 1002, end"},
		{"7.5.1 a reason that is not UTF-8", closing_(1000, "\xce\xba\xed\xa0\x80"), "close 1007, end"},
		{"7.7.x a code of one's own", closing_(3999, ""), "close 3999, end"},
		{"7.9.x a code that may not be sent", frame(0x88, "\x03\xedx"), "close 1002, end"},
		{"9 too big", frame(0x82, strings.Repeat("x", 200_001)), "close 1009, end"},
		{"9 too big, in its head", "\x82\xff\x00\x00\x00\x00\x10\x00\x00\x00\x01\x02\x03\x04", "close 1009, end"},
		{"9 too big together", frame(0x02, strings.Repeat("x", 150_000)) + frame(0x80, strings.Repeat("x", 50_001)), "close 1009, end"},
		{"not masked", string(frames.Append(nil, frames.Text, "x", nil, false)), "close 1002, end"},
		{"a request of HTTP", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "close 1002, end"},
		{"40 messages at once", strings.Repeat(frame(0x81, "m"), 40) + bye, strings.Repeat("text m, ", 40) + "close 1000, end"},
	}
	add := func(name, send, want string) { list = append(list, socketCase{name, send, want}) }
	shown := func(s string) string { // as client.frame says it
		if len(s) > 30 {
			return fmt.Sprint(len(s))
		}
		return s
	}
	for _, n := range []int{0, 125, 126, 127, 128, 65535, 65536} {
		add(fmt.Sprintf("1.1 a text of %d bytes", n), frame(0x81, long[:n])+bye, "text "+shown(long[:n])+", close 1000, end")
		add(fmt.Sprintf("1.2 %d bytes", n), frame(0x82, long[:n])+bye, "binary "+shown(long[:n])+", close 1000, end")
	}
	for _, n := range []int{1, 124, 125} {
		add(fmt.Sprintf("2.4 a ping of %d bytes", n), frame(0x89, long[:n])+bye, "pong "+long[:n]+", close 1000, end")
	}
	for bits := 1; bits < 8; bits++ {
		for _, op := range []int{0x81, 0x82, 0x89, 0x88} {
			add(fmt.Sprintf("3 reserved bits %d of %x", bits, op), frame(byte(op|bits<<4), "x"), "close 1002, end")
		}
	}
	for op := range 16 {
		if op >= 3 && op < 8 || op > 10 {
			add(fmt.Sprintf("4 opcode %d", op), frame(byte(0x80|op), "x"), "close 1002, end")
			add(fmt.Sprintf("4 opcode %d, not the last frame", op), frame(byte(op), "x"), "close 1002, end")
		}
	}
	for _, op := range []int{0x08, 0x09, 0x0a} {
		add(fmt.Sprintf("5 opcode %d in fragments", op), frame(byte(op), "a"), "close 1002, end")
	}
	for _, cut := range []int{1, 64, 1000, 4096} { // 5, 9: fragments of a size, with pings between
		var send strings.Builder
		for at := 0; at < 8192; at += cut {
			first := byte(0)
			if at == 0 {
				first = 2
			}
			send.WriteString(frame(first, long[:min(cut, 8192-at)]))
		}
		send.WriteString(frame(0x89, "p") + frame(0x80, "") + bye)
		add(fmt.Sprintf("9 fragments of %d bytes", cut), send.String(), "pong p, binary 8192, close 1000, end")
	}
	for _, text := range utf8Texts() {
		want := "close 1007, end"
		if utf8.ValidString(text) {
			want = "text " + shown(text) + ", close 1000, end"
		}
		add(fmt.Sprintf("6 %+q", text), frame(0x81, text)+bye, want)
		if len(text) > 1 {
			pieces := frame(0x01, text[:1])
			for i := 1; i < len(text); i++ {
				pieces += frame(0x00, text[i:i+1])
			}
			add(fmt.Sprintf("6 %+q, a byte a fragment", text), pieces+frame(0x80, "")+bye, want)
		}
	}
	for _, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999} {
		add(fmt.Sprintf("7.7 code %d", code), closing_(code, "why"), fmt.Sprintf("close %d, end", code))
	}
	for _, code := range []int{0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		add(fmt.Sprintf("7.9 code %d", code), frame(0x88, string([]byte{byte(code >> 8), byte(code)})), "close 1002, end")
	}
	return list
}

// utf8Texts are texts at the edges of UTF-8, on both sides.
func utf8Texts() []string {
	list := []string{"\u03ba\u1f79\u03c3\u03bc\u03b5", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xf4\x90\x80\x80edited"}
	for _, r := range []rune{0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1fffe, 0x10fffe, 0x10ffff} {
		whole := string(r)
		list = append(list, whole)
		for n := 1; n < len(whole); n++ { // what ends too soon
			list = append(list, whole[:n], whole[:n]+" ")
		}
	}
	for _, b := range []byte{0x80, 0xbf, 0xc0, 0xc1, 0xf5, 0xf8, 0xfc, 0xfe, 0xff} { // bytes that no text has there
		list = append(list, string([]byte{b}), "a"+string([]byte{b}), string([]byte{b})+"\x80\x80\x80")
	}
	return append(list,
		"\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", // longer than need be
		"\xed\xa0\x80", "\xed\xad\xbf", "\xed\xae\x80", "\xed\xbf\xbf", "\xed\xa0\x80\xed\xb0\x80", // halves of pairs
		"\xf4\x90\x80\x80", "\xf7\xbf\xbf\xbf") // behind the last
}
