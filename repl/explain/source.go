package explain

// This file finds the lines of sources and points at places in them.

import (
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"moonloop/repl/columns"
	"moonloop/vm"
	"moonloop/vm/lazyregexp"
)

const (
	maxSource = 4 << 20 // bytes of a file that is looked at
	maxLine   = 160     // bytes of a line that are shown
)

// lines are the lines of a source, which is what debug.getinfo calls so, or a chunk's name. nil: they are not known.
func (p *Printer) lines(source string) []string {
	lines, known := p.sources[source]
	if known {
		return lines
	}
	if text, ok := p.text(source); ok {
		lines = strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	}
	if p.sources == nil {
		p.sources = map[string][]string{}
	}
	p.sources[source] = lines
	return lines
}

func (p *Printer) text(source string) (string, bool) {
	name, isFile := strings.CutPrefix(source, "@")
	if !isFile {
		if strings.HasPrefix(source, "=") {
			return "", false
		}
		if strings.Contains(source, "\n") || strings.ContainsAny(source, " (") && p.Source == nil {
			return source, true // of loadstring
		}
	}
	if p.Source != nil {
		if text, ok := p.Source(name); ok {
			return text, true
		}
	}
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return source, !isFile
	}
	text, err := os.ReadFile(name)
	return string(text), err == nil
}

// text is the line of the site.
func (s *site) text() (string, bool) {
	if s.line < 1 || s.line > len(s.lines) {
		return "", false
	}
	return strings.TrimRight(s.lines[s.line-1], "\r"), true
}

// excerpt is a line of source below its place, and a caret under its column, which is in bytes from 1, 0 for none.
func excerpt(line string, column int, indent string) string {
	trimmed := strings.TrimLeft(line, " \t")
	column -= len(line) - len(trimmed)
	line, column = window(strings.TrimRight(trimmed, " \t"), column)
	text := "\n" + indent + paint(faint, Clean(strings.ReplaceAll(line, "\t", " ")))
	if column < 1 || column > len(line)+1 {
		return text
	}
	before := Clean(strings.ReplaceAll(line[:column-1], "\t", " "))
	return text + "\n" + indent + strings.Repeat(" ", columns.Of(before)) + paint(red, "^")
}

// window cuts a long line to the part around a column.
func window(line string, column int) (string, int) {
	if len(line) <= maxLine {
		return line, column
	}
	from := max(0, min(column-maxLine/2, len(line)-maxLine))
	to := from + maxLine
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	text, before := line[from:to], ""
	if from > 0 {
		before = "…"
	}
	if to < len(line) {
		text += "…"
	}
	return before + text, column - from + len(before)
}

// syntaxPlace is the line that a syntax error is in, with a caret.
func (p *Printer) syntaxPlace(e *vm.SyntaxError, indent string) string {
	s := site{p.lines(e.Name), e.Line, e.Column}
	text, ok := s.text()
	if opened := opening().FindStringSubmatch(e.Message); opened != nil && strings.TrimSpace(text) == "" {
		s.line, _ = strconv.Atoi(opened[1]) // where what is not closed begins says more than the end of the source
		s.column = 0
		text, ok = s.text()
	}
	if !ok || strings.TrimSpace(text) == "" {
		return ""
	}
	return excerpt(text, s.column, indent)
}

// opening is where a syntax error says that something was not closed.
var opening = lazyregexp.New(`\(to close '[^']*' at line (\d+)\)`)

// loading is what require says of a module that does not compile.
var loading = lazyregexp.New(`error loading module '[^']*' from file '([^']+)':\n`)

// inModule shows the place of a syntax error in a module that a message tells of, and a hint; "" where it tells of none.
func (p *Printer) inModule(message string) string {
	found := loading().FindStringSubmatch(message)
	if found == nil {
		return ""
	}
	lines := p.lines("@" + found[1])
	_, err := vm.Compile(strings.Join(lines, "\n"), found[1])
	e, ok := err.(*vm.SyntaxError)
	if !ok {
		return ""
	}
	return "\n" + Clean(e.Error()) + p.syntaxPlace(e, "    ") + p.hint(hintOfSyntax(e, lines))
}
