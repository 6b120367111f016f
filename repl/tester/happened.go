package tester

// This file tells what happened between the hosts of a simulated network.

import (
	"fmt"
	"strings"

	"moonloop/bindings/test"
)

// lastSteps is how many steps of tasks are told before the end, where what happened between hosts is told of more.
const lastSteps = 4

// A happening is a line of what happened, which may have happened again.
type happening struct {
	test.TaskStep
	times int
	until float64
}

// happened has what happened between hosts, and the last steps of their tasks, each with its moment.
func happened(steps []test.TaskStep) string {
	var list []happening
	again := map[string]int{} // where in list what is lost was lost before, since anything else has happened
	for i, s := range steps {
		if s.Event == "" && i < len(steps)-lastSteps {
			continue
		}
		text := s.Task + s.Event
		switch at, seen := again[text]; {
		case s.Event == "" || !strings.HasSuffix(s.Event, " is lost"):
			clear(again)
		case seen:
			list[at].times++
			list[at].until = s.At
			continue
		default:
			again[text] = len(list)
		}
		list = append(list, happening{s, 1, s.At})
	}
	var b strings.Builder
	for _, h := range list[max(0, len(list)-storyRows):] {
		fmt.Fprintf(&b, "%10.4f  %s", h.At, lineOf(h.TaskStep))
		if h.times > 1 {
			fmt.Fprintf(&b, ", %d times until %.4f", h.times, h.until)
		}
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}
