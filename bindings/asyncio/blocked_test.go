package asyncio

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A reportedWriter keeps what is written, and tells when something was.
type reportedWriter struct {
	text     bytes.Buffer
	reported atomic.Bool
}

func (w *reportedWriter) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "'spinner'") { // a busy machine blocks others too
		w.reported.Store(true)
	}
	return w.text.Write(p)
}

// TestBlocked has a task compute until it is reported to block its loop.
func TestBlocked(t *testing.T) {
	out := &reportedWriter{}
	rt, err := vm.New(vm.Options{Stderr: out, Interruptible: true})
	if err != nil {
		t.Fatal(err)
	}
	m := Open(rt, Options{WatchBlocked: 10 * time.Millisecond})
	m.SetSource(func(string, int) (string, bool) { return "the line", true })
	rt.State().G.Global.RawSetString("reported", rt.State().NewFunction(func(L *lua.LState) int {
		L.Push(lua.LBool(out.reported.Load()))
		return 1
	}))
	chunk, err := vm.Compile(`
asyncio.create_task(function()
  while not reported() do end
end, {name = "spinner"})
while not reported() do await(asyncio.sleep(0)) end`, "spin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.RunMain(context.Background(), rt.Load(chunk)); err != nil {
		t.Error(err)
	}
	want := `Task 'spinner' has blocked the event loop for \d+\.\d seconds, at spin:3\n\tthe line\n`
	if got := out.text.String(); !regexp.MustCompile(want).MatchString(got) {
		t.Errorf("got %q, want %s", got, want)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if err := rt.Close(); err != nil {
		t.Error(err)
	}
}
