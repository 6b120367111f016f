// Package annotations looks things up in the annotations of Moonloop's modules for editors: what stands in comments above
// a declaration belongs to it.
package annotations

import (
	"slices"
	"strings"

	"moonloop/scripts/types"
)

// Files are the names of the files of annotations: asyncio.lua, which has the globals, and one for each module.
func Files() []string {
	list, err := types.Files().ReadDir(".")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.Name()
	}
	return names
}

// Text is the text of a file of annotations.
func Text(file string) string {
	b, err := types.Files().ReadFile(file)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

// An Entry is a function, method, field or class that is written about.
type Entry struct {
	Name string // asyncio.sleep, Task:cancel, Task
	Text string // its signature and what is said about it, to be read in a terminal
}

// Entries are all entries, in the order of the files.
func Entries() []Entry {
	var entries []Entry
	for _, file := range Files() {
		entries = append(entries, EntriesIn(file)...)
	}
	return entries
}

// EntriesIn are the entries of one file, in its order.
func EntriesIn(file string) []Entry {
	var entries []Entry
	var comment []string
	for _, line := range strings.Split(Text(file), "\n") {
		if text, ok := strings.CutPrefix(line, "---"); ok && !strings.HasPrefix(line, "----") {
			comment = append(comment, strings.TrimSpace(text))
			continue
		}
		entries = append(entries, declared(line, comment)...)
		comment = nil
	}
	return entries
}

// declared makes the entries of a declaration and the comment above it.
func declared(line string, comment []string) []Entry {
	var entries []Entry
	if decl, ok := strings.CutPrefix(line, "function "); ok {
		name, _, _ := strings.Cut(decl, "(")
		signature := strings.TrimSuffix(strings.TrimSpace(decl), " end")
		return []Entry{{name, describe(signature, comment)}}
	}
	if name, _, ok := strings.Cut(line, " = "); ok && !strings.HasPrefix(line, "local ") && !strings.HasPrefix(line, " ") {
		entries = append(entries, Entry{name, describe(name, comment)})
	}
	class := ""
	for _, text := range comment {
		if rest, ok := strings.CutPrefix(text, "@class "); ok {
			class, _, _ = strings.Cut(rest, ":")
			class = strings.TrimSpace(class)
			if len(entries) == 0 || entries[0].Name != "asyncio."+class {
				entries = append(entries, Entry{class, describe("class "+rest, comment)})
			}
		}
		if rest, ok := strings.CutPrefix(text, "@field "); ok && class != "" {
			name, about, _ := strings.Cut(rest, " ")
			entries = append(entries, Entry{class + "." + strings.TrimSuffix(name, "?"), class + "." + name + "  " + about})
		}
	}
	return entries
}

// describe is a signature and its comment, the annotations in words.
func describe(signature string, comment []string) string {
	lines := []string{signature}
	for _, text := range comment {
		tag, rest, _ := strings.Cut(text, " ")
		switch tag {
		case "@param":
			lines = append(lines, "  "+rest)
		case "@return":
			lines = append(lines, "  returns "+rest)
		case "@field":
			lines = append(lines, "  ."+rest)
		case "@async":
			lines = append(lines, "Waits: call it in a task.")
		default:
			if !strings.HasPrefix(tag, "@") && text != "" {
				lines = append(lines, text)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// Find is what is written about a name: as it stands in Entry.Name, or its last part alone, as in sleep or cancel.
func Find(name string) []Entry {
	var exact, last []Entry
	for _, e := range Entries() {
		switch {
		case e.Name == name || strings.ReplaceAll(e.Name, ":", ".") == name:
			exact = append(exact, e)
		case e.Name[strings.LastIndexAny(e.Name, ".:")+1:] == name:
			last = append(last, e)
		}
	}
	if exact != nil {
		return exact
	}
	return last
}

// Names are the names that Find finds, in order: whole ones, and last parts.
func Names() []string {
	var names []string
	for _, e := range Entries() {
		names = append(names, e.Name, e.Name[strings.LastIndexAny(e.Name, ".:")+1:])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
