//go:build unix

package repl

// This file tries each thing that the prompt can do at terminals of both sizes, and after one has changed its size.

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// features are keys, typed at an empty prompt, and what the screen then shows: a pattern whose blanks are any, for lines that
// are broken where the terminal ends. DIR is a folder of files.
var features = []struct{ name, keys, shows string }{
	// lines
	{"indent and dedent", "for i = 1, 1 do\rif i then\rx = i\rend\rend", `do ...>   if i then ...>     x = i ...>   end ...> end$`},
	{"marked paste", "\x1b[200~if 1 then\n    x = 1\nend\x1b[201~", `then ...>     x = 1 ...> end$`},
	{"unmarked paste", "if 1 then\r    x = 1\rend", `then ...>     x = 1 ...> end$`},
	{"graphemes", "x = '👩‍👩‍👧e\u0301'\x1b[D\x7f\x7f", `x = ''$`},
	{"marks of direction", "x = '\u202e'", `x = '<202E>'$`},
	{"control characters", "\x1b[200~x = '\x01\x07'\x1b[201~", `x = '\^A\^G'$`},
	{"undo", "aaa bbb\x17\x1f", `> aaa bbb$`},
	{"redo", "aaa bbb\x17\x1f\x1b/", `> aaa $`},
	{"cuts gather", "aaa bbb\x17\x17\x19", `> aaa bbb$`},
	{"search by beginning", "al\x1b[A", `> alpha\(2\)$`},
	{"search in history", "\x12pha(1", `\(search\) pha\(1: alpha\(1\)$`},
	{"last word", "f \x1b.", `> f .*setup\.lua$`},
	{"editor", ":edit DIR/edited.lua\r", `edited 42`},
	// completion
	{"options", "asyncio.create_task(f, {na\t", `\{name = $`},
	{"options with types", "asyncio.create_task(f, {\t", `eager_start boolean`},
	{"fields behind ]", "rows[2].na\t", `rows\[2\]\.name$`},
	{"fields of a value", "rows\r_[2].na\t", `_\[2\]\.name$`},
	{"value by number", "_1\r", `name = "two"|"done 1"`}, // here, and where fewer features are tried
	{"parameters", "function f(reader_one) read\t", `function f\(reader_one\) reader_one$`},
	{"locals", "do local counter_x = 1 count\t", `counter_x = 1 counter_x$`},
	{"methods with their class", "queue:\t", `put_nowait Queue`},
	{"methods of tables", "account:p\t\t", `account:pay`},
	{"methods of strings", "('x'):upp\t", `\('x'\):upper$`},
	{"files", "io.open('DIR/da\t", `data\.csv$`},
	{"modules", "require 'mod_\t", `require 'mod_one$`},
	{"commands", ":rel\t", `:reload$`},
	{"arguments of commands", ":debug of\t", `:debug off$`},
	{"nothing runs", "guarded.any.\t", `guarded\.any\.$`},
	{"choose by arrows", "asyncio.FIRST_\t\x1b[B\x1b[B", `> asyncio\.FIRST_EXCEPTION FIRST_COMPLETED`},
	{"take what is chosen", "asyncio.FIRST_\t\x1b[B\r .. 1", `> asyncio\.FIRST_COMPLETED \.\. 1$`},
	{"put back what was typed", "asyncio.FIRST_\t\x1b[B\x07", `> asyncio\.FIRST_$`},
	{"choose on another page", "asyncio.\t\t\x1b[B\x1b[B\x1b[A", `page 2 of`},
	{"menu in pages", "asyncio.\t\t", `page 2 of \d+, Tab turns it`},
	{"second tab", "string.rep\t", `string\.rep\(s, n\)`},
	{"behind a bracket", "string.rep(\t", `n copies of s`},
	{"question mark", "queue.put?\r", `Queue:put\(item\)`},
	{"own function", "account.pay?\r", `pay\(self, amount\)`},
	{"doc", ":doc table.concat\r", `an element is neither`},
	{"class of a variable", ":doc queue\r", `Queue:join\(\)`},
	// session
	{"save", ":save DIR/saved.lua\r", `saved\.lua`},
	{"reload", "m = require 'mod_one'\r:reload mod_one\r", `reloaded mod_one`},
	{"trace", "error('oops')\r\x0c:trace\r", `oops stack`},
	{"_error", "error('oops')\r\x0c_error\r", `oops`},
	{"tasks", ":tasks\r", `napper .*sleep, \d+`},
	{"tree", ":tree\r", `napper .*sleep, \d+`},
	{"lists in columns", "wide\r", `11, 12, 13`},
	{"bytes", "'\\255\\0'\r", `"\\255\\000"`},
	{"functions by name", "{queue.put}\r", `<built-in function Queue:put>`},
	{"shell", "!echo a$((20 + 3))b\r", `a23b`},
	{"shell by name", ":sh echo $((1 + 1))x; exit 3\r", `2x exit status 3`},
	{"files for the shell", "!cat DIR/da\t", `data\.csv$`},
	// the keys of vi
	{"vi", ":keys v\t\r", `those of vi`},
	{"vi deletes", "one two three\x1bbdw", `: one two$`},
	{"vi counts", "a b c d\x1b02dw", `: c d$`},
	{"vi undoes", "abc def\x1bdbu", `: abc def$`},
	{"vi does it again", "abc def\x1bdbu\x12", `: abc f$`},
	{"vi changes", "f(old)\x1bci(new", `> f\(new\)$`},
	{"vi repeats", "a b c\x1b0cwx\x1bw.", `: x x c$`},
	{"vi puts", "do\rx = 1\x1bkddp", `:   x = 1 ...> do$`},
	{"vi finds", "abcabc\x1b0fcx", `: ababc$`},
	{"vi knows brackets", "f(a, b)\x1bd%", `: f$`},
	{"vi has arrows", "abc\x1b\x1b[Dx", `: ac$`},
	{"vi searches", "\x1b/pha(1\r", `: alpha\(1\)$`},
	{"vi enters", "5 + 6\x1b\r", ` 11 `},
	{"vi's history", "\x1bk", `: 5 \+ 6$`},
	{"emacs", ":keys emacs\r", `those of Emacs`},
}

// setup is what the features find: variables, a task.
const setup = `
rows = {{id = 1}, {id = 2, name = "two"}}
queue = asyncio.Queue()
Account = {}
Account.__index = Account
-- Pays.
function Account:pay(amount) end
account = setmetatable({}, Account)
guarded = setmetatable({}, {__index = function() print("it ran") end})
wide = {}
for i = 1, 40 do wide[i] = i end
package.preload.mod_one = function() return {version = 1} end
package.path = "DIR/?.lua;" .. package.path
napper = asyncio.create_task(asyncio.sleep(500), {name = "napper"})
`

// prepare makes the folder that the features find.
func prepare(t *testing.T) string {
	dir, err := os.MkdirTemp("", "f") // a short name, to be seen whole
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	for name, text := range map[string]string{
		"data.csv": "", "mod_one.lua": "return {version = 1}", "edited.lua": "print('edited', 1)",
		"editor":  "#!/bin/sh\nprintf \"print('edited', 40 + 2)\" > \"$1\"\n",
		"history": "alpha(1)\nalpha(2)\nbeta(3)\n", "setup.lua": strings.ReplaceAll(setup, "DIR", dir),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFeatures(t *testing.T) {
	for _, at := range []struct {
		name  string
		sizes [][2]int // the first, and what it is changed to
	}{{"80x24", [][2]int{{80, 24}}}, {"40x12", [][2]int{{40, 12}}}, {"resized", [][2]int{{80, 24}, {40, 12}}}} {
		t.Run(at.name, func(t *testing.T) {
			dir := prepare(t)
			t.Setenv("VISUAL", filepath.Join(dir, "editor"))
			tm := openTerminal(t, at.sizes[0][0], at.sizes[0][1], filepath.Join(dir, "history"))
			tm.see(`\[1\]> $`)
			tm.press(":load " + dir + "/setup.lua\r")
			for _, f := range features {
				tm.press(ctrlC + "\x0c")
				tm.see(`^\[\d+\]> $`)
				for i, size := range at.sizes[1:] {
					tm.resize(at.sizes[i][0], at.sizes[i][1])
					tm.press(strings.ReplaceAll(f.keys, "DIR", dir)[:1])
					tm.resize(size[0], size[1])
					tm.press(strings.ReplaceAll(f.keys, "DIR", dir)[1:])
				}
				if len(at.sizes) == 1 {
					tm.press(strings.ReplaceAll(f.keys, "DIR", dir))
				}
				if !tm.showsAnyhow(f.shows) {
					t.Errorf("%s: the screen does not show %s:\n%s", f.name, f.shows, tm.screen.text())
				}
			}
			tm.press(ctrlC + "\x0c:keys emacs\rnapper:cancel()\r")
			tm.leave()
		})
	}
}

// TestFeaturesDumb tries the features that are words and lines on a terminal that cannot be drawn on.
func TestFeaturesDumb(t *testing.T) {
	dir := prepare(t)
	t.Setenv("VISUAL", filepath.Join(dir, "editor"))
	tm := openDumb(t)
	tm.see("[1]> ")
	tm.press(":load " + dir + "/setup.lua\n")
	tried := 0
	for _, f := range features {
		if strings.HasPrefix(f.keys, ":keys") {
			f.shows = `:keys: a terminal expected`
		}
		if strings.ContainsAny(f.keys, "\x01\x0c\x12\x17\x1b\t\x7f") || !strings.HasSuffix(f.keys, "\r") {
			continue
		}
		tried++
		tm.seen.Reset()
		tm.press(strings.ReplaceAll(strings.ReplaceAll(f.keys, "DIR", dir), "\r", "\n") + "'done ' .. " + strconv.Itoa(tried) + "\n")
		tm.see(`"done ` + strconv.Itoa(tried) + `"`)
		shows := regexp.MustCompile(strings.ReplaceAll(f.shows, " ", `\s*`))
		if text := tm.seen.String(); !shows.MatchString(text) || strings.Contains(text, "\x1b") {
			t.Errorf("%s: %q, want %s", f.name, text, f.shows)
		}
	}
	if tried < 10 {
		t.Errorf("only %d features were tried", tried)
	}
	tm.press("napper:cancel()\n\x04")
	tm.end()
}

// showsAnyhow waits for a pattern, wherever lines are broken.
func (tm *terminal) showsAnyhow(pattern string) bool {
	re := regexp.MustCompile(strings.ReplaceAll(pattern, " ", `\s*`))
	deadline := time.After(longest)
	for {
		tm.mu.Lock()
		text := strings.ReplaceAll(tm.screen.text(), "\n", "")
		tm.mu.Unlock()
		if re.MatchString(text) {
			return true
		}
		select {
		case <-tm.change:
		case <-deadline:
			return false
		}
	}
}
