package bindings

// This file is asyncio.stdin: standard input that does not block the loop.

import (
	"strings"
)

// openStdin makes asyncio.stdin, a StreamReader whose reading begins when it is first used.
func (m *Asyncio) openStdin() {
	r := &streamReader{input: m.options.Stdin}
	if r.input == nil {
		r.input = strings.NewReader("")
	}
	r.ud.Value, r.ud.Metatable = r, m.readerMeta
	m.table.RawSetString("stdin", &r.ud)
}

// awake opens standard input for the running loop. What an earlier loop left unread is read first.
func (r *streamReader) awake(m *Asyncio, c call) {
	l := c.currentLoop()
	if r.Reader != nil && r.l == l {
		return
	}
	var rest []byte
	if r.Reader != nil {
		rest = r.Rest()
	}
	r.l = l
	r.Reader = m.hub(l).OpenReader(r.input, 0)
	_ = r.Feed(rest)
}
