package manual

// This file lists the names, and finds text.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"moonloop/repl/annotations"
)

// List is the guides and the names of all modules.
func (m *Manual) List() Topic {
	var b strings.Builder
	b.WriteString("# Guides\n\n| | |\n| --- | --- |\n")
	for _, g := range m.guides {
		fmt.Fprintf(&b, "| `%s` | %s |\n", g.name, g.tells)
	}
	for i := range m.entries {
		if module := &m.entries[i]; module.Kind == annotations.Module {
			fmt.Fprintf(&b, "\n# `%s`\n\n%s\n", module.Name, firstSentence(module))
			m.listNames(&b, module)
		}
	}
	return Topic{"", "the names", parse(b.String())}
}

// listNames writes the names of a module, a paragraph for each section of it.
func (m *Manual) listNames(b *strings.Builder, module *annotations.Entry) {
	section, names := "", []string(nil)
	flush := func() {
		if names == nil {
			return
		}
		b.WriteString("\n")
		if section != "" {
			fmt.Fprintf(b, "**%s**: ", section)
		}
		b.WriteString(strings.Join(names, ", ") + "\n")
		names = nil
	}
	for _, e := range m.members(module) {
		if e.Section != section {
			flush()
			section = e.Section
		}
		if name := strings.TrimPrefix(e.Name, module.Name+"."); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	flush()
}

// Search is the topics in which all words of a text are, upper case or lower, or what stands for them here: first those whose
// names have them. Where no topic has all, it is those that have the most of them, but more than one.
func (m *Manual) Search(text string) []Topic {
	want := strings.Fields(strings.ToLower(text))
	if len(want) == 0 {
		return nil
	}
	type hit struct {
		Topic
		words, rank int
	}
	var hits []hit
	most := 0
	for _, p := range m.parts() {
		name, brief, text := strings.ToLower(p.Name), strings.ToLower(p.Brief), strings.ToLower(p.text)
		h := hit{Topic: p.Topic}
		for _, w := range want {
			switch {
			case strings.Contains(name, w):
			case has(name, w) || has(brief, w):
				h.rank = max(h.rank, 1)
			case has(text, w):
				h.rank = max(h.rank, 2)
			default:
				continue
			}
			h.words++
		}
		if most = max(most, h.words); h.words == len(want) || h.words > 1 {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	var found []Topic
	for _, h := range hits {
		if h.words == most {
			found = append(found, h.Topic)
		}
	}
	return found
}

// A partOf is what is searched as one: an entry, or a part of a guide.
type partOf struct {
	Topic
	text string
}

// parts are all parts: entries first.
func (m *Manual) parts() []partOf {
	var parts []partOf
	for i := range m.entries {
		e := &m.entries[i]
		if e.Kind == annotations.Field || e.IsOptions() {
			continue // they stand with their class or function
		}
		t := Topic{Name: e.Name, Brief: firstSentence(e)}
		parts = append(parts, partOf{t, m.entry(e, 1)})
	}
	for _, g := range m.guides {
		for i, b := range g.blocks {
			if b.kind != heading {
				continue
			}
			t := Topic{Name: g.name, Brief: words(b.text)}
			if b.level > 1 {
				t.Name += "/" + slug(b.text)
			}
			own := g.blocks[i+1:]
			for n, next := range own {
				if next.kind == heading {
					own = own[:n]
					break
				}
			}
			parts = append(parts, partOf{t, Style{Width: maxWidth}.text(own)})
		}
	}
	return parts
}

// whole is how many entries of one name are shown whole.
const whole = 4

// Shown are the topics of one name as they are shown: whole, or where there are many of them a list.
func Shown(topics []Topic) []Topic {
	if len(topics) > whole {
		return []Topic{Brief(topics)}
	}
	return topics
}

// Brief is a list of topics, each with a line about it.
func Brief(topics []Topic) Topic {
	var b strings.Builder
	b.WriteString("| | |\n| --- | --- |\n")
	for _, t := range topics {
		fmt.Fprintf(&b, "| `%s` | %s |\n", t.Name, strings.ReplaceAll(t.Brief, "|", `\|`))
	}
	return Topic{blocks: parse(b.String())}
}
