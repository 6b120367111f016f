package coverage

// This file is the page: a table of the files, and each with its source.

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"moonloop/vm/coverage"
)

//go:embed page.html
var pageText string

var page = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })

type pageFile struct {
	ID                         string
	Name                       string
	Lines, Branches, Functions Share
	Source                     []pageLine
	Gone                       bool // the source cannot be read
}

type pageLine struct {
	Number int
	Count  string
	Class  string // ran, missed, partly or none
	Text   string
	Notes  []string // what was not gone
}

// WritePage writes the report as one page of HTML, which needs nothing else. read reads the source of a file by its name.
func WritePage(w io.Writer, r *coverage.Report, read func(name string) ([]byte, error)) error {
	var data struct {
		Files                      []pageFile
		Lines, Branches, Functions Share
	}
	for i, f := range r.Files() {
		p := pageFile{ID: fmt.Sprint("file", i+1), Name: f.Name}
		p.Lines, p.Branches, p.Functions = sharesOf(&f)
		data.Lines.add(p.Lines)
		data.Branches.add(p.Branches)
		data.Functions.add(p.Functions)
		source, err := read(f.Name)
		p.Gone = err != nil
		if err == nil {
			p.Source = sourceOf(&f, string(source))
		}
		data.Files = append(data.Files, p)
	}
	return page().Execute(w, data)
}

// sourceOf is the text of a file with what is known of its lines.
func sourceOf(f *coverage.File, text string) []pageLine {
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	list := make([]pageLine, len(lines))
	for i, line := range lines {
		list[i] = pageLine{Number: i + 1, Text: strings.ToValidUTF8(line, "\ufffd")}
	}
	at := func(line int) *pageLine {
		if line < 1 || line > len(list) { // the file has changed since
			return &pageLine{}
		}
		return &list[line-1]
	}
	for _, l := range f.Lines {
		p := at(l.Line)
		p.Count, p.Class = fmt.Sprint(l.Count), "ran"
		if l.Count == 0 {
			p.Class = "missed"
		}
	}
	for _, b := range f.Branches {
		if !b.Reached() {
			continue
		}
		for way, n := range b.Counts {
			if n == 0 {
				p := at(b.Line)
				p.Notes = append(p.Notes, fmt.Sprintf("%s: never %s", b.Kind, ways[b.Kind][way]))
				if p.Class != "missed" {
					p.Class = "partly"
				}
			}
		}
	}
	for _, fn := range f.Functions {
		if fn.Count == 0 {
			p := at(fn.Line)
			p.Notes = append(p.Notes, "never called")
			if p.Class != "missed" {
				p.Class = "partly"
			}
		}
	}
	return list
}

// ways names the two ways of each kind.
var ways = map[coverage.Kind][2]string{
	coverage.If:     {"true", "false"},
	coverage.While:  {"a round", "the end"},
	coverage.Repeat: {"another round", "the end"},
	coverage.For:    {"a round", "the end"},
	coverage.And:    {"its right side", "without its right side"},
	coverage.Or:     {"its right side", "without its right side"},
}
