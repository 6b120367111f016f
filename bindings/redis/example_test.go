package redis_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/http"
	"moonloop/bindings/json"
	"moonloop/bindings/redis"
)

// TestExample runs the example of a leaderboard.
func TestExample(t *testing.T) {
	s := start(t)
	source, err := os.ReadFile("../../scripts/examples/leaderboard.lua")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := host.New(host.Options{
		Modules: []box.Module{http.Module, json.Module, redis.Named(map[string]string{"here": "redis://" + s.address()})},
		Listen:  []string{"127.0.0.1:*"}, Connect: []string{"127.0.0.1:*"}, Stdout: &out,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := w.RunString(ctx, `arg = { "here" } `+string(source), "leaderboard"); err != nil {
		t.Fatalf("%v; printed:\n%s", err, &out)
	}
	const want = `live	{"top":{}}
posted	ada	30
live	ada	ada 30
posted	alan	20
live	alan	ada 30, alan 20
posted	grace	25
live	grace	ada 30, grace 25, alan 20
posted	alan	35
live	alan	alan 35, ada 30, grace 25
422
`
	if out.String() != want {
		t.Errorf("printed:\n%s\nexpected:\n%s", &out, want)
	}
}
