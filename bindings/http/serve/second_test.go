package serve

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"moonloop/bindings/host"
)

// secured is a script's start_options with a certificate of its own, and what a client knows of that.
func secured(t testing.TB) (script string, trust *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	trust = x509.NewCertPool()
	trust.AppendCertsFromPEM(cert)
	return fmt.Sprintf("start_options = {ssl = {certdata = [[%s]], keydata = [[%s]]}}\n", cert, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})), trust
}

const secondApp = hello + `
app:get("/version", function(req) return req.scheme .. " " .. req.remote .. " " .. req.host end)
app:post("/size", function(req)
  local n = 0
  for piece in req:chunks() do n = n + #piece end
  return tostring(n)
end, {max_body = 2^24})
app:get("/large", function()
  return {stream = function(write) for i = 1, 200 do await(write(("x"):rep(50000))) end end}
end)
app:get("/broken", function() return {stream = function(write) await(write("abc")) error("lost it") end} end)
app:get("/fields", function(req) return {headers = {["X-A"] = req.headers["x-b"]}, cookies = {c = "d"}, body = "fields"} end)
app:get("/wait", function()
  started = true
  local ok, e = pcall(function() await(asyncio.sleep(30)) end)
  cancelled = tostring(e)
  error(e, 0)
end)
app:get("/wait_a_little", function() started = true await(asyncio.sleep(0.2)) return "waited" end)
app:ws("/ws", function(ws) for m in ws:messages() do await(ws:send(m)) end end)`

// client2 is a client of HTTP/2.
func client2(t testing.TB, trust *x509.CertPool) *http.Client {
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust}, ForceAttemptHTTP2: true}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: 20 * time.Second}
}

func TestSecond(t *testing.T) {
	options, trust := secured(t)
	w := serving(t, host.Options{}, options+secondApp)
	url := fmt.Sprintf("https://127.0.0.1:%d", w.port)
	c := client2(t, trust)
	do := func(method, path, body string) string {
		req, _ := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
		req.Header.Set("X-B", "b")
		res, err := c.Do(req)
		if err != nil {
			return err.Error()
		}
		defer res.Body.Close()
		if res.ProtoMajor != 2 {
			t.Errorf("%s: version %s", path, res.Proto)
		}
		b, err := io.ReadAll(res.Body)
		switch {
		case err != nil:
			return fmt.Sprintf("%d broken", res.StatusCode)
		case len(b) > 100:
			return fmt.Sprintf("%d %d bytes", res.StatusCode, len(b))
		case path == "/fields":
			return fmt.Sprint(res.Header["X-A"], res.Header["Set-Cookie"])
		}
		return strings.TrimSpace(fmt.Sprintf("%d %s", res.StatusCode, b))
	}
	for _, x := range []struct{ method, path, body, want string }{
		{"GET", "/", "", "200 hello"}, {"HEAD", "/", "", "200"}, {"POST", "/echo", "abc", "200 abc"}, {"GET", "/none", "", "404 Not Found"},
		{"PUT", "/", "", "405 Method Not Allowed"}, {"GET", "/raise", "", "500 Internal Server Error"}, {"GET", "/json", "", `200 {"a":1}`},
		{"GET", "/version", "", fmt.Sprintf("200 https 127.0.0.1 127.0.0.1:%d", w.port)}, {"GET", "/fields", "", "[b] [c=d; Path=/]"},
		{"POST", "/size", strings.Repeat("x", 5_000_000), "200 5000000"}, {"POST", "/echo", strings.Repeat("x", 1<<20+1), "413 Content Too Large"},
		{"GET", "/large", "", "200 10000000 bytes"}, {"GET", "/broken", "", "200 broken"}, {"GET", "/slow", "", "200 slow"}, {"GET", "/stream", "", "200 abc"},
		{"GET", "/ws", "", "426 a websocket is here"}, {"GET", "/a%2fb", "", "404 Not Found"},
	} {
		if got := do(x.method, x.path, x.body); got != x.want {
			t.Errorf("%s %s: %s, want %s", x.method, x.path, got, x.want)
		}
	}
	var wait sync.WaitGroup
	for range 300 { // more than there are streams
		wait.Go(func() {
			if got := do("GET", "/slow", ""); got != "200 slow" {
				t.Error(got)
			}
		})
	}
	wait.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	req, _ := http.NewRequestWithContext(ctx, "GET", url+"/wait", nil)
	if res, err := c.Do(req); err == nil {
		res.Body.Close()
		t.Error("answered")
	}
	cancel()
	w.until("cancelled", func() bool { return strings.Contains(w.lua(`return tostring(cancelled)`), "CancelledError") })
}

// TestSecondEnds holds that a server that closes gives what is being answered its grace, tells the clients, and cancels the
// rest.
func TestSecondEnds(t *testing.T) {
	for _, k := range []struct{ path, grace, want string }{{"/wait_a_little", "5", "200 waited"}, {"/wait", "0.05", "503 Service Unavailable\n"}} {
		options, trust := secured(t)
		w := serving(t, host.Options{}, options+secondApp)
		url := fmt.Sprintf("https://127.0.0.1:%d", w.port)
		c := client2(t, trust)
		got := make(chan string, 1)
		go func() {
			res, err := c.Get(url + k.path)
			if err != nil {
				got <- err.Error()
				return
			}
			defer res.Body.Close()
			b, _ := io.ReadAll(res.Body)
			got <- fmt.Sprintf("%d %s", res.StatusCode, b)
		}()
		w.until("started", func() bool { return strings.Contains(w.lua(`return tostring(started)`), "true") })
		if open := w.lua(`await(server:close(` + k.grace + `)) return tostring(server:is_serving())`); open != "false" {
			t.Error(open)
		}
		if s := <-got; s != k.want {
			t.Errorf("%s: %q, want %q", k.path, s, k.want)
		}
		if _, err := c.Get(url); err == nil {
			t.Error("answered after the end")
		}
	}
}

// TestSecondCut holds that a World that ends with clients of HTTP/2 leaves nothing running; main's look at goroutines says so.
func TestSecondCut(t *testing.T) {
	options, trust := secured(t)
	w := serving(t, host.Options{}, options+secondApp)
	c := client2(t, trust)
	failed := make(chan error, 1)
	go func() {
		res, err := c.Get(fmt.Sprintf("https://127.0.0.1:%d/wait", w.port))
		if err == nil {
			res.Body.Close()
		}
		failed <- err
	}()
	w.until("started", func() bool { return strings.Contains(w.lua(`return tostring(started)`), "true") })
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	<-failed
}

// TestSecondHostile holds that what is no HTTP/2, or nothing, is closed in time, and that the server serves on.
func TestSecondHostile(t *testing.T) {
	options, trust := secured(t)
	w := serving(t, host.Options{}, options+strings.Replace(secondApp, "http.App()", "http.App{header_timeout = 0.3, idle_timeout = 0.5, max_connections = 4}", 1))
	address := fmt.Sprintf("127.0.0.1:%d", w.port)
	for _, send := range []string{"", "PRI * HT", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + strings.Repeat("\xff", 100)} {
		conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: trust, NextProtos: []string{"h2"}})
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(15 * time.Second))
		_, _ = io.WriteString(conn, send)
		if b, err := io.ReadAll(conn); err != nil && strings.Contains(err.Error(), "timeout") || bytes.Contains(b, []byte("hello")) {
			t.Errorf("%q: %v %q", send, err, b)
		}
		_ = conn.Close()
	}
	var open []*tls.Conn
	for range 6 { // beyond max_connections they are closed at once
		conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: trust, NextProtos: []string{"h2"}})
		if err == nil {
			open = append(open, conn)
		}
	}
	for _, conn := range open {
		_ = conn.SetDeadline(time.Now().Add(15 * time.Second))
		if _, err := io.ReadAll(conn); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Error("a silent client stays connected")
		}
		_ = conn.Close()
	}
	res, err := client2(t, trust).Get("https://" + address + "/")
	if err != nil || res.ProtoMajor != 2 {
		t.Fatal(err, res)
	}
	res.Body.Close()
}

// TestSecondCurl has curl speak both versions to one server.
func TestSecondCurl(t *testing.T) {
	need(t, "curl", "curl", "--version")
	options, _ := secured(t)
	w := serving(t, host.Options{}, options+secondApp)
	url := fmt.Sprintf("https://127.0.0.1:%d", w.port)
	two := "2"
	if out, _ := exec.Command("curl", "--version").Output(); !bytes.Contains(out, []byte("HTTP2")) {
		t.Log("this curl has no HTTP/2")
		two = "1.1"
	}
	for _, c := range []struct{ args, want string }{
		{"--http2 URL/ URL/json", "hello" + two + `{"a":1}` + two}, {"--http1.1 URL/ URL/json", `hello1.1{"a":1}1.1`},
		{"--http2 -d abc URL/echo", "abc" + two}, {"--http1.1 -d abc URL/echo", "abc1.1"},
		{"--http2 -X DELETE URL/", "Method Not Allowed\n" + two}, {"--http2 -I -o - URL/", two},
	} {
		args := append([]string{"-sSk", "-w", "%{http_version}"}, strings.Fields(strings.ReplaceAll(c.args, "URL", url))...)
		out, err := exec.Command("curl", args...).CombinedOutput()
		if err != nil || !strings.HasSuffix(string(out), c.want) {
			t.Errorf("curl %s: %v %q, want %q", c.args, err, out, c.want)
		}
	}
}

// TestSecondUnwanted holds that a script that says what is offered is heard.
func TestSecondUnwanted(t *testing.T) {
	options, trust := secured(t)
	w := serving(t, host.Options{}, options+"start_options.ssl.alpn_protocols = {'http/1.1'}\n"+secondApp)
	res, err := client2(t, trust).Get(fmt.Sprintf("https://127.0.0.1:%d/", w.port))
	if err != nil || res.ProtoMajor != 1 {
		t.Fatal(err, res)
	}
	res.Body.Close()
}
