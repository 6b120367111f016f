package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"moonloop/vm"
)

func TestPlugins(t *testing.T) {
	dir := t.TempDir()
	write := func(name, source string, minute int) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2024, 1, 1, 0, minute, 0, 0, time.UTC)
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	greet, err := os.ReadFile("scripts/greet.lua")
	if err != nil {
		t.Fatal(err)
	}
	clock, err := os.ReadFile("scripts/clock.lua")
	if err != nil {
		t.Fatal(err)
	}
	write("greet.lua", string(greet), 0)
	write("clock.lua", string(clock), 0)
	write("spin.lua", "return {spin = function() while true do pcall(function() while true do end end) end end}", 0)
	var out strings.Builder
	h := newPlugins(os.DirFS(dir), &out)
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	must(h.reload())
	must(h.emit(ctx, "join", "ada"))
	must(h.emit(ctx, "join", "bob"))
	must(h.emit(ctx, "time"))
	var limit *vm.LimitError
	if err := h.emit(ctx, "spin"); !errors.As(err, &limit) {
		t.Errorf("spin: %v", err)
	}
	write("greet.lua", "return {join = function(name) say('bye, ' .. name) end}", 1)
	must(h.reload())
	must(h.emit(ctx, "join", "cyd"))
	write("greet.lua", "this is no Lua", 2)
	if err := h.reload(); err == nil {
		t.Error("a script that is no Lua was loaded")
	}
	must(h.emit(ctx, "join", "dan"))
	must(os.Remove(filepath.Join(dir, "clock.lua")))
	write("greet.lua", string(greet), 3)
	must(h.reload())
	must(h.emit(ctx, "time"))
	must(h.emit(ctx, "join", "eve"))
	must(h.close())
	want := `greet: welcome, ada, you are number 1
greet: welcome, bob, you are number 2
clock: the clock runs
greet: bye, cyd
greet: bye, dan
greet: welcome, eve, you are number 1
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
