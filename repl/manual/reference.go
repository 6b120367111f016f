package manual

// This file makes the pages of the reference: what is written about the functions of a module, or of a section of it.

import (
	"fmt"
	"slices"
	"strings"

	"moonloop/repl/annotations"
)

// A chapter is a page of the reference.
type chapter struct {
	name, title string // asyncio-queues, asyncio: queues
	module      *annotations.Entry
	entries     []*annotations.Entry
}

// chapters are the pages of the reference, a module after the other.
func (m *Manual) chapters() []chapter {
	var all []chapter
	for i := range m.entries {
		module := &m.entries[i]
		if module.Kind != annotations.Module {
			continue
		}
		first := len(all)
		for j := range m.entries {
			e := &m.entries[j]
			if e.Module != module.Name || e.Kind == annotations.Field || e.Kind == annotations.Module || e.IsOptions() {
				continue
			}
			name, title := module.Name, module.Name
			if e.Section != "" && m.divided(module.Name) {
				name, title = name+"-"+slug(e.Section), name+": "+strings.ToLower(e.Section)
			}
			at := slices.IndexFunc(all[first:], func(c chapter) bool { return c.name == name })
			if at < 0 {
				at = len(all) - first
				all = append(all, chapter{name: name, title: title, module: module})
			}
			all[first+at].entries = append(all[first+at].entries, e)
		}
	}
	return all
}

// divided reports whether the annotations of a module have sections.
func (m *Manual) divided(module string) bool {
	sections := map[string]bool{}
	for i := range m.entries {
		if e := &m.entries[i]; e.Module == module && e.Section != "" {
			sections[e.Section] = true
		}
	}
	return len(sections) > 1
}

// markdown is the page.
func (m *Manual) markdown(c chapter) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", c.title, c.module.About)
	if fields := m.params(c.module); fields != "" && m.links()[c.module.Name] == chapterFile(c) {
		b.WriteString("\n" + fields + "\n") // its classes of errors, json.null
	}
	values := false // a table of them is written
	for _, e := range c.entries {
		switch {
		case e.Kind != annotations.Value:
			values = false
			b.WriteString("\n" + m.entry(e, 2))
			continue
		case !values:
			values = true
			b.WriteString("\n| value | is | in Python |\n| --- | --- | --- |\n")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", e.Name, strings.ReplaceAll(e.About, "\n", " "), strings.TrimSuffix("`"+e.Python+"`", "``"))
	}
	return b.String()
}
