package differential

// This file is what the two printers share.

import (
	"fmt"
	"strings"
)

// A printer collects indented lines.
type printer struct {
	lines  []string
	depth  int
	indent string
}

func (p *printer) line(format string, args ...any) {
	p.lines = append(p.lines, strings.Repeat(p.indent, p.depth)+fmt.Sprintf(format, args...))
}

// in prints what body prints one level deeper.
func (p *printer) in(body func()) {
	p.depth++
	body()
	p.depth--
}

// declare puts a line where the output had n lines, if what was printed since counts in x.
func (p *printer) declare(n int, line string) {
	for _, l := range p.lines[n:] {
		if strings.Contains(l, `log("x", x)`) {
			p.lines = append(p.lines[:n], append([]string{strings.Repeat(p.indent, p.depth) + line}, p.lines[n:]...)...)
			return
		}
	}
}

func (p *printer) text() string { return strings.Join(p.lines, "\n") + "\n" }

// tenths is where times begin that are in tenths of a second. Their sums are not exact: timers that are due together are
// set for times that differ a little.
const tenths = 1000

// seconds prints a time: a number of eighths of a second, or one of tenths more than the constant. none is what stands for
// no timeout.
func seconds(n int, none string) string {
	switch {
	case n < 0:
		return none
	case n >= tenths:
		return fmt.Sprint(float64(n-tenths) / 10)
	}
	return fmt.Sprint(float64(n) / 8)
}

var (
	returnWhen = []string{"FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"}
	factories  = []string{"none", "eager", "plain_factory", "own_eager_factory"}
	lockNames  = []string{"lock", "sem", "bsem", "cond"}
)

// quotedMark is a string that appears in the trace; nothing for the mark 0.
func quotedMark(letter string, mark int) string {
	if mark == 0 {
		return ""
	}
	return fmt.Sprintf(`"%s%d"`, letter, mark)
}
