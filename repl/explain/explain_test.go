package explain_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/loop"
	"moonloop/repl/explain"
	"moonloop/vm"
)

// run runs a script as the command does, under virtual time, and returns what is printed of its error, and the reports.
func run(t *testing.T, name, source string, color bool) (shown, reports string) {
	t.Helper()
	var out bytes.Buffer
	var p *explain.Printer
	program, err := host.NewProgram(host.ProgramOptions{
		Stdout: &out, Stderr: &out, Clock: loop.NewVirtualClock(), Modules: bindings.All(),
		Report: func(rt *vm.Runtime) func(string, error) string {
			p = &explain.Printer{Runtime: rt, Color: color, Source: func(n string) (string, bool) { return source, n == name }}
			return p.Report
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	chunk, err := vm.Compile(source, name)
	if err == nil {
		rt := program.Runtime()
		_, err = program.Asyncio().RunMain(context.Background(), rt.Load(chunk))
	}
	if err != nil {
		shown = p.Error(err)
	}
	return shown, out.String()
}

// TestHints holds what is said after errors that people make who know other languages, or cannot spell.
func TestHints(t *testing.T) {
	for source, want := range map[string]string{
		`await(asyncio.timeout(1, function() return 1 end))`: "what waits by itself, or need not wait, has done so when it returns: without await (moonloop doc waiting)",
		// names
		`asyncio.slep(1)`:                     "did you mean 'asyncio.sleep'?",
		`prnt("x")`:                           "did you mean 'print'?",
		`string.formt("x")`:                   "did you mean 'string.format'?",
		`strng.format("x")`:                   "did you mean 'string'?",
		`local counter = 1 print(conter + 1)`: "did you mean 'counter'?",
		`local t = asyncio.Event() t:sett()`:  "did you mean 'set'?",
		`local t = asyncio.create_task(function() end) t:cancle()`: "did you mean 'cancel'?",
		`local s = "x" s:uper()`:                                   "did you mean 's:upper'?",
		`local M = {} function M.compute() end M.compte()`:         "did you mean 'M.compute'?",
		`local j = require "moonloop.json" j.encod(1)`:             "did you mean 'j.encode'?",
		`json.encode(1)`:  `local json = require "moonloop.json"`,
		`require "jsn"`:   "did you mean 'moonloop.json'?",
		`require "cjson"`: `local json = require "moonloop.json"`,
		`sleep(1)`:        "await(asyncio.sleep(seconds))",
		`gather(1)`:       "did you mean 'asyncio.gather'?",
		// point and colon
		`local q = asyncio.Queue() q.put_nowait(1)`:           "a method is called with a colon: q:put_nowait(…)",
		`local s = "x" print(s.upper())`:                      "a method is called with a colon: s:upper(…)",
		`local json = require "moonloop.json" json:encode(1)`: "a function of a module is called with a point: json.encode(…)",
		`asyncio:sleep(1)`:                                    "a function of a module is called with a point: asyncio.sleep(…)",
		`local o = {} function o:f() return self.x end o.f()`: "was the method called with '.'? obj:method(…) passes obj as self",
		// habits while it runs
		`print(None.x)`:                          "nothing is nil in Lua",
		`print(#"x" + ("x").length)`:             "the length of x is #x",
		`local t = {} print(1 + t.length)`:       "the length of t is #t",
		`local t = {} t.push(1)`:                 "table.insert(t, v)",
		`print("a" + "b")`:                       "strings are joined with '..'; '+' adds numbers",
		`for k in {1} do end`:                    "for walks pairs(t), in any order of keys, or ipairs(t), a list",
		`local f = io.open("/no/such") f:read()`: "io.open returns nil and why when it fails: assert(io.open(…)) tells it",
		`print(1 < "2")`:                         "tonumber(s) makes a number of a string",
		`print("a" .. nil)`:                      "tostring(v) makes a string of any value",
		// habits that do not compile
		`if x != 1 then end`:                    "not equal is '~='",
		`x += 1`:                                "x = x + 1 adds to a variable",
		`await asyncio.sleep(1)`:                "await is a function: await(…)",
		`for i = 1, 2 do continue end`:          "Lua has no continue: goto continue, with ::continue:: before the end of the loop",
		`if x then elif y then end`:             "did you mean 'elseif'?",
		"if x then\nelse if y then\nend":        "'else if' begins another block, with an end of its own: did you mean 'elseif' (line 2)?",
		`if x then else elseif y then end`:      "the block of an else ends with end: elseif comes before it",
		"if x then\nelse\nelse\nend":            "the block of an else ends with end: elseif comes before it",
		`for i = 1, 2 do else end`:              "",
		`if (a && b) then end`:                  "'and' joins conditions",
		`async function f() end`:                "async is a function: local f = async(function() … end)",
		`x = a ? b : c`:                         "c and a or b chooses between values",
		`local t = [1, 2]`:                      "a list is {1, 2, 3}",
		`retrun 5`:                              "did you mean 'return'?",
		`locl x = 5`:                            "did you mean 'local'?",
		"function f()\nreturn 1\nprint(1)\nend": "return is the last statement of its block: do return … end",
		"end":                                   "there is one 'end' more than blocks",
		// nothing is known, and nothing is said
		`error("plain")`:         "",
		`local t = {} t.x.y = 1`: "",
		`print(#5)`:              "",
		`local a a()`:            "",
		`x = = 1`:                "",
	} {
		shown, _ := run(t, "s.lua", source, false)
		_, hint, _ := strings.Cut(shown, "\nhint: ")
		if shown == "" || hint != want {
			t.Errorf("%s\n  hint %q, want %q, in\n%s", source, hint, want, shown)
		}
	}
}

// TestHintsArePrintedOnly holds that what pcall and load give has no hint, nor a traceback.
func TestHintsArePrintedOnly(t *testing.T) {
	_, printed := run(t, "s.lua", `
		print(select(2, pcall(function() asyncio.slep(1) end)))
		print(select(2, loadstring("x += 1", "=c")))
		local _, e = pcall(function() asyncio.create_task(function() end):cancle() end) print(e)
		print(e.traceback:match("hint") or "none")`, false)
	want := "s.lua:2: attempt to call field 'slep' (a nil value)\nc:1: '=' expected near '+'\nAttributeError: Task has no field 'cancle'\nnone\n"
	if !strings.HasPrefix(printed, want) {
		t.Errorf("printed %q", printed)
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"local function f(x)\n\treturn x.y.z\nend\nf({})", `s.lua:2: attempt to index field 'y' (a nil value)
stack traceback:
	s.lua:2: in function 'f'
	    return x.y.z
	              ^
	s.lua:4: in main chunk
	    f({})`},
		{"print('é'); error('über')", `s.lua:1: über
stack traceback:
	s.lua:1: in main chunk
	    print('é'); error('über')
	                ^`},
		{"local t = asyncio.create_task(function()\n  await(asyncio.sleep(1))\n  error('late')\nend, {name = 'worker'})\nawait(t)", `s.lua:3: late
stack traceback:
	s.lua:3: in function <s.lua:1>
	    error('late')
	    ^
	(worker awaited by the main task)
	s.lua:5: in main chunk
	    await(t)`},
		{"x = {\n  1\n", `s.lua:3: '}' expected (to close '{' at line 1) near '<eof>'
    x = {`},
		{"  y = 'a' ..\n\t* 2", `s.lua:2: unexpected symbol near '*'
    * 2
    ^`},
	} {
		if got, _ := run(t, "s.lua", c.source, false); got != c.want {
			t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
		}
	}
}

// TestControlCharacters holds that nothing that a program says reaches the terminal as a command to it.
func TestControlCharacters(t *testing.T) {
	source := `
		asyncio.create_task(function() error("\27[2J lost \8\7") end, {name = "na\27[31mme"})
		await(asyncio.sleep(0))
		asyncio.TaskGroup(function(tg)
			tg:create_task(function() error("\155in\226\128\174side\r\n!") end, {name = "mem\27ber"})
		end)`
	shown, reports := run(t, "s.lua", source, false)
	for _, text := range []string{shown, reports} {
		for _, r := range text {
			if r < 0x20 && r != '\n' && r != '\t' || r == '\u202e' || r == '\uFFFD' {
				t.Errorf("%q in %q", r, text)
			}
		}
	}
	for _, want := range []string{`\155in\u{202E}side`, "!"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q lacks %q", shown, want)
		}
	}
	if want := `\027[2J lost \008\007`; !strings.Contains(reports, want) {
		t.Errorf("%q lacks %q", reports, want)
	}
	colored, _ := run(t, "s.lua", "error('x')", true)
	if want := "\x1b[31ms.lua:1: x\x1b[0m\nstack traceback:\n\ts.lua:1: in main chunk\n\t    \x1b[2merror('x')\x1b[0m\n\t    \x1b[31m^\x1b[0m"; colored != want {
		t.Errorf("got %q, want %q", colored, want)
	}
}

// TestModuleThatDoesNotCompile shows the place in the module, and its hint.
func TestModuleThatDoesNotCompile(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("bad.lua", []byte("local M = {}\nif M != 1 then end\nreturn M"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, _ := run(t, "s.lua", "require 'bad'", false)
	want := "bad.lua:2: 'then' expected near '!'\n    if M != 1 then end\n         ^\nhint: not equal is '~='"
	if !strings.HasSuffix(filepath.ToSlash(got), want) {
		t.Errorf("got:\n%s", got)
	}
}

// TestOtherErrors holds that errors which are not Lua's are shown too.
func TestOtherErrors(t *testing.T) {
	var p explain.Printer
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("plain\x1b"), `plain\027`},
		{loop.Errorf(loop.ValueError, "bad"), "ValueError: bad"},
		{&loop.Error{Class: loop.ValueError, Msg: "outer", Cause: errors.New("inner")}, "ValueError: outer\ncaused by: inner"},
	} {
		if got := p.Error(c.err); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
