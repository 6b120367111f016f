package stdlib

// This file runs the tests that come with gopher-lua.

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// moduleDir is where gopher-lua's own tests are.
func moduleDir(t *testing.T) string {
	dirs, _ := filepath.Glob(filepath.Join(goModCache(), "github.com/yuin/gopher-lua@*"))
	if len(dirs) == 0 {
		t.Skip("gopher-lua's source is not here")
	}
	return dirs[len(dirs)-1]
}

func goModCache() string {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	if dir := os.Getenv("GOPATH"); dir != "" {
		return filepath.Join(dir, "pkg", "mod")
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(home, "go", "pkg", "mod")
}

// corrections are changes to gopher-lua's own tests, by file: what asks for its
// ways and not Lua 5.1's, and what is commented out there and passes here.
var corrections = map[string][][2]string{
	"_lua5.1-tests/math.lua": { // the sign turns the number round in 64 bits, as in Lua 5.1
		{"tonumber('-fFfa', 16) == -(", "tonumber('-fFfa', 16) == 2^64-("},
		{"tonumber('-fffffFFFFF', 16)-1 == -2^40", "tonumber('-fffffFFFFF', 16)-1 == 2^64-2^40"},
		{"-10  \\n', 36) == -36", "-10  \\n', 36) == 2^64-36"},
	},
	"_lua5.1-tests/strings.lua": {
		{"\n-- assert(string.format", "\nassert(string.format"},
		{"\n--assert(", "\nassert("},
		{"\n--              ", "\n"},
		{"\n-- assert(os.setlocale() ", "\nassert(os.setlocale() "},
	},
	"_lua5.1-tests/pm.lua": {
		{"for k=i, j do;", "for k=i, j do"}, // Lua 5.1 has no empty statement
		{"\n-- assert(", "\nassert("}, {"\n-- local ", "\nlocal "}, {"\n-- for k", "\nfor k"},
		{"\n--   assert", "\nassert"}, {"\n-- end", "\nend"},
	},
	"_lua5.1-tests/files.lua": {
		{"\n--   T.", "\nT."}, {"\n-- T =", "\nT ="}, {"\n-- loadstring", "\nloadstring"},
		{"\n-- assert(os.time", "\nassert(os.time"},
	},
}

func TestGopherLuasOwn(t *testing.T) {
	dir := moduleDir(t)
	for _, name := range []string{
		"_lua5.1-tests/attrib.lua", "_lua5.1-tests/calls.lua", "_lua5.1-tests/closure.lua",
		"_lua5.1-tests/events.lua", "_lua5.1-tests/files.lua",
		"_lua5.1-tests/literals.lua", "_lua5.1-tests/locals.lua", "_lua5.1-tests/math.lua",
		"_lua5.1-tests/nextvar.lua", "_lua5.1-tests/pm.lua", "_lua5.1-tests/sort.lua",
		"_lua5.1-tests/strings.lua", "_lua5.1-tests/vararg.lua",
	} {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Skip(err)
			}
			text := string(source)
			for _, c := range corrections[name] {
				text = strings.ReplaceAll(text, c[0], c[1])
			}
			// attrib.lua makes files beside itself.
			work := t.TempDir()
			if err := os.CopyFS(work, os.DirFS(filepath.Join(dir, filepath.Dir(name)))); err != nil {
				t.Fatal(err)
			}
			t.Chdir(work)
			var out bytes.Buffer
			rt, _ := newRuntime(t, all(&out))
			if err := runAs(rt, text, filepath.Base(name)); err != nil {
				t.Error(err)
			}
		})
	}
}
