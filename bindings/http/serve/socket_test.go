package serve

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"moonloop/bindings/host"
	"moonloop/bindings/http/frames"
)

const upgrade = "GET %s HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n"

var testMask = [4]byte{0x37, 0xfa, 0x21, 0x3d}

// websocket does the handshake.
func (w *world) websocket(path, headers string) *client {
	w.t.Helper()
	return websocketAt(w.t, w.port, path, headers)
}

// websocketAt is websocket with the server at a port.
func websocketAt(t testing.TB, port int, path, headers string) *client {
	t.Helper()
	c := dialAt(t, port)
	c.send(fmt.Sprintf(upgrade, path, headers))
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 101 || res.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("handshake: %v", res)
	}
	return c
}

// frame is a frame as it is said: first byte, payload masked.
func frame(first byte, payload string) string {
	b := frames.Append(nil, frames.Op(first&0xf), payload, &testMask, false)
	b[0] = first
	return string(b)
}

func closing_(code int, reason string) string {
	return string(frames.AppendClose(nil, code, reason, &testMask))
}

// frame reads a frame and says it in words; "end" is that of the connection.
func (c *client) frame() string {
	c.t.Helper()
	var head [2]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		if err == io.EOF {
			return "end"
		}
		return err.Error()
	}
	n := int(head[1])
	switch n {
	case 126:
		var b [2]byte
		_, _ = io.ReadFull(c.r, b[:])
		n = int(binary.BigEndian.Uint16(b[:]))
	case 127:
		var b [8]byte
		_, _ = io.ReadFull(c.r, b[:])
		n = int(binary.BigEndian.Uint64(b[:]))
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(c.r, b); err != nil {
		return err.Error()
	}
	text := string(b)
	if len(text) > 30 && frames.Op(head[0]&0xf) < frames.Close {
		text = fmt.Sprint(len(text))
	}
	switch head[0] {
	case 0x81:
		return "text " + text
	case 0x82:
		return "binary " + text
	case 0x88:
		if len(b) < 2 {
			return "close"
		}
		return strings.TrimSpace(fmt.Sprintf("close %d", binary.BigEndian.Uint16(b)))
	case 0x89:
		return "ping " + text
	case 0x8a:
		return "pong " + text
	}
	return fmt.Sprintf("%x %q", head[0], text)
}

// frames are those until the end.
func (c *client) frames() string {
	var list []string
	for len(list) < 50 {
		f := c.frame()
		if f == "end" || strings.Contains(f, "timeout") {
			list = append(list, f)
			break
		}
		list = append(list, f)
	}
	return strings.Join(list, ", ")
}

const echo = `
app = http.App()
app:ws("/", function(ws, req)
  for data, kind in ws:messages() do
    if kind == "text" then await(ws:send(data)) else await(ws:send_bytes(data)) end
  end
end, {max_size = 200000})
app:ws("/packed", function(ws, req)
  for data, kind in ws:messages() do await(ws:send(data)) end
end, {compression = true, max_size = 100000})
`

// TestEcho goes through the cases of a suite that is known: framing, pings, reserved bits, opcodes, fragments, UTF-8, closing,
// limits.
func TestEcho(t *testing.T) {
	w := serving(t, host.Options{}, echo)
	for _, c := range socketCases() {
		s := w.websocket("/", "")
		s.send(c.send)
		if got := s.frames(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		// The same a byte at a time, as far as it is short.
		if len(c.send) < 300 {
			s := w.websocket("/", "")
			for i := range len(c.send) {
				if _, err := s.Write([]byte{c.send[i]}); err != nil {
					break
				}
			}
			if got := s.frames(); got != c.want && got != "text a, "+c.want && !strings.Contains(got, "reset") {
				t.Errorf("%s, a byte at a time: %s, want %s", c.name, got, c.want)
			}
		}
	}
	// 12: compressed messages of several sizes.
	for _, n := range []int{0, 16, 64, 1024, 65536} {
		s := w.websocket("/packed", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
		text := strings.Repeat("κ", n/2)
		s.send(string(frames.Append(nil, frames.Text, frames.Deflate(text), &testMask, true)))
		d := frames.Decoder{Options: frames.Options{Deflate: true, MaxSize: 1 << 20}}
		var got *frames.Event
		for b := make([]byte, 1<<16); got == nil; {
			n, err := s.r.Read(b)
			if err != nil {
				t.Fatal(err)
			}
			if _, ev, err := d.Next(b[:n]); err != nil {
				t.Fatal(err)
			} else if ev.Op != 0 {
				ev.Data = bytes.Clone(ev.Data)
				got = &ev
			}
		}
		if string(got.Data) != text {
			t.Errorf("12, %d bytes: %d came back", n, len(got.Data))
		}
	}
	s := w.websocket("/packed", "Sec-WebSocket-Extensions: permessage-deflate\r\n")
	s.send(string(frames.Append(nil, frames.Text, frames.Deflate(strings.Repeat("a", 100_001)), &testMask, true)))
	if got := s.frames(); got != "close 1009, end" {
		t.Errorf("a bomb: %s", got)
	}
	if w.logs.String() != "" {
		t.Errorf("reported: %s", w.logs)
	}
}

// TestHandshake: what does not ask for a websocket, or may not have one, is refused.
func TestHandshake(t *testing.T) {
	w := serving(t, host.Options{}, `
app = http.App()
app:ws("/", function(ws) await(ws:send("hi")) end)
app:ws("/any", function(ws) end, {origins = {"https://b.example"}, protocols = {"v2", "v1"}})`)
	base := fmt.Sprintf(upgrade, "/", "")
	for _, c := range []struct{ name, send, want string }{
		{"as it should be", base, "101"},
		{"no Upgrade", strings.Replace(base, "Upgrade: websocket\r\n", "", 1), "426"},
		{"no Connection", strings.Replace(base, "Connection: Upgrade\r\n", "", 1), "426"},
		{"another version", strings.Replace(base, "Version: 13", "Version: 8", 1), "426"},
		{"no key", strings.Replace(base, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 1), "400"},
		{"a key that is none", strings.Replace(base, "dGhlIHNhbXBsZSBub25jZQ==", "x", 1), "400"},
		{"POST", strings.Replace(base, "GET", "POST", 1), "405"},
		{"HTTP/1.0", strings.Replace(base, "HTTP/1.1", "HTTP/1.0", 1), "426"},
		{"a body", fmt.Sprintf(upgrade, "/", "Content-Length: 3\r\n") + "abc", "400"},
		{"own origin", fmt.Sprintf(upgrade, "/", "Origin: http://a\r\n"), "101"},
		{"another origin", fmt.Sprintf(upgrade, "/", "Origin: http://evil.example\r\n"), "403"},
		{"own origin, another port", fmt.Sprintf(upgrade, "/", "Origin: http://a:81\r\n"), "403"},
		{"origin null", fmt.Sprintf(upgrade, "/", "Origin: null\r\n"), "403"},
		{"an origin that was said", fmt.Sprintf(upgrade, "/any", "Origin: https://b.example\r\n"), "101"},
		{"own origin where others were said", fmt.Sprintf(upgrade, "/any", "Origin: http://a\r\n"), "403"},
	} {
		s := w.dial()
		s.send(c.send)
		res, err := http.ReadResponse(s.r, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := fmt.Sprint(res.StatusCode); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	s := w.dial()
	s.send(fmt.Sprintf(upgrade, "/any", "Sec-WebSocket-Protocol: v1, v2\r\n"))
	if res, err := http.ReadResponse(s.r, nil); err != nil || res.Header.Get("Sec-WebSocket-Protocol") != "v2" {
		t.Errorf("protocol: %v %v", res, err)
	}
}

// TestSocketEnds: how a body ends says how the websocket does; one that the other side has ended is no failure.
func TestSocketEnds(t *testing.T) {
	w := serving(t, host.Options{}, `
app = http.App()
seen = {}
app:ws("/end", function(ws) await(ws:send("hi")) end)
app:ws("/raise", function(ws) error("ouch") end)
app:ws("/code", function(ws) await(ws:close(3001, "enough")) end)
app:ws("/wait", function(ws)
  local ok, e = pcall(function() return await(ws:receive()) end)
  seen[#seen + 1] = ok and tostring(e) or e.code
  if not ok then error(e, 0) end
end)
app:ws("/cancel", function(ws)
  for i = 1, 3 do
    pcall(function() asyncio.timeout(0.01, function() await(ws:receive()) end) end)
  end
  await(ws:send("ready"))
  await(ws:send(await(ws:receive()) .. await(ws:receive())))
end)
app:ws("/dead", function(ws) await(ws:receive()) end, {ping = 0.1})`)
	for path, want := range map[string]string{
		"/end": "text hi, close 1000, end", "/raise": "close 1011, end", "/code": "close 3001, end",
	} {
		s := w.websocket(path, "")
		var got []string
		for {
			f := s.frame()
			got = append(got, f)
			if strings.HasPrefix(f, "close ") {
				s.send(string(frames.Append(nil, frames.Close, f[len("close "):], &testMask, false))) // any close will do
			}
			if f == "end" || len(got) > 9 {
				break
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	w.until("the error is reported", func() bool {
		w.lua(`return ""`) // the world has written until now
		return strings.Contains(w.logs.String(), "ouch")
	})
	if logs := w.logs.String(); strings.Count(logs, "ouch") != 1 || strings.Contains(logs, "WebSocketClosed") {
		t.Errorf("reported: %s", logs)
	}
	for _, c := range []struct{ send, want string }{{closing_(1000, ""), "nil"}, {closing_(1001, ""), "nil"}, {closing_(4000, "x"), "4000"}, {"", "1006"}} {
		s := w.websocket("/wait", "")
		s.send(c.send)
		if c.send != "" {
			s.frames()
		}
		s.Close()
		w.until(fmt.Sprintf("%q ends with %s", c.send, c.want), func() bool {
			return strings.HasSuffix(w.lua(`return table.concat(seen, " ")`), c.want)
		})
		w.lua(`seen = {}`)
	}
	s := w.websocket("/cancel", "")
	if got := s.frame(); got != "text ready" {
		t.Error(got)
	}
	s.send(frame(0x81, "a") + frame(0x81, "b"))
	if got := s.frame(); got != "text ab" {
		t.Errorf("after cancelled receives: %s", got)
	}
	s = w.websocket("/dead", "")
	if got := s.frames(); got != "ping , end" {
		t.Errorf("who answers no ping: %s", got)
	}
}

// lua runs code in the World of the server.
func (w *world) lua(code string) string {
	w.t.Helper()
	vals, err := w.RunString(context.Background(), code, "test.lua")
	if err != nil {
		w.t.Fatal(err)
	}
	if len(vals) == 0 {
		return ""
	}
	return fmt.Sprint(vals[0])
}
