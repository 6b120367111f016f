package repl

// This file edits an input on a terminal.

import (
	"io"
	"slices"
	"strings"
	"syscall"

	"github.com/chzyer/readline"
)

// An editor reads inputs from a terminal. read runs on the reader's goroutine; what is edited changes there only, with
// the screen locked, because whoever prints draws it.
type editor struct {
	screen   *Screen
	modes    *modes
	source   *source
	keys     *keyboard
	history  *history
	complete func(text string, pos int) completion
	finished func(text string) bool        // whether the input is complete
	nudge    func()                        // Ctrl-C was pressed
	handles  func(sig syscall.Signal) bool // whether the script has a handler of its own; nil: it has none
	paint    painter

	prompt  string
	text    []rune
	pos     int
	final   bool // drawn for the last time: without a view
	recall  recall
	undo    undo
	indent  indent
	killed  killed
	killing bool // the key that is being done cuts out

	menu *menu // nil: none is shown

	searching bool
	pattern   []rune
	found     int // the entry that contains pattern; -1 none

	vi *vi // nil: the keys are those of Emacs
}

// read lets the user write an input. The error is io.EOF at its end.
func (e *editor) read(prompt string) (string, error) {
	if err := e.modes.raw(); err != nil {
		return "", io.EOF
	}
	defer e.modes.restore()
	e.screen.raw("\x1b[?2004h") // have pastes marked
	defer e.screen.raw("\x1b[?2004l")
	defer e.watchDeath()()
	defer e.watchSize()()

	e.prompt = prompt
	e.begin()
	for {
		e.keys.splits.Store(e.vi != nil)
		e.keys.alone.Store(e.vi != nil || e.menu != nil || e.searching)
		done, err := e.key(e.keys.next())
		if done || err != nil {
			e.screen.leave(func() { e.final = true })
			return string(e.text), err
		}
	}
}

// begin begins an empty input.
func (e *editor) begin() {
	e.final, e.menu = false, nil
	e.text, e.pos = nil, 0
	e.vi.begin()
	e.recall, e.undo, e.indent, e.killed.going = newRecall(e.history), undo{}, indent{}, false
	e.screen.show(e)
}

// key does what a key means. done tells that the input is there.
func (e *editor) key(r rune) (done bool, err error) {
	switch {
	case e.menu != nil && e.menuKey(r), e.searching && !e.searchKey(r), e.vi != nil && e.viKey(r):
		return false, nil
	}
	switch r {
	case 0:
		return false, io.EOF
	case readline.CharDelete: // Ctrl-D
		if len(e.text) == 0 {
			return false, io.EOF
		}
		e.edit(func() { e.track(r, func() { e.cut(e.pos, e.after(e.pos)) }) })
	case readline.CharInterrupt:
		e.abandon()
	case readline.CharEnter, readline.CharCtrlJ:
		return e.enter(), nil
	case readline.CharTab:
		e.tab()
	case readline.CharCtrlL:
		e.screen.clear()
	case readline.CharCtrlZ:
		e.suspend()
	case readline.CharBckSearch, readline.CharFwdSearch:
		e.edit(func() { e.searching, e.pattern, e.found = true, nil, len(e.history.entries) })
	case readline.CharPrev:
		e.edit(func() { e.track(r, e.up) })
	case readline.CharNext:
		e.edit(func() { e.track(r, e.down) })
	case keyPaste:
		text := []rune(lineBreaks.Replace(e.keys.take()))
		e.edit(func() { e.track(r, func() { e.insert(text) }) })
	case keyUndo:
		e.edit(func() { e.restore(e.undo.back(e.state())) })
	case keyRedo:
		e.edit(func() { e.restore(e.undo.again(e.state())) })
	default:
		e.edit(func() { e.track(r, func() { e.change(r) }) })
	}
	return false, nil
}

// track does what a key means to the text, and notes what the next key may want to know of it.
func (e *editor) track(r rune, fn func()) {
	before := e.state()
	e.killing = false
	if r != keyLastWord {
		e.recall.words = 0
	}
	fn()
	e.killed.going = e.killing
	if !slices.Equal(before.text, e.text) {
		e.undo.changed(before, r)
	} else if r != ' ' { // a space that was typed over the indent
		e.indent.live, e.undo.typing = false, false
	}
	e.viClamp()
}

// edit changes what is edited. Of keys that are there at once, only the last has it drawn.
func (e *editor) edit(fn func()) {
	if e.keys == nil || e.menu != nil { // a menu is walked as it was drawn
		e.screen.update(fn)
		return
	}
	e.screen.updateUnless(e.keys.more, fn)
}

// change does what the keys mean that move or change the text.
func (e *editor) change(r rune) {
	switch r {
	case readline.CharBackward:
		e.pos = e.before(e.pos)
	case readline.CharForward:
		if !e.accept() {
			e.pos = e.after(e.pos)
		}
	case readline.CharLineStart:
		e.pos = e.lineStart(e.pos)
	case readline.CharLineEnd:
		if !e.accept() {
			e.pos = e.lineEnd(e.pos)
		}
	case readline.MetaBackward:
		e.pos = e.wordStart()
	case readline.MetaForward:
		e.pos = e.wordEnd()
	case readline.CharBackspace, readline.CharCtrlH:
		e.cut(e.before(e.pos), e.pos)
	case keyDelete:
		e.cut(e.pos, e.after(e.pos))
	case readline.CharKill:
		end := e.lineEnd(e.pos)
		if end == e.pos {
			end++
		}
		e.kill(e.pos, end)
	case readline.CharCtrlU:
		e.kill(e.lineStart(e.pos), e.pos)
	case readline.CharCtrlW, readline.MetaBackspace:
		e.kill(e.wordStart(), e.pos)
	case readline.MetaDelete:
		e.kill(e.pos, e.wordEnd())
	case readline.CharCtrlY:
		e.insert(e.killed.text)
	case readline.CharTranspose:
		e.transpose()
	case keyNewline:
		e.newline()
	case keyLastWord:
		e.lastWord()
	default:
		switch {
		case !printable(r):
		case e.vi != nil && e.vi.over && e.pos < e.lineEnd(e.pos):
			e.cut(e.pos, e.after(e.pos))
			e.insert([]rune{r})
		default:
			e.typed(r)
		}
	}
}

// lineBreaks makes line feeds of what terminals and systems end lines with.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func (e *editor) insert(rs []rune) {
	text := make([]rune, 0, len(e.text)+len(rs))
	text = append(append(append(text, e.text[:e.pos]...), rs...), e.text[e.pos:]...)
	e.text, e.pos = text, e.pos+len(rs)
}

// cut takes the runes from..to out.
func (e *editor) cut(from, to int) {
	from, to = max(0, from), min(len(e.text), to)
	if from >= to {
		return
	}
	e.text = append(append([]rune(nil), e.text[:from]...), e.text[to:]...)
	e.pos = from
}

func (e *editor) set(text string) {
	e.text = []rune(text)
	e.pos = len(e.text)
}

func (e *editor) lineStart(pos int) int {
	for pos > 0 && e.text[pos-1] != '\n' {
		pos--
	}
	return pos
}

func (e *editor) lineEnd(pos int) int {
	for pos < len(e.text) && e.text[pos] != '\n' {
		pos++
	}
	return pos
}

func (e *editor) wordStart() int {
	pos := e.pos
	for pos > 0 && !wordRune(e.text[pos-1]) {
		pos--
	}
	for pos > 0 && wordRune(e.text[pos-1]) {
		pos--
	}
	return pos
}

func (e *editor) wordEnd() int {
	pos := e.pos
	for pos < len(e.text) && !wordRune(e.text[pos]) {
		pos++
	}
	for pos < len(e.text) && wordRune(e.text[pos]) {
		pos++
	}
	return pos
}

func wordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
}

// up goes to the line above, or to the entry of the history before.
func (e *editor) up() {
	start := e.lineStart(e.pos)
	if start > 0 {
		above := e.lineStart(start - 1)
		e.pos = e.whole(min(above+e.pos-start, start-1))
		return
	}
	e.recalls(-1)
}

// down goes to the line below, or to the entry of the history after.
func (e *editor) down() {
	end := e.lineEnd(e.pos)
	if end < len(e.text) {
		e.pos = e.whole(min(end+1+e.pos-e.lineStart(e.pos), e.lineEnd(end+1)))
		return
	}
	e.recalls(1)
}

// enter ends the input if it is complete, and else begins a line, indented as its block.
func (e *editor) enter() bool {
	text := string(e.text)
	if e.finished(text) {
		e.edit(func() { e.pos = len(e.text) })
		e.history.add(strings.TrimRight(text, " \t\r\n"))
		return true
	}
	e.edit(func() {
		if e.vi != nil && e.vi.normal {
			e.vi.normal, e.pos = false, e.lineEnd(e.pos)
		}
		e.track('\n', e.newline)
	})
	return false
}

// abandon is Ctrl-C: the line stays where it is, and an empty one begins.
func (e *editor) abandon() {
	e.edit(func() { e.pos = len(e.text) })
	e.screen.leave(func() {
		e.final = true
		e.text = append(e.text, '^', 'C')
	})
	e.begin()
	e.nudge()
}

// stop ends read, from another goroutine; close releases the editor when read has returned.
func (e *editor) stop() { e.source.stop() }

func (e *editor) close() {
	e.keys.close()
	_ = e.source.Close()
	_ = e.modes.restore()
}

// interrupt is for readers that cannot see Ctrl-C: the editor reads it as a key.
func (e *editor) interrupt() {}
