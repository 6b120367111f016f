package repl

// This file prints above the line that is being edited.

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"

	"moonloop/repl/columns"
)

// A Screen writes to a terminal, or to anything else. While a line is being edited on it, what is written appears above
// that line, which is drawn again whole. Any goroutine may write.
type Screen struct {
	out  io.Writer
	size func() (width, height int)

	mu    sync.Mutex
	at    columns.Cursor // where output has left the cursor
	asked string         // a prompt that waits on a terminal that cannot be drawn on, or on none
	area  area           // what is being edited below the output; nil: nothing
	draws bool           // out is a terminal that can be drawn on
	lent  bool           // another program draws on the terminal: output waits in kept
	kept  bytes.Buffer
	stale bool // the area has changed since it was drawn
	drawn struct {
		below bool  // the area begins in the line after one that output has begun
		row   int   // of the area, in which the cursor is
		cols  []int // that the rows down to that one take, the last up to the cursor
		width int   // of the terminal then
	}
}

// An area is what is drawn below the output. It is asked with the screen locked.
type area interface {
	// layout is its rows, none wider than width, and the place of the cursor in them.
	layout(width, height int) (rows []string, at place)
}

// A place is where the cursor stands.
type place struct {
	row, col int
	// before is the row before it, where terminals disagree how wide that is: it is printed again, and the cursor then
	// stands where the terminal has it. Else it is "".
	before string
}

// NewScreen makes a screen that writes to out.
func NewScreen(out io.Writer) *Screen {
	return &Screen{out: out, size: sizeOf(out)}
}

// Write writes p above the line that is being edited.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writeLocked(p)
}

// line writes text on lines of its own.
func (s *Screen) line(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at.Col > 0 {
		text = "\n" + text
	} else if !s.lent {
		text = s.fresh() + text
	}
	_, _ = s.writeLocked([]byte(text + "\n"))
}

// fresh has a line begin that others than this screen have written to: keys that were typed while an input ran, which the
// terminal shows, or the output of programs. As many blanks as a line has end it, if something stands in it.
func (s *Screen) fresh() string {
	if !s.draws || s.area != nil || s.at.Col > 0 {
		return ""
	}
	width, _ := s.size()
	return strings.Repeat(" ", width) + "\r\x1b[K"
}

// writeLocked is Write; mu is held.
func (s *Screen) writeLocked(p []byte) (int, error) {
	if s.lent {
		return s.kept.Write(p)
	}
	var b bytes.Buffer
	s.erase(&b)
	if s.asked != "" {
		b.WriteString("\n")
	}
	b.Write(p)
	width, _ := s.size()
	s.at.Write(p, width)
	s.repeat(&b)
	s.draw(&b)
	if _, err := s.out.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ask prints a prompt. What is printed until answered is called begins on a line of its own, and is followed by the
// prompt again.
func (s *Screen) ask(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b bytes.Buffer
	s.asked = prompt
	s.repeat(&b)
	_, _ = s.out.Write(b.Bytes())
}

// answered ends what ask began; the answer has ended the line.
func (s *Screen) answered() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = ""
	s.at = columns.Cursor{}
}

func (s *Screen) repeat(b *bytes.Buffer) {
	if s.asked == "" {
		return
	}
	if s.at.Col > 0 {
		b.WriteString("\n")
	}
	b.WriteString(s.asked)
	s.at = columns.Cursor{}
}

// show puts a below the output and draws it; update changes it, or draws it after the terminal has changed.
func (s *Screen) show(a area) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b bytes.Buffer
	s.erase(&b)
	if a != nil {
		b.WriteString(s.fresh())
	}
	s.area = a
	s.draw(&b)
	_, _ = s.out.Write(b.Bytes())
}

func (s *Screen) update(fn func()) { s.change(fn) }

func (s *Screen) change(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
	s.redraw()
}

// updateUnless is update, which leaves the drawing to a later one, or to settle, while more says so.
func (s *Screen) updateUnless(more func() bool, fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
	if s.stale = more(); !s.stale {
		s.redraw()
	}
}

// settle draws what has changed and was not drawn.
func (s *Screen) settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stale {
		s.redraw()
	}
}

// redraw draws the area anew; mu is held.
func (s *Screen) redraw() {
	var b bytes.Buffer
	s.erase(&b)
	s.draw(&b)
	_, _ = s.out.Write(b.Bytes())
}

// leave makes the area's last form a part of the output: fn is its last change.
func (s *Screen) leave(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.area == nil {
		return
	}
	var b bytes.Buffer
	s.erase(&b)
	fn()
	if s.drawn.below {
		b.WriteString("\r\n")
	}
	width, _ := s.size()
	rows, _ := s.area.layout(width, 0)
	b.WriteString(strings.Join(rows, "\r\n") + "\r\n")
	s.area = nil
	s.at = columns.Cursor{}
	_, _ = s.out.Write(b.Bytes())
}

// lend leaves the terminal to fn. What is written meanwhile appears afterwards.
func (s *Screen) lend(fn func()) {
	s.mu.Lock()
	s.lent = true
	s.mu.Unlock()
	fn()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lent = false
	_, _ = s.writeLocked(s.kept.Bytes())
	s.kept = bytes.Buffer{}
}

// clear clears the terminal.
func (s *Screen) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b bytes.Buffer
	b.WriteString("\x1b[H\x1b[2J")
	s.at = columns.Cursor{}
	s.draw(&b)
	_, _ = s.out.Write(b.Bytes())
}

// raw sends a control sequence.
func (s *Screen) raw(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = io.WriteString(s.out, text)
}

// erase takes the area off, and puts the cursor where output has left it.
func (s *Screen) erase(b *bytes.Buffer) {
	if s.area == nil {
		return
	}
	up(b, s.rowsAbove())
	b.WriteString("\r\x1b[J")
	if s.drawn.below {
		up(b, 1)
		fmt.Fprintf(b, "\x1b[%dC", s.at.Col)
	}
}

// draw draws the area below the output, from where output has left the cursor.
func (s *Screen) draw(b *bytes.Buffer) {
	s.stale = false
	if s.area == nil {
		return
	}
	width, height := s.size()
	if s.at.Col >= width { // the terminal begins the next line with the next character
		s.at.Col = 0
		b.WriteString("\r\n")
	}
	s.drawn.below = s.at.Col > 0
	if s.drawn.below {
		b.WriteString("\r\n")
	}
	rows, at := s.area.layout(width, height)
	row, col := at.row, at.col
	b.WriteString(strings.Join(rows, "\r\n"))
	up(b, len(rows)-1-row)
	b.WriteString("\r" + at.before)
	if col > 0 && at.before == "" {
		fmt.Fprintf(b, "\x1b[%dC", col)
	}
	s.drawn.row, s.drawn.width, s.drawn.cols = row, width, s.drawn.cols[:0]
	for _, text := range rows[:row] {
		s.drawn.cols = append(s.drawn.cols, columns.Of(text))
	}
	s.drawn.cols = append(s.drawn.cols, col)
}

// rowsAbove is how many rows of the area are above the cursor. A terminal that has become narrower has broken them.
func (s *Screen) rowsAbove() int {
	width, _ := s.size()
	if width >= s.drawn.width {
		return s.drawn.row
	}
	rows := 0
	for i, cols := range s.drawn.cols {
		if i < s.drawn.row {
			rows += max(1, (cols+width-1)/width)
		} else {
			rows += cols / width
		}
	}
	return rows
}

func up(b *bytes.Buffer, rows int) {
	if rows > 0 {
		fmt.Fprintf(b, "\x1b[%dA", rows)
	}
}
