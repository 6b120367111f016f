package repl

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"moonloop/bindings"
	"moonloop/bindings/asyncio"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a runtime with what belongs to it, under virtual time unless it is real.
type world struct {
	modules *bindings.Modules
	rt      *vm.Runtime
}

func newWorld(t testing.TB, screen *Screen, stdin io.Reader, real bool) *world {
	t.Helper()
	var clock loop.Clock
	if !real {
		clock = loop.NewVirtualClock()
	}
	rt, err := vm.New(vm.Options{Stdout: screen, Stderr: screen, Interruptible: true, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	m := bindings.Open(rt, asyncio.Options{Clock: clock, Stderr: screen, Processes: true, Files: stdlib.Machine}, stdlib.Options{Stdout: screen, Stderr: screen, Stdin: stdin})
	return &world{m, rt}
}

func (w *world) close(t testing.TB) {
	t.Helper()
	if err := w.modules.Close(); err != nil {
		t.Error(err)
	}
	if err := w.rt.Close(); err != nil {
		t.Error(err)
	}
}

// echo is an input that writes what is read of it to the output, as a terminal does.
type echo struct {
	lines []string
	out   io.Writer
}

func (e *echo) Read(p []byte) (int, error) {
	if len(e.lines) == 0 {
		return 0, io.EOF
	}
	line := e.lines[0] + "\n"
	e.lines = e.lines[1:]
	_, _ = io.WriteString(e.out, line)
	return copy(p, line), nil
}

// lockedBuffer is a buffer that two goroutines write to in turns.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

var promptLine = regexp.MustCompile(`^ *(\[\d+\]|\.\.\.)>( |$)`)

// TestTranscripts runs the sessions in testdata: what follows a prompt is typed, all else is expected to be printed. The
// global ctrl_c presses Ctrl-C. Time is virtual, and stands still while a prompt waits.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, missing := os.Open("testdata/missing.lua") // each system words that as it likes
			want := strings.ReplaceAll(string(b), "open testdata/missing.lua: no such file or directory", missing.Error())
			if got := transcript(t, string(b)); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestManualTranscripts runs the sessions that the README and the manual show.
func TestManualTranscripts(t *testing.T) {
	for _, page := range []string{"../README.md", "../scripts/manual/prompt.md"} {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		sessions := regexp.MustCompile("(?s)```prompt\n(.*?)```").FindAllStringSubmatch(strings.ReplaceAll(string(b), "\r\n", "\n"), -1)
		if len(sessions) == 0 {
			t.Errorf("%s shows no session", page)
		}
		for _, m := range sessions {
			got := transcript(t, m[1])
			if rest, ok := strings.CutPrefix(got, m[1]); !ok || !promptLine.MatchString(rest) { // the prompt after it
				t.Errorf("%s: got:\n%s\nwant:\n%s", page, got, m[1])
			}
		}
	}
}

// An interrupting is an output on which Ctrl-C is pressed where the transcript has a line "^C".
type interrupting struct {
	lockedBuffer
	before []string // the parts of the transcript that end before such a line
	press  func()
}

func (c *interrupting) Write(p []byte) (int, error) {
	n, err := c.lockedBuffer.Write(p)
	if len(c.before) > 0 && c.String() == c.before[0] {
		c.before = c.before[1:]
		_, _ = c.lockedBuffer.Write([]byte("^C\n"))
		c.press()
	}
	return n, err
}

// transcript plays a session and returns what the terminal then shows.
func transcript(t *testing.T, text string) string {
	out := &interrupting{}
	for i := range text {
		if strings.HasPrefix(text[i:], "\n^C\n") {
			out.before = append(out.before, text[:i+1])
		}
	}
	in := &echo{out: out}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if p := promptLine.FindString(line); p != "" {
			in.lines = append(in.lines, line[len(p):])
		}
	}
	if n := len(in.lines); n > 0 && in.lines[n-1] == "" {
		in.lines = in.lines[:n-1] // the last prompt gets the end of the input
	}
	screen := NewScreen(out)
	w := newWorld(t, screen, nil, false)
	defer w.close(t)
	r := New(w.modules.Asyncio, in, screen)
	out.press = r.Interrupt
	r.Prompts, r.Virtual = true, true
	var pressing sync.WaitGroup
	defer pressing.Wait()
	w.rt.State().SetGlobal("ctrl_c", w.rt.State().NewFunction(func(*lua.LState) int {
		pressing.Go(r.Interrupt)
		return 0
	}))
	if err := r.Run(context.Background()); err != nil {
		t.Error(err)
	}
	return out.String()
}
