package tester

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// started is `moonloop test` as a process of its own.
func started(args ...string) *exec.Cmd {
	return exec.Command(os.Args[0], append([]string{"test"}, args...)...)
}

// A tested is a run of `moonloop test` on some files: what it must print, in order, and how it must end.
type tested struct {
	name   string
	files  map[string]string
	args   []string
	want   []string // parts of what it prints, in order
	not    []string // no parts
	status int
}

// durations are what differs from run to run.
var durations = regexp.MustCompile(` \([0-9.]+[mµn]?s(, [0-9.]+ s of its loop)?\)`)

func (k tested) run(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range k.files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := started(k.args...)
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	text := durations.ReplaceAllString(strings.ReplaceAll(string(out), "\r\n", "\n"), "")
	rest := text
	for _, want := range k.want {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("lacks %q:\n%s", want, text)
		}
		rest = after
	}
	for _, not := range k.not {
		if strings.Contains(text, not) {
			t.Errorf("has %q:\n%s", not, text)
		}
	}
	if got := cmd.ProcessState.ExitCode(); got != k.status {
		t.Errorf("status %d, expected %d:\n%s", got, k.status, text)
	}
}

const head = "local test = require 'moonloop.test'\nlocal asyncio = require 'asyncio'\n"

func TestTesting(t *testing.T) {
	one := func(body string) map[string]string { return map[string]string{"a_test.lua": head + body} }
	for _, k := range []tested{
		{
			name:  "a case that passes and one that fails",
			files: one("test.case('good', function(t) t.eq(1, 1) end)\ntest.case('bad', function(t)\n  t.eq({ a = 1, b = { 2 } }, { a = 1, b = { 3 } })\nend)"),
			want: []string{"a_test.lua\n", "ok    good\n", "FAIL  bad\n", "a_test.lua:5", "> 5 |   t.eq(", "t.eq: the values differ",
				"- want  { a = 1, b = { 3 } }", "+ got   { a = 1, b = { 2 } }", "FAIL  a_test.lua: bad at a_test.lua:5", "1 passed, 1 failed"},
			status: 1,
		},
		{
			name: "what does not hold in the tasks of a group",
			files: one(`
test.case("group", function(t)
  asyncio.TaskGroup(function(g)
    g:create_task(function()
      await(asyncio.sleep(1))
      t.eq({ a = 1 }, { a = 2 })
    end)
    g:create_task(function() await(asyncio.sleep(1)) error("boom") end)
  end)
end)
test.case("later", function(t)
  asyncio.create_task(function()
    asyncio.TaskGroup(function(g)
      g:create_task(function() t.ok(false) end)
    end)
  end)
  await(asyncio.sleep(1))
end)`),
			want: []string{"FAIL  group\n", "a_test.lua:8\n", "> 8 |       t.eq(", "- want  { a = 2 }", "+ got   { a = 1 }",
				"a_test.lua:10\n", "a_test.lua:10: boom",
				"FAIL  later\n", "a_test.lua:16\n", "in the background: t.ok", "a_test.lua: group at a_test.lua:8", "2 failed"},
			not:    []string{"unhandled errors in a TaskGroup (3"},
			status: 1,
		},
		{
			name: "what does not hold in the background",
			files: one(`
test.case("task", function(t) asyncio.create_task(function() t.eq(1, 2) end) await(asyncio.sleep(1)) end)
test.case("callback", function(t) asyncio.get_running_loop():call_later(1, function() t.ok(false) end) await(asyncio.sleep(2)) end)
test.case("handler", function(t)
  local server = await(asyncio.start_server(function(r, w) w:close() t.fail("in the handler") end, "127.0.0.1", 0))
  local r, w = await(asyncio.open_connection("127.0.0.1", server.port))
  await(r:read()) w:close() server:close()
end)
test.case("caught", function(t) t.ok(not pcall(t.eq, 1, 2)) pcall(await, asyncio.create_task(function() t.ok(false) end)) end)`),
			want: []string{"FAIL  task\n", "> 4 |", "in the background: t.eq: the values differ", "FAIL  callback\n", "in the background: t.ok",
				"FAIL  handler\n", "in the background: in the handler", "ok    caught\n", "1 passed, 3 failed"},
			status: 1,
		},
		{
			name: "hooks in their order, a failing one too",
			files: one(`
test.before(function() print("before") end)
test.after(function() print("after") end)
test.before_each(function() print("outer+") end)
test.after_each(function() print("outer-") end)
test.group("g", function()
  test.before_each(function(t) print("inner+") await(asyncio.sleep(1)) end)
  test.after_each(async(function(t) await(asyncio.sleep(1)) print("inner-") end))
  test.case("one", function(t) t.cleanup(print, "clean 1") t.cleanup(function() print("clean 2") end) print("body") end)
  test.case("two", function(t) error("oh") end)
end)
test.group("h", function()
  test.before(function() error("no database") end)
  test.case("three", function() print("never") end)
end)`),
			want: []string{"ok    g > one", "| before\n", "| outer+\n", "| inner+\n", "| body\n", "| inner-\n", "| outer-\n", "| clean 2\n", "| clean 1\n",
				"FAIL  g > two", "a_test.lua:12: oh", "| outer+", "| inner-", "| outer-", "FAIL  h > three", "before: a_test.lua:15: no database", "| after\n", "1 passed, 2 failed"},
			not:    []string{"never"},
			status: 1,
		},
		{
			name: "what is left behind has the line that made it",
			files: one(`
test.case("task", function() asyncio.create_task(async(function() await(asyncio.sleep(9)) end)) end)
test.case("timer", function() asyncio.get_running_loop():call_later(9, print) end)
test.case("coroutine", function() asyncio.sleep(1) end)
test.case("server", function()
  await(asyncio.start_server(function() end, "127.0.0.1", 0))
end)
test.case("hook", function() end)
test.group("g", function()
  test.before_each(function()
    asyncio.create_task(asyncio.sleep(9))
  end)
  test.case("its own", function() end)
  test.case("allowed", { allow_leaks = true }, function() end)
end)`),
			want: []string{"FAIL  task", "a_test.lua:4", "left behind: task", "FAIL  timer", "left behind: timer", "made at a_test.lua:5",
				"FAIL  coroutine", "left behind: coroutine 'sleep' that was never awaited", "made at a_test.lua:6", "FAIL  server", "left behind: server at 127.0.0.1:", "made at a_test.lua:8",
				"ok    hook", "FAIL  g > its own", "made at a_test.lua:13", "ok    g > allowed", "2 passed, 5 failed"},
			status: 1,
		},
		{
			name: "what is left open comes in the order in which it was opened",
			files: one(`
test.case("all", function(t)
  local fs, sql = require "fs", require "moonloop.sql"
  local dir = t.tempdir()
  for i = 1, 4 do await(fs.open(dir .. "/a" .. i, "w")) end
  await(await(sql.open(":memory:")):close())
  await(sql.open(":memory:"))
  for i = 1, 4 do await(fs.open(dir .. "/b" .. i, "w")) end
end)`),
			want:   []string{"/a1\n", "/a2\n", "/a3\n", "/a4\n", "left behind: database\n", "made at a_test.lua:9", "/b1\n", "/b2\n", "/b3\n", "/b4\n", "1 failed"},
			status: 1,
		},
		{
			name: "what takes too long",
			files: one(`
test.case("waits", { timeout = 5 }, function() await(asyncio.Event():wait()) end)
test.case("computes", function() while true do end end)
test.case("in time", { timeout = 5 }, function() await(asyncio.sleep(5)) end)`),
			args: []string{"--timeout", "0.2"},
			want: []string{"FAIL  waits", "a_test.lua:4", "timeout: it takes longer than 5 s of its loop's time", "the case at a_test.lua:4 waits for Event.wait",
				"FAIL  computes", "a_test.lua:5", "it takes longer than 200ms of real time", "ok    in time"},
			status: 1,
		},
		{
			name:   "a case that ends the process costs itself",
			files:  one("test.case('one', function() end)\ntest.case('two', function() print('bye') os.exit(0) end)\ntest.case('three', function() end)"),
			want:   []string{"ok    one", "FAIL  two", "os.exit(0) was called", "| bye", "ok    three", "2 passed, 1 failed"},
			status: 1,
		},
		{
			name:   "several files, one of which does not compile and one fails when loaded",
			files:  map[string]string{"b/x_test.lua": "x = = 1", "c_test.lua": head + "test.case('fine', function() end)", "d_test.lua": "error('no')", "e.lua": "error('not a test')"},
			args:   []string{"--jobs", "2"},
			want:   []string{"b/x_test.lua\n", "FAIL  (the file)", "unexpected symbol near '='", "c_test.lua\n  ok    fine", "d_test.lua\n  FAIL  (the file)", "d_test.lua:1: no", "1 passed, 2 failed"},
			status: 1,
		},
		{
			name:   "skip, todo, each",
			files:  one("test.case('s', { skip = 'why' }, function() end)\ntest.case('t', { todo = 'later' })\ntest.case('u', { todo = true }, function() error('x') end)\ntest.case('v', function(t) t.skip('here') end)\ntest.case('e', { each = { 1, 'two', { 3 } } }, function(t, v) t.ok(v) end)"),
			want:   []string{"skip  s (why)", "todo  t (later)", "todo  u", "skip  v (here)", "ok    e (1)", "ok    e (two)", "ok    e ({ 3 })", "3 passed, 2 skipped, 2 todo"},
			status: 0,
		},
		{
			name:   "a filter, and the first failure ends the run",
			files:  one("test.group('g', function() test.case('x1', function() error('no') end) test.case('x2', function() end) end)\ntest.case('y', function() end)"),
			args:   []string{"--filter", "g > x", "--fail-fast"},
			want:   []string{"FAIL  g > x1", "0 passed, 1 failed", "stopped at the first failure"},
			not:    []string{"ok "},
			status: 1,
		},
		{name: "no case", files: one(""), want: []string{"no case to run"}, status: 2},
		{name: "no file", files: map[string]string{"a.lua": ""}, want: []string{"no test file found"}, status: 2},
		{name: "an option that is not there", args: []string{"--what"}, want: []string{"unknown option --what", "usage:"}, status: 2},
		{name: "a file that is not there", args: []string{"no_test.lua"}, want: []string{"cannot open no_test.lua"}, status: 2},
		{
			name:   "properties, with the simplest value they fail for",
			files:  one("test.case('sum', function(t)\n  t.check(test.gen.list(test.gen.int()), function(l)\n    local s = 0\n    for _, v in ipairs(l) do await(asyncio.sleep(0)) s = s + v end\n    t.ok(s < 30)\n  end)\nend)\ntest.case('holds', function(t) t.check(test.gen.tuple(test.gen.string(), test.gen.string()), function(a, b) return #(a .. b) == #a + #b end) end)"),
			want:   []string{"FAIL  sum", "a_test.lua:7", "t.check: it fails in run", "{ 30 }", "ok    holds"},
			status: 1,
		},
		{
			name:   "misuse is an error that says what to do",
			files:  one("test.case('colon', function(t) t:eq(1, 1) end)\ntest.case('field', function(t) t.equal(1, 1) end)\ntest.case('late', function() test.case('x', function() end) end)\ntest.case('one', function(t) t.eq(1) end)"),
			want:   []string{"call it with a dot: t.eq(got, want)", "t has no field 'equal'", "declared while a case runs", "argument 2: a value expected, got no value", "0 passed, 4 failed"},
			status: 1,
		},
		{
			name:   "virtual and real time",
			files:  one("test.case('virtual', { timeout = 1e5 }, function(t)\n  local began = os.time()\n  await(asyncio.sleep(3600))\n  t.eq(os.time() - began, 3600)\n  t.eq(os.date('!%Y', began), '2000')\n  t.eq(asyncio.get_running_loop():time(), 3600)\nend)\ntest.case('real', { real_time = true }, function(t) t.ok(os.time() > 1e9) end)\ntest.case('again', function(t) t.eq(asyncio.get_running_loop():time(), 0) end)"),
			want:   []string{"ok    virtual", "ok    real", "ok    again", "3 passed"},
			status: 0,
		},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			k.run(t)
		})
	}
}

// TestSnapshots records a value, compares it, and meets another.
func TestSnapshots(t *testing.T) {
	file := func(v string) map[string]string {
		return map[string]string{"a_test.lua": head + "test.case('c', function(t) t.snapshot('v', " + v + ") t.snapshot('text', 'a\\n=== b\\n') end)"}
	}
	tested{files: file("{ 1 }"), want: []string{"there is no snapshot 'v' yet: run with --update"}, status: 1}.run(t)
	tested{files: file("{ 1 }"), args: []string{"--update"}, want: []string{"1 passed"}}.run(t)
	files := file("{ 2 }")
	files["snapshots/a_test.snap"] = "=== c / v\n{ 1 }\n\n=== c / text\na\n === b\n\n"
	tested{files: files, want: []string{"the value is not that of snapshot 'v'", "- { 1 }", "+ { 2 }"}, status: 1}.run(t)
	files["a_test.lua"] = file("{ 1 }")["a_test.lua"]
	tested{files: files, want: []string{"1 passed"}}.run(t)
}

// TestReports reads what is written for other programs.
func TestReports(t *testing.T) {
	files := map[string]string{"a_test.lua": head + "test.case('good # 1', function() end)\ntest.case('bad', function() print('<out>') error('x < y') end)\ntest.case('s', { skip = 'why' }, function() end)"}
	tested{files: files, args: []string{"--tap"}, status: 1, want: []string{
		"TAP version 14\n", "ok 1 - a_test.lua: good \\# 1\n", "not ok 2 - a_test.lua: bad\n  ---\n", "x < y", "  ...\n# <out>\n", "ok 3 - a_test.lua: s # SKIP why\n", "1..3\n"}}.run(t)
	dir := t.TempDir()
	junit := filepath.Join(dir, "junit.xml")
	tested{files: files, args: []string{"--junit=" + junit}, status: 1, want: []string{"1 passed, 1 failed, 1 skipped"}}.run(t)
	b, err := os.ReadFile(junit)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<testsuite name="a_test.lua" tests="3" failures="1" skipped="1"`, `<testcase name="good # 1" classname="a_test" file="a_test.lua" line="3"`, `<failure message="a_test.lua:4: x &lt; y" type="error">`, `<system-out>&lt;out&gt;`, `<skipped message="skipped: why">`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("lacks %s:\n%s", want, b)
		}
	}
}

// TestNoFalseAlarms runs correct programs, 500 cases of which nothing is left behind.
func TestNoFalseAlarms(t *testing.T) {
	cmd := started("../../scripts/tests/testdata/testing")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "501 passed in") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestBusted runs a file in busted's spelling.
func TestBusted(t *testing.T) {
	tested{
		files: map[string]string{"b_spec.lua": bustedFile, "c_test.lua": head + "test.case('own', function(t) t.eq(type(assert), 'function') end)"},
		want: []string{"ok    busted's spelling > spies", "FAIL  busted's spelling > spy fails", "b_spec.lua:15", "the spy was called 0 times, expected 1", "ok    busted's spelling > stubs",
			"ok    busted's spelling > mocks", "ok    busted's spelling > compares", "FAIL  busted's spelling > differs", "- want  { a = 1, b = { 1, 2 } }", "+ got   { a = 1, b = { 1, 3 } }",
			"FAIL  busted's spelling > message", "what: expected true, got false", "FAIL  busted's spelling > unknown", "there is no assertion 'tru'", "todo  busted's spelling > no function",
			"skip  busted's spelling > not yet (pending)", "skip  busted's spelling > pending inside (later)", "FAIL  busted's spelling > finally", "boom", "| cleaned",
			"ok    busted's spelling > awaits", "ok    busted's spelling > late > sees what hooks have set", "ok    busted's spelling > registered", "ok    own", "9 passed, 5 failed, 2 skipped, 1 todo"},
		not:    []string{"[moonloop"},
		status: 1,
	}.run(t)
}

const bustedFile = `describe("busted's spelling", function()
  local s, t
  setup(function() t = { greet = function(n) return "hi " .. n end } end)
  before_each(function() s = spy.on(t, "greet") end)
  it("spies", function()
    t.greet("ann")
    t.greet("bob")
    assert.spy(s).was.called(2)
    assert.spy(s).was_called_with("ann")
    assert.spy(s).was_not.called_with("cay")
    assert.spy(s).was.called_with(match.is_string())
    assert.spy(s).returned_with("hi bob")
    assert.spy(s).called_at_least(1)
  end)
  it("spy fails", function() assert.spy(s).was.called(1) end)
  it("stubs", function()
    local st = stub(t, "greet").returns(7)
    st.on_call_with("x").returns(8)
    assert.are.equal(7, t.greet("a"))
    assert.equals(8, t.greet("x"))
    assert.stub(st).was.called(2)
    st:revert()
  end)
  it("mocks", function()
    local m = mock({ a = function() return 1 end, b = { c = function() return 2 end } }, true)
    assert.is_nil((m.a()))
    assert.spy(m.a).was.called()
    assert.spy(m.b.c).was_not_called()
  end)
  it("compares", function()
    assert.same({ 1, { a = 2 } }, { 1, { a = 2 } })
    assert.are_not.same({ 1 }, { 2 })
    assert.is_not_nil(1)
    assert.is.not_true(false)
    assert.is_true(true, "message")
    assert.has_error(function() error("x") end, "x")
    assert.has_error(function() error({ code = 1 }) end, { code = 1 })
    assert.has_no.errors(function() end)
    assert.error_matches(function() error("abc") end, "^ab")
    assert.near(1, 1.05, 0.1)
    assert.is_table({})
    assert.is.Function(print)
    assert.True(true) assert.False(false) assert.Nil(nil)
    assert.unique({ 1, 2, 3 })
    assert.matches("b+", "abbc")
    assert(true, "fine")
  end)
  it("differs", function() assert.are.same({ a = 1, b = { 1, 2 } }, { a = 1, b = { 1, 3 } }) end)
  it("message", function() assert.message("what").is_true(false) end)
  it("unknown", function() assert.is_tru(true) end)
  it("no function")
  pending("not yet", function() end)
  it("pending inside", function() pending("later") end)
  it("finally", function() finally(function() print("cleaned") end) error("boom") end)
  it("awaits", function() await(asyncio.sleep(10)) assert.near(10, asyncio.get_running_loop():time(), 1e-9) end)
  assert:register("assertion", "is_even", function(state, args) return args[1] % 2 == 0 end)
  local set
  before_each(function() set = 1 end)
  it("sets", function() end)
  describe("late", function()
    local now = set + 1
    it("sees what hooks have set", function() assert.equal(2, now) end)
  end)
  it("registered", function() assert.is_even(2) end)
end)
`
