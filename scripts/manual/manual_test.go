package manual_test

// This file runs every example of the README and of the manual: the pages beside it.

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	// What the examples are built of, so that the result of an earlier run counts only as long as it is the same.
	_ "moonloop/bindings/host"
	_ "moonloop/repl"
	_ "moonloop/repl/command"
)

var update = flag.Bool("update", false, "write what the examples print into the pages")

// maxLines is how long a page may be, and the README.
const maxLines, maxReadme = 300, 200

// The languages that a block of code may have. What has another language, or none after anything but an example, is a
// fault of the page.
//
//	lua      a program; it runs under virtual time
//	go       a program
//	console  lines that begin with "$ " are commands, the others what they print
//	sh       commands that are not run; unrun gives the reasons
//	prompt   a session at the prompt; the tests of package repl run it
//
// The block without a language right after a program is what it prints.
var languages = []string{"lua", "go", "console", "sh", "prompt"}

// unrun are commands that examples show and no test runs, with the reason.
var unrun = map[string]string{
	"go test ./...":              "this test would run itself",
	"CGO_ENABLED=0 go install .": "it writes outside of the test's folder",
	"go install .":               "it writes outside of the test's folder",
	"moonloop":                   "it needs a terminal",
	"moonloop -i script.lua":     "it needs a terminal",
}

// A block is a block of code in a page.
type block struct {
	lang       string
	line       int // of the fence
	code       string
	first, end int // its lines in the page, without the fences
}

var fence = regexp.MustCompile("^```(.*)$")

func blocks(lines []string) []block {
	var all []block
	for i := 0; i < len(lines); i++ {
		m := fence.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		b := block{lang: m[1], line: i + 1, first: i + 1}
		for i++; i < len(lines) && !strings.HasPrefix(lines[i], "```"); i++ {
		}
		b.end = i
		b.code = strings.Join(lines[b.first:b.end], "\n") + "\n"
		all = append(all, b)
	}
	return all
}

// TestExamples runs the examples of each page.
func TestExamples(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	command := filepath.Join(bin, "moonloop")
	if runtime.GOOS == "windows" {
		command += ".exe"
	}
	run := func(t *testing.T, name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "LUA_INIT=", "LUA_PATH=")
		out, _ := cmd.CombinedOutput() // the status is part of no page
		return strings.ReplaceAll(string(out), "\r\n", "\n")
	}
	if _, err := os.ReadFile(filepath.Join(root, "main.go")); err != nil { // as the packages that are imported
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", command, root).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	pages, err := filepath.Glob("*.md")
	if err != nil || len(pages) < 5 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range append(pages, "../../README.md") {
		t.Run(filepath.Base(page), func(t *testing.T) {
			b, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n")
			var changed []func()
			all := blocks(lines)
			for i, b := range all {
				var got string
				out := b // where what it prints stands
				switch b.lang {
				case "lua":
					file := filepath.Join(t.TempDir(), "example.lua")
					write(t, file, b.code)
					got = strings.ReplaceAll(run(t, command, "--virtual-time", file), file, "example.lua")
				case "go":
					file := filepath.Join(t.TempDir(), "main.go")
					write(t, file, b.code)
					got = run(t, "go", "run", file)
				case "console":
					for _, line := range strings.SplitAfter(b.code, "\n") {
						if text, ok := strings.CutPrefix(line, "$ "); ok {
							got += line + run(t, "sh", "-c", text)
						}
					}
				case "sh":
					for _, line := range strings.Split(strings.TrimSpace(b.code), "\n") {
						if unrun[line] == "" {
							t.Errorf("%s:%d: nothing says why %q is not run: make it a console block", page, b.line, line)
						}
					}
					continue
				case "prompt":
					continue
				case "":
					if i > 0 && all[i-1].end+1 == b.first-1-1 && (all[i-1].lang == "lua" || all[i-1].lang == "go") {
						continue
					}
					fallthrough
				default:
					t.Errorf("%s:%d: a block in %q: want one of %v, or what the program before it prints", page, b.line, b.lang, languages)
					continue
				}
				want := b.code
				if b.lang != "console" {
					want = ""
					if i+1 < len(all) && all[i+1].lang == "" && b.end+1 == all[i+1].first-1-1 {
						out, want = all[i+1], all[i+1].code
					}
				}
				if got == want {
					continue
				}
				t.Errorf("%s:%d: the example prints\n%s\nthe page says\n%s", page, b.line, got, want)
				if out.first != b.first || b.lang == "console" {
					changed = append(changed, func() {
						lines = append(lines[:out.first:out.first], append(strings.Split(strings.TrimSuffix(got, "\n"), "\n"), lines[out.end:]...)...)
					})
				}
			}
			if *update {
				for i := len(changed) - 1; i >= 0; i-- {
					changed[i]()
				}
				write(t, page, strings.Join(lines, "\n"))
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

var code = regexp.MustCompile("(?s)```.*?```|`[^`]*`")

// TestPages holds the length of the pages, and that their links lead somewhere.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	github, err := filepath.Glob("../../.github/*.md")
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(append(pages, "../../README.md"), github...) {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		limit := maxLines
		if page == "../../README.md" {
			limit = maxReadme
		}
		if n := strings.Count(string(b), "\n"); n > limit {
			t.Errorf("%s has %d lines, want at most %d", page, n, limit)
		}
		prose := code.ReplaceAllString(string(b), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", page, m[1])
			}
		}
		if filepath.Dir(page) == "." && page != "README.md" && !strings.Contains(string(index), "("+page+")") {
			t.Errorf("README.md does not name %s", page)
		}
	}
}
