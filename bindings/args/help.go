package args

// This file makes the help of a program of its description.

import (
	"iter"
	"strings"
	"unicode/utf8"

	lua "github.com/yuin/gopher-lua"

	"moonloop/bindings/internal/native"
	"moonloop/vm"
)

// width is how wide the help is, and column where its second column begins at the latest, in characters.
const width, column = 80, 30

// usage is the line that shows how the program is called.
func (s *spec) usage() string {
	line := "usage: " + s.title() + " [OPTIONS]"
	for _, a := range s.options {
		if a.required {
			line += " " + strings.TrimPrefix(a.title(), "option ")
			if !a.flag() {
				line += " " + a.takes
			}
		}
	}
	for _, a := range s.positional {
		word := a.takes
		if a.many {
			word += "..."
		}
		if !a.required {
			word = "[" + word + "]"
		}
		line += " " + word
	}
	if len(s.commands) > 0 {
		line += " COMMAND ..."
	}
	return line
}

// A row is a line of the help in two columns.
type row struct{ left, right string }

// help is what --help shows. It pays for its text: a description may be long, and longer in columns.
func (s *spec) help(c native.Call) string {
	out := &native.Sink{Call: c}
	_, _ = out.WriteString(s.usage() + "\n")
	if s.about != "" {
		_ = out.WriteByte('\n')
		for line := range wrap(s.about, width) {
			c.Work(entryCost + len(line))
			_, _ = out.WriteString(line + "\n")
		}
	}
	var commands, positional, options, program []row
	for _, command := range s.commands {
		commands = append(commands, row{command.name, command.about})
	}
	for _, a := range s.positional {
		positional = append(positional, row{a.takes, a.describe()})
	}
	for _, a := range s.options {
		options = append(options, row{a.names(), a.describe()})
	}
	if s.option("--help") == nil {
		options = append(options, row{"-h, --help", "show this help"})
	}
	if s.version != "" && s.option("--version") == nil {
		options = append(options, row{"    --version", "show the version"})
	}
	if s.parent != nil {
		for _, a := range s.parent.options {
			program = append(program, row{a.names(), a.describe()})
		}
	}
	left := 0
	for _, rows := range [][]row{commands, positional, options, program} {
		for _, r := range rows {
			if n := utf8.RuneCountInString(r.left) + 4; n <= column {
				left = max(left, n)
			}
		}
	}
	for _, section := range []struct {
		title string
		rows  []row
	}{{"commands", commands}, {"arguments", positional}, {"options", options}, {"options of all commands", program}} {
		if len(section.rows) > 0 {
			_, _ = out.WriteString("\n" + section.title + ":\n")
			for _, r := range section.rows {
				r.write(out, left)
			}
		}
	}
	return out.Text()
}

// write writes a row, its second column at left.
func (r row) write(out *native.Sink, left int) {
	_, _ = out.WriteString("  " + r.left)
	at := utf8.RuneCountInString(r.left) + 2
	if r.right != "" {
		for line := range wrap(r.right, width-left) {
			out.Work(entryCost + len(line))
			if at > left-2 {
				_ = out.WriteByte('\n')
				at = 0
			}
			_, _ = out.WriteString(strings.Repeat(" ", left-at) + line)
			at = left
		}
	}
	_ = out.WriteByte('\n')
}

// names are the names of an option: "-s, --sep CHAR".
func (a *argument) names() string {
	names := "    "
	switch {
	case a.short != "" && a.long != "":
		names = a.short + ", " + a.long
	case a.short != "":
		names = a.short
	default:
		names += a.long
	}
	if a.takes != "" {
		names += " " + a.takes
	}
	return names
}

// describe is the help of an argument, with what it can be and what it is by default.
func (a *argument) describe() string {
	parts := []string{}
	if a.help != "" {
		parts = append(parts, a.help)
	}
	if a.choices != nil {
		parts = append(parts, "("+strings.Join(a.choices, ", ")+")")
	}
	if s, ok := vm.TextOf(orNil(a.def)); ok {
		if s == "" || strings.TrimSpace(s) != s {
			s = `"` + s + `"`
		}
		parts = append(parts, "(default: "+s+")")
	}
	return strings.Join(parts, " ")
}

func orNil(v lua.LValue) lua.LValue {
	if v == nil {
		return lua.LNil
	}
	return v
}

// wrap breaks a text into lines of at most n characters, where it has spaces.
func wrap(text string, n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for paragraph := range strings.SplitSeq(text, "\n") {
			line, long := []byte(nil), 0
			for word := range strings.FieldsSeq(paragraph) {
				letters := utf8.RuneCountInString(word)
				switch {
				case len(line) == 0:
				case long+1+letters > n:
					if !yield(string(line)) {
						return
					}
					line, long = line[:0], 0
				default:
					line = append(line, ' ')
					long++
				}
				line = append(line, word...)
				long += letters
			}
			if !yield(string(line)) {
				return
			}
		}
	}
}
