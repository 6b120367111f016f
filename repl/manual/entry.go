package manual

// This file writes what the annotations say as Markdown.

import (
	"fmt"
	"slices"
	"strings"

	"moonloop/repl/annotations"
)

// options are the options that a function takes.
func (m *Manual) options(e *annotations.Entry) []annotations.Param {
	for _, p := range e.Params {
		if o := annotations.OptionsOf(p, m.entries); o != nil && e.Kind != annotations.Class {
			return o
		}
	}
	return nil
}

// signature is an entry as it is written in a program: asyncio.wait(list[, {timeout=, return_when=}]).
func (m *Manual) signature(e *annotations.Entry) string {
	switch e.Kind {
	case annotations.Class, annotations.Module, annotations.Alias:
		text := e.Kind.String() + " " + e.Name
		if e.Type != "" && e.Kind == annotations.Class {
			text += ": " + e.Type
		}
		return text
	case annotations.Value, annotations.Field:
		return e.Name
	}
	var b strings.Builder
	for i, p := range e.Params {
		text := p.Name
		if o := annotations.OptionsOf(p, m.entries); o != nil && len(o) <= 4 {
			var names []string
			for _, o := range o {
				names = append(names, o.Name+"=")
			}
			text = "{" + strings.Join(names, ", ") + "}"
		}
		comma := ", "
		if i == 0 {
			comma = ""
		}
		if p.Optional {
			fmt.Fprintf(&b, "[%s%s]", comma, text)
		} else {
			b.WriteString(comma + text)
		}
	}
	return e.Name + "(" + b.String() + ")"
}

// entry is an entry as Markdown, with a heading of a level.
func (m *Manual) entry(e *annotations.Entry, level int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s `%s`\n", strings.Repeat("#", level), m.signature(e))
	say := func(format string, args ...any) { fmt.Fprintf(&b, "\n"+format+"\n", args...) }
	if e.About != "" {
		say("%s", e.About)
	}
	if params := m.params(e); params != "" {
		say("%s", params)
	}
	if e.Kind == annotations.Function || e.Kind == annotations.Method {
		if text := returns(e); text != "" {
			say("%s", text)
		}
	} else if e.Type != "" && e.Kind != annotations.Class {
		say("Is a `%s`.", e.Type)
	}
	var more []string
	if e.Raises != "" {
		more = append(more, "**Raises** "+e.Raises)
	}
	if e.Python != "" {
		more = append(more, "**In Python** `"+e.Python+"`.")
	}
	if more != nil {
		say("%s", strings.Join(more, " "))
	}
	return b.String()
}

// params is a table of the parameters and options that something is said of.
func (m *Manual) params(e *annotations.Entry) string {
	var rows []string
	row := func(p annotations.Param, name string) {
		if p.Type == "" && p.About == "" {
			return
		}
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s |", name, typeCell(p), strings.ReplaceAll(p.About, "|", `\|`)))
	}
	for _, p := range e.Params {
		if o := annotations.OptionsOf(p, m.entries); o != nil && e.Kind != annotations.Class {
			for _, o := range o {
				row(o, o.Name+"=")
			}
			continue
		}
		row(p, p.Name)
	}
	if len(rows) == 0 {
		return ""
	}
	return "| | | |\n| --- | --- | --- |\n" + strings.Join(rows, "\n")
}

func typeCell(p annotations.Param) string {
	if p.Type == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(p.Type, "|", `\|`) + "`"
}

// returns says in words what a function returns.
func returns(e *annotations.Entry) string {
	var texts []string
	coroutine := false
	for _, r := range e.Returns {
		about, several := strings.CutPrefix(r.About, "...")
		about = strings.TrimSpace(about)
		text := "`" + r.Type + "`"
		if several {
			text = "`" + r.Type + "...`"
		}
		if inner, ok := strings.CutPrefix(r.Type, "Coroutine"); ok {
			coroutine, text = true, results(inner, strings.TrimPrefix(about, "of "))
		} else if about != "" {
			text += ": " + about
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	text := strings.Join(texts, ", ")
	switch {
	case coroutine && text == "":
		return "**Returns** a coroutine."
	case coroutine:
		return "**Returns** a coroutine of " + text + "."
	case text == "" && e.Async:
		return "**Waits**: call it in a task."
	case text == "":
		return ""
	case e.Async:
		return "**Waits**: call it in a task. **Returns** " + text + "."
	}
	return "**Returns** " + text + "."
}

// results are the types of a coroutine's results, <string, integer>, with what is said of them.
func results(types, about string) string {
	types = strings.Trim(types, "<>")
	if types == "" || types == "any" {
		return about
	}
	if about == "" {
		return "`" + types + "`"
	}
	return about + " (`" + types + "`)"
}

// TopicOf is an entry, which need not be of the manual, to be looked up. That of a class or module lists what belongs to it.
func (m *Manual) TopicOf(e *annotations.Entry) Topic {
	text := m.entry(e, 1)
	if members := m.members(e); len(members) > 0 {
		text += "\n| | |\n| --- | --- |\n"
		for _, member := range members {
			text += fmt.Sprintf("| `%s` | %s |\n", strings.ReplaceAll(m.signature(member), "|", `\|`), strings.ReplaceAll(firstSentence(member), "|", `\|`))
		}
	}
	return Topic{e.Name, firstSentence(e), parse(text)}
}

// members are what belongs to a class or module: its methods; or its functions, classes and values.
func (m *Manual) members(e *annotations.Entry) []*annotations.Entry {
	var members []*annotations.Entry
	for i := range m.entries {
		member := &m.entries[i]
		switch e.Kind {
		case annotations.Class:
			if member.Kind == annotations.Method && strings.HasPrefix(member.Name, e.Name+":") {
				members = append(members, member)
			}
		case annotations.Module:
			if member.Module == e.Name && !member.IsOptions() && slices.Contains([]annotations.Kind{annotations.Function, annotations.Class, annotations.Value}, member.Kind) {
				members = append(members, member)
			}
		}
	}
	return members
}

// firstSentence is the first sentence about an entry.
func firstSentence(e *annotations.Entry) string {
	text := strings.ReplaceAll(e.About, "\n", " ")
	for i := range len(text) {
		if text[i] == '.' && (i+1 == len(text) || text[i+1] == ' ') {
			return text[:i+1]
		}
	}
	return text
}
