package route

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestFind: the most specific pattern wins in any order.
func TestFind(t *testing.T) {
	patterns := []string{
		"GET /", "GET /users", "POST /users", "GET /users/{id}", "DELETE /users/{id}", "GET /users/me", "GET /users/{id}/posts/{post}",
		"GET /files/{rest...}", "GET /files/a/{x}", "GET /{y}/b/d", "GET /a/{x}/c", "PUT /users/me", "POST /{all...}", "GET /café",
	}
	cases := []struct{ request, want string }{
		{"GET /", "GET /"},
		{"HEAD /", "GET /"},
		{"GET /users", "GET /users"},
		{"GET /users/", "405 POST"},
		{"GET /users/7", "GET /users/{id} id=7"},
		{"GET /users/me", "GET /users/me"},
		{"DELETE /users/me", "DELETE /users/{id} id=me"},
		{"PATCH /users/me", "405 DELETE,GET,HEAD,POST,PUT"},
		{"GET /users/a%2Fb", "GET /users/{id} id=a/b"},
		{"GET /users/7/posts/a%20b", "GET /users/{id}/posts/{post} id=7 post=a b"},
		{"GET /users/7/posts/", "405 POST"},
		{"GET /files/", "GET /files/{rest...} rest="},
		{"GET /files", "405 POST"},
		{"GET /files/a", "GET /files/{rest...} rest=a"},
		{"GET /files/a/1", "GET /files/a/{x} x=1"},
		{"GET /files/a/1/2", "GET /files/{rest...} rest=a/1/2"},
		{"GET /files/..%2f..%2Fetc", "GET /files/{rest...} rest=../../etc"},
		{"GET /a/b/c", "GET /a/{x}/c x=b"},
		{"GET /a/b/d", "GET /{y}/b/d y=a"},
		{"GET /caf%C3%A9", "GET /café"},
		{"POST /users", "POST /users"},
		{"POST /nothing/here", "POST /{all...} all=nothing/here"},
		{"GET /%zz", "bad"},
		{"GET /users/%", "bad"},
		{"GET *", "404"},
	}
	for seed := range uint64(20) {
		var table Table[string]
		for _, i := range rand.New(rand.NewPCG(seed, 0)).Perm(len(patterns)) {
			method, path, _ := strings.Cut(patterns[i], " ")
			if err := table.Add(method, path, patterns[i]); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range cases {
			method, path, _ := strings.Cut(c.request, " ")
			if got := told(table.Find(method, path)); got != c.want {
				t.Errorf("seed %d: %s: %s, want %s", seed, c.request, got, c.want)
			}
		}
	}
}

func told(m Match[string], err error) string {
	switch {
	case err != nil:
		return "bad"
	case m.Route == nil && len(m.Allow) > 0:
		return "405 " + strings.Join(m.Allow, ",")
	case m.Route == nil:
		return "404"
	}
	s := m.Route.Value
	for i, name := range m.Route.Names {
		s += " " + name + "=" + m.Values[i]
	}
	return s
}

// TestAdd: what is no pattern is refused.
func TestAdd(t *testing.T) {
	var table Table[int]
	if err := table.Add("GET", "/a/{id}", 1); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]string{
		"a":              "must begin with /",
		"/a/{other}":     "there is a route for GET /a/{id} already",
		"/{a}/{a}":       "two segments are named 'a'",
		"/{}":            "names nothing",
		"/{...}":         "names nothing",
		"/x{a}":          "neither text nor a name",
		"/{a...}/b":      "must be the last segment",
		"/{a}b/{c}":      "neither text nor a name",
		"/a/{b.c}":       "names nothing",
		"/files/{a....}": "names nothing",
	} {
		if err := table.Add("GET", pattern, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", pattern, err, want)
		}
	}
	if err := table.Add("POST", "/a/{other}", 1); err != nil {
		t.Error(err)
	}
}

// FuzzUnescape: what decodes is never longer, and escapes of everything decode to it.
func FuzzUnescape(f *testing.F) {
	f.Add("/a%2Fb%")
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := Unescape(s); err == nil && len(got) > len(s) {
			t.Errorf("%q became %q", s, got)
		}
		var b strings.Builder
		for i := range len(s) {
			b.WriteString("%" + string("0123456789ABCDEF"[s[i]>>4]) + string("0123456789abcdef"[s[i]&15]))
		}
		if got, err := Unescape(b.String()); err != nil || got != s {
			t.Errorf("%q came back as %q, %v", s, got, err)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var table Table[int]
	for i, pattern := range []string{"/", "/users/{id}", "/users/me", "/files/{rest...}"} {
		if err := table.Add("GET", pattern, i); err != nil {
			b.Fatal(err)
		}
	}
	for _, path := range []string{"/users/me", "/users/123"} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				if m, _ := table.Find("GET", path); m.Route == nil {
					b.Fatal("not found")
				}
			}
		})
	}
}
