package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

func TestServer(t *testing.T) {
	s, err := newServer(300 * time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer s.world.Close()
	web := httptest.NewServer(s)
	defer web.Close()
	var wg sync.WaitGroup
	for range 10 {
		for _, c := range []struct {
			path   string
			status int
			body   string
		}{
			{"/", 200, "hello from Lua\n"},
			{"/user?name=ada", 200, "ada: mail of ada, phone of ada\n"},
			{"/none", 404, "not found\n"},
		} {
			wg.Go(func() {
				status, body := get(t, web.URL+c.path)
				if status != c.status || body != c.body {
					t.Errorf("%s: %d %q", c.path, status, body)
				}
			})
		}
	}
	wg.Wait()
	for path, allowed := range map[string][]int{"/slow": {504}, "/spin": {503, 504}} {
		status, body := get(t, web.URL+path)
		ok := false
		for _, want := range allowed {
			ok = ok || status == want
		}
		if !ok {
			t.Errorf("%s: %d %q", path, status, body)
		}
	}
	patient := httptest.NewServer(&server{s.world, time.Minute}) // a slow machine takes its time to find the limit
	defer patient.Close()
	if status, body := get(t, patient.URL+"/hog"); status != 503 {
		t.Errorf("/hog: %d %q", status, body)
	}
	if status, body := get(t, web.URL+"/"); status != 200 {
		t.Errorf("afterwards: %d %q", status, body)
	}
}

func get(t *testing.T, url string) (int, string) {
	r, err := http.Get(url)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return r.StatusCode, string(b)
}
