package repl

// This file keeps earlier inputs, in memory and in a file.

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// maxHistory is how many inputs are kept.
const maxHistory = 2000

// HistoryFile is where the command keeps its history: $XDG_STATE_HOME/moonloop/history, or what is usual on the
// system; "" when there is no such place.
func HistoryFile() string {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "moonloop", "history")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	switch runtime.GOOS {
	case "darwin", "ios":
		return filepath.Join(home, "Library", "Application Support", "moonloop", "history")
	case "windows":
		if dir := os.Getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, "moonloop", "history")
		}
	}
	return filepath.Join(home, ".local", "state", "moonloop", "history")
}

// A history is the inputs of this session and of earlier ones, oldest first, none twice. The file has one to a line.
// That it cannot be read or written is no error: the inputs of this session are there in any case.
type history struct {
	file    string
	entries []string
}

// lineEscapes keep an input of several lines on one line of the file.
var (
	escapeLines   = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)
	unescapeLines = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r")
)

// maxHistoryFile is how many bytes of the file are read, its last.
const maxHistoryFile = 8 << 20

func openHistory(file string) *history {
	h := &history{file: file}
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() { // a pipe would be waited for
		if err == nil {
			h.file = ""
		}
		return h
	}
	text, whole, err := endOf(file, maxHistoryFile)
	if err != nil {
		return h
	}
	lines := strings.Split(text, "\n")
	seen := map[string]bool{}
	for _, line := range slices.Backward(lines) {
		if line == "" || seen[line] {
			continue
		}
		seen[line] = true
		if h.entries = append(h.entries, unescapeLines.Replace(line)); len(h.entries) == maxHistory {
			break
		}
	}
	slices.Reverse(h.entries)
	if len(lines) > 2*maxHistory || !whole {
		h.rewrite()
	}
	return h
}

// endOf is the last lines of a file, at most so many bytes; whole tells that these are all.
func endOf(file string, most int64) (text string, whole bool, err error) {
	f, err := os.Open(file)
	if err != nil {
		return "", false, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return "", false, err
	}
	from := max(0, size-most)
	b, err := io.ReadAll(io.NewSectionReader(f, from, size-from))
	text = string(b)
	if from > 0 {
		_, text, _ = strings.Cut(text, "\n") // the line that is cut
	}
	return text, from == 0, err
}

// remember makes entry the newest.
func (h *history) remember(entry string) {
	for i, e := range h.entries {
		if e == entry {
			h.entries = append(h.entries[:i], h.entries[i+1:]...)
			break
		}
	}
	h.entries = append(h.entries, entry)
	if n := len(h.entries) - maxHistory; n > 0 {
		h.entries = append([]string(nil), h.entries[n:]...)
	}
}

// add keeps an input. It is written at once: sessions that run side by side share the file, and one may be killed.
func (h *history) add(entry string) {
	if strings.TrimSpace(entry) == "" {
		return
	}
	newest := len(h.entries) > 0 && h.entries[len(h.entries)-1] == entry
	h.remember(entry)
	if h.file == "" || newest {
		return
	}
	_ = os.MkdirAll(filepath.Dir(h.file), 0o700)
	f, err := os.OpenFile(h.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_, _ = f.WriteString(escapeLines.Replace(entry) + "\n")
	_ = f.Close()
}

// rewrite brings the file down to the entries kept.
func (h *history) rewrite() {
	var b strings.Builder
	for _, e := range h.entries {
		b.WriteString(escapeLines.Replace(e) + "\n")
	}
	file, err := filepath.EvalSymlinks(h.file) // a link stays one
	if err != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(file), "history-*")
	if err != nil {
		return
	}
	_, err = f.WriteString(b.String())
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

// search finds the newest entry before index that contains text; -1 if there is none.
func (h *history) search(text string, before int) int {
	for i := min(before, len(h.entries)) - 1; i >= 0; i-- {
		if strings.Contains(h.entries[i], text) {
			return i
		}
	}
	return -1
}
