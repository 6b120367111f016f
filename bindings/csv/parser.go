package csv

// This file cuts bytes into rows and fields. It knows no Lua.

import (
	"bytes"
	"fmt"
	"strings"
)

// A parser is fed with pieces of a text and gives its rows. It looks at each byte once, and keeps those of one row.
//
// A row ends with LF, CR LF or CR, or with the text. One that has nothing in it is passed over. A field that begins with a
// quote goes up to the next that is not doubled; any other is what stands there, quotes too.
type parser struct {
	sep byte
	max int // how many bytes a row may have

	buf     []byte
	pos     int // how far buf is parsed
	begin   int // where the row begins
	fields  []field
	field   field // the one that is parsed
	state   state
	ended   bool // there will be no more pieces
	afterCR bool // an LF now belongs to the CR before it
	started bool

	line   int // of pos, from 1
	top    int // the line in which the row begins
	given  int // the line in which the row began that was given last
	quoted int // the line of the quote that opened the field
	first  int // where the line begins in buf; negative if that is gone
}

// A field is where a field stands in the buffer, without its quotes.
type field struct {
	begin, end int
	doubled    bool // it has doubled quotes
}

// maxFields is how many fields a row may have.
const maxFields = 1 << 16

type state int

const (
	fieldBegins state = iota
	inField
	inQuotes
	afterQuote // a quote in a quoted field: its end, or the first of two
)

// A syntaxError is what is wrong with a text, and where.
type syntaxError struct {
	msg          string
	line, column int // from 1; columns are bytes
}

// Error implements error.
func (e *syntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.line, e.column, e.msg)
}

func newParser(sep byte, max int) *parser { return &parser{sep: sep, max: max, line: 1, top: 1} }

// feed adds a piece. It must not be empty.
func (p *parser) feed(piece string) {
	p.drop()
	p.buf = append(p.buf, piece...)
	if !p.started && len(p.buf) >= len(byteOrderMark) {
		p.started = true
		p.buf = bytes.TrimPrefix(p.buf, byteOrderMark)
	}
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// drop lets go of what comes before the row.
func (p *parser) drop() {
	by := p.begin
	if by == 0 {
		return
	}
	p.buf = append(p.buf[:0], p.buf[by:]...)
	p.pos, p.first, p.begin = p.pos-by, p.first-by, 0
	p.field.begin -= by
	p.field.end -= by
	for i := range p.fields {
		p.fields[i].begin -= by
		p.fields[i].end -= by
	}
}

// end says that there will be no more pieces.
func (p *parser) end() { p.ended, p.started = true, true }

// next is the next row: false means that it needs another piece, or that there is none once the text has ended. The
// fields share one copy of the row, and row is used again by the next call.
func (p *parser) next(row []string) ([]string, bool, error) {
	if !p.started {
		return nil, false, nil
	}
	for {
		complete, err := p.scan()
		switch {
		case err != nil:
		case p.pos-p.begin > p.max:
			err = p.fail(fmt.Sprintf("the row is longer than %d bytes", p.max))
		case len(p.fields) > maxFields:
			err = p.fail(fmt.Sprintf("the row has more than %d fields", maxFields))
		}
		if err != nil || !complete {
			return nil, false, err
		}
		if len(p.fields) == 1 && p.fields[0].end == p.fields[0].begin && p.pos-p.begin <= 1 {
			p.restart() // an empty line
			continue
		}
		row, p.given = p.cut(row), p.top
		p.restart()
		return row, true, nil
	}
}

func (p *parser) restart() {
	p.fields, p.state, p.begin, p.top = p.fields[:0], fieldBegins, p.pos, p.line
}

// cut makes the fields of the row that was scanned.
func (p *parser) cut(row []string) []string {
	text := string(p.buf[p.begin:p.pos])
	row = row[:0]
	for _, f := range p.fields {
		s := text[f.begin-p.begin : f.end-p.begin]
		if f.doubled {
			s = strings.ReplaceAll(s, `""`, `"`)
		}
		row = append(row, s)
	}
	return row
}

// scan goes on to the end of the row and reports whether it is there.
func (p *parser) scan() (complete bool, err error) {
	buf := p.buf
	for p.pos < len(buf) {
		c := buf[p.pos]
		switch p.state {
		case fieldBegins:
			if p.afterCR {
				p.afterCR = false
				if c == '\n' {
					p.pos++
					p.begin, p.first = p.pos, p.pos
					continue
				}
			}
			p.field = field{begin: p.pos}
			if c == '"' {
				p.field.begin++
				p.pos++
				p.state, p.quoted = inQuotes, p.line
				continue
			}
			p.state = inField
			fallthrough
		case inField:
			at := p.pos
			for at < len(buf) && buf[at] != p.sep && buf[at] != '\n' && buf[at] != '\r' {
				at++
			}
			if p.pos = at; at == len(buf) {
				break
			}
			p.field.end = at
			if p.ends(buf[at]) {
				return true, nil
			}
		case inQuotes:
			p.quotes()
		case afterQuote:
			if c == '"' {
				p.field.doubled = true
				p.pos++
				p.state = inQuotes
				continue
			}
			if c != p.sep && c != '\n' && c != '\r' {
				return false, p.fail("the end of the field expected after its closing quote")
			}
			if p.ends(c) {
				return true, nil
			}
		}
	}
	if !p.ended {
		return false, nil
	}
	return p.last()
}

// quotes goes on to the next quote.
func (p *parser) quotes() {
	n := bytes.IndexByte(p.buf[p.pos:], '"')
	if n < 0 {
		n = len(p.buf) - p.pos
	}
	inside := p.buf[p.pos : p.pos+n]
	if lines := bytes.Count(inside, []byte{'\n'}); lines > 0 {
		p.line += lines
		p.first = p.pos + bytes.LastIndexByte(inside, '\n') + 1
	}
	if p.pos += n; p.pos < len(p.buf) {
		p.field.end = p.pos
		p.pos++
		p.state = afterQuote
	}
}

// ends ends a field with a separator or the row with what else c is, which it reports.
func (p *parser) ends(c byte) bool {
	p.fields = append(p.fields, p.field)
	p.pos++
	p.state = fieldBegins
	if c == p.sep {
		return false
	}
	p.afterCR = c == '\r'
	p.line++
	p.first = p.pos
	return true
}

// last ends the row with the text, and reports whether there was one.
func (p *parser) last() (bool, error) {
	switch p.state {
	case inQuotes:
		return false, p.fail(fmt.Sprintf("the quote that was opened in line %d is not closed", p.quoted))
	case fieldBegins:
		if len(p.fields) == 0 {
			return false, nil
		}
		p.field = field{begin: p.pos, end: p.pos}
	case inField:
		p.field.end = p.pos
	}
	p.fields = append(p.fields, p.field)
	p.state = fieldBegins
	return true, nil
}

func (p *parser) fail(msg string) error {
	return &syntaxError{msg, p.line, p.pos - p.first + 1}
}
