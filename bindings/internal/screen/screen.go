// Package screen shares a terminal between lines of status, which are drawn over themselves, and all else that a program
// writes there.
//
// Who writes to a stream that Share gave finds the terminal as if there was no status: it is taken away before, and drawn
// again after the end of a line. As long as there is none, writing takes no lock.
//
// A Screen may be used by any goroutine: the runtimes of a program's workers write to the same streams.
package screen

import (
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// A Screen is a terminal and its status.
type Screen struct {
	out   io.Writer
	width func() int

	shows atomic.Bool // there is a status
	open  atomic.Bool // the last line that was written has no end yet

	mu    sync.Mutex
	items []item // guarded by mu, as all below
	drawn bool   // the status is on the terminal
}

// An item is a part of the status, of one owner.
type item struct {
	owner any
	text  string
}

// New makes the Screen of a terminal. width tells how many columns it has.
func New(out io.Writer, width func() int) *Screen { return &Screen{out: out, width: width} }

// Share gives what a program is to use as its standard streams, and the Screen that they share. Where the error stream is no
// terminal they stay as they are, and there is none.
func Share(stdout, stderr io.Writer) (out, err io.Writer, s *Screen) {
	if w, ok := stderr.(*writer); ok { // of a worker's runtime
		return stdout, stderr, w.screen
	}
	f, ok := stderr.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" || columns(f) <= 0 {
		return stdout, stderr, nil
	}
	s = New(f, func() int { return columns(f) })
	if f, ok := stdout.(*os.File); ok && columns(f) > 0 {
		stdout = s.Writer(stdout)
	}
	return stdout, s.Writer(stderr), s
}

// A writer is a stream to the terminal.
type writer struct {
	screen *Screen
	io.Writer
}

// Writer is w, which goes to the terminal, for all else that is written.
func (s *Screen) Writer(w io.Writer) io.Writer { return &writer{s, w} }

// File is the file behind a stream, for another process to write to: w itself, or what it was before it was shared. It is nil
// if it is none. The status is taken away until there is something new to show.
func File(w io.Writer) *os.File {
	if shared, ok := w.(*writer); ok {
		shared.screen.mu.Lock()
		shared.screen.erase()
		shared.screen.mu.Unlock()
		w = shared.Writer
	}
	f, _ := w.(*os.File)
	return f
}

// Write implements io.Writer.
func (w *writer) Write(p []byte) (int, error) {
	s := w.screen
	if len(p) == 0 {
		return 0, nil
	}
	if !s.shows.Load() {
		s.open.Store(p[len(p)-1] != '\n')
		return w.Writer.Write(p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	n, err := w.Writer.Write(p)
	s.open.Store(p[len(p)-1] != '\n')
	s.draw()
	return n, err
}

// Set shows a text as the owner's part of the status, in place of the one before; "" is none. Owners stand in the order in
// which they came.
func (s *Screen) Set(owner any, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := false
	kept := s.items[:0]
	for _, it := range s.items {
		if it.owner == owner {
			it.text, found = text, true
		}
		if it.text != "" {
			kept = append(kept, it)
		}
	}
	if !found && text != "" {
		kept = append(kept, item{owner, text})
	}
	s.items = kept
	s.shows.Store(len(kept) > 0)
	if len(kept) == 0 {
		s.erase()
		return
	}
	s.draw()
}

// Clear takes all of the status away.
func (s *Screen) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = nil
	s.shows.Store(false)
	s.erase()
}

// back goes to the beginning of the line, and wipe empties what is right of the cursor.
const back, wipe = "\r", "\x1b[K"

func (s *Screen) erase() {
	if s.drawn {
		s.drawn = false
		_, _ = io.WriteString(s.out, back+wipe) // a terminal that is gone needs no status
	}
}

// draw draws the status, unless it would go over a line that has no end yet.
func (s *Screen) draw() {
	if s.open.Load() || len(s.items) == 0 {
		return
	}
	texts := make([]string, len(s.items))
	for i, it := range s.items {
		texts[i] = it.text
	}
	line := strings.Join(texts, "  ")
	if width := s.width() - 1; utf8.RuneCountInString(line) > width { // the last column would break the line
		line = string([]rune(line)[:max(width, 0)])
	}
	s.drawn = true
	_, _ = io.WriteString(s.out, back+line+wipe)
}
