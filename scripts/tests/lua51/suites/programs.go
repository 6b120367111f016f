package main

// This file runs the suites of other people's programs, each as its authors run it.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A program is one whose suite is run: its folder in DIR is named as its repository is.
type program struct {
	folder  string
	prepare []string // a command that makes what the suite needs
	in      string   // the folder below its own that the suite runs in
	path    string   // its part of LUA_PATH, relative to its folder, besides the libraries
	args    []string // of the interpreter
	each    string   // files, relative to in, each of which is run by itself as the last argument
	counts  *regexp.Regexp
}

// What the suites say of themselves: how many tests passed, and in up to two more groups how many did not. Without counts a
// file passes when it exits with status 0.
var (
	bustedCounts = regexp.MustCompile(`(?m)(\d+) success(?:es)? / (\d+) failures? / (\d+) errors?`)
	passedCounts = regexp.MustCompile(`(\d+) passed, (\d+) failed, (\d+) error`)
	unitCounts   = regexp.MustCompile(`(\d+) success(?:es)?, (\d+) failures?(?:, (\d+) errors?)?`)
	lpegCounts   = regexp.MustCompile(`Success:\s+(\d+)\s+Failures:\s+(\d+)`)
	funCounts    = regexp.MustCompile(`All tests have (passed)!`)
)

// withBusted is how busted is started, with a test of its own or of another program.
func withBusted(args ...string) []string {
	return append([]string{"../busted/bin/busted", "-o", "plainTerminal"}, args...)
}

var programs = []program{
	{folder: "Fennel", prepare: []string{"make", "-s", "fennel", "fennel.lua", "test/faith.lua", "LUA=lua5.1"}, path: "?.lua", args: []string{"test/init.lua"}, counts: passedCounts},
	{folder: "Penlight", path: "lua/?.lua;lua/?/init.lua", each: "tests/*.lua"},
	{folder: "luaunit", path: "?.lua", args: []string{"run_unit_tests.lua"}, counts: unitCounts},
	{folder: "LuLPeg", path: "?.lua;tests/?.lua", args: []string{"tests/lpeg.0.12.test.lua", "lulpeg"}, counts: lpegCounts},
	{folder: "luafun", in: "tests", path: "?.lua", args: []string{"runtest"}, each: "*.lua", counts: funCounts},
	{folder: "lunatest", path: "?.lua", args: []string{"test.lua"}, counts: passedCounts},
	{folder: "binser", path: "?.lua", args: withBusted("spec"), counts: bustedCounts},
	{folder: "busted", path: "?.lua", args: withBusted(), counts: bustedCounts},
	{folder: "tl", path: "?.lua;?/init.lua", args: withBusted(), counts: bustedCounts},
	{folder: "luacheck", path: "?.lua;src/?.lua;src/?/init.lua", args: withBusted(), counts: bustedCounts},
	{folder: "Moses", path: "?.lua", args: withBusted("spec"), counts: bustedCounts},
	{folder: "serpent", path: "src/?.lua", args: []string{"t/test.lua"}},
	{folder: "luassert", args: withBusted("spec"), counts: bustedCounts},
	{folder: "argparse", path: "src/?.lua", args: withBusted("spec"), counts: bustedCounts},
}

// libraries is what busted and what it tests need, as parts of LUA_PATH in DIR; a rock that wants its folder named
// otherwise has a link in the folder of links.
const (
	libraries = "busted/?.lua;busted/?/init.lua;lua_cliargs/src/?.lua;mediator_lua/src/?.lua;dkjson/?.lua;argparse/src/?.lua;" +
		"Penlight/lua/?.lua;Penlight/lua/?/init.lua"
	linksPath = "?.lua;?/init.lua"
)

var links = map[string]string{"luassert": "luassert/src", "say": "say/src/say"}

// runPrograms prints a line for each program that is in the folder.
func (o *options) runPrograms() error {
	temp, err := os.MkdirTemp("", "programs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	for name, target := range links {
		if err := os.Symlink(filepath.Join(o.dir, target), filepath.Join(temp, name)); err != nil {
			return err
		}
	}
	// Moses asks for luacov, and does without what it does.
	if err := os.WriteFile(filepath.Join(temp, "luacov.lua"), []byte("return {}\n"), 0o666); err != nil {
		return err
	}
	shared := below(temp, linksPath) + ";" + below(o.dir, libraries) + ";" + o.path
	puc, err := exec.LookPath("lua5.1")
	if err != nil {
		return err
	}
	behind := 0
	fmt.Printf("%-12s %14s %14s\n", "program", "lua5.1", "moonloop")
	for _, p := range programs {
		if _, err := os.Stat(filepath.Join(o.dir, p.folder)); err != nil {
			fmt.Printf("%-12s %14s %14s\n", p.folder, "-", "-")
			continue
		}
		var got [2]result
		for i, interpreter := range []string{puc, o.moonloop} {
			if got[i], err = o.program(p, filepath.Join(temp, strconv.Itoa(i)), interpreter, shared); err != nil {
				return fmt.Errorf("%s: %w", p.folder, err)
			}
		}
		mark := ""
		if got[1].passed < got[0].passed {
			behind++
			mark = "  < " + got[1].why
		}
		fmt.Printf("%-12s %14s %14s%s\n", p.folder, got[0], got[1], mark)
	}
	if behind > 0 {
		return fmt.Errorf("%d programs pass less under moonloop", behind)
	}
	return nil
}

// below is a path relative to dir made absolute, part by part.
func below(dir, path string) string {
	parts := strings.Split(path, ";")
	for i, p := range parts {
		parts[i] = dir + "/" + p
	}
	return strings.Join(parts, ";")
}

// program runs the suite of p under an interpreter, which it and what it starts find as lua in the folder bin.
func (o *options) program(p program, bin, interpreter, shared string) (result, error) {
	if err := os.MkdirAll(bin, 0o777); err != nil {
		return result{}, err
	}
	if err := os.Symlink(interpreter, filepath.Join(bin, "lua")); err != nil && !errors.Is(err, os.ErrExist) {
		return result{}, err
	}
	folder := filepath.Join(o.dir, p.folder)
	if p.prepare != nil {
		cmd := exec.Command(p.prepare[0], p.prepare[1:]...)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil {
			return result{}, fmt.Errorf("%w\n%s", err, out)
		}
	}
	env := append(os.Environ(), "LUA_PATH="+below(folder, p.path)+";./?.lua;"+shared, "PATH="+bin+":"+os.Getenv("PATH"))
	dir := filepath.Join(folder, p.in)
	if p.each == "" {
		return o.suite(p, bin, dir, env, p.args)
	}
	files, err := filepath.Glob(filepath.Join(dir, p.each))
	if err != nil {
		return result{}, err
	}
	var all result
	for _, f := range files {
		name, err := filepath.Rel(dir, f)
		if err != nil {
			return result{}, err
		}
		r, err := o.suite(p, bin, dir, env, append(p.args[:len(p.args):len(p.args)], name))
		if err != nil {
			return result{}, err
		}
		if r.failed > 0 && all.why == "" {
			all.why = name + ": " + r.why
		}
		all.passed, all.failed = all.passed+r.passed, all.failed+r.failed
	}
	return all, nil
}

// suite runs lua with arguments and counts.
func (o *options) suite(p program, bin, dir string, env, args []string) (r result, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "lua"), args...)
	cmd.Args[0] = "lua" // what a suite starts itself by
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, env, time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && ctx.Err() == nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		return r, err
	}
	switch {
	case ctx.Err() != nil:
		return result{failed: 1, why: "does not end"}, nil
	case p.counts != nil:
		all := p.counts.FindAllStringSubmatch(out.String(), -1)
		if len(all) == 0 {
			return result{failed: 1, why: last(out.String())}, nil
		}
		m := all[len(all)-1]
		if r.passed, err = strconv.Atoi(m[1]); err != nil { // a word
			r.passed = 1
		}
		for _, s := range m[2:] {
			n, _ := strconv.Atoi(s) // "": the group is not there
			r.failed += n
		}
		return r, nil
	case err != nil:
		return result{failed: 1, why: last(out.String())}, nil
	}
	return result{passed: 1}, nil
}

// last is the end of what a suite printed that is no traceback.
func last(text string) string {
	text, _, _ = strings.Cut(text, "\nstack traceback:")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
