package repl

// This file reads inputs line by line, where there is no terminal or none that can be drawn on.

import (
	"bufio"
	"io"
	"strings"
	"sync"
)

// lines reads inputs from any stream. read runs on the reader's goroutine.
type lines struct {
	screen   *Screen
	in       *bufio.Reader
	source   *source // what in reads, if that is a file: it can be stopped
	prompts  bool
	finished func(text string) bool

	mu     sync.Mutex
	prompt string // guarded by mu; of the input that is being read, "" when none is
	text   string // guarded by mu; the lines of it that are there
}

// read implements reader.
func (l *lines) read(prompt string) (string, error) {
	l.ask(prompt, prompt, "")
	defer l.ask("", "", "")
	for {
		line, err := l.in.ReadString('\n')
		l.mu.Lock()
		l.screen.answered()
		text := l.text + strings.TrimRight(line, "\r\n")
		l.mu.Unlock()
		if err != nil && strings.TrimSpace(text) == "" {
			if l.prompts {
				_, _ = io.WriteString(l.screen, "\n")
			}
			return "", io.EOF
		}
		if err != nil || l.finished(text) {
			return text, nil
		}
		l.ask(continuation(prompt), prompt, text+"\n")
	}
}

// ask shows what is to be asked now, for an input that began with prompt and of which text is there.
func (l *lines) ask(now, prompt, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prompt, l.text = prompt, text
	if now != "" && l.prompts {
		l.screen.ask(now)
	}
}

// interrupt is Ctrl-C while a line is read: what was typed is dropped. The terminal has dropped the line itself.
func (l *lines) interrupt() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.prompt == "" {
		return
	}
	l.text = ""
	if l.prompts {
		l.screen.answered()
		_, _ = io.WriteString(l.screen, "\n")
		l.screen.ask(l.prompt)
	}
}

// stop implements reader.
func (l *lines) stop() {
	if l.source != nil {
		l.source.stop()
	}
}

// close implements reader.
func (l *lines) close() {
	if l.source != nil {
		_ = l.source.Close()
	}
}
