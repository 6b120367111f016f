package repl

// This file reads keys: readline's terminal knows most, and the rest is translated before it sees them.

import (
	"bytes"
	"io"

	"github.com/chzyer/readline"
)

// Keys that readline does not tell apart from others, or does not know, as runes that no keyboard sends.
const (
	keyPaste    = '\U000F0000' + iota // a paste begins
	keyPasted                         // and ends
	keyDelete                         // the delete key, which readline takes for Ctrl-D
	keyNewline                        // Alt-Enter
	keyRedo                           // Alt-/
	keyLastWord                       // Alt-.
	keyNone                           // something that means nothing here
)

const keyUndo = 0x1f // Ctrl-_

// translations are the sequences to translate, none a prefix of another.
var translations = [...][2]string{
	{"\x1b[200~", string(rune(keyPaste))},
	{"\x1b[201~", string(rune(keyPasted))},
	{"\x1b[3~", string(rune(keyDelete))},
	{"\x1b\r", string(rune(keyNewline))},
	{"\x1b\n", string(rune(keyNewline))},
	{"\x1b/", string(rune(keyRedo))},
	{"\x1b.", string(rune(keyLastWord))}, {"\x1b_", string(rune(keyLastWord))},
	{"\x1b[1~", "\x01"}, {"\x1b[7~", "\x01"}, // Home
	{"\x1b[4~", "\x05"}, {"\x1b[8~", "\x05"}, // End
	{"\x1b[1;5C", "\x1bf"}, {"\x1b[1;3C", "\x1bf"}, {"\x1bOc", "\x1bf"},
	{"\x1b[1;5D", "\x1bb"}, {"\x1b[1;3D", "\x1bb"}, {"\x1bOd", "\x1bb"},
	{"\x1b[Z", string(rune(keyNone))},
	{"\x00", string(rune(keyNone))}, // readline takes it for the end of input
}

// A translator is a terminal's input with the sequences translated. It implements io.ReadCloser.
type translator struct {
	source *source
	in     []byte // read, not translated: the beginning of a sequence
	out    []byte // translated
}

// Read implements io.Reader.
func (t *translator) Read(p []byte) (int, error) {
	for len(t.out) == 0 {
		buf := make([]byte, 4096)
		n, err := t.source.Read(buf)
		if err != nil {
			return 0, err
		}
		t.translate(append(t.in, buf[:n]...))
	}
	n := copy(p, t.out)
	t.out = t.out[n:]
	return n, nil
}

func (t *translator) translate(in []byte) {
	t.in = nil
next:
	for len(in) > 0 {
		if in[0] == 0x1b || in[0] == 0 {
			for _, tr := range translations {
				if bytes.HasPrefix(in, []byte(tr[0])) {
					t.out = append(t.out, tr[1]...)
					in = in[len(tr[0]):]
					continue next
				}
				if len(in) < len(tr[0]) && bytes.HasPrefix([]byte(tr[0]), in) {
					t.in = append([]byte(nil), in...)
					return
				}
			}
		}
		t.out = append(t.out, in[0])
		in = in[1:]
	}
}

// Close implements io.Closer.
func (t *translator) Close() error {
	t.source.stop()
	return nil
}

// A keyboard gives the keys of a terminal one by one. While nobody asks for the next, nothing is read from it.
type keyboard struct {
	source  *source
	term    *readline.Terminal
	resting bool // readline waits to be told before it reads on
}

func newKeyboard(src *source) (*keyboard, error) {
	term, err := readline.NewTerminal(&readline.Config{
		Stdin:              &translator{source: src},
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
	return &keyboard{source: src, term: term, resting: true}, nil
}

// next is the next key; 0 at the end of input.
func (k *keyboard) next() rune {
	if k.resting {
		k.resting = false
		k.term.KickRead()
	}
	r := k.term.ReadRune()
	switch r {
	case readline.CharInterrupt, readline.CharEnter, readline.CharCtrlJ, readline.CharDelete:
		k.resting = true
	}
	return r
}

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
