package manual

// This file writes the manual as pages of HTML: a folder that needs nothing from outside, to be served or opened as it is.

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"

	"moonloop/repl/annotations"
)

//go:embed site/style.css site/search.js site/page.html
var site embed.FS

// A htmlPage is what the template makes a page of.
type htmlPage struct {
	File, Title     string
	Body            template.HTML
	Guides, Modules []htmlLink
}

// A htmlLink is a line of the navigation.
type htmlLink struct {
	File, Title string
	Current     bool
}

// WriteHTML writes the guides, the reference and their search into a folder, which it makes if need be. It returns the
// names of the files.
func (m *Manual) WriteHTML(folder string) ([]string, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	files := map[string]string{"search-index.js": m.searchIndex()}
	names := []string{"index.html", "style.css", "search.js", "search-index.js"}
	for _, name := range []string{"style.css", "search.js"} {
		b, err := site.ReadFile("site/" + name)
		if err != nil {
			return nil, err
		}
		files[name] = string(b)
	}
	text, err := site.ReadFile("site/page.html")
	if err != nil {
		return nil, err
	}
	layout, err := template.New("page").Parse(string(text))
	if err != nil {
		return nil, err
	}
	links, chapters := m.links(), m.chapters()
	add := func(file, title string, blocks []block) error {
		page := htmlPage{File: file, Title: title, Body: template.HTML(m.html(blocks, links))}
		for _, g := range m.guides {
			page.Guides = append(page.Guides, htmlLink{g.name + ".html", g.name, g.name+".html" == file})
		}
		for _, c := range chapters {
			page.Modules = append(page.Modules, htmlLink{chapterFile(c), c.title, chapterFile(c) == file})
		}
		var b strings.Builder
		if err := layout.Execute(&b, page); err != nil {
			return err
		}
		files[file] = b.String()
		if file != "index.html" {
			names = append(names, file)
		}
		return nil
	}
	index := parse(m.page("README"))
	if err := add("index.html", "Moonloop: the manual", index); err != nil {
		return nil, err
	}
	for _, g := range m.guides {
		if err := add(g.name+".html", g.name, g.blocks); err != nil {
			return nil, err
		}
	}
	for _, c := range chapters {
		if err := add(chapterFile(c), c.title, parse(m.markdown(c))); err != nil {
			return nil, err
		}
	}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(files[name]), 0o666); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func chapterFile(c chapter) string { return "reference-" + c.name + ".html" }

// links are the addresses of all names of the annotations.
func (m *Manual) links() map[string]string {
	links := map[string]string{}
	for _, c := range m.chapters() {
		if links[c.module.Name] == "" {
			links[c.module.Name] = chapterFile(c)
		}
		for _, e := range c.entries {
			if links[e.Name] == "" {
				links[e.Name] = chapterFile(c) + "#" + e.Name
			}
		}
	}
	return links
}

// searchIndex is the script with the index.
func (m *Manual) searchIndex() string {
	links := m.links()
	type entry struct {
		Name  string `json:"name"`
		Brief string `json:"brief"`
		URL   string `json:"url"`
		Text  string `json:"text"`
	}
	var index []entry
	for _, p := range m.parts() {
		url, ok := links[p.Name]
		if !ok {
			page, at, _ := strings.Cut(p.Name, "/")
			url = page + ".html"
			if at != "" {
				url += "#" + at
			}
		}
		index = append(index, entry{p.Name, p.Brief, url, strings.ToLower(strings.Join(strings.Fields(p.text), " "))})
	}
	b, err := json.MarshalIndent(index, "", " ")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return "const moonloopIndex = " + string(b) + ";\n"
}

// html sets blocks.
func (m *Manual) html(blocks []block, links map[string]string) string {
	var b strings.Builder
	line := func(text string) string { return inlineHTML(text, links) }
	rows := map[string]bool{} // the values that have a row of their own
	for _, bl := range blocks {
		switch bl.kind {
		case heading:
			id := anchor(bl.text, links)
			here := ""
			if bl.level > 1 {
				here = fmt.Sprintf(` <a class="here" href="#%s" aria-label="link to %s">#</a>`, template.HTMLEscapeString(id), template.HTMLEscapeString(words(bl.text)))
			}
			fmt.Fprintf(&b, "<h%d id=\"%s\">%s%s</h%d>\n", bl.level, template.HTMLEscapeString(id), inlineHTML(bl.text, nil), here, bl.level)
		case paragraph:
			fmt.Fprintf(&b, "<p>%s</p>\n", line(bl.text))
		case list:
			b.WriteString("<ul>\n")
			for _, item := range bl.items {
				fmt.Fprintf(&b, "<li>%s</li>\n", line(item))
			}
			b.WriteString("</ul>\n")
		case table:
			b.WriteString("<div class=\"wide\" tabindex=\"0\"><table>\n")
			for i, row := range bl.rows {
				tag := "td"
				if i == 0 {
					tag = "th"
				}
				if i == 0 && strings.Join(row, "") == "" {
					continue
				}
				id := ""
				if name := strings.Trim(row[0], "`"); row[0] == "`"+name+"`" && strings.HasSuffix(links[name], "#"+name) && !rows[name] && m.find(annotations.Value, name) != nil {
					rows[name] = true
					id = fmt.Sprintf(` id="%s"`, template.HTMLEscapeString(name))
				}
				b.WriteString("<tr" + id + ">")
				for _, text := range row {
					fmt.Fprintf(&b, "<%s>%s</%s>", tag, line(text), tag)
				}
				b.WriteString("</tr>\n")
			}
			b.WriteString("</table></div>\n")
		case code:
			class := "program"
			if bl.lang == "" {
				class = "prints"
			}
			fmt.Fprintf(&b, "<pre class=\"%s\" tabindex=\"0\"><code>%s\n</code></pre>\n", class, template.HTMLEscapeString(strings.Join(bl.lines, "\n")))
		}
	}
	return b.String()
}

// anchor is the address of a heading in its page: the name of the entry that it is, else its slug.
func anchor(text string, links map[string]string) string {
	name, _, _ := strings.Cut(words(text), "(")
	for _, word := range []string{"class ", "type ", "module "} {
		name = strings.TrimPrefix(name, word)
	}
	if kept, _, ok := strings.Cut(name, ": "); ok {
		name = kept
	}
	if links[name] != "" {
		return name
	}
	return slug(text)
}

// inlineHTML sets a line. What is written as code and is a name leads to what is written about it.
func inlineHTML(text string, links map[string]string) string {
	var b strings.Builder
	for _, s := range spans(text) {
		escaped := template.HTMLEscapeString(s.text)
		switch s.kind {
		case plain:
			b.WriteString(escaped)
		case strong:
			b.WriteString("<strong>" + escaped + "</strong>")
		case mono:
			escaped = "<code>" + escaped + "</code>"
			if url := links[strings.TrimSuffix(s.text, "()")]; url != "" {
				escaped = fmt.Sprintf("<a href=\"%s\">%s</a>", template.HTMLEscapeString(url), escaped)
			}
			b.WriteString(escaped)
		case link:
			switch page, ok := pageOf(s.url); {
			case ok:
				_, at, found := strings.Cut(s.url, "#")
				if found {
					at = "#" + at
				}
				fmt.Fprintf(&b, "<a href=\"%s\">%s</a>", template.HTMLEscapeString(page+".html"+at), escaped)
			case strings.HasPrefix(s.url, "https://"), strings.HasPrefix(s.url, "#"):
				fmt.Fprintf(&b, "<a href=\"%s\">%s</a>", template.HTMLEscapeString(s.url), escaped)
			default:
				b.WriteString(escaped) // a file of the sources, or the list of the reference, which the navigation is
			}
		}
	}
	return b.String()
}
