package manual

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"moonloop/repl/annotations"
)

// TestReference holds that each entry stands on one page of the reference.
func TestReference(t *testing.T) {
	m := Open()
	stands := map[string]int{}
	for _, c := range m.chapters() {
		for _, e := range c.entries {
			stands[e.Name]++
		}
		if len(c.entries) == 0 {
			t.Errorf("%s is empty", c.name)
		}
	}
	for i := range m.entries {
		e := &m.entries[i]
		if e.Kind != annotations.Field && e.Kind != annotations.Module && !e.IsOptions() && stands[e.Name] == 0 {
			t.Errorf("%s stands on no page", e.Name)
		}
	}
}

var (
	address = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	idOf    = regexp.MustCompile(` id="([^"]*)"`)
	indexed = regexp.MustCompile(`"url": "([^"]*)"`)
)

// TestHTML holds that the pages are the same each time, that their links and those of the search lead somewhere, and that
// nothing comes from outside.
func TestHTML(t *testing.T) {
	m := Open()
	pages := map[string]string{}
	for _, folder := range []string{t.TempDir(), t.TempDir()} {
		names, err := m.WriteHTML(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			b, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			if before, ok := pages[name]; ok && before != string(b) {
				t.Errorf("%s differs from time to time", name)
			}
			pages[name] = string(b)
		}
	}
	ids := map[string]bool{}
	for name, text := range pages {
		ids[name] = true
		for _, found := range idOf.FindAllStringSubmatch(text, -1) {
			if at := name + "#" + found[1]; ids[at] {
				t.Errorf("%s is there twice", at)
			} else {
				ids[at] = true
			}
		}
	}
	follow := func(from, to string) {
		if strings.HasPrefix(to, "#") {
			to = from + to
		}
		if !ids[to] && to != "data:," && !strings.HasPrefix(to, "https://") {
			t.Errorf("%s: the link to %s leads nowhere", from, to)
		}
	}
	for name, text := range pages {
		if strings.HasSuffix(name, ".html") {
			for _, found := range address.FindAllStringSubmatch(text, -1) {
				follow(name, found[1])
			}
			if strings.Contains(text, `src="http`) || strings.Contains(text, `rel="stylesheet" href="http`) {
				t.Errorf("%s asks for something from outside", name)
			}
		}
	}
	reached := reachable(pages, "index.html")
	for name := range pages {
		if strings.HasSuffix(name, ".html") && !reached[name] {
			t.Errorf("no link leads from the index to %s", name)
		}
	}
	links := m.links()
	for i := range m.entries {
		e := &m.entries[i]
		switch at := links[e.Name]; {
		case e.Kind == annotations.Module || e.IsOptions():
		case e.Kind == annotations.Field:
			owner := links[e.Name[:strings.LastIndexByte(e.Name, '.')]]
			page, _, _ := strings.Cut(owner, "#")
			if !m.hidden(e.Name) && !strings.Contains(pages[page], "<code>"+e.Last()+"</code>") {
				t.Errorf("the page of the class does not name %s", e.Name)
			}
		case !ids[at]:
			t.Errorf("%s: no place is at %q", e.Name, at)
		}
	}
	for _, found := range indexed.FindAllStringSubmatch(pages["search-index.js"], -1) {
		follow("search-index.js", found[1])
	}
	if n := strings.Count(pages["search-index.js"], `"url"`); n < 500 {
		t.Errorf("only %d entries are searched", n)
	}
}

// reachable are the pages that links lead to from a page.
func reachable(pages map[string]string, from string) map[string]bool {
	reached := map[string]bool{from: true}
	for next := []string{from}; len(next) > 0; next = next[1:] {
		for _, found := range address.FindAllStringSubmatch(pages[next[0]], -1) {
			if page, _, _ := strings.Cut(found[1], "#"); pages[page] != "" && !reached[page] {
				reached[page] = true
				next = append(next, page)
			}
		}
	}
	return reached
}
