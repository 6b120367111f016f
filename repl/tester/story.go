package tester

// This file tells what a failing schedule did, beside the plain order.

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"moonloop/bindings/test"
)

// What a story shows: steps before the first that differs, rows in all, those of the end if there are more, the last so many faults of
// those in between, and letters of what is on the left.
const (
	storyLead   = 2
	storyRows   = 30
	storyEnd    = 10
	storyFaults = 12
	storyWidth  = 80
)

// storyOf has the steps of the plain order on the left and those of the schedule on the right, from where they part. file is
// the one that the case is in.
func storyOf(file string, plain, other []test.TaskStep) string {
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
	rows, more := max(len(plain), len(other)), 0
	if rows > storyRows {
		rows, more = storyRows-storyEnd, rows-storyRows
	}
	left := append([]string{"the plain order"}, lines(file, ends(plain, rows))...)
	right := append([]string{"this schedule"}, lines(file, ends(other, rows))...)
	width := 0
	for _, line := range left {
		width = max(width, min(utf8.RuneCountInString(line), storyWidth))
	}
	var b strings.Builder
	for i := range max(len(left), len(right)) {
		if i == rows+1 && more > 0 {
			fmt.Fprintf(&b, "… %d steps more, and then the end:\n", more)
			for _, line := range lines(file, faults(other, rows)) {
				fmt.Fprintf(&b, "%s | %s\n", pad("", width), line)
			}
		}
		fmt.Fprintf(&b, "%s | %s\n", pad(at(left, i), width), at(right, i))
	}
	return strings.TrimRight(b.String(), "\n")
}

// faults are what went wrong in the network among the steps that are left out.
func faults(steps []test.TaskStep, first int) (some []test.TaskStep) {
	if len(steps) <= first+storyEnd {
		return nil
	}
	for _, s := range steps[first : len(steps)-storyEnd] {
		if s.Event != "" && s.Fault {
			some = append(some, s)
		}
	}
	return some[max(0, len(some)-storyFaults):]
}

// ends are the first steps, so many, and the last.
func ends(steps []test.TaskStep, first int) []test.TaskStep {
	if len(steps) <= first+storyEnd {
		return steps
	}
	return append(steps[:first:first], steps[len(steps)-storyEnd:]...)
}

// lines are steps in lines of four columns: the moment, where it is another than that of the line before or something in a network, who, where, and
// what else there is to tell. What happened in a network has one for all but the moment.
func lines(file string, steps []test.TaskStep) []string {
	who, where := 0, 0
	for _, s := range steps {
		if s.Event != "" {
			continue
		}
		who = max(who, utf8.RuneCountInString(s.Task))
		where = max(where, utf8.RuneCountInString(placeIn(file, s)))
	}
	list := make([]string, len(steps))
	moment := ""
	for i, s := range steps {
		now := fmt.Sprintf("%.4f", s.At)
		shown := now
		if now == moment && s.Event == "" {
			shown = ""
		}
		moment = now
		if s.Event != "" {
			list[i] = fmt.Sprintf("%8s  %s: %s", shown, s.Task, s.What())
			continue
		}
		if s.Where == "" && s.What() == "" {
			s.Did = "begins"
		}
		list[i] = strings.TrimRight(fmt.Sprintf("%8s  %s  %s  %s", shown, pad(s.Task, who), pad(placeIn(file, s), where), s.What()), " ")
	}
	return list
}

// placeIn is where a step goes on, with a short name for the file that the case is in.
func placeIn(file string, s test.TaskStep) string {
	i := strings.LastIndexByte(s.Where, ':')
	if i < 0 {
		return s.Where
	}
	end, cut := strings.CutPrefix(s.Where[:i], "...") // as the names of chunks are that are long
	if end == file || cut && strings.HasSuffix(file, end) {
		return path.Base(file) + s.Where[i:]
	}
	return s.Where
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
