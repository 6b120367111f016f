package lua51

// This file holds the library against what lua5.1 has recorded of it, function by function, and the differences against
// what the manual tells of them: lua5.1 section5.lua > section5.golden, in testdata.

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"moonloop/scripts/manual"
)

// told are the calls of section5.lua that differ, and what the manual has of each in "Differences from Lua 5.1".
var told = map[string]string{
	"load string":              "`load` of strings",
	"os.setlocale environment": "knows the locale `\"C\"` alone",
	"debug.getfenv io":         "| `debug.getfenv` of functions of `io` and of files | is the table of globals",
	"package.cpath":            "`package.cpath` is empty",
	"package.loadlib":          "`package.loadlib` returns `\"absent\"`",
	"string.dump":              "| `string.dump`, binary chunks | there are none",
	"debug.sethook":            "| `debug.sethook` | raises an error |",
}

func TestSection5(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the texts of its errors are others")
	}
	source, err := os.ReadFile("testdata/section5.lua")
	if err != nil {
		t.Fatal(err)
	}
	golden, err := os.ReadFile("testdata/section5.golden")
	if err != nil {
		t.Fatal(err)
	}
	page, err := manual.Pages().ReadFile("lua.md")
	if err != nil {
		t.Fatal(err)
	}
	out := Run(&Program{Source: string(source)}, Plain)
	if out.Message+out.Broken != "" {
		t.Fatal(out.Message, out.Broken)
	}
	got, want := strings.Split(out.Stdout, "\n"), strings.Split(strings.ReplaceAll(normalise(string(golden)), "section5.lua", Name), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d lines, expected %d", len(got), len(want))
	}
	differ := map[string]bool{}
	for i, line := range want {
		call, _, _ := strings.Cut(line, ":")
		if got[i] == line {
			continue
		}
		differ[call] = true
		if told[call] == "" {
			t.Errorf("got %s\nlua5.1 has %s", got[i], line)
		}
	}
	for call, text := range told {
		if !differ[call] {
			t.Errorf("%s does as lua5.1 does", call)
		}
		if !strings.Contains(string(page), text) {
			t.Errorf("the manual does not tell of %s: %q expected", call, text)
		}
	}
	names := namesIn(string(source))
	for _, f := range functions {
		if !names[f] && !strings.Contains(string(golden), "\n"+f) {
			t.Errorf("no call of %s", f)
		}
	}
}
