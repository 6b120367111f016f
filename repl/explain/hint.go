package explain

// This file finds the hint for an error that was raised while code ran.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"moonloop/vm/lazyregexp"
	"moonloop/vm/nearest"
)

var (
	position  = lazyregexp.New(`^[^\n]*?:\d+: `)
	nilNamed  = lazyregexp.New(`^attempt to (call|index|perform arithmetic on|concatenate|compare|get length of) (global|local|field|method|upvalue) '([^']+)' \(a (\w+) value\)`)
	noField   = lazyregexp.New(`^AttributeError: ([\w ]+) has no (?:field|method|attribute) '(\w+)'`)
	noSelf    = lazyregexp.New(`^(?:\w+: )?(\w+): .* expected as self, got`)
	badArg    = lazyregexp.New(`^bad argument #\d+ to '(\w+)' \((string|FILE\*|table) expected`)
	noModule  = lazyregexp.New(`^module '([^']+)' not found`)
	arithText = lazyregexp.New(`^attempt to perform arithmetic on .*a string value`)
	joinKind  = lazyregexp.New(`^attempt to concatenate .*a (nil|boolean|table|function) value`)
	compared  = lazyregexp.New(`^attempt to compare (\w+) with (\w+)`)
	noAwait   = lazyregexp.New(`^TypeError: object (\w+) can't be used in 'await' expression$`)
	native    = lazyregexp.New(`^(?:\w+: )?[\w.]+: (?:argument \d+|\$)`)
)

// runtimeHint is the hint for a message that was raised at a site, which may be nil.
func (p *Printer) runtimeHint(message string, at *site) string {
	message, _, _ = strings.Cut(message, "\n")
	if at != nil {
		message = message[len(position().FindString(message)):]
	} else {
		at = &site{}
	}
	if m := nilNamed().FindStringSubmatch(message); m != nil {
		return p.nilHint(m[1], m[2], m[3], m[4], at)
	}
	if m := noField().FindStringSubmatch(message); m != nil {
		return nearest.Hint(m[2], words().MembersOf(m[1]), "")
	}
	if noAwait().MatchString(message) {
		return "what waits by itself, or need not wait, has done so when it returns: without await (moonloop doc waiting)"
	}
	if m := noModule().FindStringSubmatch(message); m != nil {
		return p.moduleHint(m[1])
	}
	if m := noSelf().FindStringSubmatch(message); m != nil {
		if object, op := at.receiver(m[1]); op == "." {
			return fmt.Sprintf("a method is called with a colon: %s:%s(…)", object, m[1])
		}
		return ""
	}
	if m := badArg().FindStringSubmatch(message); m != nil {
		if object, op := at.receiver(m[1]); op == "." && p.module(at.lines, object) == "" && object != "string" && object != "io" {
			return fmt.Sprintf("a method is called with a colon: %s:%s(…)", object, m[1])
		}
	}
	if native().MatchString(message) || badArg().MatchString(message) {
		if h := p.notMethod(at); h != "" {
			return h
		}
	}
	line, _ := at.text()
	switch {
	case arithText().MatchString(message) && strings.Contains(at.rest(), "+"):
		return "strings are joined with '..'; '+' adds numbers"
	case arithText().MatchString(message):
		return "tonumber(s) makes a number of a string"
	case joinKind().MatchString(message):
		return "tostring(v) makes a string of any value"
	case strings.HasPrefix(message, "attempt to call a table value") && forIn().MatchString(line):
		return "for walks pairs(t), in any order of keys, or ipairs(t), a list"
	}
	if m := compared().FindStringSubmatch(message); m != nil && (m[1] == "string" || m[2] == "string") {
		return "tonumber(s) makes a number of a string"
	}
	return ""
}

var forIn = lazyregexp.New(`\bfor\b.*\bin\b`)

// nilHint is the hint for a variable or field that has not the value that it should have.
func (p *Printer) nilHint(action, kind, name, value string, at *site) string {
	if value != "nil" {
		switch {
		case name == "self":
			return "was the method called with '.'? obj:method(…) passes obj as self"
		case action == "perform arithmetic on" && value == "string" && strings.Contains(at.rest(), "+"):
			return "strings are joined with '..'; '+' adds numbers"
		case action == "concatenate":
			return "tostring(v) makes a string of any value"
		}
		return ""
	}
	switch kind {
	case "global":
		return p.globalHint(name, at)
	case "field", "method":
		return p.fieldHint(action, kind, name, at)
	}
	if name == "self" {
		return "was the method called with '.'? obj:method(…) passes obj as self"
	}
	opened := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b[\w, ]*=\s*io\.(open|popen)\b`)
	if action == "index" && slices.ContainsFunc(at.lines, opened.MatchString) {
		return "io.open returns nil and why when it fails: assert(io.open(…)) tells it"
	}
	return ""
}

// globalHint is the hint for a global that is nil.
func (p *Printer) globalHint(name string, at *site) string {
	if h, ok := foreignNames[name]; ok {
		return h
	}
	switch line, _ := at.text(); {
	case strings.Contains(line, "new "+name):
		return "Lua has no new: call the constructor, " + name + "(…)"
	case name == "f" && (strings.Contains(line, `f"`) || strings.Contains(line, "f'")):
		return `string.format("%s is %d", name, value) fills values in`
	}
	if slices.Contains(words().modules, name) {
		return fmt.Sprintf("local %s = require \"moonloop.%s\"", name, name)
	}
	known := append(locals(at.lines), p.globals()...)
	if h := nearest.Hint(name, known, ""); h != "" {
		return h
	}
	if slices.Contains(words().Members["asyncio"], name) {
		return "did you mean 'asyncio." + name + "'?"
	}
	return nearest.Hint(name, words().modules, "moonloop.")
}

// fieldHint is the hint for a field or method that is nil.
func (p *Printer) fieldHint(action, kind, name string, at *site) string {
	object, op := at.receiver(name)
	if object == "" {
		return foreignField("x", name, action, kind)
	}
	module := p.module(at.lines, object)
	switch {
	case module != "":
		return nearest.Hint(name, p.namesOfModule(module), object+".")
	case p.keys(object) != nil:
		if h := nearest.Hint(name, p.keys(object), object+op); h != "" {
			return h
		}
	default:
		if class := p.class(at.lines, object); class != "" {
			return nearest.Hint(name, words().MembersOf(class), object+op)
		}
	}
	if h := foreignField(object, name, action, kind); h != "" {
		return h
	}
	known := fields(at.lines, name)
	if kind == "method" {
		known = append(known, words().allMethods(p)...)
	}
	if best := nearest.Within(name, known, min(nearest.Tolerance(name), 1+len(name)/6)); best != "" {
		return "did you mean '" + object + op + best + "'?"
	}
	return ""
}

// moduleHint is the hint for a module that was not found.
func (p *Printer) moduleHint(name string) string {
	short := strings.TrimPrefix(name, "moonloop.")
	if h, ok := foreignModules[short]; ok {
		return h
	}
	return nearest.Hint(short, words().modules, "moonloop.")
}

// notMethod tells a function of a module that was called as a method.
func (p *Printer) notMethod(at *site) string {
	text, _ := at.text()
	for _, m := range methodCall().FindAllStringSubmatchIndex(text, -1) {
		object, name := text[m[2]:m[3]], text[m[4]:m[5]]
		if at.column > 0 && at.column-1 != m[4] && at.column-1 != m[2] {
			continue
		}
		if module := p.module(at.lines, object); module != "" && slices.Contains(p.namesOfModule(module), name) {
			return fmt.Sprintf("a function of a module is called with a point: %s.%s(…)", object, name)
		}
	}
	return ""
}

var methodCall = lazyregexp.New(`([A-Za-z_]\w*)\s*:\s*([A-Za-z_]\w*)`)

// receiver is what stands before name on the line of the site, as a.b, and whether a point or a colon is between them.
func (s *site) receiver(name string) (object, op string) {
	text, _ := s.text()
	call := regexp.MustCompile(`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*([.:])\s*` + regexp.QuoteMeta(name) + `\b`)
	found := call.FindAllStringSubmatchIndex(text, -1)
	for _, m := range found {
		if m[1] >= s.column-1 {
			return text[m[2]:m[3]], text[m[4]:m[5]]
		}
	}
	return "", ""
}

// rest is the line of the site from about its column on.
func (s *site) rest() string {
	text, _ := s.text()
	if s.column < 1 || s.column > len(text) {
		return text
	}
	return text[s.column-1:]
}
