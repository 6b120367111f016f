package env_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"moonloop/bindings/box"
	"moonloop/bindings/env"
	"moonloop/bindings/host"
)

// TestWorld holds that a World's scripts see its variables and its files, and no others.
func TestWorld(t *testing.T) {
	t.Setenv("HOME_OF_TEST", "the machine's")
	files := fstest.MapFS{".env": {Data: []byte("A=file\nB=$A\nC=${HOME_OF_TEST:-nothing}")}}
	for name, c := range map[string]struct {
		options host.Options
		want    string // what is returned, or part of the error
	}{
		"files and variables": {host.Options{FS: files, Env: map[string]string{"A": "granted"}}, "granted granted nothing"},
		"files":               {host.Options{FS: files}, "file file nothing"},
		"nothing":             {host.Options{}, "env.load: this host does not let scripts use files"},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.Modules = []box.Module{env.Module}
			w, err := host.New(c.options)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			got, err := host.One[string](w.RunString(context.Background(), `require("moonloop.env").load()
				return os.getenv("A") .. " " .. os.getenv("B") .. " " .. os.getenv("C")`, "world"))
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
