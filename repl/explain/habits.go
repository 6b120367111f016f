package explain

// This file is what habits of other languages are in Lua.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"moonloop/vm"
	"moonloop/vm/lazyregexp"
	"moonloop/vm/nearest"
)

// foreignNames are globals of other languages.
var foreignNames = map[string]string{
	"None": "nothing is nil in Lua", "null": "nothing is nil in Lua", "undefined": "nothing is nil in Lua",
	"NULL": "nothing is nil in Lua", "nullptr": "nothing is nil in Lua",
	"True": "did you mean 'true'?", "False": "did you mean 'false'?",
	"len": "the length of x is #x", "str": "did you mean 'tostring'?", "int": "did you mean 'tonumber'? math.floor rounds",
	"float": "did you mean 'tonumber'?", "parseInt": "did you mean 'tonumber'?", "range": "for i = 1, n do … end counts",
	"enumerate": "for i, v in ipairs(t) do … end", "console": "did you mean 'print'?", "echo": "did you mean 'print'?",
	"puts": "did you mean 'print'?", "println": "did you mean 'print'?", "printf": "print(string.format(…))",
	"input": "did you mean 'io.read'?", "open": "did you mean 'io.open'?", "exit": "did you mean 'os.exit'?",
	"raise": "did you mean 'error'?", "throw": "did you mean 'error'?", "this": "the object of a method is self",
	"typeof": "did you mean 'type'?", "isinstance": "did you mean 'asyncio.isinstance'? type(v) names the type of a value",
	"sleep": "await(asyncio.sleep(seconds))", "setTimeout": "asyncio.get_running_loop():call_later(seconds, f)",
	"setInterval": "a task with a loop: while true do await(asyncio.sleep(seconds)) … end",
	"gather":      "did you mean 'asyncio.gather'?", "Promise": "did you mean 'asyncio.Future'?",
	"JSON": `local json = require "moonloop.json"`, "fetch": "did you require a module for HTTP?",
	"Math": "did you mean 'math'?", "sum": "a loop adds numbers: for _, v in ipairs(t) do s = s + v end",
	"try":    "asyncio.try(f, { {Class, handler}, finally = g }), or pcall(f)",
	"except": "asyncio.try(f, { {Class, handler} }), or pcall(f)", "catch": "asyncio.try(f, { {Class, handler} }), or pcall(f)",
	"elif": "did you mean 'elseif'?", "elsif": "did you mean 'elseif'?", "continue": noContinue,
	"self":   "was the method defined with ':'? function T:name() has self",
	"time":   "os.time() is the date, os.clock() the processor's time, asyncio.get_running_loop():time() the loop's",
	"random": "did you mean 'math.random'?", "process": "arg holds the arguments, os.getenv(name) the environment",
	"sys": "arg holds the arguments, os.exit ends the program", "datetime": `local datetime = require "moonloop.datetime"`,
	"dict": "a table is {}", "list": "a table is {}", "set": "a table is {}", "append": "did you mean 'table.insert'?",
	"max": "did you mean 'math.max'?", "min": "did you mean 'math.min'?", "abs": "did you mean 'math.abs'?",
	"pass": "an empty block needs no statement",
}

const noContinue = "Lua has no continue: goto continue, with ::continue:: before the end of the loop"

// foreignFields are fields and methods of other languages, and those that libraries have as functions; {} is the
// object.
var foreignFields = map[string]string{
	"length": "the length of {} is #{}", "size": "the length of {} is #{}", "count": "the length of {} is #{}",
	"len": "the length of {} is #{}", "push": "table.insert({}, v)", "append": "table.insert({}, v)", "add": "table.insert({}, v)",
	"push_back": "table.insert({}, v)", "pop": "table.remove({})", "shift": "table.remove({}, 1)",
	"unshift": "table.insert({}, 1, v)", "insert": "a table has no methods of its own: table.insert({}, v)",
	"remove": "a table has no methods of its own: table.remove({})", "sort": "a table has no methods of its own: table.sort({})",
	"concat": "a table has no methods of its own: table.concat({}, separator)", "join": "table.concat({}, separator)",
	"unpack": "unpack({})", "pack": "{…, n = select('#', …)}", "toString": "tostring({})", "keys": "for k in pairs({}) do … end",
	"items": "for k, v in pairs({}) do … end", "values": "for _, v in pairs({}) do … end",
	"map": "a loop makes the list: for i, v in ipairs({}) do … end", "filter": "a loop makes the list: for i, v in ipairs({}) do … end",
	"forEach": "for i, v in ipairs({}) do … end", "split": `re.split of require "moonloop.re", or {}:gmatch("[^,]+")`,
	"trim": `{}:match("^%s*(.-)%s*$")`, "strip": `{}:match("^%s*(.-)%s*$")`, "startswith": "{}:sub(1, #p) == p",
	"startsWith": "{}:sub(1, #p) == p", "endswith": "{}:sub(-#p) == p", "endsWith": "{}:sub(-#p) == p",
	"indexOf": "{}:find(text, 1, true)", "includes": "{}:find(text, 1, true)", "contains": "{}:find(text, 1, true)",
	"toUpperCase": "{}:upper()", "toLowerCase": "{}:lower()", "replace": "{}:gsub(pattern, text)", "charAt": "{}:sub(i, i)",
	"substring": "{}:sub(i, j)", "substr": "{}:sub(i, j)", "slice": "{}:sub(i, j), or unpack({}, i, j)",
	"log": "did you mean 'print'?", "then": "await(x) waits for x; t:add_done_callback(f) calls f", "next": "next({}, k)",
	"isdigit": `{}:find("^%d+$")`, "hasOwnProperty": "{}[k] ~= nil", "has_key": "{}[k] ~= nil",
}

// foreignField is the hint for a field or method of another language.
func foreignField(object, name, action, kind string) string {
	h, ok := foreignFields[name]
	if !ok || action == "index" || kind == "field" && action != "call" && name != "length" && name != "size" && name != "len" {
		return ""
	}
	return strings.ReplaceAll(h, "{}", object)
}

// foreignModules are modules that programs of other systems ask for.
var foreignModules = map[string]string{
	"cjson": `local json = require "moonloop.json"`, "dkjson": `local json = require "moonloop.json"`,
	"yaml": "", "regex": `local re = require "moonloop.re"`, "os": "os is a global", "math": "math is a global",
	"time":       "os.time() is the date, asyncio.sleep waits",
	"subprocess": "asyncio.create_subprocess_exec", "threading": "asyncio.to_thread, asyncio.create_task",
}

// A habit is a pattern in the line of a syntax error, and what to write instead.
type habit struct {
	line *regexp.Regexp
	hint string
}

func habitOf(pattern, hint string) habit { return habit{regexp.MustCompile(pattern), hint} }

// habits are looked for in the line of a syntax error from the most telling on, in what is neither text nor comment. They are
// made for the first such error: programs that have none begin sooner.
var habits = sync.OnceValue(func() []habit {
	return []habit{
		habitOf(`!==|!=`, "not equal is '~='"),
		habitOf(`===`, "equal is '=='"),
		habitOf(`&&`, "'and' joins conditions"),
		habitOf(`\|\|`, "'or' joins conditions"),
		habitOf(`\?\?`, "'or' takes the second value where the first is nil or false"),
		habitOf(`\?\.`, "a and a.b reads a field of what may be nil"),
		habitOf(`\?[^:]*:`, "c and a or b chooses between values"),
		habitOf(`\bawait\s+[\w"'({]`, "await is a function: await(…)"),
		habitOf(`\basync\s+(function|def)\b`, "async is a function: local f = async(function() … end)"),
		habitOf(`\basync\s+with\b`, "asyncio.with(x, function() … end)"),
		habitOf(`\basync\s+for\b`, "for waits by itself: for x in iterator do … end"),
		habitOf(`\bcontinue\b`, noContinue),
		habitOf(`\b(elif|elsif|elseIf)\b`, "did you mean 'elseif'?"),
		habitOf(`(^|\W)!\s*[\w(]`, "'not' negates: not x"),
		habitOf(`(\+\+|\w--\s*$)`, "x = x + 1 adds one"),
		habitOf(`(\+|-|\*|/|%|\^|\.\.|or|and)=`, "x = x + 1 adds to a variable"),
		habitOf(`=>|\blambda\b`, "a function is function(x) return … end"),
		habitOf(`^\s*//`, "a comment begins with --"),
		habitOf(`/\*`, "a long comment is --[[ … ]]"),
		habitOf(`//`, "math.floor(a / b) divides whole numbers; a comment begins with --"),
		habitOf(`^\s*#`, "a comment begins with --"),
		habitOf(`^\s*(def|func|fn|fun)\s+\w+`, "a function is function name(x) … end"),
		habitOf(`^\s*(let|const|var|int|float|string|bool|auto|final|val)\s+[\w]+`, "a variable is local name = value"),
		habitOf(`<\s*(const|close)\s*>`, "Lua 5.1 has no attributes of variables"),
		habitOf(`^\s*(import|from)\s+\w`, `local name = require "name"`),
		habitOf(`^\s*(export|module)\b`, "a module returns a table: return M"),
		habitOf(`^\s*class\s+\w+`, "a class is a table: local C = {}, C.__index = C, function C.new() return setmetatable({}, C) end"),
		habitOf(`^\s*(switch|match)\b`, "if … elseif … else … end, or a table of functions"),
		habitOf(`^\s*(try|except|catch|finally)\b`, "asyncio.try(f, { {Class, handler}, finally = g }), or pcall(f)"),
		habitOf(`^\s*(raise|throw)\b`, "error(…) raises"),
		habitOf(`^\s*with\s+`, "asyncio.with(x, function() … end)"),
		habitOf(`^\s*del\s+`, "x = nil removes"),
		habitOf(`^\s*pass\b`, "an empty block needs no statement"),
		habitOf(`\bnew\s+\w+\s*[({]`, "Lua has no new: call the constructor"),
		habitOf(`\bfor\s*\(`, "for i = 1, n do … end, for k, v in pairs(t) do … end"),
		habitOf(`\bfor\b[^=]*\bin\b.*:\s*$`, "a loop is for … do … end"),
		habitOf(`^\s*(if|while|elseif|else)\b.*:\s*$`, "a block is if … then … end, while … do … end"),
		habitOf(`^\s*(if|elseif|while|until)\b[^=~<>]*[^=~<>]=[^=]`, "'==' compares, '=' assigns"),
		habitOf(`^\s*(if|while|for|else|function|do)\b.*\{\s*`, "a block is then … end, do … end or function() … end"),
		habitOf(`\)\s*\{`, "a block is then … end, do … end or function() … end"),
		habitOf(`\}\s*else`, "a block is then … else … end"),
		habitOf(`[=(,]\s*\[`, "a list is {1, 2, 3}"),
		habitOf(`[{,]\s*(\w+|""|'')\s*:\s*[^:]`, "a table is {key = value}, or {[\"any key\"] = value}"),
		habitOf("`", "a text is \"…\" or '…', over several lines [[…]]; string.format fills values in"),
		habitOf(`\b(is\s+not|not\s+in|is)\b`, "'==' and '~=' compare; t[k] ~= nil tells whether a key is there"),
		habitOf(`(<<|>>|[&|~])`, `local bit = require "moonloop.bit" has the operations on bits`),
		habitOf(`^\s*@`, "Lua has no decorators: f = wrap(f)"),
		habitOf(`^\s*return\b.*\S`, ""),
	}
})

// keywords that may have been misspelt.
var keywords = []string{"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"}

// SyntaxHint is the hint for a syntax error in a source, "" where none is known.
func SyntaxHint(e *vm.SyntaxError, source string) string {
	return hintOfSyntax(e, strings.Split(source, "\n"))
}

// syntaxHint is the hint for a syntax error in a source of these lines.
func hintOfSyntax(e *vm.SyntaxError, lines []string) string {
	s := site{lines, e.Line, e.Column}
	text, ok := s.text()
	if !ok {
		return ""
	}
	switch {
	case atElse().MatchString(e.Message) && afterElse(lines, e):
		return "the block of an else ends with end: elseif comes before it"
	case strings.HasPrefix(e.Message, "'<eof>' expected near 'end'"):
		return "there is one 'end' more than blocks"
	case strings.HasPrefix(e.Message, "'end' expected (to close 'if'"), e.Incomplete && strings.HasPrefix(e.Message, "'end' expected"):
		if h := elseIf(lines); h != "" {
			return h
		}
	case strings.HasPrefix(e.Message, "unfinished string"):
		return "a text ends on its line with the quote that it began with; [[…]] goes over several lines"
	}
	code := withoutText(text)
	if strings.TrimSpace(code) == "" || e.Column == 1 && e.Line > 1 && !strings.HasPrefix(strings.TrimSpace(code), "#") {
		if before := withoutText(s.lines[max(e.Line-2, 0)]); regexp.MustCompile(`^\s*return\b`).MatchString(before) && e.Line > 1 {
			return "return is the last statement of its block: do return … end"
		}
	}
	for _, h := range habits() {
		if h.line.MatchString(code) {
			if h.hint == "" && strings.HasPrefix(e.Message, "'<eof>' expected") {
				return "return is the last statement of its block: do return … end"
			}
			if h.hint != "" {
				return h.hint
			}
		}
	}
	if h := misspelt(e, code); h != "" || !strings.HasPrefix(e.Message, "'=' expected near") {
		return h
	}
	return "a statement is a call or an assignment"
}

// misspelt is the hint for a keyword that is not spelt right: the word at the error or before it.
func misspelt(e *vm.SyntaxError, code string) string {
	at := min(max(e.Column-1, 0), len(code))
	before := aName().FindAllString(code[:at], -1)
	var suspects []string
	if len(before) > 0 {
		suspects = append(suspects, before[len(before)-1])
	}
	if next := aName().FindString(code[at:]); next != "" {
		suspects = append(suspects, next)
	}
	for _, word := range suspects {
		if len(word) < 3 && word != "od" && word != "fi" || slices.Contains(keywords, word) {
			continue
		}
		if best := nearest.Within(word, keywords, 1+len(word)/6); best != "" {
			return "did you mean '" + best + "'?"
		}
	}
	return ""
}

var (
	atElse  = lazyregexp.New(`^'end' expected.* near 'else(if)?'`)
	oneElse = lazyregexp.New(`\belse\b`)
)

// afterElse tells whether there is an else before the error.
func afterElse(lines []string, e *vm.SyntaxError) bool {
	for i, line := range lines[:min(e.Line, len(lines))] {
		if i == e.Line-1 {
			line = line[:min(max(e.Column-1, 0), len(line))]
		}
		if oneElse().MatchString(withoutText(line)) {
			return true
		}
	}
	return false
}

var elseIfs = lazyregexp.New(`\belse\s+if\b`)

// elseIf finds what may be meant as elseif.
func elseIf(lines []string) string {
	for i, line := range lines {
		if elseIfs().MatchString(withoutText(line)) {
			return "'else if' begins another block, with an end of its own: did you mean 'elseif' (line " + strconv.Itoa(i+1) + ")?"
		}
	}
	return ""
}

// withoutText is a line without what stands in quotes and in comments; its columns stay.
func withoutText(line string) string {
	out := []byte(line)
	var quote byte
	for i := 0; i < len(out); i++ {
		c := out[i]
		switch {
		case quote != 0 && c == '\\' && i+1 < len(out):
			out[i], out[i+1] = ' ', ' '
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				out[i] = ' '
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '-' && i+1 < len(out) && out[i+1] == '-' && strings.TrimSpace(line[:i]) != "" && (i == 0 || line[i-1] == ' '), c == '-' && strings.HasPrefix(strings.TrimSpace(line), "--"):
			return string(out[:i]) + strings.Repeat(" ", len(out)-i)
		}
	}
	return string(out)
}
