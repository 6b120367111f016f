package manual

// This file reads Markdown, as much of it as the pages have: headings, paragraphs, lists, tables, blocks of code, and in
// a line code, emphasis and links.

import (
	"strings"

	"moonloop/vm/lazyregexp"
)

type blockKind int

const (
	paragraph blockKind = iota
	heading
	list
	table
	code
)

// A block is a part of a page.
type block struct {
	kind  blockKind
	level int        // of a heading, from 1
	text  string     // of a paragraph or heading
	items []string   // of a list
	rows  [][]string // of a table, the first names the columns
	lang  string     // of code, "" is what a program prints
	lines []string   // of code
}

// indent is what a block of code without a fence begins its lines with.
const indent = "    "

var (
	headingLine = lazyregexp.New(`^(#{1,6}) (.*)`)
	rulerCell   = lazyregexp.New(`^:?-+:?$`)
)

// parse reads a page.
func parse(text string) []block {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var blocks []block
	for len(lines) > 0 {
		line := lines[0]
		switch {
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "<!--"):
			lines = lines[1:]
		case strings.HasPrefix(line, "```"):
			b := block{kind: code, lang: strings.TrimPrefix(line, "```")}
			for lines = lines[1:]; len(lines) > 0 && !strings.HasPrefix(lines[0], "```"); lines = lines[1:] {
				b.lines = append(b.lines, lines[0])
			}
			lines = lines[min(1, len(lines)):]
			blocks = append(blocks, b)
		case strings.HasPrefix(line, indent): // a program that no test can run, as one that needs a server
			b := block{kind: code, lang: "lua"}
			for ; len(lines) > 0 && (strings.TrimSpace(lines[0]) == "" || strings.HasPrefix(lines[0], indent)); lines = lines[1:] {
				b.lines = append(b.lines, strings.TrimPrefix(lines[0], indent))
			}
			for b.lines[len(b.lines)-1] == "" {
				b.lines = b.lines[:len(b.lines)-1]
			}
			blocks = append(blocks, b)
		case headingLine().MatchString(line):
			m := headingLine().FindStringSubmatch(line)
			blocks = append(blocks, block{kind: heading, level: len(m[1]), text: m[2]})
			lines = lines[1:]
		case strings.HasPrefix(line, "|"):
			b := block{kind: table}
			for ; len(lines) > 0 && strings.HasPrefix(lines[0], "|"); lines = lines[1:] {
				if row := cellsOf(lines[0]); len(b.rows) != 1 || !rulerCell().MatchString(row[0]) {
					b.rows = append(b.rows, row)
				}
			}
			blocks = append(blocks, b)
		case isItem(line):
			b := block{kind: list}
			for ; len(lines) > 0 && strings.TrimSpace(lines[0]) != ""; lines = lines[1:] {
				if isItem(lines[0]) {
					b.items = append(b.items, lines[0][2:])
				} else {
					b.items[len(b.items)-1] += " " + strings.TrimSpace(lines[0])
				}
			}
			for i := range b.items {
				b.items[i] = strings.TrimSpace(b.items[i])
			}
			blocks = append(blocks, b)
		default:
			b := block{kind: paragraph}
			for ; len(lines) > 0 && strings.TrimSpace(lines[0]) != "" && !begins(lines[0]); lines = lines[1:] {
				b.text += " " + strings.TrimSpace(lines[0])
			}
			b.text = strings.TrimSpace(b.text)
			blocks = append(blocks, b)
		}
	}
	return blocks
}

func isItem(line string) bool {
	return strings.HasPrefix(line, "- ") || len(line) > 3 && line[0] >= '1' && line[0] <= '9' && line[1:3] == ". "
}

// begins reports whether a line ends the paragraph before it.
func begins(line string) bool {
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "|") || headingLine().MatchString(line) || isItem(line)
}

// cellsOf are the cells of a row. \| is a | in a cell.
func cellsOf(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|")
	cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(c, "\x00", "|"))
	}
	return cells
}

type spanKind int

const (
	plain spanKind = iota
	strong
	mono
	link
)

// A span is a piece of a line.
type span struct {
	kind      spanKind
	text, url string
}

var spanStart = lazyregexp.New("`[^`]+`|\\*\\*[^*]+\\*\\*|\\[[^\\]]+\\]\\([^) ]+\\)")

// spans reads a line.
func spans(text string) []span {
	var all []span
	add := func(s span) {
		if s.text != "" {
			all = append(all, s)
		}
	}
	for {
		at := spanStart().FindStringIndex(text)
		if at == nil {
			add(span{text: text})
			return all
		}
		add(span{text: text[:at[0]]})
		switch s := text[at[0]:at[1]]; s[0] {
		case '`':
			add(span{kind: mono, text: strings.Trim(s, "`")})
		case '*':
			add(span{kind: strong, text: strings.Trim(s, "*")})
		default:
			shown, url, _ := strings.Cut(s[1:len(s)-1], "](")
			add(span{kind: link, text: strings.Trim(shown, "`"), url: url})
		}
		text = text[at[1]:]
	}
}

// words is a line without its marks.
func words(text string) string {
	var b strings.Builder
	for _, s := range spans(text) {
		b.WriteString(s.text)
	}
	return b.String()
}

var notInSlug = lazyregexp.New(`[^a-z0-9_.:-]+`)

// slug is the name of a heading in addresses: a-tour-of-30-minutes.
func slug(text string) string {
	return strings.Trim(notInSlug().ReplaceAllString(strings.ToLower(words(text)), "-"), "-")
}
