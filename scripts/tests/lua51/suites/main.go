// Command suites runs the files of a test suite for Lua under lua5.1 and under Moonloop, and prints how each ends.
//
//	go run ./scripts/tests/lua51/suites -dir DIR [-files '*.t'] [-prelude 'x = 1'] [-timeout 60s]
//
// It fetches nothing: DIR is a copy of PUC's suite for 5.1, lua-Harness (test_lua), LuaJIT-test-cleanup or the like. Each
// file is run by itself, in DIR. For a file that prints TAP, its ok and not ok lines are counted, and for one that prints
// "12 passed, 3 failed" what it says; other files pass when they exit with status 0. The exit status is 1 when Moonloop passes less anywhere.
//
//	go run ./scripts/tests/lua51/suites -programs -dir DIR
//
// With -programs DIR has copies of the repositories of programs, each named as its repository is: Fennel, Penlight, luaunit,
// LuLPeg, luafun, lunatest, binser, busted, tl, luacheck, Moses, serpent, and what their tests need, luassert, say,
// mediator_lua, lua_cliargs, dkjson, argparse. What lua5.1 needs of C libraries (lfs, luasystem, lua-term) it finds by LUA_CPATH,
// and the Lua files of those by -path.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// result is how a file ended under one of them.
type result struct {
	passed, failed int    // tests; of a file without TAP, itself
	why            string // what it said last, when it failed
}

func (r result) String() string {
	if r.failed == 0 {
		return fmt.Sprintf("%d", r.passed)
	}
	return fmt.Sprintf("%d of %d", r.passed, r.passed+r.failed)
}

type options struct {
	dir, moonloop, prelude, path string
	timeout                      time.Duration
}

func run() error {
	var o options
	flag.StringVar(&o.dir, "dir", "", "the folder of the suite")
	files := flag.String("files", "*.lua *.t", "patterns of file names; those in folders below count too")
	flag.StringVar(&o.moonloop, "moonloop", "", "the command; \"\" builds it")
	flag.StringVar(&o.prelude, "prelude", "", "code that is put before each file, on its first line")
	flag.StringVar(&o.path, "path", "", "LUA_PATH; \"\": files of DIR; with -programs: what comes after those")
	flag.DurationVar(&o.timeout, "timeout", time.Minute, "how long one file may run")
	others := flag.Bool("programs", false, "DIR has programs with suites of their own")
	flag.Parse()
	if o.dir == "" {
		return errors.New("suites: -dir expected")
	}
	dir, err := filepath.Abs(o.dir)
	if err != nil {
		return err
	}
	o.dir = dir
	if o.path == "" && !*others {
		o.path = dir + "/?.lua;" + dir + "/?/init.lua;" + filepath.Dir(dir) + "/?.lua;;"
	}
	if o.moonloop == "" {
		temp, err := os.MkdirTemp("", "suites-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		o.moonloop = filepath.Join(temp, "moonloop")
		if out, err := exec.Command("go", "build", "-o", o.moonloop, ".").CombinedOutput(); err != nil {
			return fmt.Errorf("build: %w\n%s", err, out)
		}
	}
	if *others {
		return o.runPrograms()
	}
	list, err := find(dir, strings.Fields(*files))
	if err != nil {
		return err
	}
	return o.table(list)
}

// find lists the files, sorted.
func find(dir string, patterns []string) (list []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, p := range patterns {
			if ok, err := filepath.Match(p, d.Name()); err != nil {
				return err
			} else if ok {
				name, err := filepath.Rel(dir, path)
				list = append(list, name)
				return err
			}
		}
		return nil
	})
	return list, err
}

// table runs the files and prints the results beside each other.
func (o *options) table(list []string) error {
	var puc, moonloop result
	behind := 0
	fmt.Printf("%-36s %14s %14s\n", "file", "lua5.1", "moonloop")
	for _, name := range list {
		p, err := o.file("lua5.1", name)
		if err != nil {
			return err
		}
		m, err := o.file(o.moonloop, name)
		if err != nil {
			return err
		}
		puc.passed, puc.failed = puc.passed+p.passed, puc.failed+p.failed
		moonloop.passed, moonloop.failed = moonloop.passed+m.passed, moonloop.failed+m.failed
		mark := ""
		if m.passed < p.passed || m.failed > p.failed {
			behind++
			mark = "  < " + m.why
		}
		fmt.Printf("%-36s %14s %14s%s\n", name, p, m, mark)
	}
	fmt.Printf("%-36s %14s %14s\n", "all", puc, moonloop)
	if behind > 0 {
		return fmt.Errorf("%d files pass less under moonloop", behind)
	}
	return nil
}

var (
	tap    = regexp.MustCompile(`(?m)^(not )?ok\b(.*)$`)
	totals = regexp.MustCompile(`(?m)^(\d+) passed(?:, (\d+) failed)?`)
)

// file runs one file under a command. The error is one of the harness.
func (o *options) file(command, name string) (result, error) {
	run := name
	if o.prelude != "" {
		source, err := os.ReadFile(filepath.Join(o.dir, name))
		if err != nil {
			return result{}, err
		}
		if bytes.HasPrefix(source, []byte("#")) {
			source = append([]byte("--"), source...)
		}
		f, err := os.CreateTemp(filepath.Dir(filepath.Join(o.dir, name)), "suites-*.lua")
		if err != nil {
			return result{}, err
		}
		defer os.Remove(f.Name())
		_, err = f.Write(append([]byte(o.prelude+" "), source...))
		if err = errors.Join(err, f.Close()); err != nil {
			return result{}, err
		}
		if run, err = filepath.Rel(o.dir, f.Name()); err != nil {
			return result{}, err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, run)
	cmd.Dir = o.dir
	cmd.Env = append(os.Environ(), "LUA_PATH="+o.path)
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && ctx.Err() == nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		return result{}, err
	}
	var r result
	if m := totals.FindStringSubmatch(stdout.String()); m != nil {
		r.passed, _ = strconv.Atoi(m[1])
		r.failed, _ = strconv.Atoi(m[2])
	}
	for _, m := range tap.FindAllStringSubmatch(stdout.String(), -1) {
		switch {
		case m[1] == "" || strings.Contains(strings.ToLower(m[2]), "# todo"):
			r.passed++
		default:
			if r.failed == 0 {
				r.why = strings.TrimSpace(m[0])
			}
			r.failed++
		}
	}
	switch {
	case ctx.Err() != nil:
		r.failed++
		r.why = "does not end"
	case err != nil && r.failed == 0:
		r.failed++
		r.why, _, _ = strings.Cut(strings.TrimSpace(stderr.String()), "\n")
	case r.passed+r.failed == 0:
		r.passed = 1
	}
	if len(r.why) > 100 {
		r.why = r.why[:100]
	}
	return r, nil
}
