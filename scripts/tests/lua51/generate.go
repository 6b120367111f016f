package lua51

// This file makes programs: sections, each from an area of the language or the library.

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// An area writes sections of one kind.
type area struct {
	name   string
	weight int
	write  func(w *writer)
}

func allAreas() []area {
	return []area{
		{"statements", 8, (*writer).statements},
		{"operators", 4, (*writer).operators},
		{"logic", 5, (*writer).logic},
		{"literals", 2, (*writer).literals},
		{"assignments", 3, (*writer).assignments},
		{"closures", 3, (*writer).closures},
		{"varargs", 2, (*writer).varargs},
		{"tables", 3, (*writer).tables},
		{"calls", 8, (*writer).libraryCalls},
		{"errors", 5, (*writer).runtimeErrors},
		{"positions", 3, (*writer).positions},
		{"syntax", 5, (*writer).syntaxErrors},
		{"metamethods", 4, (*writer).metamethods},
		{"coroutines", 4, (*writer).coroutines},
		{"numbers", 3, (*writer).numbers},
		{"format", 3, (*writer).formats},
		{"patterns", 4, (*writer).patterns},
		{"sort", 2, (*writer).sorting},
		{"debug", 3, (*writer).debugging},
		{"files", 2, (*writer).files},
		{"system", 1, (*writer).system},
		{"modules", 2, (*writer).modules},
		{"environments", 2, (*writer).environments},
		{"limits", 1, (*writer).limits},
		{"ends", 1, (*writer).ends},
		{"goto", 1, (*writer).gotos},
	}
}

// Areas are the names of what programs are about.
func Areas() []string {
	var names []string
	for _, a := range allAreas() {
		names = append(names, a.name)
	}
	return names
}

// Generate makes the program of a seed. only names the area it must be about; "" leaves that to the seed.
func Generate(seed uint64, only string) *Program {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 51)), p: &Program{Seed: seed}}
	list := allAreas()
	pick := func() area {
		total := 0
		for _, a := range list {
			total += a.weight
		}
		n := w.IntN(total)
		for _, a := range list {
			if n -= a.weight; n < 0 {
				return a
			}
		}
		panic("BUG: weights do not add up")
	}
	first := pick()
	for only != "" && first.name != only {
		first = pick()
	}
	w.p.Area = first.name
	w.section(first)
	for n := w.IntN(3); n > 0 && !w.alone; n-- {
		next := first
		if w.chance(3) {
			next = pick()
		}
		if !lonely[next.name] {
			w.section(next)
		}
	}
	if w.chance(40) {
		w.p.Source = "#!/usr/bin/env lua\n"
	}
	body := w.b.String()
	if w.chance(8) {
		body = w.reflow(body)
	}
	w.p.Source += withoutStrays(prelude(body) + body)
	return w.p
}

// lonely areas make whole programs.
var lonely = map[string]bool{"goto": true, "ends": true, "limits": true}

func (w *writer) section(a area) {
	w.alone = w.alone || lonely[a.name]
	w.names, w.vararg = nil, true
	if !lonely[a.name] {
		w.open("do -- %s", a.name)
		defer w.close("end")
	}
	a.write(w)
}

// preludes are the functions that programs share, on their first line.
var preludes = []struct{ name, text string }{
	{"tick", `local fuel = 400 local function tick() fuel = fuel - 1 if fuel < 0 then error("out of fuel", 0) end end`},
	{"G", `G = {G = {method = function(self, ...) print("G.G", ...) end}, method = function(self, ...) print("G", ...) return self end}`},
	{"T", `local function T(...) print("T", ...) return ... end`},
	{"show", `local function show(v, deep) if type(v) == "string" then return (string.format("%q", v)) elseif type(v) ~= "table" then return tostring(v) end ` +
		`deep = deep or 0 if deep > 3 then return "{...}" end local list = {} ` +
		`for k, x in next, v do list[#list + 1] = (("[" .. show(k, deep + 1) .. "]=" .. show(x, deep + 1)):gsub("0x%x+", "ADDR")) end ` +
		`table.sort(list) return "{" .. table.concat(list, ", ") .. "}" end`},
	{"V", `local V do local m = {} local function text(a) return type(a) == "table" and a.v or tostring(a) end ` +
		`function V(v) return setmetatable({v = v}, m) end ` +
		`for name, op in string.gmatch("__add+ __sub- __mul* __div/ __mod% __pow^ __concat.. ", "(__%a+)(%S+)") do m[name] = function(a, b) return V("(" .. text(a) .. op .. text(b) .. ")") end end ` +
		`m.__unm = function(a) return V("(-" .. text(a) .. ")") end ` +
		`m.__lt = function(a, b) print("lt", text(a), text(b)) return #text(a) < #text(b) end ` +
		`m.__le = function(a, b) print("le", text(a), text(b)) return #text(a) <= #text(b) end ` +
		`m.__eq = function(a, b) print("eq", text(a), text(b)) return text(a) == text(b) end ` +
		`m.__index = function(t, k) return V(text(t) .. "[" .. text(k) .. "]") end ` +
		`m.__call = function(f, ...) return V(text(f) .. "(" .. select("#", ...) .. ")") end ` +
		`m.__tostring = function(a) return "V:" .. a.v end end`},
	{"mask", `local function mask(s) return (tostring(s):gsub("0x%x+", "ADDR")) end`},
}

// prelude is a line with what the body uses of them.
func prelude(body string) string {
	var list []string
	for _, p := range preludes {
		if regexp.MustCompile(`\b` + p.name + `\b`).MatchString(body) {
			list = append(list, p.text)
		}
	}
	return strings.Join(list, " ") + "\n"
}

// A writer writes a program.
type writer struct {
	*rand.Rand
	p     *Program
	b     strings.Builder
	alone bool // nothing else is to be in the program
	depth int  // of blocks
	next  int  // number of the next name

	names  []string // variables in scope; the first letter tells the kind: n, s, t, f
	vararg bool     // ... can be used
	loop   bool     // break can be used
	later  []string // see declareLater
}

func (w *writer) chance(one int) bool            { return w.IntN(one) == 0 }
func (w *writer) of(choices ...string) string    { return choices[w.IntN(len(choices))] }
func (w *writer) line(format string, a ...any)   { w.text(fmt.Sprintf(format, a...)) }
func (w *writer) open(format string, a ...any)   { w.line(format, a...); w.depth++ }
func (w *writer) close(format string, a ...any)  { w.depth--; w.line(format, a...) }
func (w *writer) middle(format string, a ...any) { w.close(format, a...); w.depth++ }

func (w *writer) text(text string) {
	w.b.WriteString(strings.Repeat("  ", w.depth))
	if text != "" && text[0] == '(' {
		w.b.WriteString("do end; ") // not a call of what the line before ends with
	}
	w.b.WriteString(text)
	w.b.WriteByte('\n')
}

// fill writes a line from a template.
func (w *writer) fill(template string) { w.text(w.expand(template, 3)) }

// scope runs fn; the names it declares are gone afterwards.
func (w *writer) scope(fn func()) {
	n, loop := len(w.names), w.loop
	fn()
	w.names, w.loop = w.names[:n], loop
}

// declare makes a name of a kind, now and then one that hides another.
func (w *writer) declare(kind string) string {
	name := w.fresh(kind)
	w.names = append(w.names, name)
	return name
}

// fresh is a name that can be declared later.
func (w *writer) fresh(kind string) string {
	if name := w.known(kind); name != "" && w.chance(6) {
		return name
	}
	w.next++
	return fmt.Sprintf("%s%d", kind, w.next)
}

// known is a variable in scope, "" if none was found.
func (w *writer) known(kind string) string {
	for range 5 {
		if len(w.names) == 0 {
			break
		}
		if name := w.names[w.IntN(len(w.names))]; strings.HasPrefix(name, kind) {
			return name
		}
	}
	return ""
}

// withoutStrays replaces the ... that stand in functions without them.
func withoutStrays(source string) string {
	tree, err := Parse(source, nil)
	if err != nil {
		return source
	}
	for _, i := range slices.Backward(tree.Strays) {
		at := tree.Tokens[i].At
		source = source[:at] + "nil" + source[at+3:]
	}
	return source
}

// reflow breaks the lines of source anew, anywhere.
func (w *writer) reflow(source string) string {
	tokens, err := Lex(source)
	if err != nil || len(tokens) > 5000 {
		return source
	}
	often := 2 + w.IntN(20)
	var b strings.Builder
	for _, t := range tokens {
		gap := " "
		if w.chance(often) {
			gap = w.of("\n", "\n\n", " -- c\n", " --[[ c ]] ", " --[=[\n]=] ", "\t", "\r\n")
		}
		if t.Text == "(" && strings.Contains(gap, "\n") {
			gap = " " // on a new line it would be ambiguous
		}
		b.WriteString(gap)
		b.WriteString(t.Text)
	}
	return b.String() + "\n"
}
