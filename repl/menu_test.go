package repl

import "testing"

func TestTold(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("asyncio.sleep?\r")
		tm.see(`In\s+Python asyncio.sleep.\n\[1\]> $`)
		tm.press("\x0clocal q = asyncio.Queue()\r\x0cq.put_nowait?\r")
		tm.see(`In\s+Python asyncio.Queue.put_nowait.\n\[2\]> $`)
		tm.press("\x0c:tree\rt = asyncio.create_task(async(function() await(asyncio.sleep(50)) end)(), {name = 'child'})\r:tree\r")
		tm.see(`child  \[\d\]:1  sleep, \d+(\.\d+)? s left`)
	})
}

// TestCompleteBusy completes while a script runs without end.
func TestCompleteBusy(t *testing.T) {
	tm := openTerminal(t, 60, 16, "")
	tm.see(`\[1\]> $`)
	tm.press("asyncio.get_running_loop():call_later(0.1, function() print('spins') while true do end end)\r")
	tm.see(`spins\n\[2\]> $`)
	defer tm.press(ctrlC + ctrlC) // also where something is not seen
	tm.press("asyncio.create_t\t")
	tm.see(`\[2\]> asyncio\.create_task$`)
	tm.press(ctrlC + ctrlC)
	tm.see(`interrupted`)
	tm.leave()
}

// TestMenu is the menu of names: in pages that fit the terminal, gone with the next key that is not Tab.
func TestMenu(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("\x0casyncio.\t")
		tm.see(`^\[1\]> asyncio\.\nALL_COMPLETED(?s:.*)\npage 1 of \d+, Tab turns it$`)
		tm.press("\t")
		tm.see(`^\[1\]> asyncio\.\n(?s:.*)\npage 2 of \d+, Tab turns it$`)
		tm.press("sl")
		tm.see(`^\[1\]> asyncio\.sl$`)
		tm.press("\t")
		tm.see(`^\[1\]> asyncio\.sleep$`)
		// A name that is whole, or a call that begins, shows what is written about it.
		tm.press("\t")
		tm.see(`^\[1\]> asyncio\.sleep\nasyncio\.sleep\(delay`)
		tm.press("(\t")
		tm.see(`^\[1\]> asyncio\.sleep\(\nasyncio\.sleep\(delay`)
		tm.press("1)")
		tm.see(`^\[1\]> asyncio\.sleep\(1\)$`)
		tm.press("\x15asyncio.create_task(f, {na\t'x'}")
		tm.see(`\{name = 'x'\}$`)
	})
}
