package wire

// This file is header fields: their lists, and what may stand in them.

import "strings"

// A Field is a line of a header. The value has no white space around it.
type Field struct{ Name, Value string }

// A Header is fields in their order. Names are as they were written, and are found whatever their case.
type Header []Field

// Get is the first value of a name, "" when there is none.
func (h Header) Get(name string) string {
	v, _ := h.Lookup(name)
	return v
}

// Lookup is the first value of a name, and whether there is one.
func (h Header) Lookup(name string) (value string, ok bool) {
	for i := range h {
		if len(h[i].Name) == len(name) && strings.EqualFold(h[i].Name, name) {
			return h[i].Value, true
		}
	}
	return "", false
}

// Values are all values of a name, in their order.
func (h Header) Values(name string) []string {
	var list []string
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			list = append(list, h[i].Value)
		}
	}
	return list
}

// Has tells whether there is a field of that name.
func (h Header) Has(name string) bool {
	_, ok := h.Lookup(name)
	return ok
}

// HasToken tells whether a list of words, as Connection is one, has a word. Neither case nor parameters count.
func (h Header) HasToken(name, token string) bool {
	for i := range h {
		if !strings.EqualFold(h[i].Name, name) {
			continue
		}
		for word := range strings.SplitSeq(h[i].Value, ",") {
			word, _, _ = strings.Cut(word, ";")
			if strings.EqualFold(strings.Trim(word, " \t"), token) {
				return true
			}
		}
	}
	return false
}

// Set gives a name one value, in the place of those that it had.
func (h *Header) Set(name, value string) {
	h.Del(name)
	*h = append(*h, Field{name, value})
}

// Add adds a field.
func (h *Header) Add(name, value string) { *h = append(*h, Field{name, value}) }

// Del takes all fields of a name out.
func (h *Header) Del(name string) {
	kept := (*h)[:0]
	for _, f := range *h {
		if !strings.EqualFold(f.Name, name) {
			kept = append(kept, f)
		}
	}
	*h = kept
}

// tokenBytes are what names and methods are made of.
var tokenBytes = func() (set [256]bool) {
	for ch := range set {
		letter := ch|0x20 >= 'a' && ch|0x20 <= 'z' && ch < 0x80
		set[ch] = letter || ch >= '0' && ch <= '9' || ch < 0x80 && strings.IndexByte("!#$%&'*+-.^_`|~", byte(ch)) >= 0
	}
	return
}()

// IsToken tells whether s can be the name of a field, or a method.
func IsToken(s string) bool {
	for i := range len(s) {
		if !tokenBytes[s[i]] {
			return false
		}
	}
	return s != ""
}

// IsValue tells whether s can be the value of a field: no CR, LF, NUL or other control characters but tabs.
func IsValue(s string) bool {
	for i := range len(s) {
		if ch := s[i]; ch < ' ' && ch != '\t' || ch == 0x7f {
			return false
		}
	}
	return true
}

// parseFields reads the lines of a header or of trailers, each with its CR LF. With folds, a line that begins with white
// space goes on with the one before.
func parseFields(s string, folds bool) (Header, error) {
	if s == "" {
		return nil, nil
	}
	h := make(Header, 0, min(strings.Count(s, "\n"), MaxFields))
	for s != "" {
		line, rest, err := cutLine(s)
		if err != nil {
			return nil, err
		}
		s = rest
		if line != "" && (line[0] == ' ' || line[0] == '\t') {
			if !folds || len(h) == 0 {
				return nil, bad("header: field expected, got a line that begins with white space")
			}
			last := &h[len(h)-1]
			if more := strings.Trim(line, " \t"); IsValue(more) {
				last.Value = strings.Trim(last.Value+" "+more, " ")
				continue
			}
			return nil, bad("header %s: text without control characters expected", last.Name)
		}
		colon := strings.IndexByte(line, ':')
		if colon < 0 || !IsToken(line[:colon]) {
			return nil, bad("header: name and colon expected")
		}
		f := Field{line[:colon], strings.Trim(line[colon+1:], " \t")}
		if !IsValue(f.Value) {
			return nil, bad("header %s: text without control characters expected", short(f.Name))
		}
		if len(h) == MaxFields {
			return nil, &Error{431, "header: too many fields"}
		}
		h = append(h, f)
	}
	return h, nil
}

// cutLine takes the first line off, which ends in CR LF.
func cutLine(s string) (line, rest string, err error) {
	i := strings.IndexByte(s, '\n')
	if i < 1 || s[i-1] != '\r' {
		return "", "", bad("line that ends in CR LF expected")
	}
	return s[:i-1], s[i+1:], nil
}

// short is a name for a message.
func short(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
