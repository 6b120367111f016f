package tester

// This file tells how a run without a schedule of its own came to its end.

import (
	"fmt"
	"strings"

	"moonloop/bindings/test"
)

// How many steps of tasks are told before the end: few where what happened between hosts is told of more.
const (
	lastSteps  = 12
	lastOfHost = 4
)

// happened has the last steps of tasks and, in a simulated network, what happened between hosts, each with its moment. file is
// the one that the case is in.
func happened(file string, steps []test.TaskStep, simulated bool) string {
	last := lastSteps
	if simulated {
		last = lastOfHost
	}
	var list []test.TaskStep
	times := map[int]int{}    // how often what is in list has happened, if it is more than once
	until := map[int]string{} // and when the last time
	again := map[string]int{} // where in list what is lost was lost before, since anything else has happened
	for i, s := range steps {
		if s.Event == "" && i < len(steps)-last {
			continue
		}
		text := s.Task + s.Event
		switch at, seen := again[text]; {
		case s.Event == "" || !strings.HasSuffix(s.Event, " is lost"):
			clear(again)
		case seen:
			times[at]++
			until[at] = fmt.Sprintf("%.4f", s.At)
			continue
		default:
			again[text] = len(list)
		}
		list = append(list, s)
	}
	for i, n := range times {
		list[i].Event += fmt.Sprintf(", %d times until %s", n+1, until[i])
	}
	return strings.Join(lines(file, list[max(0, len(list)-storyRows):]), "\n")
}
