package repl

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"moonloop/repl/columns"

	lua "github.com/yuin/gopher-lua"
)

// inSession runs inputs and then fn, in the session's loop.
func inSession(t *testing.T, inputs string, fn func(r *REPL)) string {
	t.Helper()
	var out bytes.Buffer
	screen := NewScreen(&out)
	w := newWorld(t, screen, nil, false)
	defer w.close(t)
	r := New(w.modules.Asyncio, strings.NewReader(inputs+"\ncheck()\n"), screen)
	called := false
	w.rt.State().SetGlobal("check", w.rt.State().NewFunction(func(*lua.LState) int {
		called = true
		fn(r)
		return 0
	}))
	if err := r.Run(context.Background()); err != nil {
		t.Error(err)
	}
	if !called {
		t.Errorf("the inputs went wrong:\n%s", out.String())
	}
	return out.String()
}

func TestComplete(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"script.lua", "scraps.txt", ".hidden"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	inputs := `
local session_value = {inner = {leaf = 1, ["not a name"] = 2}, [1] = 3}
global_value = setmetatable({own = 1}, {__index = setmetatable({behind = 2}, {__index = function() boom() end})})
guarded = setmetatable({}, {__index = function() boom() end, __pairs = function() boom() end})
task = asyncio.create_task(function() await(asyncio.sleep(1)) end, {name = "a task"})
text = "s"
queue = asyncio.Queue()
rows = {{id = 1}, {id = 2, name = "two"}}
evloop = asyncio.get_running_loop()
function boom() called = true end
({own_result = 1})
`
	out := inSession(t, inputs, func(r *REPL) {
		for _, c := range []struct{ typed, want string }{
			{"session_v", "session_value"},
			{"session_value.", "inner"},
			{"x = session_value.inner.le", "leaf"},
			{"global_value.", "behind own"},
			{"guarded.", ""},
			{"guarded.x.", ""},
			{"nothing.here.", ""},
			{"print(asyncio.create_t", "create_task"},
			{"task:get_c", "get_context get_coro"},
			{"task:uncan", "uncancel"},
			{"text:upp", "upper"},
			{`("literal"):upp`, "upper"},
			{`"literal":upp`, "upper"},
			{"queue:get", "get get_nowait"},
			{"evloop:call_s", "call_soon call_soon_threadsafe"},
			{"asyncio.TimeoutErr", "TimeoutError"},
			{"whi", "while"},
			// Behind keys, and what inputs have evaluated.
			{"session_value['inner'].le", "leaf"},
			{"rows[2].", "id name"},
			{"rows[i].", ""},
			{"f().", ""},
			{"_.own_", "own_result"},
			// Options of a call.
			{"asyncio.create_task(f(), {na", "name = "},
			{"asyncio.create_task(f(), {name = 'x', con", "context = "},
			{"asyncio.create_task(f(), {name = tas", "task"},
			{"asyncio.wait({a, b}, {", "return_when =  timeout = "},
			{"queue:put(", ""},
			// Locals and parameters of what is being typed.
			{"function f(alpha, beta) return al", "alpha"},
			{"local function recursive() return recu", "recursive"},
			{"for index, value in pairs(t) do print(ind", "index"},
			{"for index, value in pairs(t) do end print(ind", ""},
			{"local first, second = 1, 2 if first then local third = sec", "second"},
			{"if x then local inner_local = 1 else print(inner_lo", ""},
			// Modules and files in strings; nothing in comments.
			{"require('has", "hash"},
			{"require \"js", "json"},
			{"io.open('" + dir + "/scr", "scraps.txt script.lua"},
			{"dofile [[" + dir + "/su", "sub/"},
			{"1 -- whi", ""},
			{":reload asy", "asyncio"},
			{":edit " + dir + "/scri", "script.lua"},
			{"string.for", "format"},
			{"1 + ma", "math"},
			{":ta", "tasks"},
			{":", "cancel debug doc edit help keys load quit reload save sh tasks time trace tree"},
			{":debug o", "off on"},
			{":save " + dir + "/su", "sub/"},
			{":cancel a", "a task"},
			{":doc unca", "uncancel"},
			{":time string.for", "format"},
			{":load " + dir + "/sc", "scraps.txt script.lua"},
			{":load " + dir + "/su", "sub/"},
			{":load " + dir + "/none/", ""},
			{"日本 = session_v", "session_value"},
		} {
			got := strings.Join(r.completeAt(c.typed, len(c.typed)).names, " ")
			if got != c.want {
				t.Errorf("%q completes to %q, want %q", c.typed, got, c.want)
			}
		}
		if r.scope.lookup("called") != lua.LNil {
			t.Error("completion called a function of the script")
		}
		if c := r.completeAt("asyncio.create_tas", 18); c.common() != "k" {
			t.Errorf("adds %q, want k", c.common())
		}
		if all := r.completeAt("", 0).names; !slices.Contains(all, "asyncio") || !slices.Contains(all, "function") {
			t.Errorf("an empty line completes to %q", all)
		}
	})
	if strings.Contains(out, "stack traceback") {
		t.Error(out)
	}
}

func TestHistory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a", "b", "history")
	h := openHistory(file)
	for _, entry := range []string{"one", "two\nlines \\n", "one", "one", "  ", "three"} {
		h.add(entry)
	}
	want := []string{"two\nlines \\n", "one", "three"}
	if !slices.Equal(h.entries, want) {
		t.Errorf("entries %q, want %q", h.entries, want)
	}
	if again := openHistory(file); !slices.Equal(again.entries, want) {
		t.Errorf("read back %q, want %q", again.entries, want)
	}
	private := os.FileMode(0o600)
	if runtime.GOOS == "windows" {
		private = 0o666 // it is the folder that is its owner's
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != private {
		t.Errorf("the file is %v, %v: want one for its owner alone", info, err)
	}
	if i := h.search("o", 3); i != 1 {
		t.Errorf("search finds %d, want 1", i)
	}
	// A file that grew is brought down to what is kept.
	var b strings.Builder
	for i := range 3 * maxHistory {
		b.WriteString(lua.LNumber(i).String() + "\n")
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	h = openHistory(file)
	small, err := os.ReadFile(file)
	if n := bytes.Count(small, []byte("\n")); err != nil || n != maxHistory || len(h.entries) != maxHistory {
		t.Errorf("%d entries, %d lines in the file (%v), want %d", len(h.entries), n, err, maxHistory)
	}
	// One that cannot be written is no failure.
	h = openHistory("/proc/nowhere/history")
	h.add("kept in memory")
	if len(h.entries) != 1 {
		t.Error("the input is lost")
	}
}

func TestHistoryFile(t *testing.T) {
	state, home := t.TempDir(), t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	if got := HistoryFile(); got != filepath.Join(state, "moonloop", "history") {
		t.Errorf("got %s", got)
	}
	t.Setenv("XDG_STATE_HOME", "not absolute")
	for _, name := range []string{"HOME", "USERPROFILE", "LocalAppData"} { // of one system or the other
		t.Setenv(name, home)
	}
	if got := HistoryFile(); !strings.HasPrefix(got, home+string(filepath.Separator)) {
		t.Errorf("got %s", got)
	}
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"abc": 3, "日本": 4, "é": 1, "e\u0301": 1, "👍": 2, "\x1b[31mred\x1b[0m": 3, "ﾊﾝ": 2, "한글": 4, "a\tb": 9,
	} {
		if got := columns.Of(text); got != want {
			t.Errorf("%q is %d columns wide, want %d", text, got, want)
		}
	}
	var c columns.Cursor
	for _, b := range []byte("日本") { // runes that are cut in two
		c.Write([]byte{b}, 0)
	}
	if c.Col != 4 {
		t.Errorf("byte by byte the cursor is in column %d, want 4", c.Col)
	}
}

func TestColour(t *testing.T) {
	p := painter{on: true}
	if got := p.in(str, "x"); got != "\x1b[32mx\x1b[0m" {
		t.Errorf("got %q", got)
	}
	if got := (painter{}).in(str, "x"); got != "x" {
		t.Errorf("got %q", got)
	}
}

// TestSave writes what worked into a script, and shows again what did not.
func TestSave(t *testing.T) {
	file := filepath.Join(t.TempDir(), "saved.lua")
	out := inSession(t, "local x = 6\nx * 7\nnope()\n=x\n:save "+file+"\n:save "+file+"\n:trace\ntostring(_error):match('nope')", func(*REPL) {})
	saved, err := os.ReadFile(file)
	if want := "local x = 6\nprint(x * 7)\nprint(x)\n"; err != nil || string(saved) != want {
		t.Errorf("saved %q (%v), want %q", saved, err, want)
	}
	if strings.Count(out, "attempt to call global 'nope'") != 2 || !strings.Contains(out, "3 inputs saved in "+file) ||
		!strings.Contains(out, `"nope"`) || strings.Count(out, file) != 2 { // the second time it is there already
		t.Error(out)
	}
}

// TestHost is a session as a host runs it, over a stream: no prompts, no colours.
func TestHost(t *testing.T) {
	var out bytes.Buffer
	screen := NewScreen(&out)
	w := newWorld(t, screen, nil, false)
	defer w.close(t)
	r := New(w.modules.Asyncio, strings.NewReader("local x = await(asyncio.sleep(1, 41))\nx + 1\nerror('no')\nfor i = 1, 2 do\nprint(i)\nend"), screen)
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := "42\n[3]:1: no\nstack traceback:\n  [3]:1: in main chunk\n      error('no')\n      ^\n1\n2\n"
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}
