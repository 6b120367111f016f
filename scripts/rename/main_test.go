package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRename(t *testing.T) {
	root := t.TempDir()
	files := map[string][2]string{ // before and after
		"go.mod":            {"module old\n\ngo 1.26\n", "module example.com/new\n\ngo 1.26\n"},
		"hosts/go.mod":      {"require (\n\told v0.0.0\n\tolder v1.0.0\n)\nreplace old => ../..\n", "require (\n\texample.com/new v0.0.0\n\tolder v1.0.0\n)\nreplace example.com/new => ../..\n"},
		"a/a.go":            {"import b \"old/b\"\nimport \"older/b\"\n", "import b \"example.com/new/b\"\nimport \"older/b\"\n"},
		"README.md":         {"\t\"old/b\"\n", "\t\"example.com/new/b\"\n"},
		".ci/skips":         {"old/b\tTestX\told/b\n", "example.com/new/b\tTestX\told/b\n"},
		".git/objects/x.go": {"\"old/b\"", "\"old/b\""},
		"a.lua":             {"\"old/b\"", "\"old/b\""},
	}
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text[0]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := rename(root, "example.com/new"); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if b, err := os.ReadFile(filepath.Join(root, name)); err != nil || string(b) != text[1] {
			t.Errorf("%s: %q, %v; want %q", name, b, err, text[1])
		}
	}
}

func TestRenameRefuses(t *testing.T) {
	for _, path := range []string{"", "moonloop", "you/moonloop", "github.com/you/moon loop", "github.com//x", "https://github.com/you/moonloop"} {
		if err := rename(t.TempDir(), path); err == nil || !strings.HasPrefix(err.Error(), "path with a domain expected") {
			t.Errorf("%q: %v", path, err)
		}
	}
	if err := rename(t.TempDir(), "github.com/you/moonloop"); err == nil || !strings.Contains(err.Error(), "go.mod") {
		t.Errorf("without go.mod: %v", err)
	}
}
