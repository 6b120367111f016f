package repl

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A terminal is a session on a pseudo-terminal, as a person at it has it: keys go in, and what the screen shows can be
// waited for.
type terminal struct {
	t      *testing.T
	keys   *os.File
	tty    *os.File
	cancel context.CancelFunc
	repl   *REPL
	done   chan struct{}
	err    error // when done is closed
	screen *emulator
	mu     sync.Mutex
	change chan struct{}
}

func openTerminal(t *testing.T, width, height int, history string) *terminal {
	t.Helper()
	t.Setenv("NO_COLOR", "1")
	return openColorTerminal(t, width, height, history)
}

func openColorTerminal(t *testing.T, width, height int, history string) *terminal {
	t.Helper()
	t.Setenv("TERM", "xterm")
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	if err := pty.Setsize(tty, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		t.Fatal(err)
	}
	tm := &terminal{t: t, keys: keys, tty: tty, done: make(chan struct{}), screen: newEmulator(width, height), change: make(chan struct{}, 1)}
	screen := NewScreen(tty)
	w := newWorld(t, screen, tty, true)
	r := New(w.modules.Asyncio, tty, screen)
	r.History = history
	if _, ok := r.reader.(*editor); !ok {
		t.Fatal("the terminal has no editor")
	}
	ctx, cancel := context.WithCancel(context.Background())
	tm.cancel, tm.repl = cancel, r
	go func() {
		defer close(tm.done)
		tm.err = r.Run(ctx)
		w.close(t)
	}()
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		buf := make([]byte, 4096)
		for {
			n, err := keys.Read(buf)
			if err != nil {
				return
			}
			tm.mu.Lock()
			tm.screen.write(buf[:n])
			tm.mu.Unlock()
			select {
			case tm.change <- struct{}{}:
			default:
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-tm.done
		_ = tty.Close() // ends the reading
		<-reading
		_ = keys.Close()
	})
	return tm
}

// press types text.
func (tm *terminal) press(text string) {
	tm.t.Helper()
	if _, err := tm.keys.WriteString(text); err != nil {
		tm.t.Fatal(err)
	}
}

// longest is how long a test waits for what does not come, on a machine that has other work.
const longest = time.Minute

// see waits until the screen, its lines joined, matches a pattern.
func (tm *terminal) see(pattern string) {
	tm.t.Helper()
	re := regexp.MustCompile(pattern)
	deadline := time.After(longest)
	for {
		tm.mu.Lock()
		text := tm.screen.text()
		tm.mu.Unlock()
		if re.MatchString(text) {
			return
		}
		select {
		case <-tm.change:
		case <-deadline:
			tm.t.Fatalf("the screen does not show %q:\n%s", pattern, text)
		}
	}
}

// cursor waits until the cursor stands in a column of the line that begins with a text.
func (tm *terminal) cursor(line string, col int) {
	tm.t.Helper()
	deadline := time.After(longest)
	for {
		tm.mu.Lock()
		text, row, at := tm.screen.text(), tm.screen.row, tm.screen.col
		found := strings.HasPrefix(tm.screen.line(row), line) && at == col
		tm.mu.Unlock()
		if found {
			return
		}
		select {
		case <-tm.change:
		case <-deadline:
			tm.t.Fatalf("the cursor is at %d, %d, want column %d of %q:\n%s", row, at, col, line, text)
		}
	}
}

// look waits until a text has a look.
func (tm *terminal) look(text, look string) {
	tm.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		tm.mu.Lock()
		got, screen := tm.screen.lookOf(text), tm.screen.text()
		tm.mu.Unlock()
		if got == look {
			return
		}
		select {
		case <-tm.change:
		case <-deadline:
			tm.t.Fatalf("%q looks like %q, want %q:\n%s", text, got, look, screen)
		}
	}
}

// resize gives the terminal another size.
func (tm *terminal) resize(width, height int) {
	tm.t.Helper()
	tm.mu.Lock()
	tm.screen = newEmulator(width, height)
	tm.mu.Unlock()
	if err := pty.Setsize(tm.tty, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		tm.t.Fatal(err)
	}
	tm.repl.screen.update(func() {}) // as the signal of a terminal that is the process's own does
}

// leave presses Ctrl-D and waits for the end of the session.
func (tm *terminal) leave() {
	tm.t.Helper()
	tm.press("\x04")
	select {
	case <-tm.done:
		if tm.err != nil {
			tm.t.Error(tm.err)
		}
	case <-time.After(longest):
		tm.t.Fatal("the session does not end")
	}
}

const (
	left, upKey = "\x1b[D", "\x1b[A"
	ctrlC       = "\x03"
)

func TestTerminal(t *testing.T) {
	tm := openTerminal(t, 60, 16, "")
	tm.see(`\[1\]> $`)
	tm.press("1 + 1\r")
	tm.see(`(?m)^2\n\[2\]> $`)
	tm.press("await(asyncio.sleep(0.01, 'slept'))\r")
	tm.see(`"slept"\n\[3\]> $`)

	// What a task prints goes above the line, which stays as it is.
	tm.press("go = asyncio.Future() bg = asyncio.create_task(function() await(go) print('above') io.write('part') end)\r")
	tm.see(`\[4\]> $`)
	tm.press("asyncio.get_running_loop():call_later(0.1, go.set_result, go)\r")
	tm.see(`\[5\]> $`)
	tm.press("local half = '日本語" + left + left)
	tm.see(`above\npart\n\[5\]> local half = '日本語$`)
	tm.cursor("[5]> local half = '日", 5+14+2)
	tm.press("x'" + "\x05" + "'\x01\x0b")
	tm.see(`part\n\[5\]> $`)

	// Ctrl-C drops the line; Ctrl-D on one that is not empty does not leave.
	tm.press("dropped" + ctrlC)
	tm.see(`\[5\]> dropped\^C\n\[5\]> $`)
	tm.leave()
}

func TestTerminalInterrupt(t *testing.T) {
	tm := openTerminal(t, 60, 24, "")
	tm.see(`\[1\]> $`)
	tm.press("bg = asyncio.create_task(function() await(asyncio.sleep(1000)) end)\r")
	tm.see(`\[2\]> $`)
	// A background task that never comes back is interrupted from the prompt.
	tm.press("asyncio.get_running_loop():call_later(0.05, function() print('stuck') while true do end end)\r")
	tm.see(`stuck\n\[3\]> $`)
	tm.press(ctrlC)
	tm.see(`(?s)Exception in callback.*CancelledError: interrupted.*\[3\]> $`)
	tm.press("bg:done()\r")
	tm.see(`(?m)^false\n\[4\]> $`)
	// It is said which task it is, and that it blocks the others.
	tm.press("\x0cspin = asyncio.create_task(function() while true do end end, {name='spin'})\r")
	tm.see(`Task 'spin' has blocked the event loop for`)
	tm.repl.Interrupt() // before the prompt; this terminal is nobody's, its Ctrl-C would be no signal
	tm.see(`interrupted Task 'spin', which blocked the event loop`)
	// What waits for the machine is interrupted too, and eats no key.
	tm.press("\x0cio.read()\r")
	tm.see(`Task '\[5\]' has blocked the event loop for`)
	tm.repl.Interrupt()
	tm.see(`CancelledError: interrupted(?s:.*)\[6\]> $`)
	tm.press("6 * 7\r")
	tm.see(`(?m)^42\n\[7\]> $`)
	tm.leave()
}

func TestTerminalLines(t *testing.T) {
	tm := openTerminal(t, 60, 24, "")
	tm.see(`\[1\]> $`)
	tm.press("function f(n)\r  return n\rend\r")
	tm.see(`\[1\]> function f\(n\)\n\.\.\.>   return n\n\.\.\.> end\n\[2\]> $`)
	// A paste is one input however many lines it has.
	tm.press("\x1b[200~function g(n)\n\n  return f(n) +\r    1\nend\nprint(g(1))\x1b[201~")
	tm.see(`print\(g\(1\)\)$`)
	tm.press("\r")
	tm.see(`(?m)^2\n\[3\]> $`)
	// It comes back from the history whole, and can be changed in the middle.
	tm.press(upKey)
	tm.see(`\[3\]> function g\(n\)\n\.\.\.>\n\.\.\.>   return f\(n\) \+\n\.\.\.>     1\n\.\.\.> end\n\.\.\.> print\(g\(1\)\)$`)
	tm.press(upKey + upKey + "\x05" + "\x7f" + "41" + "\r")
	tm.see(`\.\.\.>     41\n\.\.\.> end\n\.\.\.> print\(g\(1\)\)\n42\n\[4\]> $`)
	tm.leave()
}

func TestTerminalHistory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "history")
	for _, inputs := range [][]string{{"'first'", "'second'", "'first'"}, {"'third\\n'"}} {
		tm := openTerminal(t, 60, 16, file)
		for _, in := range inputs {
			tm.see(`\[\d\]> $`)
			tm.press(in + "\r")
			tm.see(`(?m)^"` + strings.ReplaceAll(strings.Trim(in, "'"), `\`, `\\`) + `"\n\[\d\]> $`)
		}
		tm.leave()
	}
	b, err := os.ReadFile(file)
	if err != nil || string(b) != "'first'\n'second'\n'first'\n'third\\\\n'\n" {
		t.Fatalf("history %q, %v", b, err)
	}
	tm := openTerminal(t, 60, 16, file)
	tm.see(`\[1\]> $`)
	tm.press(upKey + upKey)
	tm.see(`\[1\]> 'first'$`)
	tm.press(upKey)
	tm.see(`\[1\]> 'second'$`)
	tm.press(upKey)
	tm.see(`\[1\]> 'second'$`)
	tm.press(ctrlC + "\x12fir")
	tm.see(`\(search\) fir: 'first'$`)
	tm.press("\r")
	tm.see(`(?m)^"first"\n\[2\]> $`)
	tm.leave()
}

func TestTerminalCompletion(t *testing.T) {
	tm := openTerminal(t, 60, 16, "")
	tm.see(`\[1\]> $`)
	tm.press("asyncio.slee\t(1)")
	tm.see(`\[1\]> asyncio\.sleep\(1\)$`)
	tm.press(ctrlC + "asyncio.FIRST_\t")
	tm.see(`\[1\]> asyncio\.FIRST_\nFIRST_COMPLETED  FIRST_EXCEPTION$`)
	tm.press("E")
	tm.see(`\[1\]> asyncio\.FIRST_E$`)
	tm.press(ctrlC + "\tx")
	tm.see(`\[1\]>   x$`)
	tm.press(ctrlC)
	tm.leave()
}

// TestTerminalNarrow is a session in 20 columns and 6 lines: an input that is longer than the screen.
func TestTerminalNarrow(t *testing.T) {
	tm := openTerminal(t, 20, 6, "")
	tm.see(`\[1\]> $`)
	tm.press("'日本語日本語日本語' .. ''")
	tm.see(`\[1\]> '日本語日本語日\n本語' \.\. ''$`)
	tm.press(strings.Repeat(left, 15) + "x")
	tm.see(`\[1\]> '日x本語日本語\n日本語' \.\. ''$`)
	tm.press("\r")
	tm.see(`\[2\]> $`)
	tm.press("\x1b[200~do\n1\n2\n3\n4\n5\n6\n7\n8\x1b[201~")
	tm.see(`\.\.\.> 8$`)
	tm.press(upKey + upKey + upKey + upKey + upKey + upKey + upKey + upKey)
	tm.see(`^\[2\]> do\n\.\.\.> 1\n`)
	tm.press(ctrlC)
	tm.leave()
}

// TestTerminalRestored is that a session leaves the terminal's modes as they were, also when its context ends.
func TestTerminalRestored(t *testing.T) {
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	defer keys.Close()
	defer tty.Close()
	t.Setenv("TERM", "xterm")
	before := modesOf(t, tty)
	screen := NewScreen(tty)
	w := newWorld(t, screen, tty, true)
	defer w.close(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- New(w.modules.Asyncio, tty, screen).Run(ctx) }()
	var seen bytes.Buffer
	for buf := make([]byte, 256); !bytes.Contains(seen.Bytes(), []byte("[1]>")); {
		n, err := keys.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		seen.Write(buf[:n])
	}
	if modesOf(t, tty) == before {
		t.Error("the prompt does not read keys one by one")
	}
	cancel()
	if err := <-done; err == nil {
		t.Error("no error from a context that ended")
	}
	if modesOf(t, tty) != before {
		t.Error("the terminal's modes are not restored")
	}
}
