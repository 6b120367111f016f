package tester

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// covered makes files in a folder, runs `moonloop test --coverage` there, and returns the folder, what it printed and the
// lcov file.
func covered(t *testing.T, files map[string]string, args ...string) (dir, text, lcov string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := started(append(args, "--coverage", "cov.info")...)
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	b, err := os.ReadFile(filepath.Join(dir, "cov.info"))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir, string(out), string(b)
}

// project1 is a project with modules, some of them others', and cases that end in all ways.
var project1 = map[string]string{
	"src/sign.lua":          "return function(x)\n  if x < 0 then\n    return -1\n  end\n  return x > 0 and 1 or 0\nend\n",
	"main.lua":              "local ran = ...\nreturn 1",
	"unused.lua":            "return 1",
	"lua_modules/other.lua": "return 1", ".hidden/other.lua": "return 1", "tests/helper.lua": "return { n = 1 }",
	"tests/a_test.lua": "local test = require 'moonloop.test'\nlocal sign = require 'sign'\nrequire 'lua_modules.other' dofile('.hidden/other.lua')\nload('return 1', '@load.lua')()\n" +
		"test.case('one', function(t) t.eq(sign(1), 1) t.eq(require('helper').n, 1) end)\ntest.case('seeds', { seeds = 3 }, function(t) t.eq(sign(0), 0) end)\n" +
		"test.case('leaves', function(t) sign(-1) os.exit(0) end)\ntest.case('fails', function(t) sign(-1) error('x') end)\ntest.case('after', function(t) loadfile('main.lua')() end)",
	"tests/b_spec.lua": "local sign = require 'sign'\ndescribe('b', function() it('is', function() assert.are.equal(0, sign(0)) end) end)",
}

// TestCoverage holds that cases, seeds, processes and jobs are added up, and that only the project's own files are there.
func TestCoverage(t *testing.T) {
	dir, text, lcov := covered(t, project1, "--jobs", "2")
	var names []string
	for _, m := range regexp.MustCompile(`SF:(.*)`).FindAllStringSubmatch(lcov, -1) {
		names = append(names, m[1])
	}
	if got := strings.Join(names, " "); got != "main.lua src/sign.lua tests/helper.lua" {
		t.Errorf("files: %s\n%s", got, text)
	}
	// sign ran: in a_test once with 1, three times with 0, twice with -1; in b_spec once with 0. It was loaded in the runtime of
	// each seed and without, in two processes because of os.exit, and in b_spec.
	for _, want := range []string{"FNDA:7,function at line 1\n", "BRDA:2,0,0,2\nBRDA:2,0,1,5\n", "BRDA:5,0,0,1\nBRDA:5,0,1,4\nBRDA:5,1,0,4\nBRDA:5,1,1,1\n", "DA:2,7\nDA:3,2\nDA:5,5\n"} {
		if !strings.Contains(lcov, want) {
			t.Errorf("lacks %q:\n%s\n%s", want, lcov, text)
		}
	}
	for _, want := range []string{"src/sign.lua        100.0%    100.0%     100.0%\n", "written to cov.info and cov.html\n", "4 passed, 2 failed"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "cov.html"))
	if err != nil || !bytes.Contains(page, []byte("return x &gt; 0 and 1 or 0")) {
		t.Errorf("%v\n%s", err, page)
	}
}

// TestCoverageOfTests holds that test files count where that is asked for, and that what is printed for other programs can be
// read by them.
func TestCoverageOfTests(t *testing.T) {
	_, text, lcov := covered(t, project1, "--coverage-tests", "--tap", "--filter", "one")
	if !strings.Contains(lcov, "SF:tests/a_test.lua\n") || !strings.Contains(lcov, "FNDA:1,function at line 5\nFNDA:0,function at line 6\n") {
		t.Errorf("%s", lcov)
	}
	for line := range strings.Lines(text) {
		if !regexp.MustCompile(`^(TAP version 14|ok 1 |1\.\.1|# )`).MatchString(line) {
			t.Errorf("no line of TAP: %s", line)
		}
	}
}

// TestCoverageThatCannotBe holds that what is wrong with the option is said.
func TestCoverageThatCannotBe(t *testing.T) {
	file := caseFile(t, 0, "")
	for _, k := range []struct {
		args []string
		want string
	}{
		{[]string{"--coverage"}, "--coverage: file expected"},
		{[]string{"--coverage", "x.html"}, "a name for the lcov file expected, got 'x.html'"},
		{[]string{"--coverage-tests", file}, "--coverage-tests: it says what --coverage FILE counts"},
		{[]string{"--coverage", filepath.Join(t.TempDir(), "none", "cov"), file}, "none"},
	} {
		if text, status := command(k.args...); status != badUsage || !strings.Contains(text, k.want) {
			t.Errorf("%v: status %d\n%s", k.args, status, text)
		}
	}
}

// TestGenhtml has lcov's own programs read the file.
func TestGenhtml(t *testing.T) {
	for _, program := range []string{"genhtml", "lcov"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	dir, _, _ := covered(t, project1)
	for _, k := range []struct {
		args []string
		want []string
	}{
		{[]string{"lcov", "--summary", "cov.info", "--rc", "lcov_branch_coverage=1", "--rc", "branch_coverage=1"}, []string{"100.0% (7 of 7 lines)", "100.0% (1 of 1 function", "100.0% (6 of 6 branches)"}},
		{[]string{"genhtml", "--branch-coverage", "--output-directory", "html", "cov.info"}, []string{"100.0% (7 of 7 lines)", "100.0% (6 of 6 branches)"}},
	} {
		cmd := exec.Command(k.args[0], k.args[1:]...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", k.args, err, out)
		}
		for _, want := range k.want {
			if !strings.Contains(string(out), want) {
				t.Errorf("%v lacks %q:\n%s", k.args, want, out)
			}
		}
	}
	var pages []string // in a folder that is called as the version of lcov likes
	_ = filepath.WalkDir(filepath.Join(dir, "html"), func(path string, _ fs.DirEntry, err error) error {
		if filepath.Base(path) == "sign.lua.gcov.html" {
			pages = append(pages, path)
		}
		return err
	})
	if len(pages) != 1 {
		t.Fatalf("pages of the module: %v", pages)
	}
	page, err := os.ReadFile(pages[0])
	if err != nil || !bytes.Contains(page, []byte("return x &gt; 0 and 1 or 0")) {
		t.Errorf("%v", err)
	}
}
