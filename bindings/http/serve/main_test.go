package serve

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/json"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var shape vm.Shape

// testModule is the server alone, as a module.
var testModule = box.Module{Name: "http", Open: func(e *box.Env) lua.LValue {
	s := Open(e, Shared{
		Headers: func(h wire.Header) lua.LValue {
			t := ltable.New(0, 0)
			for _, f := range h {
				addHeader(t, wire.Field{Name: strings.ToLower(f.Name), Value: f.Value})
			}
			return t
		},
		Fields: func(lua.LValue) (wire.Header, bool) { return nil, false },
		JSON:   json.Of(e),
	})
	b := e.Build("http", &shape, s.Functions()...)
	b.SetClasses(e.Runtime, []*loop.Class{Abort, WebSocketClosed})
	return b.Table()
}}

// A world runs a script that makes an app and serves it, and keeps it until the test ends.
type world struct {
	*host.World
	t    testing.TB
	port int
	logs *logs
}

// logs is what a World reports, on its own goroutine.
type logs struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// serving runs a script that has http and asyncio, sets the global app, and serves it with the global start_options.
func serving(t testing.TB, o host.Options, script string) *world {
	t.Helper()
	logs := &logs{}
	o.Listen, o.Modules, o.Stderr, o.Stdout = []string{"127.0.0.1:*"}, []box.Module{testModule}, logs, logs
	w, err := host.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s := &world{World: w, t: t, logs: logs}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	vals, err := w.RunString(ctx, `http = require("moonloop.http")
`+script+`
server = await(app:start("127.0.0.1", 0, start_options))
return server.port`, "server.lua")
	if err != nil {
		t.Fatal(err)
	}
	if err := vm.Unpack(vals, &s.port); err != nil {
		t.Fatal(err)
	}
	return s
}

type rtType = vm.Runtime

// serverOf is the server of a test's script.
func serverOf(rt *vm.Runtime) *server {
	return rt.State().G.Global.RawGetString("server").(*lua.LUserData).Value.(*server)
}

// until waits for what the world comes to by itself.
func (w *world) until(what string, ok func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatal("waited too long: ", what)
		}
	}
}
