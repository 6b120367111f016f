package repl

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"moonloop/repl/columns"

	"github.com/chzyer/readline"
)

// An emulator is as much of a terminal as the editor uses: it knows what the screen shows.
type emulator struct {
	width, height int
	cells         [][]rune   // 0 is the right half of a wide rune
	looks         [][]string // of the cells: "1;34"
	look          string
	row, col      int
	joins         bool // it shows what is one character as one of two columns
	joining       bool // the rune before was a joiner
	pending       []byte
}

func newEmulator(width, height int) *emulator {
	e := &emulator{width: width, height: height}
	for range height {
		e.cells, e.looks = append(e.cells, e.blank()), append(e.looks, make([]string, width))
	}
	return e
}

func (e *emulator) blank() []rune {
	return []rune(strings.Repeat(" ", e.width))
}

func (e *emulator) line(row int) string {
	return strings.ReplaceAll(string(e.cells[row]), "\x00", "")
}

// text is the screen without the blanks at its ends, but for one after a prompt.
func (e *emulator) text() string {
	var lines []string
	for row := range e.cells {
		line := strings.TrimRight(e.line(row), " ")
		if row == e.row && strings.HasSuffix(line, ">") {
			line += " "
		}
		lines = append(lines, line)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

func (e *emulator) write(p []byte) {
	p = append(e.pending, p...)
	e.pending = nil
	for len(p) > 0 {
		if p[0] == 0x1b {
			n := e.escape(p)
			if n == 0 {
				e.pending = p
				return
			}
			p = p[n:]
			continue
		}
		if !utf8.FullRune(p) {
			e.pending = p
			return
		}
		r, n := utf8.DecodeRune(p)
		e.put(r)
		p = p[n:]
	}
}

func (e *emulator) put(r rune) {
	switch r {
	case '\r':
		e.col = 0
	case '\n':
		e.newline()
	case '\b':
		e.col = max(0, e.col-1)
	case '\a':
	case '\t':
		e.col = min(e.width-1, (e.col/8+1)*8)
	default:
		w := columns.OfRune(r)
		if e.joins && (e.joining || r >= 0x1f3fb && r <= 0x1f3ff) { // a skin tone
			w = 0
		}
		e.joining = r == '\u200d'
		if e.col+w > e.width {
			e.col = 0
			e.newline()
		}
		if w == 0 {
			return
		}
		e.cells[e.row][e.col], e.looks[e.row][e.col] = r, e.look
		if w == 2 {
			e.cells[e.row][e.col+1] = 0
		}
		e.col += w
	}
}

func (e *emulator) newline() {
	if e.row+1 < e.height {
		e.row++
		return
	}
	e.cells, e.looks = append(e.cells[1:], e.blank()), append(e.looks[1:], make([]string, e.width))
}

// escape does the sequence that p begins with and returns its length, 0 when it is not all there.
func (e *emulator) escape(p []byte) int {
	if len(p) < 2 {
		return 0
	}
	if p[1] != '[' {
		return 2
	}
	n, i := 0, 2
	for ; i < len(p) && (p[i] < 0x40 || p[i] > 0x7e); i++ {
		if p[i] >= '0' && p[i] <= '9' {
			n = n*10 + int(p[i]-'0')
		}
	}
	if i == len(p) {
		return 0
	}
	switch p[i] {
	case 'A':
		e.row = max(0, e.row-max(1, n))
	case 'C':
		e.col = min(e.width-1, e.col+max(1, n))
	case 'm':
		e.look = strings.TrimPrefix(string(p[2:i]), "0")
	case 'H':
		e.row, e.col = 0, 0
	case 'J':
		if n == 0 {
			copy(e.cells[e.row][min(e.col, e.width):], e.blank())
			for row := e.row + 1; row < e.height; row++ {
				e.cells[row] = e.blank()
			}
		} else {
			for row := range e.cells {
				e.cells[row] = e.blank()
			}
		}
	}
	return i + 1
}

// lookOf is the look of a text of ASCII where it stands last, in all of its cells; "mixed" if they differ.
func (e *emulator) lookOf(text string) string {
	for row := len(e.cells) - 1; row >= 0; row-- {
		line := string(e.cells[row])
		i := strings.LastIndex(line, text)
		if i < 0 {
			continue
		}
		col := utf8.RuneCountInString(line[:i])
		for _, look := range e.looks[row][col : col+len(text)] {
			if look != e.looks[row][col] {
				return "mixed"
			}
		}
		return e.looks[row][col]
	}
	return "missing"
}

func modesOf(t *testing.T, tty *os.File) readline.State {
	t.Helper()
	_, fd, ok := fileOf(tty)
	if !ok {
		t.Fatal("no descriptor")
	}
	m, err := readline.GetState(fd)
	if err != nil {
		t.Fatal(err)
	}
	return *m
}
