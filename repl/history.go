package repl

// This file keeps earlier inputs, in memory and in a file.

import (
	"os"
	"path/filepath"
	"runtime"
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

func openHistory(file string) *history {
	h := &history{file: file}
	if file == "" {
		return h
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return h
	}
	lines := strings.Split(string(b), "\n")
	for _, line := range lines {
		if line != "" {
			h.remember(unescapeLines.Replace(line))
		}
	}
	if len(lines) > 2*maxHistory {
		h.rewrite()
	}
	return h
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
	f, err := os.CreateTemp(filepath.Dir(h.file), "history-*")
	if err != nil {
		return
	}
	_, err = f.WriteString(b.String())
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), h.file)
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
