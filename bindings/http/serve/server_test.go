package serve

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"moonloop/bindings/host"
)

// sentinel is a request that is answered if the connection is still open, and ends it.
const sentinel = "GET /sentinel HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

// raw sends bytes and gives all that comes back, and whether the server has closed the connection by itself.
func (w *world) raw(send string) (got string, closed bool) {
	w.t.Helper()
	c := w.dial()
	_, _ = io.WriteString(c, send) // the server may close before it has all
	_, _ = io.WriteString(c, sentinel)
	b, _ := io.ReadAll(c.r)
	got = string(b)
	if i := strings.LastIndex(got, "HTTP/1.1 "); i >= 0 && strings.HasSuffix(got, "still open") {
		return got[:i], false
	}
	return got, true
}

// statuses are those of the responses in a stream of bytes, each read by Go.
func statuses(got string) string {
	r := bufio.NewReader(strings.NewReader(got))
	var list []string
	for {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			return strings.Join(list, " ")
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		list = append(list, fmt.Sprintf("%d(%s)", res.StatusCode, strings.TrimSpace(string(body))))
	}
}

const hello = `
app = http.App()
app:get("/sentinel", function() return "still open" end)
app:get("/", function(req) return "hello" end)
app:post("/echo", function(req) return await(req:text()) end)
app:get("/json", function(req) return {json = {a = 1}} end)
app:get("/slow", function(req) await(asyncio.sleep(0.05)) return "slow" end)
app:get("/bad", function(req) return {bodyy = 1} end)
app:get("/nil", function(req) end)
app:get("/raise", function(req) error("ouch") end)
app:get("/abort", function(req) http.abort(418, "teapot") end)
app:get("/stream", function(req) return {stream = function(write) await(write("a")) await(write("bc")) end} end)
`

func TestHello(t *testing.T) {
	w := serving(t, host.Options{}, hello)
	for send, want := range map[string]string{
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n":                                                                    "200(hello)",
		"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /json HTTP/1.1\r\nHost: a\r\n\r\n":                               `200(hello) 200({"a":1})`,
		"GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n":                               `200(slow) 200(hello)`,
		"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc":                                       "200(abc)",
		"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n": "200(abcde)",
		"GET /bad HTTP/1.1\r\nHost: a\r\n\r\n":                                                                 "500(Internal Server Error)",
		"GET /nil HTTP/1.1\r\nHost: a\r\n\r\n":                                                                 "500(Internal Server Error)",
		"GET /raise HTTP/1.1\r\nHost: a\r\n\r\n":                                                               "500(Internal Server Error)",
		"GET /abort HTTP/1.1\r\nHost: a\r\n\r\n":                                                               "418(teapot)",
		"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n":                                                              "200(abc)",
		"GET /nope HTTP/1.1\r\nHost: a\r\n\r\n":                                                                "404(Not Found)",
		"PUT / HTTP/1.1\r\nHost: a\r\n\r\n":                                                                    "405(Method Not Allowed)",
	} {
		got, _ := w.raw(send)
		if s := statuses(got); s != want {
			t.Errorf("%q: %s, want %s", send, s, want)
		}
	}
	t.Log(w.logs.String())
}

// TestLeaked: whoever still has a request that was answered reads nothing of the next one on the connection.
func TestLeaked(t *testing.T) {
	w := serving(t, host.Options{}, `
app, seen = http.App(), {}
app:get("/sentinel", function() return "still open" end)
app:post("/leak", function(req)
  asyncio.create_task(function()
    local ok, e = pcall(function() return await(req:read(3)) end)
    seen[#seen + 1] = tostring(ok) .. " " .. tostring(e)
  end)
  asyncio.create_task(function()
    await(asyncio.sleep(0.05))
    local ok, e = pcall(function() return await(req:text()) end)
    seen[#seen + 1] = tostring(ok) .. " " .. tostring(e)
  end)
  return "answered"
end)
app:post("/echo", function(req) await(asyncio.sleep(0.1)) return await(req:text()) end)`)
	got, _ := w.raw("POST /leak HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
	if s := statuses(got); s != "200(answered) 200(hello)" {
		t.Error(s)
	}
	if seen := w.lua(`return table.concat(seen, "\n")`); strings.Contains(seen, "true") || strings.Count(seen, "the request has been answered") != 2 {
		t.Error(seen)
	}
}

// TestTurns: a client that sends many requests at once does not keep others waiting.
func TestTurns(t *testing.T) {
	w := serving(t, host.Options{}, hello+`
ticks = 0
asyncio.get_running_loop():call_soon(function() end)
app:get("/tick", function() asyncio.get_running_loop():call_soon(function() ticks = ticks + 1 end) return "" .. ticks end)`)
	got, _ := w.raw(strings.Repeat("GET /tick HTTP/1.1\r\nHost: a\r\n\r\n", 100))
	if s := statuses(got); !strings.HasPrefix(s, "200(0)") || strings.Contains(s, "500") || strings.HasSuffix(s, "200(0)") || strings.Count(s, "200") != 100 {
		t.Error(s)
	}
}
