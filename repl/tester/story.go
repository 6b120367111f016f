package tester

// This file tells what a failing schedule did, beside the plain order.

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"moonloop/bindings/test"
)

// What a story shows: steps before the first that differs, rows in all, and letters of a step.
const (
	storyLead  = 2
	storyRows  = 30
	storyWidth = 56
)

// storyOf has the steps of the plain order on the left and those of the schedule on the right, from where they part.
func storyOf(plain, other []test.TaskStep) string {
	from := 0
	for from < len(plain) && from < len(other) && plain[from] == other[from] {
		from++
	}
	if from == len(other) && from == len(plain) {
		return "the steps of the tasks are those of the plain order"
	}
	from = max(0, from-storyLead)
	plain, other = plain[from:], other[from:]
	for len(plain) > 1 && len(other) > 1 && plain[len(plain)-1] == other[len(other)-1] && plain[len(plain)-2] == other[len(other)-2] {
		plain, other = plain[:len(plain)-1], other[:len(other)-1] // the end is the same
	}
	left, right := lines(plain), lines(other)
	var b strings.Builder
	fmt.Fprintf(&b, "%s | %s\n", pad("the plain order, which passes", storyWidth), "this schedule")
	rows := min(max(len(left), len(right)), storyRows)
	for i := range rows {
		fmt.Fprintf(&b, "%s | %s\n", pad(at(left, i), storyWidth), at(right, i))
	}
	if more := max(len(left), len(right)) - rows; more > 0 {
		fmt.Fprintf(&b, "… %d steps more\n", more)
	}
	return strings.TrimRight(b.String(), "\n")
}

func lines(steps []test.TaskStep) []string {
	list := make([]string, len(steps))
	for i, s := range steps {
		list[i] = lineOf(s)
	}
	return list
}

// lineOf is a step in a line.
func lineOf(s test.TaskStep) string {
	switch {
	case s.Event != "":
		return s.Task + ": " + s.Event
	case s.Kept > 0:
		return fmt.Sprintf("%s: kept back, iterations: %d", s, s.Kept)
	case s.Moved != "":
		return fmt.Sprintf("%s: %s", s, s.Moved)
	}
	return s.String()
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// pad makes a text as wide as a column.
func pad(text string, width int) string {
	n := utf8.RuneCountInString(text)
	if n > width {
		return string([]rune(text)[:width-1]) + "…"
	}
	return text + strings.Repeat(" ", width-n)
}
