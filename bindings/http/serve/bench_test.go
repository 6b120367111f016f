package serve

import (
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"moonloop/bindings/host"
)

// BenchmarkHello is a request and its response, of many that a client sends at once, so that the client costs little.
func BenchmarkHello(b *testing.B) {
	w := serving(b, host.Options{}, `
app = http.App()
app:get("/", function(req) return {json = {hello = "world"}} end)`)
	c, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(w.port))
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	const request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n"
	const many = 16
	if _, err := io.WriteString(c, request); err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 1<<16)
	size, err := c.Read(buf)
	if err != nil {
		b.Fatal(err)
	}
	batch := strings.Repeat(request, many)
	b.ReportAllocs()
	for n := 0; n < b.N; n += many {
		if _, err := io.WriteString(c, batch); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(c, buf[:many*size]); err != nil {
			b.Fatal(err)
		}
	}
}
