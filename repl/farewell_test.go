package repl

import (
	"runtime"
	"testing"
)

// stubborn is a task that its cancellation does not end.
const stubborn = "t = asyncio.create_task(function() pcall(function() await(asyncio.sleep(600)) end) await(asyncio.Future()) end, {name = 'stubborn'})\r"

func TestFarewell(t *testing.T) {
	for _, size := range sizes {
		tm := openTerminal(t, size[0], size[1], "")
		tm.see(`\[1\]> $`)
		tm.press(stubborn)
		tm.see(`\[2\]> $`)
		tm.press("\x04")
		tm.see(`waiting for 1 task to end; Ctrl-D again\s*lets go\n  stubborn, \[1\]:1, a Future`)
		tm.press("this is not read\n")
		tm.leave()
		tm.see(`let go of 1 task`)
	}
}

// TestFarewellQuit holds that :quit waits in the same way, and that one Ctrl-D is enough where tasks end.
func TestFarewellQuit(t *testing.T) {
	tm := openTerminal(t, 60, 16, "")
	tm.see(`\[1\]> $`)
	tm.press(stubborn)
	tm.see(`\[2\]> $`)
	tm.press(":quit\r")
	tm.see(`waiting for 1 task`)
	tm.leave()

	tm = openTerminal(t, 60, 16, "")
	tm.see(`\[1\]> $`)
	tm.press("t = asyncio.create_task(function() pcall(await, asyncio.Future()) print('cleaned up') end)\r")
	tm.see(`\[2\]> $`)
	tm.leave()
	tm.see(`cleaned up`)
}

// TestResultsLetGo holds that a task's result goes when the next has come: nothing but _ keeps it.
func TestResultsLetGo(t *testing.T) {
	inSession(t, "await(asyncio.create_task(function() return ('x'):rep(100) end))\n1\n2", func(r *REPL) {
		runtime.GC()
		for p := range r.made {
			if task := p.Value(); task != nil && task.Done() {
				t.Errorf("the session keeps %s", task.Name())
			}
		}
	})
}
