package sandbox

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/bindings/sql"
	"moonloop/bindings/sql/sqlite"
	"moonloop/vm"
)

// TestFiles has every module that uses files try to reach what is beside the folders of its World.
func TestFiles(t *testing.T) {
	top := t.TempDir()
	in, out := filepath.Join(top, "in"), filepath.Join(top, "out")
	for _, dir := range []string{in, out, filepath.Join(out, "sub")} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{filepath.Join(top, "secret.txt"), filepath.Join(in, "given.txt"), filepath.Join(out, "mine.txt")} {
		if err := os.WriteFile(name, []byte(filepath.Base(name)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range map[string]string{
		filepath.Join(in, "up"): "../secret.txt", filepath.Join(in, "over"): "../out", filepath.Join(out, "top"): "..",
		filepath.Join(out, "whole"): filepath.Join(top, "secret.txt"), filepath.Join(out, "proc"): "/proc/self/root", filepath.Join(out, "in"): "../in",
	} {
		if err := os.Symlink(target, name); err != nil {
			t.Skip(err)
		}
	}
	special(t, filepath.Join(out, "pipe"))
	database := sql.Module(sql.Options{Backends: []sql.Backend{sqlite.Backend}})
	w, err := host.New(host.Options{
		Read: []string{in}, Write: []string{out}, Listen: []string{"127.0.0.1:*"}, Connect: []string{"127.0.0.1:*"},
		Modules: append(bindings.All(), database), Source: os.DirFS(in), Limits: vm.Limits{MaxMemory: 64 << 20},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := w.Func("escaped", func(what string) { t.Errorf("reached %s", what) }); err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("testdata/files.lua")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if _, err := w.RunString(ctx, reached, "reached"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.RunString(ctx, string(source), "files.lua", top, in, out); err != nil {
		t.Fatal(err)
	}
	if n, err := host.One[int](w.Call(ctx, "count")); n < 100 || err != nil {
		t.Errorf("%d attempts, %v", n, err)
	}
	for name, want := range map[string]string{filepath.Join(top, "secret.txt"): "secret.txt", filepath.Join(in, "given.txt"): "given.txt"} {
		if b, err := os.ReadFile(name); string(b) != want || err != nil {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	list, err := os.ReadDir(top)
	if err != nil || len(list) != 3 {
		t.Errorf("%v, %v", list, err)
	}
}
