package host_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// The ten lines that a host begins with.
func Example() {
	ctx := context.Background()
	w, err := host.New(host.Options{Stdout: os.Stdout})
	if err != nil {
		panic(err)
	}
	defer w.Close()
	_ = w.Func("shout", strings.ToUpper)
	if _, err := w.RunString(ctx, `print(shout("hello from Lua"))`, "hello.lua"); err != nil {
		panic(err)
	}
	// Output: HELLO FROM LUA
}

// A blocking function holds up the task that calls it, and no other.
func ExampleWorld_Func() {
	ctx := context.Background()
	w, _ := host.New(host.Options{Stdout: os.Stdout})
	defer w.Close()
	_ = w.Func("db.query", func(ctx context.Context, id int) (string, error) {
		select {
		case <-time.After(time.Duration(id) * 5 * time.Millisecond):
			return fmt.Sprint("row ", id), nil
		case <-ctx.Done(): // the task was cancelled
			return "", ctx.Err()
		}
	})
	_, _ = w.RunString(ctx, `
		local rows = await(asyncio.gather(
			function() return db.query(2) end,
			function() return db.query(1) end))
		print(rows[1], rows[2])`, "query.lua")
	// Output: row 2	row 1
}

type counter struct {
	Name string
	n    int
}

func (c *counter) Add(n int) int { c.n += n; return c.n }

func ExampleWorld_Set() {
	w, _ := host.New(host.Options{Stdout: os.Stdout})
	defer w.Close()
	_ = w.Set("visits", &counter{Name: "visits"})
	_, _ = w.RunString(context.Background(), `visits:add(2) print(visits.name, visits:add(3))`, "visits.lua")
	// Output: visits	5
}

func ExampleWorld_Call() {
	ctx := context.Background()
	w, _ := host.New(host.Options{})
	defer w.Close()
	_, _ = w.RunString(ctx, `
		function area(shape)
			await(asyncio.sleep(0))
			return shape.width * shape.height, shape.name
		end`, "area.lua")
	type shape struct {
		Name          string
		Width, Height float64
	}
	results, err := w.Call(ctx, "area", shape{"door", 1, 2})
	var area float64
	var name string
	fmt.Println(err, results.Scan(&area, &name), area, name)

	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	_, err = w.RunString(ctx, "await(asyncio.sleep(60))", "sleep.lua")
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output:
	// <nil> <nil> 2 door
	// true
}

func ExampleWorld_Go() {
	ctx := context.Background()
	w, _ := host.New(host.Options{})
	defer w.Close()
	_, _ = w.RunString(ctx, `function double(n) await(asyncio.sleep(0.001)) return 2 * n end`, "double.lua")
	calls := []*host.Call{w.Go(ctx, "double", 1), w.Go(ctx, "double", 2)}
	for _, c := range calls {
		<-c.Done()
		fmt.Println(host.One[int](c.Wait(ctx)))
	}
	// Output:
	// 2 <nil>
	// 4 <nil>
}

// Any goroutine completes a future, once.
func ExampleFuture() {
	w, _ := host.New(host.Options{Stdout: os.Stdout})
	defer w.Close()
	answer := w.NewFuture()
	_ = w.Func("ask", func() *host.Future { return answer })
	go func() { _ = answer.Complete(42, "at last") }()
	_, _ = w.RunString(context.Background(), `print(await(ask()))`, "ask.lua")
	fmt.Println(answer.Complete(43))
	// Output:
	// 42	at last
	// host: the future is completed already
}

// A Lua function that a script hands over is called later, as a task.
func ExampleWorld_Go_callback() {
	ctx := context.Background()
	w, _ := host.New(host.Options{Stdout: os.Stdout})
	defer w.Close()
	var handlers []*lua.LFunction
	_ = w.Func("on_message", func(fn *lua.LFunction) { handlers = append(handlers, fn) })
	_, _ = w.RunString(ctx, `on_message(function(text) print("got " .. text) end)`, "bot.lua")
	for _, fn := range handlers {
		_, _ = w.Call(ctx, fn, "hello")
	}
	// Output: got hello
}

func ExampleWorld_RunFile() {
	files := fstest.MapFS{
		"main.lua":      {Data: []byte(`print(require("lib.greet")("world"))`)},
		"lib/greet.lua": {Data: []byte(`return function(name) return "hello " .. name end`)},
	}
	w, _ := host.New(host.Options{Stdout: os.Stdout, Source: files})
	defer w.Close()
	_, err := w.RunFile(context.Background(), nil, "main.lua")
	fmt.Println(err)
	// Output:
	// hello world
	// <nil>
}

// A chunk is compiled once and runs in any number of Worlds.
func ExampleWorld_RunChunk() {
	chunk, _ := vm.Compile("local a, b = ... return a + b", "add.lua")
	for i := range 2 {
		w, _ := host.New(host.Options{})
		fmt.Println(host.One[int](w.RunChunk(context.Background(), chunk, i, 10)))
		w.Close()
	}
	// Output:
	// 10 <nil>
	// 11 <nil>
}

// A host with a main loop of its own steps the event loop.
func ExampleWorld_RunOnce() {
	w, _ := host.New(host.Options{Stdout: os.Stdout, Manual: true})
	defer w.Close()
	chunk, _ := vm.Compile(`for i = 1, 3 do print("turn " .. i) coroutine.yield() end`, "turns.lua")
	var fn *lua.LFunction
	_ = w.Do(func(rt *vm.Runtime) error { fn = rt.Load(chunk); return nil })
	call := w.Go(context.Background(), fn)
	for running := true; running; {
		_, _ = w.RunOnce(true) // and the host's own work
		select {
		case <-call.Done():
			running = false
		default:
		}
	}
	// Output:
	// turn 1
	// turn 2
	// turn 3
}

func ExampleOptions_limits() {
	w, _ := host.New(host.Options{Limits: vm.Limits{MaxInstructions: 1e6, MaxMemory: 8 << 20}})
	defer w.Close()
	for _, source := range []string{
		"while true do pcall(function() while true do end end) end",
		"local s = 'x' while true do s = s .. s end",
	} {
		_, err := w.RunString(context.Background(), source, "attack.lua")
		var limit *vm.LimitError
		fmt.Println(errors.As(err, &limit), err)
	}
	// Output:
	// true LimitExceeded: more than 1000000 instructions
	// true LimitExceeded: not enough memory: more than 8388608 bytes
}

func ExampleWorld_Do() {
	w, _ := host.New(host.Options{})
	defer w.Close()
	err := w.Do(func(rt *vm.Runtime) error {
		vals, err := rt.Call(rt.State().G.Global.RawGetString("tostring"), lua.LTrue)
		fmt.Println(vals[0])
		return err
	})
	fmt.Println(err)
	// Output:
	// true
	// <nil>
}

// A Lua function as a Go function.
func ExampleFuncOf() {
	w, _ := host.New(host.Options{})
	defer w.Close()
	_, _ = w.RunString(context.Background(), `function label(n) return "no. " .. n end`, "label.lua")
	label, err := host.FuncOf[func(int) (string, error)](w, "label")
	fmt.Println(err)
	fmt.Println(label(7))
	missing, _ := host.FuncOf[func(context.Context, ...string) error](w, "missing")
	fmt.Println(missing(context.Background(), "a", "b"))
	// Output:
	// <nil>
	// no. 7 <nil>
	// host: no such function: 'missing' is a nil value
}

// The reports of a World go to a logger of the host's.
func ExampleOptions_report() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	w, err := host.New(host.Options{Report: func(r host.Report) {
		logger.Error(r.Message, "err", r.Err, "task", r.Task, "tenant", "ada")
	}})
	if err != nil {
		panic(err)
	}
	_, err = w.RunString(context.Background(), `
		asyncio.create_task(function() error("lost") end, {name = "indexer"})
		await(asyncio.sleep(0))`, "main.lua")
	fmt.Println(err)
	_ = w.Close()
	// Output:
	// <nil>
	// level=ERROR msg="Task exception was never retrieved" err="main.lua:2: lost" task=indexer tenant=ada
}
