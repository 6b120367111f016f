package manual

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"moonloop/repl/annotations"
	pages "moonloop/scripts/manual"
	"moonloop/vm/nearest"
)

// A Manual is all that is written.
type Manual struct {
	entries   []annotations.Entry
	guides    []guide           // in the order of README.md
	variables map[string]string // the class of an object that the annotations name, as ws
}

// A guide is a page that people wrote.
type guide struct {
	name, tells string // tour; what README.md says of it
	blocks      []block
}

// Open reads the manual.
func Open() *Manual {
	m := &Manual{entries: append(annotations.Entries(), annotations.Language()...)}
	tells := map[string]string{}
	var order []string
	for _, b := range parse(m.page("README")) {
		for _, row := range b.rows {
			for _, s := range spans(row[0]) {
				if name, ok := pageOf(s.url); ok {
					tells[name] = row[len(row)-1]
					order = append(order, name)
				}
			}
		}
	}
	list, err := pages.Pages().ReadDir(".")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	for _, f := range list {
		if name := strings.TrimSuffix(f.Name(), path.Ext(f.Name())); name != "README" {
			m.guides = append(m.guides, guide{name, tells[name], parse(m.page(name))})
		}
	}
	slices.SortStableFunc(m.guides, func(a, b guide) int {
		return cmp.Compare(slices.Index(order, a.name), slices.Index(order, b.name))
	})
	m.variables = variablesOf(m.entries)
	return m
}

func (m *Manual) page(name string) string {
	b, err := pages.Pages().ReadFile(name + ".md")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return string(b)
}

// A Topic is something that can be looked up.
type Topic struct {
	Name   string // asyncio.sleep, Task:cancel, tour, tour/cancelling
	Brief  string // a line about it
	blocks []block
}

// Text is the topic for a terminal.
func (t Topic) Text(s Style) string { return s.text(t.blocks) }

// Lookup is what is written about a name: a guide, a part of one (tour/cancelling), a module, or what Entry.Name of the
// annotations has, whole or its last part, or the name of an option. Upper case and lower case are the same where nothing
// else is found. Then a name is what a program may have: a member of an object (reader:readline, t.host), or a variable.
func (m *Manual) Lookup(name string) []Topic {
	name = strings.ReplaceAll(strings.TrimSpace(name), ":", ".")
	name = strings.TrimSuffix(strings.TrimSuffix(name, "()"), ".md")
	name = strings.TrimPrefix(name, "moonloop.")
	same := func(a string) bool { return a == name }
	if found := m.matching(same); found != nil {
		return found
	}
	if module, member, ok := strings.Cut(name, "."); ok && strings.Contains(member, ".") && m.find(annotations.Module, module) != nil {
		if found := m.matching(func(a string) bool { return a == member }); found != nil { // asyncio.Queue.get
			return found
		}
	}
	if found := m.matching(func(a string) bool { return strings.EqualFold(a, name) }); found != nil {
		return found
	}
	if found := m.ofObject(name); found != nil {
		return found
	}
	return m.named(name)
}

func (m *Manual) matching(same func(string) bool) []Topic {
	var exact, last, options []Topic
	for _, g := range m.guides {
		if same(g.name) {
			exact = append(exact, Topic{g.name, g.tells, g.blocks})
		}
		for i, b := range g.blocks {
			if b.kind == heading && same(g.name+"/"+slug(b.text)) {
				exact = append(exact, Topic{g.name + "/" + slug(b.text), words(b.text), part(g.blocks[i:])})
			}
		}
	}
	for i := range m.entries {
		e := &m.entries[i]
		switch name := strings.ReplaceAll(e.Name, ":", "."); {
		case e.IsOptions(), e.Kind == annotations.Field && m.hidden(e.Name):
		case same(name):
			exact = append(exact, m.TopicOf(e))
		case same(e.Last()):
			last = append(last, m.TopicOf(e))
		case slices.ContainsFunc(m.options(e), func(p annotations.Param) bool { return same(p.Name) || same(name+"."+p.Name) }):
			options = append(options, m.TopicOf(e))
		}
	}
	switch {
	case exact != nil:
		return exact
	case last != nil:
		return last
	}
	return options
}

// part is a heading and what is below it.
func part(blocks []block) []block {
	for i, b := range blocks[1:] {
		if b.kind == heading && b.level <= blocks[0].level {
			return blocks[:i+1]
		}
	}
	return blocks
}

// hidden reports whether a field stands elsewhere: it is a class that is written about itself, or an option.
func (m *Manual) hidden(field string) bool {
	owner := m.find(annotations.Class, field[:strings.LastIndexByte(field, '.')])
	return owner != nil && owner.IsOptions() || m.find(annotations.Class, field) != nil
}

// Near are names that are like one that is not there, the nearest first.
func (m *Manual) Near(name string) []string {
	name = strings.ToLower(strings.ReplaceAll(name, ":", "."))
	last := name[strings.LastIndex(name, ".")+1:]
	type near struct {
		name     string
		distance int
	}
	var all []near
	for _, full := range m.names() {
		lower := strings.ToLower(strings.ReplaceAll(full, ":", "."))
		short := lower[strings.LastIndex(lower, ".")+1:]
		d := nearest.Distance(name, lower)
		if owner, _, ok := cutLast(name); ok {
			if other, _, ok := cutLast(lower); ok && nearest.Distance(owner, other) > len(owner)/2 {
				continue // db.execute is not os.execute
			}
		}
		if last == name {
			d = min(d, nearest.Distance(last, short))
		}
		if strings.Contains(lower, name) {
			d = min(d, 1)
		}
		if d <= 1 || d == 2 && len(last) > 3 {
			all = append(all, near{full, d})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	var names []string
	if all == nil {
		return m.nearMembers(name)
	}
	for _, n := range all[:min(len(all), 5)] {
		names = append(names, n.name)
	}
	return names
}

// names are all whole names.
func (m *Manual) names() []string {
	var names []string
	for _, g := range m.guides {
		names = append(names, g.name)
	}
	for _, e := range m.entries {
		if !e.IsOptions() && !slices.Contains(names, e.Name) && (e.Kind != annotations.Field || !m.hidden(e.Name)) {
			names = append(names, e.Name)
		}
	}
	return names
}
