package asyncio

// This file reports coroutine objects that nobody awaited: at once, and each place that makes them once with a count.

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"moonloop/bindings/internal/disk"
	"moonloop/loop"
	"moonloop/vm"
)

// maxPlaces is how many places are remembered to have been reported.
const maxPlaces = 1000

// maxShown is how long a file may be whose lines reports show.
const maxShown = 16 << 20

// lostAt is a place that has been reported, and how many more it has lost since.
type lostAt struct{ name, where string }

// neverAwaited reports what was lost at a place the first time; later it only counts.
func (m *Module) neverAwaited(lost vm.Lost) {
	at := lostAt{lost.Name, lost.Where}
	if _, known := m.lost[at]; known {
		m.lost[at] += lost.Count
		return
	}
	if len(m.lost) >= maxPlaces {
		m.lostSince()
	}
	if m.lost == nil {
		m.lost = map[lostAt]int{}
	}
	m.lost[at] = 0
	m.lostOrder = append(m.lostOrder, at)
	times := ""
	if lost.Count > 1 {
		times = fmt.Sprintf(", %d times", lost.Count)
	}
	text := m.lostText(at, times)
	if lost.Made != nil {
		text += fmt.Sprintf("coroutine created at:\n%s\n", lost.Made)
	}
	m.warn(text)
}

func (m *Module) lostText(at lostAt, times string) string {
	text := fmt.Sprintf("RuntimeWarning: coroutine '%s' was never awaited%s\n", at.name, times)
	if at.where == "" {
		return text
	}
	text += "\tmade at " + at.where + "\n"
	if line := m.sourceLine(at.where); line != "" {
		text += "\t\t" + line + "\n"
	}
	return text
}

// warn reports what is no error.
func (m *Module) warn(text string) {
	if m.options.OnReport != nil {
		m.options.OnReport(&loop.ErrorContext{Message: strings.TrimSuffix(text, "\n")})
		return
	}
	_, _ = io.WriteString(m.reports, text)
}

// lostSince says how many more were lost at the places that have been reported, and forgets these.
func (m *Module) lostSince() {
	var b strings.Builder
	for _, at := range m.lostOrder {
		if n := m.lost[at]; n > 0 {
			b.WriteString(m.lostText(at, fmt.Sprintf(", %d times more", n)))
		}
	}
	m.lost, m.lostOrder = nil, nil
	if b.Len() > 0 { // several workers may have one stderr
		m.warn(b.String())
	}
}

// reportUnawaited reports what is left.
func (m *Module) reportUnawaited() {
	m.rt.Unawaited(m.neverAwaited)
	m.lostSince()
}

// SetSource has source give the lines of chunks that are no files, for reports: of a chunk's name and a line's number.
func (m *Module) SetSource(source func(name string, line int) (text string, ok bool)) {
	m.source = source
}

// sourceLine is the line of a "file:line", "" where it cannot be had.
func (m *Module) sourceLine(where string) string {
	i := strings.LastIndexByte(where, ':')
	if i < 0 {
		return ""
	}
	name := where[:i]
	n, err := strconv.Atoi(where[i+1:])
	if err != nil || n < 1 {
		return ""
	}
	if m.source != nil {
		if line, ok := m.source(name, n); ok {
			return strings.TrimSpace(line)
		}
	}
	if m.options.Files == nil || strings.HasPrefix(name, "[") {
		return ""
	}
	source, err := disk.ReadFile(m.options.Files, name, maxShown)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(source)) {
		if n--; n == 0 {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
