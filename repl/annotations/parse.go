package annotations

// This file makes entries of a file of annotations.

import (
	"strings"

	"moonloop/vm/lazyregexp"
)

// EntriesIn are the entries of one file, in its order.
func EntriesIn(file string) []Entry { return Parse(file, Text(file)) }

// Parse makes entries of the text of a file of annotations.
func Parse(file, text string) []Entry {
	p := parser{module: strings.TrimSuffix(file, ".lua")}
	var comment []string
	for _, line := range strings.Split(text, "\n") {
		if text, ok := strings.CutPrefix(line, "---"); ok && !strings.HasPrefix(line, "----") {
			comment = append(comment, strings.TrimSpace(text))
			continue
		}
		if section, ok := strings.CutPrefix(line, "-- # "); ok {
			p.section = section
		}
		p.declaration(line, comment)
		comment = nil
	}
	return p.entries
}

type parser struct {
	module, section string
	entries         []Entry
}

var (
	declared = lazyregexp.New(`^function ([\w.]+)([.:])(\w+)\((.*)\)|^function (\w+)\((.*)\)`)
	assigned = lazyregexp.New(`^(\w+\.[\w.]+) = `)
)

// declaration makes the entries of a line that is no comment and of the comment above it.
func (p *parser) declaration(line string, comment []string) {
	e := p.read(comment)
	switch m, value := declared().FindStringSubmatch(line), assigned().FindStringSubmatch(line); {
	case m != nil:
		e.Kind, e.Name = Function, m[1]+m[2]+m[3]+m[5]
		if m[2] == ":" {
			e.Kind = Method
		}
		e.Params = inOrder(e.Params, m[4]+m[6])
	case e.Kind == Class && (e.Name == p.module || e.Name == "fs"):
		e.Kind = Module
	case value != nil && e.Kind != Class:
		e.Kind, e.Name = Value, value[1]
	}
	if e.Name == "" {
		return
	}
	p.add(e)
	if e.Kind == Module || e.Kind == Class {
		for _, f := range e.Params {
			p.add(Entry{Name: e.Name + "." + f.Name, Kind: Field, Type: f.Type, About: f.About})
		}
	}
}

func (p *parser) add(e Entry) {
	e.Module, e.Section = p.module, p.section
	if e.Name == "fs" || strings.HasPrefix(e.Name, "fs.") {
		e.Module = "fs"
	}
	p.entries = append(p.entries, e)
}

// read makes an entry of a comment. It has a name if the comment gives it one.
func (p *parser) read(comment []string) Entry {
	var e Entry
	var about []string
	last := &about
	var raises, python []string
	for _, text := range comment {
		tag, rest, _ := strings.Cut(text, " ")
		rest = strings.TrimSpace(rest)
		switch tag {
		case "@class":
			name, parent, _ := strings.Cut(rest, ":")
			name, _, _ = strings.Cut(strings.TrimSpace(name), "<")
			e.Kind, e.Name, e.Type = Class, name, generics.Replace(strings.TrimSpace(parent))
		case "@alias":
			name, typ, _ := strings.Cut(rest, " ")
			e.Kind, e.Name, e.Type = Alias, name, typ
		case "@type":
			e.Type, _ = splitType(rest)
		case "@param", "@field":
			name, rest, _ := strings.Cut(rest, " ")
			param := Param{Name: strings.Trim(name, "[]?"), Optional: strings.HasSuffix(name, "?")}
			param.Type, param.About = splitType(rest)
			if param.Type == "T" {
				param.Type = "any"
			}
			e.Params = append(e.Params, param)
		case "@return":
			var param Param
			param.Type, param.About = splitType(rest)
			if param.Type != "T" && param.Type != "U" { // beside them stands any ...
				e.Returns = append(e.Returns, param)
			}
		case "@overload":
			e.Overloaded = true
		case "@async":
			e.Async = true
		case "Raises:":
			raises, last = append(raises, rest), &raises
		case "Python:":
			python, last = append(python, rest), &python
		default:
			if !strings.HasPrefix(tag, "@") {
				*last = append(*last, text)
			}
		}
	}
	e.About = strings.TrimSpace(strings.Join(about, "\n"))
	e.Raises = strings.Join(raises, " ")
	e.Python = strings.Join(python, " ")
	return e
}

// inOrder are the parameters as the declaration names them, with what is written about each.
func inOrder(params []Param, names string) []Param {
	var ordered []Param
	for _, name := range strings.Split(names, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		param := Param{Name: name}
		for _, p := range params {
			if p.Name == name {
				param = p
			}
		}
		ordered = append(ordered, param)
	}
	return ordered
}

// generics takes out of types what only editors need: T and U, the types of a first and second result.
var generics = strings.NewReplacer("<T, U>", "", "<T>", "", "(fun(): T?, U?)", "function", "fun(...): T?, U?", "function")

// splitType cuts a type off the text that follows it.
func splitType(s string) (typ, rest string) {
	s = generics.Replace(s)
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(', '{', '<', '[':
			depth++
		case ')', '}', '>', ']':
			depth--
		case ' ':
			if depth == 0 && !strings.ContainsRune(":,|", rune(s[i-1])) && (i+1 == len(s) || s[i+1] != '|') {
				return s[:i], strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s[i+1:]), "#"))
			}
		}
	}
	return s, ""
}

// OptionsOf are the options that a parameter takes, given all entries: the fields of a class whose name ends with Options
// or Option, alone or with other types, or of the table that is written out as its type, of which the text about the
// parameter tells, as in "raw: bytes; key: of an HMAC". nil if it takes none.
func OptionsOf(param Param, entries []Entry) []Param {
	typ := strings.TrimSuffix(param.Type, "?")
	if inner, ok := strings.CutPrefix(typ, "{"); ok && !strings.HasPrefix(inner, "[") {
		fields := fieldsOf(strings.TrimSuffix(inner, "}"))
		for i := range fields {
			for _, about := range strings.Split(param.About, "; ") {
				if text, ok := strings.CutPrefix(about, fields[i].Name+": "); ok {
					fields[i].About = text
				}
			}
		}
		return fields
	}
	for _, name := range strings.Split(typ, "|") {
		for i := range entries {
			if e := &entries[i]; e.Name == name && e.IsOptions() {
				return append(OptionsOf(Param{Type: e.Type}, entries), e.Params...)
			}
		}
	}
	return nil
}

// IsOptions reports whether an entry is a class of options.
func (e *Entry) IsOptions() bool {
	return e.Kind == Class && (strings.HasSuffix(e.Name, "Options") || strings.HasSuffix(e.Name, "Option"))
}

// fieldsOf reads "timeout?: number, return_when?: string".
func fieldsOf(s string) []Param {
	var fields []Param
	depth, from := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) {
			switch s[i] {
			case '(', '{', '<', '[':
				depth++
			case ')', '}', '>', ']':
				depth--
			}
			if s[i] != ',' || depth > 0 {
				continue
			}
		}
		name, typ, ok := strings.Cut(s[from:i], ":")
		from = i + 1
		if name = strings.TrimSpace(name); ok {
			fields = append(fields, Param{Name: strings.TrimSuffix(name, "?"), Type: strings.TrimSpace(typ), Optional: strings.HasSuffix(name, "?")})
		}
	}
	return fields
}
