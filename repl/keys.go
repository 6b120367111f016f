package repl

// This file reads keys: readline's terminal knows most, and the rest is translated before it sees them.

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// Keys that readline does not tell apart from others, or does not know, as runes that are none: no text has them.
const (
	keyPaste    = '\ufdd0' + iota // a paste is there, to be taken
	keyDelete                     // the delete key, which readline takes for Ctrl-D
	keyNewline                    // Alt-Enter
	keyRedo                       // Alt-/
	keyLastWord                   // Alt-.
	keyEscape                     // Escape alone, where it means something
	keyBackTab                    // Shift-Tab
	keyNone                       // something that means nothing here
	keyEnd      = '\ufdf0'        // is after them
)

const keyUndo = 0x1f // Ctrl-_

// printable tells whether a key puts itself in.
func printable(r rune) bool { return r >= 0x20 && r != 0x7f && (r < keyPaste || r >= keyEnd) }

// translations are the sequences to translate, none a prefix of another.
var translations = [...][2]string{
	{"\x1b[3~", string(rune(keyDelete))},
	{"\x1b\r", string(rune(keyNewline))},
	{"\x1b\n", string(rune(keyNewline))},
	{"\x1b/", string(rune(keyRedo))},
	{"\x1b.", string(rune(keyLastWord))}, {"\x1b_", string(rune(keyLastWord))},
	{"\x1b[1~", "\x01"}, {"\x1b[7~", "\x01"}, // Home
	{"\x1b[4~", "\x05"}, {"\x1b[8~", "\x05"}, // End
	{"\x1b[1;5C", "\x1bf"}, {"\x1b[1;3C", "\x1bf"}, {"\x1bOc", "\x1bf"},
	{"\x1b[1;5D", "\x1bb"}, {"\x1b[1;3D", "\x1bb"}, {"\x1bOd", "\x1bb"},
	{"\x1b[Z", string(rune(keyBackTab))},
	{"\x00", string(rune(keyNone))}, // readline takes it for the end of input
}

// The marks that terminals put around a paste.
const pasteBegins, pasteEnds = "\x1b[200~", "\x1b[201~"

// known are the keys after Escape that readline or the editor know; another means nothing.
const known = "bfd[O\x14\x7f\x08"

// escapeDelay is how long what follows Escape in the sequence of a key may be on its way.
const escapeDelay = 50 * time.Millisecond

// A translator is a terminal's input with the sequences translated. It implements io.ReadCloser. Pastes go past readline, which
// would take what is in them for keys, and rune by rune.
type translator struct {
	source *source
	idle   func() // called when all keys were taken; nil: nothing is
	in     []byte // read, not translated: the beginning of a sequence
	out    []byte // translated

	alone  atomic.Bool // Escape is a key of its own, if nothing follows it at once
	splits atomic.Bool // or if what follows is no sequence of a terminal, as vi's users type it

	given atomic.Int64 // runes that readline has got and nobody has taken as keys; more than there are where keys are several

	pasting bool // no sequence means anything but the paste's end
	paste   []byte
	mu      sync.Mutex
	pastes  []string // guarded by mu; those that nobody has taken
}

// Read implements io.Reader.
func (t *translator) Read(p []byte) (int, error) {
	if len(t.out) == 0 {
		t.given.Store(0) // readline asks when it has none
		if t.idle != nil {
			t.idle()
		}
	}
	for buf := make([]byte, 4096); len(t.out) == 0; {
		if len(t.in) > 0 && t.in[0] == 0x1b && t.alone.Load() && !t.source.ready(escapeDelay) {
			t.out, t.in = append(append(t.out, string(rune(keyEscape))...), t.in[1:]...), nil
			break
		}
		n, err := t.source.Read(buf)
		if err != nil {
			return 0, err
		}
		t.translate(append(t.in, buf[:n]...))
		if t.pasting && buf[n-1] == readline.CharInterrupt && !t.source.ready(0) { // it ends a paste whose end does not come
			t.pasting, t.paste, t.out = false, nil, append(t.out, readline.CharInterrupt)
		}
	}
	n := copy(p, t.out)
	t.given.Add(int64(utf8.RuneCount(t.out[:n])))
	t.out = t.out[n:]
	return n, nil
}

func (t *translator) translate(in []byte) {
	t.in = nil
	for len(in) > 0 {
		n := 1
		switch {
		case t.pasting:
			n = t.pasted(in)
		case in[0] == 0x1b || in[0] == 0 || in[0] == 0xef:
			n = t.sequence(in)
		default:
			t.out = append(t.out, in[0])
		}
		if n == 0 {
			t.in = append([]byte(nil), in...)
			return
		}
		in = in[n:]
	}
}

// pasted takes what belongs to a paste, and returns how much of in that is.
func (t *translator) pasted(in []byte) int {
	from := max(0, len(t.paste)-len(pasteEnds))
	t.paste = append(t.paste, in...)
	i := bytes.Index(t.paste[from:], []byte(pasteEnds))
	if i < 0 {
		return len(in)
	}
	end := from + i
	after := len(t.paste) - end - len(pasteEnds)
	t.mu.Lock()
	t.pastes = append(t.pastes, string(t.paste[:end]))
	t.mu.Unlock()
	t.pasting, t.paste = false, nil
	t.out = append(t.out, string(rune(keyPaste))...)
	return len(in) - after
}

// sequence translates what in begins with and returns its length; 0 if that is not all there.
func (t *translator) sequence(in []byte) int {
	key := func(r rune, length int) int {
		t.out = append(t.out, string(r)...)
		return length
	}
	begins := func(mark string) bool { return len(in) < len(mark) && strings.HasPrefix(mark, string(in)) }
	if bytes.HasPrefix(in, []byte(pasteBegins)) {
		t.pasting = true
		return len(pasteBegins)
	}
	part := begins(pasteBegins)
	alone := in[0] == 0x1b && t.splits.Load()
	if alone && len(in) > 1 && in[1] != '[' && in[1] != 'O' {
		return key(keyEscape, 1)
	}
	for _, tr := range translations {
		if bytes.HasPrefix(in, []byte(tr[0])) {
			t.out = append(t.out, tr[1]...)
			return len(tr[0])
		}
		part = part || begins(tr[0])
	}
	switch {
	case part:
		return 0
	case alone && in[1] == 'O' && !strings.ContainsRune("ABCDFHPQRS", rune(in[2])):
		return key(keyEscape, 1)
	case in[0] == 0xef: // text cannot have the runes that stand for keys
		if len(in) < 3 {
			return 0
		}
		if r, _ := utf8.DecodeRune(in); r >= keyPaste && r < keyEnd {
			return key(utf8.RuneError, 3)
		}
	case in[0] == 0x1b && !utf8.FullRune(in[1:]):
		return 0
	case in[0] == 0x1b && in[1] >= 0x20 && !strings.ContainsRune(known, rune(in[1])):
		_, size := utf8.DecodeRune(in[1:])
		return key(keyNone, 1+size)
	}
	t.out = append(t.out, in[0])
	return 1
}

// take is the oldest paste that nobody has taken.
func (t *translator) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := t.pastes[0]
	t.pastes = t.pastes[1:]
	return text
}

// Close implements io.Closer.
func (t *translator) Close() error {
	t.source.stop()
	return nil
}

// A keyboard gives the keys of a terminal one by one. While nobody asks for the next, nothing is read from it.
type keyboard struct {
	*translator
	term    *readline.Terminal
	resting bool // readline waits to be told before it reads on
}

// newKeyboard reads keys from a source. Idle is called, on another goroutine, when all that were there have been taken or are about
// to be.
func newKeyboard(src *source, idle func()) (*keyboard, error) {
	t := &translator{source: src, idle: idle}
	term, err := readline.NewTerminal(&readline.Config{
		Stdin:              t,
		Stdout:             io.Discard,
		Stderr:             io.Discard,
		FuncIsTerminal:     func() bool { return true },
		FuncGetWidth:       func() int { return 80 },
		FuncMakeRaw:        func() error { return nil },
		FuncExitRaw:        func() error { return nil },
		FuncOnWidthChanged: func(func()) {},
	})
	if err != nil {
		return nil, err
	}
	return &keyboard{translator: t, term: term, resting: true}, nil
}

// next is the next key; 0 at the end of input.
func (k *keyboard) next() rune {
	if k.resting {
		k.resting = false
		k.term.KickRead()
	}
	r := k.term.ReadRune()
	k.given.Add(-1)
	switch r {
	case readline.CharInterrupt, readline.CharEnter, readline.CharCtrlJ, readline.CharDelete:
		k.resting = true
	}
	return r
}

// more tells whether another key is there.
func (k *keyboard) more() bool { return k.given.Load() > 0 }

// close ends the goroutines behind the keyboard. next must not be running.
func (k *keyboard) close() {
	k.source.stop()
	drained := make(chan struct{})
	go func() { // readline may be about to hand over a key
		defer close(drained)
		for k.term.ReadRune() != 0 {
		}
	}()
	_ = k.term.Close()
	<-drained
}
