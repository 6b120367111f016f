package serve

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/host"
)

// TestHandler has Go's own server ask an app, by HTTP/1.1 and HTTP/2.
func TestHandler(t *testing.T) {
	w := serving(t, host.Options{}, hello+`
app:post("/size", function(req)
  local n = 0
  for piece in req:chunks() do n = n + #piece end
  return n .. " " .. req.scheme .. " " .. req.headers["x-a"]
end, {max_body = 2^22})
app:get("/large", function()
  return {stream = function(write) for i = 1, 100 do await(write(("x"):rep(50000))) end end}
end)
app:get("/broken", function()
  return {stream = function(write) await(write("abc")) error("lost it") end}
end)
app:ws("/ws", function() end)
app:get("/wait", function()
  local ok, e = pcall(function() await(asyncio.sleep(30)) end)
  cancelled = tostring(e)
  error(e, 0)
end)`)
	for _, two := range []bool{false, true} {
		s := httptest.NewUnstartedServer(w.Handler("app"))
		s.EnableHTTP2 = two
		s.StartTLS()
		c := s.Client()
		do := func(method, path string, body io.Reader) string {
			req, _ := http.NewRequestWithContext(t.Context(), method, s.URL+path, body)
			req.Header.Set("X-A", "b")
			res, err := c.Do(req)
			if err != nil {
				return err.Error()
			}
			defer res.Body.Close()
			if two != (res.ProtoMajor == 2) {
				t.Errorf("version %s", res.Proto)
			}
			b, err := io.ReadAll(res.Body)
			if err != nil {
				return fmt.Sprintf("%d broken", res.StatusCode)
			}
			if len(b) > 100 {
				b = fmt.Appendf(nil, "%d bytes", len(b))
			}
			return strings.TrimSpace(fmt.Sprintf("%d %s", res.StatusCode, b))
		}
		for _, x := range []struct{ method, path, body, want string }{
			{"GET", "/", "", "200 hello"}, {"HEAD", "/", "", "200"}, {"POST", "/echo", "abc", "200 abc"}, {"GET", "/none", "", "404 Not Found"},
			{"PUT", "/", "", "405 Method Not Allowed"}, {"GET", "/raise", "", "500 Internal Server Error"},
			{"POST", "/size", strings.Repeat("x", 3_000_000), "200 3000000 https b"}, {"POST", "/echo", strings.Repeat("x", 1<<20+1), "413 Content Too Large"},
			{"GET", "/large", "", "200 5000000 bytes"}, {"GET", "/broken", "", "200 broken"}, {"GET", "/ws", "", "426 a websocket is here"},
			{"GET", "/slow", "", "200 slow"}, {"GET", "/stream", "", "200 abc"},
		} {
			if got := do(x.method, x.path, strings.NewReader(x.body)); got != x.want {
				t.Errorf("HTTP/2 %v: %s %s: %s, want %s", two, x.method, x.path, got, x.want)
			}
		}
		w.lua(`cancelled = nil`)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		req, _ := http.NewRequestWithContext(ctx, "GET", s.URL+"/wait", nil)
		if res, err := c.Do(req); err == nil {
			res.Body.Close()
			t.Error("answered")
		}
		cancel()
		w.until("a client that has gone cancels its handler", func() bool {
			return strings.Contains(w.lua(`return tostring(cancelled)`), "CancelledError")
		})
		s.Close()
	}
	if rec := httptest.NewRecorder(); true {
		w.Handler("nothing").ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
		if rec.Code != 500 {
			t.Errorf("no app: %d", rec.Code)
		}
	}
	_ = w.Close()
	rec := httptest.NewRecorder()
	w.Handler("app").ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	if rec.Code != 503 {
		t.Errorf("closed: %d", rec.Code)
	}
}
