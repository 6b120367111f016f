package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"moonloop/bindings/netio"
	"moonloop/repl/annotations"
	"moonloop/repl/command"
	"moonloop/repl/manual"
)

// As a child of its own tests, the test binary is the moonloop command.
func TestMain(m *testing.M) {
	if os.Getenv("MOONLOOP_TEST_COMMAND") != "" {
		main()
		return
	}
	_ = os.Unsetenv("LUA_INIT") // of whoever runs the tests
	os.Exit(m.Run())
}

// moonloop runs the command in this process.
func moonloop(t *testing.T, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	status = doMain(args, strings.NewReader(stdin), &out, &errs, func(code int) { t.Errorf("exit(%d) in the test's process", code) })
	return out.String(), errs.String(), status
}

// command is the command as a process of its own.
func child(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "MOONLOOP_TEST_COMMAND=1")
	return cmd
}

// interleaved are the examples whose output depends on which of several connections is served first, which nobody decides
// where goroutines wait for them.
var interleaved = map[string]bool{"io_chat": true, "io_proxy": true}

func TestExamples(t *testing.T) {
	scripts, err := filepath.Glob("scripts/examples/*.lua")
	if err != nil || len(scripts) < 10 {
		t.Fatalf("examples: %d found, %v", len(scripts), err)
	}
	for _, script := range scripts {
		base := strings.TrimSuffix(script, ".lua")
		want, err := os.ReadFile(base + ".out")
		if err != nil {
			continue // needs the network or the real clock: it has a test of its own
		}
		if runtime.GOOS == "windows" && filepath.Base(base) == "io_supervisor" {
			continue // what it supervises is written for sh
		}
		t.Run(filepath.Base(base), func(t *testing.T) {
			stdout, stderr, status := moonloop(t, "", "--virtual-time", script)
			if stdout != string(want) && (netio.Polls || !interleaved[filepath.Base(base)]) {
				t.Errorf("printed:\n%s\nexpected:\n%s", stdout, want)
			}
			wantStatus := 0
			if b, err := os.ReadFile(base + ".exit"); err == nil {
				if wantStatus, err = strconv.Atoi(strings.TrimSpace(string(b))); err != nil {
					t.Fatal(err)
				}
			}
			if status != wantStatus {
				t.Errorf("exit status %d, expected %d; stderr:\n%s", status, wantStatus, stderr)
			}
			expected, err := os.ReadFile(base + ".stderr")
			if err != nil && stderr != "" {
				t.Errorf("unexpected on stderr:\n%s", stderr)
			}
			for _, line := range strings.Split(strings.TrimSpace(string(expected)), "\n") {
				if !strings.Contains(stderr, line) {
					t.Errorf("stderr lacks %q:\n%s", line, stderr)
				}
			}
		})
	}
}

func TestCommand(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	_, missing := os.Stat("/no/such.lua") // each system words that as it likes
	script := file("args.lua", "#!/usr/bin/env moonloop\nprint(arg[0]:match('[^/\\\\]*$'), arg[1], arg[2], #arg, ...)")
	bad := file("bad.lua", "print('never')\nx = = 1\n")
	for _, c := range []struct {
		name           string
		stdin          string
		args           []string
		stdout, stderr string // stderr: a part of it
		status         int
	}{
		{name: "a script with arguments and a first line for the shell", args: []string{script, "a", "b"}, stdout: "args.lua\ta\tb\t2\ta\tb\n"},
		{name: "an argument that looks like an option", args: []string{script, "--debug"}, stdout: "args.lua\t--debug\tnil\t1\t--debug\n"},
		{name: "standard input by name", stdin: "print(1, arg[0], arg[1])", args: []string{"-", "x"}, stdout: "1\t-\tx\n"},
		{name: "standard input without a terminal", stdin: "print(await(require('asyncio').sleep(0, 42)))", stdout: "42\n"},
		{name: "code in the word of its option", args: []string{"-lasyncio", "-ex=5", "-eprint(x)"}, stdout: "5\n"},
		{name: "a byte order mark", args: []string{file("bom.lua", "\ufeff#!lua\nprint('marked')")}, stdout: "marked\n"},
		{name: "a byte order mark of standard input", args: []string{"-"}, stdin: "\ufeffprint('marked')", stdout: "marked\n"},
		{name: "code", args: []string{"-e", "print(await(asyncio.sleep(0, 'x')))"}, stdout: "x\n"},
		{name: "code, code again and then the script, which has the arguments", args: []string{"-e", "x = ... await(asyncio.sleep(0))", "-e", "print(x, arg[0] ~= nil)", script, "a"}, stdout: "a\ttrue\nargs.lua\ta\tnil\t1\ta\n"},
		{name: "the first code that fails is the last", args: []string{"-e", "error('one', 0)", "-e", "print('two')"}, stderr: "moonloop: one\n", status: 1},
		{name: "a module before the code", args: []string{"-l", "asyncio", "-e", "print(package.loaded.asyncio == asyncio)"}, stdout: "true\n"},
		{name: "a module alone, and standard input", stdin: "print('in')", args: []string{"-l", "asyncio"}, stdout: "in\n"},
		{name: "a module that is not there", args: []string{"-l", "no.such", "-e", "print(1)"}, stderr: "moonloop: module 'no.such' not found", status: 1},
		{name: "a module that is missing", args: []string{"-l"}, stderr: "moonloop: -l: module expected", status: 2},
		{name: "check of files that compile", args: []string{"check", script, script}},
		{name: "check of files that do not", args: []string{"check", bad, script, "/no/such.lua"}, stdout: bad + ":2:5: unexpected symbol near '='\n", stderr: "moonloop: cannot open /no/such.lua", status: 1},
		{name: "check without a file", args: []string{"check"}, stderr: "usage: moonloop check [--json] FILE...", status: 2},
		{name: "doc of an option", args: []string{"doc", "asyncio.gather.return_exceptions"}, stdout: docOf("asyncio.gather")},
		{name: "doc of a name that is not there", args: []string{"doc", "asyncio.slep"}, stderr: "nothing is written about asyncio.slep; did you mean asyncio.sleep", status: 1},
		{name: "doc of text that is nowhere", args: []string{"doc", "--search", "qwertyuiop"}, stderr: `moonloop doc: nothing has "qwertyuiop" in it`, status: 1},
		{name: "doc without a text", args: []string{"doc", "--search"}, stderr: "usage: moonloop doc [NAME...]", status: 2},
		{name: "doc as pages, without a folder", args: []string{"doc", "--html"}, stderr: "--html: one folder expected", status: 2},
		{name: "doc as pages", args: []string{"doc", "--html", filepath.Join(dir, "pages")}, stdout: filepath.Join(dir, "pages", "index.html") + "\n"},
		{name: "doc with an unknown option", args: []string{"doc", "--wat"}, stderr: "moonloop doc: unknown option --wat", status: 2},
		{name: "types", args: []string{"types", filepath.Join(dir, "a", "b")}, stdout: typesIn(filepath.Join(dir, "a", "b"))},
		{name: "types without a folder", args: []string{"types"}, stderr: "usage: moonloop types DIR", status: 2},
		{name: "code that is missing", args: []string{"-e"}, stderr: "moonloop: -e: code expected", status: 2},
		{name: "an unknown option", args: []string{"--fast"}, stderr: "moonloop: unknown option --fast", status: 2},
		{name: "the version", args: []string{"--version"}, stdout: "moonloop " + version + "\n"},
		{name: "help", args: []string{"--help"}, stdout: command.Usage()},
		{name: "a word that is no command", args: []string{"help"}, stderr: "moonloop: cannot open help: " + errors.Unwrap(missing).Error() + " (moonloop --help lists the commands)", status: 1},
		{name: "a script that is not there", args: []string{"/no/such.lua"}, stderr: "moonloop: " + command.CannotOpen("/no/such.lua", missing).Error(), status: 1},
		{name: "a syntax error", args: []string{"-e", "x = = 1"}, stderr: "moonloop: (command line):1: unexpected symbol near '='", status: 1},
		{name: "an uncaught string", args: []string{"-e", "error('boom')"}, stderr: "moonloop: (command line):1: boom\nstack traceback:\n", status: 1},
		{name: "an uncaught error object", args: []string{"-e", "error(asyncio.TimeoutError('late'))"}, stderr: "moonloop: TimeoutError: late\nstack traceback:\n", status: 1},
		{name: "an error of a task that nobody awaits", args: []string{"-e", "asyncio.create_task(function() error('lost') end) await(asyncio.sleep(0))"}, stderr: "Task exception was never retrieved"},
		{name: "a coroutine that nobody awaits", args: []string{"-e", "asyncio.sleep(1)"}, stderr: "coroutine 'sleep' was never awaited"},
		{name: "virtual time", args: []string{"--virtual-time", "-e", "await(asyncio.sleep(3600)) print(asyncio.get_running_loop():time())"}, stdout: "3600\n"},
		{name: "virtual time goes on in asyncio.run", args: []string{"--virtual-time", "-e", "await(asyncio.sleep(1)) asyncio.run(function() await(asyncio.sleep(2)) end) print(asyncio.get_running_loop():time())"}, stdout: "3\n"},
		{name: "debug mode", args: []string{"--debug", "-e", "print(asyncio.get_running_loop():get_debug())"}, stdout: "true\n"},
		{name: "a deadlock", args: []string{"-e", "await(asyncio.Future())"}, stderr: "moonloop: deadlock: every task waits for something that can never happen\n  Task-1", status: 1},
		{name: "a deadlock in asyncio.run", args: []string{"-e", "asyncio.run(function() await(asyncio.Future()) end)"}, stderr: "moonloop: deadlock", status: 1},
		{name: "tasks that are left are cancelled and awaited", args: []string{"-e", "asyncio.create_task(function() local ok, e = pcall(await, asyncio.sleep(99)) print(ok, e) end) await(asyncio.sleep(0))"}, stdout: "false\tCancelledError\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			stdout, stderr, status := moonloop(t, c.stdin, c.args...)
			if stdout != c.stdout {
				t.Errorf("printed %q, expected %q", stdout, c.stdout)
			}
			if status != c.status {
				t.Errorf("exit status %d, expected %d", status, c.status)
			}
			if c.stderr == "" && stderr != "" || !strings.Contains(stderr, c.stderr) {
				t.Errorf("stderr is %q, expected %q in it", stderr, c.stderr)
			}
		})
	}
}

// TestModulesBeside holds that require finds modules beside the script, wherever the command is started, after those of
// package.path.
func TestModulesBeside(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"main.lua":    "print(require('a'), require('b.c'), require('d'))",
		"a.lua":       "return 'beside'",
		"b/c.lua":     "return 'below'",
		"d/init.lua":  "\ufeffreturn 'folder'",
		"first/a.lua": "return 'path'",
		"missing.lua": "require 'no.such'",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	script, link := filepath.Join(dir, "main.lua"), filepath.Join(t.TempDir(), "link")
	scripts := []string{script}
	if os.Symlink(script, link) == nil {
		scripts = append(scripts, link)
	}
	for _, s := range scripts {
		if stdout, stderr, _ := moonloop(t, "", s); stdout != "beside\tbelow\tfolder\n" {
			t.Errorf("%s: printed %q, reported %q", s, stdout, stderr)
		}
	}
	t.Setenv("LUA_PATH", filepath.ToSlash(dir)+"/first/?.lua")
	if stdout, stderr, _ := moonloop(t, "", script); stdout != "path\tbelow\tfolder\n" {
		t.Errorf("with LUA_PATH: printed %q, reported %q", stdout, stderr)
	}
	_, stderr, _ := moonloop(t, "", filepath.Join(dir, "missing.lua"))
	if want := "no file '" + filepath.ToSlash(dir) + "/no/such/init.lua'"; !strings.Contains(stderr, want) {
		t.Errorf("reported %q, want %q in it", stderr, want)
	}
	if _, stderr, status := moonloop(t, "require 'b.c'", "-"); status == 0 {
		t.Errorf("standard input has a folder: %q", stderr)
	}
}

// TestArguments holds how a script ends that has args.parse look at its arguments.
func TestArguments(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script.lua")
	source := "require('moonloop.args').parse({ { 'a' } })"
	if err := os.WriteFile(script, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args           []string
		stdout, stderr string
		status         int
	}{
		{nil, "", "script.lua: argument A is missing\nusage: script.lua [OPTIONS] A\nTry 'script.lua --help'.\n", 2},
		{[]string{"-h"}, "usage: script.lua [OPTIONS] A\n\narguments:\n  A\n\noptions:\n  -h, --help  show this help\n", "", 0},
		{[]string{"x"}, "", "", 0},
	} {
		cmd := child(append([]string{script}, c.args...)...)
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		_ = cmd.Run() // the status tells
		if stdout.String() != c.stdout || stderr.String() != c.stderr || cmd.ProcessState.ExitCode() != c.status {
			t.Errorf("%q: printed %q and %q, status %d", c.args, &stdout, &stderr, cmd.ProcessState.ExitCode())
		}
	}
}

func TestExitFlushesAndEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.txt")
	cmd := child("-e", "local f = io.open([["+path+"]], 'w') f:write('kept') print('x') os.exit(3)")
	out, err := cmd.Output()
	if code := cmd.ProcessState.ExitCode(); code != 3 {
		t.Errorf("exit status %d (%v), expected 3", code, err)
	}
	if string(out) != "x\n" {
		t.Errorf("printed %q", out)
	}
	if b, _ := os.ReadFile(path); string(b) != "kept" {
		t.Errorf("the file holds %q", b)
	}
}

func TestPromptWithoutTerminal(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script.lua")
	if err := os.WriteFile(script, []byte("x = 41\nlocal y = ...\nprint('script', y)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args        []string
		stdin, want string
	}{
		{nil, "print(await(asyncio.sleep(0, 42)))", "42\n"},
		{[]string{"-i", script, "arg"}, "x + 1\n=await(asyncio.sleep(0, 'in its loop'))\n", "script\targ\n42\n\"in its loop\"\n"},
		{[]string{"-i"}, "1 + 1\n", "2\n"},
		{[]string{"-i", "-e", "x = 1"}, "x\n:quit\nx", "1\n"},
		{[]string{"-ie", "x = 1"}, "x\nquit()\nx", "1\n"},
		{[]string{"-i"}, "1\nexit\n2", "1\n"},
		{[]string{"-i"}, "exit = 5\nexit\nquit = 6\nquit", "5\n6\n"},
		{[]string{"-i", "--virtual-time"}, ":time await(asyncio.sleep(3600))\n", "took 60m of virtual time\n"},
	} {
		var out, errOut bytes.Buffer
		status := doMain(c.args, strings.NewReader(c.stdin), &out, &errOut, func(int) {})
		if status != 0 || out.String() != c.want || errOut.Len() > 0 {
			t.Errorf("%q: status %d, printed %q, want %q, reported %q", c.args, status, out.String(), c.want, errOut.String())
		}
	}
}

func TestLuaInit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "init.lua")
	if err := os.WriteFile(file, []byte("greeting = 'from a file'"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		init           string
		args           []string
		stdout, stderr string
		status         int
	}{
		{"greeting = await(asyncio.sleep(0, 'hello'))", []string{"-e", "print(greeting)"}, "hello\n", "", 0},
		{"@" + file, []string{"-e", "print(greeting)"}, "from a file\n", "", 0},
		{"greeting = 'at the prompt'", []string{"-i"}, "\"at the prompt\"\n", "", 0},
		{"@/no/such.lua", []string{"-e", "print(1)"}, "", "moonloop: cannot open /no/such.lua", 1},
		{"x = = 1", []string{"-e", "print(1)"}, "", "moonloop: LUA_INIT:1: ", 1},
		{"print('never')", []string{"check", file}, "", "", 0},
		{"print('never')", []string{"--version"}, "moonloop " + version + "\n", "", 0},
	} {
		t.Setenv("LUA_INIT", c.init)
		stdout, stderr, status := moonloop(t, "greeting\n", c.args...)
		if stdout != c.stdout || status != c.status || !strings.HasPrefix(stderr, c.stderr) || c.stderr == "" && stderr != "" {
			t.Errorf("LUA_INIT=%s %v: printed %q, status %d, reported %q", c.init, c.args, stdout, status, stderr)
		}
	}
}

// docOf is what the manual says of a name, as it is printed where there is no terminal.
func docOf(name string) string {
	return manual.Open().Lookup(name)[0].Text(manual.Style{Width: 80})
}

// typesIn are the files that the subcommand types writes, as it prints them.
func typesIn(folder string) string {
	var b strings.Builder
	for _, file := range annotations.Files() {
		b.WriteString(filepath.Join(folder, file) + "\n" + filepath.Join(folder, "moonloop", file) + "\n")
	}
	return b.String()
}

// interrupt starts the command, sends it a signal for each line it prints up to count, and returns the rest.
func interrupt(t *testing.T, sig syscall.Signal, count int, code string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := child("-e", code)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer guard.Stop()
	var out bytes.Buffer
	buf := make([]byte, 1024)
	for {
		n, err := pipe.Read(buf)
		lines := bytes.Count(buf[:n], []byte("\n"))
		out.Write(buf[:n])
		for ; lines > 0 && count > 0; lines, count = lines-1, count-1 {
			_ = cmd.Process.Signal(sig)
		}
		if err != nil {
			break
		}
	}
	_ = cmd.Wait()
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// TestSignals sends the command SIGINT and SIGTERM.
func TestSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent SIGTERM there, nor Ctrl-C without a console of its own")
	}
	for _, c := range []struct {
		sig    syscall.Signal
		name   string
		count  int
		code   string
		stdout string
		status int
	}{
		{syscall.SIGINT, "the first cancels the main task, whose cleanup may await", 1,
			`local ok, e = pcall(function() print("ready") await(asyncio.sleep(99)) end)
			await(asyncio.sleep(0.01)) print("cleanup", e) error(e, 0)`,
			"ready\ncleanup\tCancelledError\n", 130},
		{syscall.SIGINT, "a main task that ignores it goes on", 1,
			`pcall(function() print("ready") await(asyncio.sleep(99)) end) print("goes on")`,
			"ready\ngoes on\n", 0},
		{syscall.SIGINT, "the second ends a cleanup that does not end", 2,
			`pcall(function() print("ready") await(asyncio.sleep(99)) end) print("cleaning") await(asyncio.sleep(99)) print("never")`,
			"ready\ncleaning\n", 130},
		{syscall.SIGINT, "the second ends a loop that never awaits", 2,
			`print("ready") local t = os.clock() while os.clock() - t < 0.2 do end print("set") while true do end`,
			"ready\nset\n", 130},
		{syscall.SIGINT, "asyncio.run is cancelled too", 1,
			`asyncio.run(function() local ok, e = pcall(function() print("ready") await(asyncio.sleep(99)) end) print(e) error(e, 0) end)`,
			"ready\nCancelledError\n", 130},
		{syscall.SIGINT, "a script's own handler takes it", 1,
			`local done = asyncio.Future()
			asyncio.get_running_loop():add_signal_handler("SIGINT", function() done:set_result("handled") end)
			print("ready") print(await(done))`,
			"ready\nhandled\n", 0},
		{syscall.SIGTERM, "the first cancels the main task, whose cleanup may await", 1,
			`local ok, e = pcall(function() print("ready") await(asyncio.sleep(99)) end)
			await(asyncio.sleep(0.01)) print("cleanup", e) error(e, 0)`,
			"ready\ncleanup\tCancelledError\n", 143},
		{syscall.SIGTERM, "the second ends what never awaits", 2,
			`print("ready") local t = os.clock() while os.clock() - t < 0.2 do end print("set") while true do end`,
			"ready\nset\n", 143},
		{syscall.SIGTERM, "a script's own handler takes it", 1,
			`local done = asyncio.Future()
			asyncio.get_running_loop():add_signal_handler("SIGTERM", function() done:set_result("handled") end)
			print("ready") print(await(done))`,
			"ready\nhandled\n", 0},
	} {
		t.Run(c.sig.String()+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, status := interrupt(t, c.sig, c.count, c.code)
			if stdout != c.stdout || status != c.status {
				t.Errorf("printed %q with exit status %d, expected %q with %d; stderr:\n%s", stdout, status, c.stdout, c.status, stderr)
			}
		})
	}
}
