package wire

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// status is what a server answers an error with, 0 without one.
func status(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	if err != nil {
		return -1
	}
	return 0
}

// readRequest feeds text a byte at a time, as the slowest client sends it.
func readRequest(text string, limit int) (*Request, Framing, error) {
	var s Scanner
	for i := 1; i <= len(text); i++ {
		n, err := s.Find([]byte(text[:i]), limit)
		if err != nil {
			return nil, Framing{}, err
		}
		if n > 0 {
			r, err := ParseRequest([]byte(text[:n]))
			if err != nil {
				return nil, Framing{}, err
			}
			f, err := r.Framing()
			return r, f, err
		}
	}
	return nil, Framing{}, errors.New("no head")
}

// TestRequests reads heads of requests: what is refused, and with what status.
func TestRequests(t *testing.T) {
	const host = "Host: a\r\n"
	for name, test := range map[string]struct {
		head string
		want int
	}{
		"plain":                     {"GET / HTTP/1.1\r\n" + host, 0},
		"after an empty line":       {"\r\nGET / HTTP/1.1\r\n" + host, 0},
		"after two empty lines":     {"\r\n\r\nGET / HTTP/1.1\r\n" + host, 400},
		"1.0 without host":          {"GET / HTTP/1.0\r\n", 0},
		"no host":                   {"GET / HTTP/1.1\r\n", 400},
		"two hosts":                 {"GET / HTTP/1.1\r\n" + host + host, 400},
		"host with a space":         {"GET / HTTP/1.1\r\nHost: a b\r\n", 400},
		"host with a user":          {"GET / HTTP/1.1\r\nHost: u@a\r\n", 400},
		"host with a path":          {"GET / HTTP/1.1\r\nHost: a/b\r\n", 400},
		"host of IPv6":              {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n", 0},
		"bare LF":                   {"GET / HTTP/1.1\n" + host, 400},
		"bare LF in the header":     {"GET / HTTP/1.1\r\nHost: a\nX: y\r\n", 400},
		"bare CR":                   {"GET / HTTP/1.1\r\nHost: a\rX: y\r\n", 400},
		"folded line":               {"GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n", 400},
		"fold before the header":    {"GET / HTTP/1.1\r\n X: a\r\n" + host, 400},
		"space before colon":        {"GET / HTTP/1.1\r\n" + host + "Content-Length : 3\r\n", 400},
		"tab before colon":          {"GET / HTTP/1.1\r\n" + host + "Transfer-Encoding\t: chunked\r\n", 400},
		"no colon":                  {"GET / HTTP/1.1\r\n" + host + "X\r\n", 400},
		"empty name":                {"GET / HTTP/1.1\r\n" + host + ": x\r\n", 400},
		"NUL in a value":            {"GET / HTTP/1.1\r\n" + host + "X: a\x00b\r\n", 400},
		"NUL in a name":             {"GET / HTTP/1.1\r\n" + host + "X\x00: a\r\n", 400},
		"NUL in the target":         {"GET /\x00 HTTP/1.1\r\n" + host, 400},
		"two spaces":                {"GET  / HTTP/1.1\r\n" + host, 400},
		"space at the end":          {"GET / HTTP/1.1 \r\n" + host, 400},
		"tab":                       {"GET\t/ HTTP/1.1\r\n" + host, 400},
		"no version":                {"GET /\r\n" + host, 400},
		"version 2":                 {"GET / HTTP/2.0\r\n" + host, 505},
		"version in lower case":     {"GET / http/1.1\r\n" + host, 400},
		"version 1.10":              {"GET / HTTP/1.10\r\n" + host, 400},
		"method with a brace":       {"G{T / HTTP/1.1\r\n" + host, 400},
		"fragment":                  {"GET /#a HTTP/1.1\r\n" + host, 400},
		"relative target":           {"GET a HTTP/1.1\r\n" + host, 400},
		"absolute form":             {"GET http://a/b HTTP/1.1\r\n" + host, 0},
		"absolute form, other host": {"GET http://b/ HTTP/1.1\r\n" + host, 400},
		"absolute form, user":       {"GET http://u@a/ HTTP/1.1\r\n" + host, 400},
		"absolute form of a file":   {"GET file:///etc/passwd HTTP/1.1\r\n" + host, 400},
		"asterisk":                  {"OPTIONS * HTTP/1.1\r\n" + host, 0},
		"asterisk of GET":           {"GET * HTTP/1.1\r\n" + host, 400},
		"length":                    {"POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n", 0},
		"length and chunks":         {"POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400},
		"chunks and length":         {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400},
		"two lengths":               {"POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n", 400},
		"a length twice":            {"POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 5\r\n", 400},
		"list of lengths":           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 5, 5\r\n", 400},
		"length with a sign":        {"POST / HTTP/1.1\r\n" + host + "Content-Length: +5\r\n", 400},
		"negative length":           {"POST / HTTP/1.1\r\n" + host + "Content-Length: -5\r\n", 400},
		"hexadecimal length":        {"POST / HTTP/1.1\r\n" + host + "Content-Length: 0x5\r\n", 400},
		"empty length":              {"POST / HTTP/1.1\r\n" + host + "Content-Length:\r\n", 400},
		"length with underscore":    {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1_0\r\n", 400},
		"length of 2^64+5":          {"POST / HTTP/1.1\r\n" + host + "Content-Length: 18446744073709551621\r\n", 400},
		"chunked":                   {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: Chunked\r\n", 0},
		"chunked in 1.0":            {"POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n", 400},
		"chunked twice":             {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
		"chunked, identity":         {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, identity\r\n", 400},
		"gzip, chunked":             {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n", 501},
		"xchunked":                  {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n", 400},
		"chunked with vertical tab": {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: \x0bchunked\r\n", 400},
		"quoted chunked":            {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: \"chunked\"\r\n", 400},
		"empty transfer encoding":   {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding:\r\n", 400},
		"too many bytes":            {"GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 4096) + "\r\n", 431},
		"long target":               {"GET /" + strings.Repeat("x", 4096) + " HTTP/1.1\r\n" + host, 414},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := readRequest(test.head+"\r\n", 4096)
			if status(err) != test.want {
				t.Errorf("got %v, want status %d", err, test.want)
			}
		})
	}
	if _, _, err := readRequest("GET / HTTP/1.1\r\n"+host+strings.Repeat("a:\r\n", MaxFields)+"\r\n", MaxHead); status(err) != 431 {
		t.Errorf("too many fields: got %v, want status 431", err)
	}
}

// TestRequestParts reads a request's parts.
func TestRequestParts(t *testing.T) {
	r, f, err := readRequest("POST http://Example.com:80?q=1 HTTP/1.1\r\nhost: example.com:80\r\nX:  a b\t\r\nx:\r\nTransfer-Encoding: chunked\r\n\r\n", MaxHead)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s %s %s %s %q %v %v", r.Method, r.Host, r.Path, r.Header.Get("X"), r.Header.Values("x"), f, r.KeepAlive())
	if want := `POST Example.com:80 /?q=1 a b ["a b" ""] {true -1} true`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for head, want := range map[string]bool{
		"GET / HTTP/1.1\r\nHost: a\r\nConnection: x , Close\r\n\r\n":  false,
		"GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n":     true,
		"GET / HTTP/1.0\r\nHost: a\r\n\r\n":                           false,
		"GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n": true,
	} {
		if r, _, err := readRequest(head, MaxHead); err != nil || r.KeepAlive() != want {
			t.Errorf("%q: got %v, %v, want keep-alive %v", head, r, err, want)
		}
	}
}

// TestResponses reads heads of responses and how long their bodies are.
func TestResponses(t *testing.T) {
	for head, want := range map[string]string{
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n":                               `200 "OK" {false 3} <nil>`,
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n":          `200 "OK" {false 3} <nil>`,
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n":          `200 "OK" {false 0} header Content-Length: one expected`,
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n": `200 "OK" {false 0} header: Content-Length or Transfer-Encoding expected, got both`,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n":                      `200 "OK" {true -1} <nil>`,
		"HTTP/1.1 200 OK\r\n":                              `200 "OK" {false -1} <nil>`,
		"HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n": `204 "No Content" {false 0} <nil>`,
		"HTTP/1.1 304\r\nContent-Length: 3\r\n":            `304 "" {false 0} <nil>`,
		"HTTP/1.1 100 \r\nX: a\r\n  b\r\n":                 `100 "" {false 0} <nil>`,
	} {
		r, err := ParseResponse([]byte(head + "\r\n"))
		if err != nil {
			t.Errorf("%q: %v", head, err)
			continue
		}
		f, err := r.Framing("GET")
		if got := fmt.Sprintf("%d %q %v %v", r.Status, r.Reason, f, err); got != want {
			t.Errorf("%q: got %s, want %s", head, got, want)
		}
		if f, err := r.Framing("HEAD"); f != (Framing{}) || err != nil {
			t.Errorf("%q: HEAD: got %v, %v", head, f, err)
		}
	}
	for _, head := range []string{
		"HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 099 OK\r\n", "HTTP/1.1 +20 OK\r\n", "ICY 200 OK\r\n", "HTTP/1.1  200 OK\r\n",
		"HTTP/1.1 200 O\x00K\r\n", " X: y\r\n", "HTTP/1.1 200 OK\r\n X: y\r\n", "HTTP/1.1 200 OK\r\nX : y\r\n", "HTTP/1.1 200 OK\nX: y\r\n",
	} {
		if _, err := ParseResponse([]byte(head + "\r\n")); err == nil {
			t.Errorf("%q: error expected", head)
		}
	}
}

// drain takes a body out of text that arrives in pieces of a size, up to its end.
func drain(b *Body, text string, size int) (data string, rest string, err error) {
	var arrived []byte
	for {
		piece, n, err := b.Next(arrived)
		if err != nil {
			return data, "", err
		}
		data += string(piece)
		arrived = arrived[n:]
		switch {
		case b.Done():
			return data, string(arrived) + text, nil
		case n > 0:
		case text == "":
			return data, "", b.End()
		default:
			size := min(size, len(text))
			arrived, text = append(arrived, text[:size]...), text[size:]
		}
	}
}

// TestBodies takes bodies out of what arrives, in pieces of each size.
func TestBodies(t *testing.T) {
	chunked := Framing{Chunked: true, Length: -1}
	for _, test := range []struct {
		framing    Framing
		text, want string
		wantErr    bool
	}{
		{Framing{}, "next", `""+"next"`, false},
		{Framing{Length: 3}, "abcnext", `"abc"+"next"`, false},
		{Framing{Length: 3}, "ab", "", true},
		{ToEnd, "abc", `"abc"+""`, false},
		{chunked, "3\r\nabc\r\n1;x=\"y\"\r\nd\r\n0\r\n\r\nnext", `"abcd"+"next"`, false},
		{chunked, "00A\r\n0123456789\r\n000\r\nX: y\r\nZ:\r\n\r\nnext", `"0123456789"+"next"`, false},
		{chunked, "3\r\nabc\r\n", "", true},
		{chunked, "3\r\nab", "", true},
		{chunked, "3\r\nabcd\r\n0\r\n\r\n", "", true},
		{chunked, "3\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "3\r\nabc\n0\r\n\r\n", "", true},
		{chunked, "3 \r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, " 3\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "+3\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "0x3\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "3;a\rb\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "-1\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "10000000000000003\r\nabc\r\n0\r\n\r\n", "", true}, // 2^64+3
		{chunked, "ffffffffffffffff\r\nabc", "", true},
		{chunked, "20000000000001\r\nabc", "", true}, // 2^53+1
		{chunked, "00000000000000003\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, "3;" + strings.Repeat("x", maxChunkLine) + "\r\nabc\r\n0\r\n\r\n", "", true},
		{chunked, strings.Repeat("1;"+strings.Repeat("x", 4000)+"\r\na\r\n", 17) + "0\r\n\r\n", "", true},
		{chunked, "0\r\nX : y\r\n\r\n", "", true},
		{chunked, "0\r\nX: y\n\r\n", "", true},
		{chunked, "0\r\n" + strings.Repeat("X: y\r\n", MaxHead/6) + "\r\n", "", true},
		{chunked, "0\r\n\rX", "", true},
	} {
		for _, size := range []int{1, 2, 3, 7, 1 << 20} {
			data, rest, err := drain(NewBody(test.framing), test.text, size)
			if got := fmt.Sprintf("%q+%q", data, rest); err == nil && got != test.want || (err != nil) != test.wantErr {
				t.Errorf("%v %.40q in pieces of %d: got %s, %v, want %s, error %v", test.framing, test.text, size, got, err, test.want, test.wantErr)
			}
		}
	}
	b := NewBody(chunked)
	if _, _, err := drain(b, "0\r\nContent-Length: 3\r\n\r\n", 1); err != nil || b.Trailer.Get("content-length") != "3" {
		t.Errorf("trailer: got %v, %v", b.Trailer, err)
	}
}

// TestBuild writes heads and refuses what would begin another field or message.
func TestBuild(t *testing.T) {
	h := Header{{"Host", "a"}, {"X", ""}}
	if b, err := AppendRequest(nil, "GET", "/?q", h); string(b) != "GET /?q HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n" || err != nil {
		t.Errorf("got %q, %v", b, err)
	}
	if b, err := AppendResponse(nil, 404, "", h); string(b) != "HTTP/1.1 404 Not Found\r\nHost: a\r\nX: \r\n\r\n" || err != nil {
		t.Errorf("got %q, %v", b, err)
	}
	if b := string(AppendChunk(AppendChunk(nil, ""), strings.Repeat("x", 17))); b != "11\r\n"+strings.Repeat("x", 17)+"\r\n" {
		t.Errorf("got %q", b)
	}
	for _, wrong := range []struct {
		method, target string
		field          Field
	}{
		{"G T", "/", Field{"X", "y"}}, {"", "/", Field{"X", "y"}}, {"GET", "", Field{"X", "y"}}, {"GET", "/ HTTP/1.1\r\nX: y", Field{"X", "y"}},
		{"GET", "/", Field{"X", "a\r\nY: z"}}, {"GET", "/", Field{"X", "a\nb"}}, {"GET", "/", Field{"X", "a\x00"}}, {"GET", "/", Field{"X:", "a"}},
		{"GET", "/", Field{"", "a"}}, {"GET", "/", Field{"X\r\nY", "a"}},
	} {
		if b, err := AppendRequest(nil, wrong.method, wrong.target, Header{wrong.field}); err == nil || len(b) > 0 {
			t.Errorf("%v: got %q, %v, want an error", wrong, b, err)
		}
	}
	if b, err := AppendResponse(nil, 200, "a\r\nb", nil); err == nil || len(b) > 0 {
		t.Errorf("reason: got %q, want an error", b)
	}
}

// FuzzRequests holds what is read against what is written: a request that is read and written again reads as the same.
func FuzzRequests(f *testing.F) {
	f.Add("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n")
	f.Add("POST http://a/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		var s Scanner
		n, err := s.Find([]byte(text), MaxHead)
		if n == 0 || err != nil {
			return
		}
		r, err := ParseRequest([]byte(text[:n]))
		if err != nil || r.Minor == 0 {
			return
		}
		again, err := AppendRequest(nil, r.Method, r.Target, r.Header)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if twin, err := ParseRequest(again); err != nil || fmt.Sprint(twin) != fmt.Sprint(r) {
			t.Fatalf("%q reads again as %v, %v, want %v", again, twin, err, r)
		}
	})
}

// FuzzBodies takes the same body out in small and in large pieces.
func FuzzBodies(f *testing.F) {
	f.Add("3\r\nabc\r\n0\r\n\r\nnext", 2, true)
	f.Add("abc", 1, false)
	f.Fuzz(func(t *testing.T, text string, size int, chunked bool) {
		framing := Framing{Length: 5}
		if chunked {
			framing = Framing{Chunked: true, Length: -1}
		}
		data, rest, err := drain(NewBody(framing), text, len(text)+1)
		again, restAgain, errAgain := drain(NewBody(framing), text, max(1, size))
		if (err == nil) != (errAgain == nil) || err == nil && (data != again || rest != restAgain) {
			t.Fatalf("%q: got %q, %q, %v at once and %q, %q, %v in pieces", text, data, rest, err, again, restAgain, errAgain)
		}
	})
}
