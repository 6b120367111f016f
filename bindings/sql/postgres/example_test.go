//go:build linux

package postgres_test

import (
	"os"
	"testing"
)

// TestExample runs the example of a job queue.
func TestExample(t *testing.T) {
	s := start(t)
	source, err := os.ReadFile("../../../scripts/examples/job_queue.lua")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.script(`
		local printed = {}
		function print(...)
			local line = {}
			for i = 1, select("#", ...) do line[i] = tostring((select(i, ...))) end
			printed[#printed + 1] = table.concat(line, "\t")
		end
		arg = { "here" }
		local function example() ` + string(source) + ` end
		for _ = 1, 2 do
			printed = {}
			example()
			local text = table.concat(printed, "\n")
			assert(text == "dead\t1\t3 failures\ndone\t51\t2 failures\nsent\t51\t51\ndead\tnobody: no mailbox: nobody", text)
		end`); err != nil {
		t.Error(err)
	}
}
