package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"moonloop/bindings/host"
)

// TestHostile: what is no request, or could be read in two ways, is answered with its status, and the connection closed;
// nothing that follows it is read as a request. What is only odd is answered, and the connection kept.
func TestHostile(t *testing.T) {
	w := serving(t, host.Options{}, hello)
	const next = "GET /json HTTP/1.1\r\nHost: a\r\n\r\n" // answered with {"a":1} where it is read as a request
	const ok = `200({"a":1})`
	long := strings.Repeat("a", 70_000)
	post := "POST /echo HTTP/1.1\r\nHost: a\r\n"
	get := "GET / HTTP/1.1\r\nHost: a\r\n"
	chunked := post + "Transfer-Encoding: chunked\r\n\r\n"
	cases := []struct {
		name, send string
		statuses   string // the first words of the answers
		closed     bool
	}{
		{"two requests at once", get + "\r\n" + next, "200(hello) " + ok, false},
		{"length and chunks", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"two lengths", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" + next, "400", true},
		{"two lengths that differ", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc" + next, "400", true},
		{"a list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc" + next, "400", true},
		{"a length with a sign", post + "Content-Length: +3\r\n\r\nabc" + next, "400", true},
		{"a negative length", post + "Content-Length: -3\r\n\r\nabc" + next, "400", true},
		{"a length in hexadecimal", post + "Content-Length: 0x3\r\n\r\nabc" + next, "400", true},
		{"a length with a space in it", post + "Content-Length: 3 3\r\n\r\nabc" + next, "400", true},
		{"an empty length", post + "Content-Length:\r\n\r\nabc" + next, "400", true},
		{"a length that overflows", post + "Content-Length: 18446744073709551619\r\n\r\nabc" + next, "400", true},
		{"a length beyond max_body", post + "Content-Length: 1048577\r\n\r\n" + next, "413", true},
		{"TE: xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"TE: chunked, identity", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"TE: identity", post + "Transfer-Encoding: identity\r\n\r\n" + next, "400", true},
		{"TE: gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + next, "501", true},
		{"TE twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"TE with a tab", post + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n" + next, "200() " + ok, false},
		{"TE with a vertical tab", post + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"TE in capitals", post + "Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n" + next, "200() " + ok, false},
		{"TE in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"a space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc" + next, "400", true},
		{"a tab before the colon", post + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n" + next, "400", true},
		{"a folded line", get + "X-A: b\r\n c\r\n\r\n" + next, "400", true},
		{"a folded length", post + "Content-Length:\r\n 3\r\n\r\nabc" + next, "400", true},
		{"bare LF in the head", "GET / HTTP/1.1\nHost: a\n\n" + next, "400", true},
		{"bare LF at the end of a line", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n" + next, "400", true},
		{"bare CR in a value", get + "X: a\rb\r\n\r\n" + next, "400", true},
		{"NUL in a value", get + "X: a\x00b\r\n\r\n" + next, "400", true},
		{"NUL in a name", get + "X\x00: a\r\n\r\n" + next, "400", true},
		{"NUL in the target", "GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"a line without a colon", get + "hello\r\n\r\n" + next, "400", true},
		{"an empty name", get + ": x\r\n\r\n" + next, "400", true},
		{"no host", "GET / HTTP/1.1\r\n\r\n" + next, "400", true},
		{"two hosts", get + "Host: a\r\n\r\n" + next, "400", true},
		{"a host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n" + next, "400", true},
		{"a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" + next, "400", true},
		{"an address as the target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n" + next, "200(hello) " + ok, false},
		{"an address against the host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"an address with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n" + next, "501", true},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + next, "404(Not Found) " + ok, false},
		{"a method of its own", "FOO / HTTP/1.1\r\nHost: a\r\n\r\n" + next, "405(Method Not Allowed) " + ok, false},
		{"a method with a space", "GE T / HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"a tab in the request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"a target with a space", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"a target with a fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"a wrong escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n" + next, "400(a path with a wrong escape) " + ok, false},
		{"HTTP/0.9", "GET /\r\n\r\n" + next, "400", true},
		{"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n" + next, "505", true},
		{"HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505", true},
		{"http/1.1", "GET / http/1.1\r\nHost: a\r\n\r\n" + next, "400", true},
		{"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n" + next, "200(hello)", true},
		{"HTTP/1.0, kept", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + next, "200(hello) " + ok, false},
		{"close", get + "Connection: close\r\n\r\n" + next, "200(hello)", true},
		{"an empty line before", "\r\n" + get + "\r\n" + next, "200(hello) " + ok, false},
		{"many empty lines before", strings.Repeat("\r\n", 20) + next, "400", true},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", "400", true},
		{"a header that is too long", get + "X: " + long + "\r\n\r\n", "431", true},
		{"a target that is too long", "GET /" + long + " HTTP/1.1\r\nHost: a\r\n\r\n", "414", true},
		{"a head without end", get + strings.Repeat("X: a\r\n", 12_000), "431", true},
		{"too many fields", get + strings.Repeat("X: a\r\n", 1100) + "\r\n", "431", true},
		{"chunk extensions", chunked + "3;a=b\r\nabc\r\n0;c\r\n\r\n" + next, "200(abc) " + ok, false},
		{"a chunk extension with a bare LF", chunked + "3;a\nabc\r\n0\r\n\r\n" + next, "400", true},
		{"a chunk size with a sign", chunked + "+3\r\nabc\r\n0\r\n\r\n" + next, "400", true},
		{"a chunk size with 0x", chunked + "0x3\r\nabc\r\n0\r\n\r\n" + next, "400", true},
		{"a chunk size with spaces", chunked + "3 \r\nabc\r\n0\r\n\r\n" + next, "400", true},
		{"a chunk size that overflows", chunked + "10000000000000003\r\nabc\r\n0\r\n\r\n" + next, "400", true},
		{"a chunk that is too long", chunked + "3\r\nabcd\r\n0\r\n\r\n" + next, "400", true},
		{"a chunk without CR", chunked + "3\r\nabc\n0\r\n\r\n" + next, "400", true},
		{"chunks beyond max_body", chunked + "100001\r\n" + strings.Repeat("a", 1<<20+1) + "\r\n0\r\n\r\n" + next, "413", true},
		{"trailers", chunked + "0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + next, "200() " + ok, false},
		{"a trailer with a bare LF", chunked + "0\r\nX: a\n\r\n" + next, "400", true},
		{"a body nobody read", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: " + fmt.Sprint(len(next)) + "\r\n\r\n" + next, "200(hello)", false},
		{"chunks nobody read", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + next, "200(hello) " + ok, false},
		{"chunks nobody read that are none", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n" + next, "200(hello)", true},
		{"a large body nobody read", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + next, "200(hello)", true},
		{"Expect, not read", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: " + fmt.Sprint(len(next)) + "\r\nExpect: 100-continue\r\n\r\n" + next, "200(hello)", true},
		{"another Expect", get + "Expect: tea\r\n\r\n" + next, "417", true},
		{"Expect without a body", get + "Expect: 100-continue\r\n\r\n" + next, "200(hello) " + ok, false},
		{"Upgrade: h2c", get + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n" + next, "200(hello) " + ok, false},
		{"Upgrade: websocket where there is none", get + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" + next, "200(hello) " + ok, false},
	}
	var wait sync.WaitGroup
	room := make(chan struct{}, 16)
	for _, c := range cases {
		wait.Add(1)
		room <- struct{}{}
		go func() {
			defer func() { <-room; wait.Done() }()
			got, closed := w.raw(c.send)
			said := statuses(got)
			if fits := said == c.statuses || len(c.statuses) == 3 && strings.HasPrefix(said, c.statuses+"(") && !strings.Contains(said, ") "); !fits || closed != c.closed {
				t.Errorf("%s: %s, closed %v; want %s, closed %v\n%q", c.name, said, closed, c.statuses, c.closed, short(got))
			}
			if closed && c.closed && c.name != "chunks nobody read that are none" && !strings.Contains(strings.ToLower(got), "connection: close") {
				t.Errorf("%s: closed without saying so: %q", c.name, short(got))
			}
		}()
	}
	wait.Wait()
}

// client is a connection of a test that speaks by hand.
type client struct {
	t testing.TB
	net.Conn
	r *bufio.Reader
}

func (w *world) dial() *client {
	w.t.Helper()
	return dialAt(w.t, w.port)
}

func dialAt(t testing.TB, port int) *client {
	t.Helper()
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return &client{t, c, bufio.NewReader(c)}
}

func (c *client) send(s string) {
	c.t.Helper()
	if _, err := io.WriteString(c, s); err != nil {
		c.t.Fatal(err)
	}
}

// rest is all that comes until the server closes.
func (c *client) rest() string {
	c.t.Helper()
	b, err := io.ReadAll(c.r)
	if err != nil {
		c.t.Errorf("not closed: %v", err)
	}
	return string(b)
}

// TestSlow: whoever is slow with a head, with a body or with reading loses the connection, and nobody else.
func TestSlow(t *testing.T) {
	w := serving(t, host.Options{}, `
app = http.App{header_timeout = 0.2, idle_timeout = 0.3}
app:get("/", function(req) return "hello" end)
app:post("/", function(req) return await(req:text()) end)
app:get("/large", function(req)
  return {stream = function(write)
    for i = 1, 1000 do await(write(("x"):rep(100000))) end
  end}
end)`)
	silent, head, idle, body, reader := w.dial(), w.dial(), w.dial(), w.dial(), w.dial()
	head.send("GET / HT")
	idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
	reader.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
	if got := silent.rest(); got != "" {
		t.Errorf("silent: %q", got)
	}
	if got := statuses(head.rest()); !strings.HasPrefix(got, "408") {
		t.Errorf("head: %q", got)
	}
	if got := statuses(body.rest()); !strings.HasPrefix(got, "408") {
		t.Errorf("body: %q", got)
	}
	if got := statuses(idle.rest()); got != "200(hello)" {
		t.Errorf("idle: %q", got)
	}
	// The reader that does not read is cut off; another one is served meanwhile.
	other := w.dial()
	other.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	if got := statuses(other.rest()); got != "200(hello)" {
		t.Errorf("other: %q", got)
	}
	w.until("the slow reader is cut off", func() bool { return w.connections() == 0 })
	b, _ := io.ReadAll(reader.r)
	if len(b) >= 100_000_000 || strings.HasSuffix(string(b), "0\r\n\r\n") {
		t.Errorf("the response is whole: %d bytes", len(b))
	}
}

// connections is how many the server has.
func (w *world) connections() (n int) {
	w.t.Helper()
	if err := w.Do(func(rt *rtType) error {
		n = len(serverOf(rt).conns)
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}
