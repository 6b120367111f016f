package host_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"moonloop/bindings/host"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

var background = context.Background()

func world(t testing.TB, o host.Options) *host.World {
	t.Helper()
	w, err := host.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func run(t testing.TB, w *host.World, source string, args ...any) (host.Results, error) {
	t.Helper()
	return w.RunString(background, source, "test.lua", args...)
}

func TestFuncs(t *testing.T) {
	w := world(t, host.Options{})
	type point struct{ X, Y int }
	for name, fn := range map[string]any{
		"add":      func(a, b int) int { return a + b },
		"join":     func(sep string, parts ...string) string { return strings.Join(parts, sep) },
		"flip":     func(p point) point { return point{p.Y, p.X} },
		"fail":     func() error { return fs.ErrNotExist },
		"boom":     func() { panic("ouch") },
		"beyond":   func(i int) int { return []int{1}[i] },
		"raw.sum":  func(L *lua.LState) int { L.Push(L.Get(1).(lua.LNumber) + 1); return 1 },
		"wait":     func(ctx context.Context, d time.Duration) (string, error) { <-time.After(d); return "waited", nil },
		"stuck":    func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		"badblock": func(ctx context.Context) { panic(errors.New("inside")) },
		"natural":  func(v any) string { return fmt.Sprint(v) },
	} {
		if err := w.Func(name, fn); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ source, want string }{
		{"return add(1, 2)", "[3]"},
		{"return join('-', 'a', 'b', 3)", "[a-b-3]"},
		{"local p = flip{x = 1, y = 2} return p.x, p.y", "[2 1]"},
		{"return raw.sum(1)", "[2]"},
		{"return wait(0.001)", "[waited]"},
		{"return select('#', pcall(add, 1))", "[2]"},
		{"return select(2, pcall(add, 1)).message", "[add: argument 2: whole number (int) expected, got no value]"},
		{"return select(2, pcall(add, 1, 1.5)).message", "[add: argument 2: whole number (int) expected, got 1.5]"},
		{"return select(2, pcall(add, 1, {})).message", "[add: argument 2: whole number (int) expected, got table]"},
		{"return pcall(boom)", "[false panic in Go function: ouch]"},
		{"return (select(2, pcall(beyond, 5)):gsub('.*: ', ''))", "[index out of range [5] with length 1]"},
		{"return pcall(badblock)", "[false panic in Go function: inside]"},
		{"return (pcall(fail))", "[false]"},
		{"return natural{1, 'x', {a = true}}", "[[1 x map[a:true]]]"},
		{"local ok, e = pcall(asyncio.wait_for, stuck, 0.01) return ok", "[true]"},
		{"local ok, e = pcall(await, asyncio.wait_for(stuck, 0.01)) return ok, e.name", "[false TimeoutError]"},
	} {
		got, err := run(t, w, c.source)
		if err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, %v, want %s", c.source, got, err, c.want)
		}
	}
	_, err := run(t, w, "fail()")
	var le *vm.Error
	if !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &le) || !strings.Contains(le.Traceback(), "test.lua:1") {
		t.Errorf("fail(): %v", err)
	}
	_, err = run(t, w, "beyond(5)")
	var pe *vm.PanicError
	if !errors.As(err, &pe) || !errors.As(err, &le) || len(le.GoStack) == 0 {
		t.Errorf("beyond(): %v", err)
	}
}

type account struct {
	Owner   string
	Balance float64 `lua:"balance,set"`
	Secret  string  `lua:"-"`
}

func (a *account) Deposit(n float64) float64 { a.Balance += n; return a.Balance }
func (a *account) Audit(ctx context.Context, what string) (string, error) {
	return a.Owner + ":" + what, ctx.Err()
}
func (a *account) String() string { return "account of " + a.Owner }

func TestObjects(t *testing.T) {
	w := world(t, host.Options{})
	a := &account{Owner: "ada", Secret: "s"}
	if err := w.Set("acc", a); err != nil {
		t.Fatal(err)
	}
	if err := w.Func("same", func() *account { return a }); err != nil {
		t.Fatal(err)
	}
	if err := w.Func("owner", func(a *account) string { return a.Owner }); err != nil {
		t.Fatal(err)
	}
	got, err := run(t, w, `
		acc.balance = 5
		acc:deposit(2.5)
		local ok, e = pcall(function() acc.owner = "eve" end)
		local ok2, e2 = pcall(acc.deposit, {}, 1)
		return acc.owner, acc.balance, acc.secret, acc:audit("x"), tostring(acc), acc == same(), owner(acc), ok, e.message, e2.message,
			getmetatable(acc)`)
	want := "[ada 7.5 nil ada:x account of ada true ada false account has no field 'owner' that can be set account expected as self, got table (is it called with ':'?) account]"
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("got  %v, %v\nwant %v", got, err, want)
	}
	err = w.Do(func(rt *vm.Runtime) error {
		mt := rt.ObjectClass("Stack", map[string]any{
			"push":       func(s *[]string, x string) { *s = append(*s, x) },
			"top":        func(s *[]string) string { return (*s)[len(*s)-1] },
			"__tostring": func(s *[]string) string { return fmt.Sprint(*s) },
		})
		rt.State().G.Global.RawSetString("stack", &lua.LUserData{Value: &[]string{}, Metatable: mt})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err = run(t, w, "stack:push('a') stack:push('b') return stack:top(), tostring(stack), (pcall(stack.push, 1, 2))")
	if err != nil || fmt.Sprint(got) != "[b [a b] false]" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCallsFromGoroutines(t *testing.T) {
	w := world(t, host.Options{})
	if _, err := run(t, w, "n = 0 function add(i) n = n + 1 asyncio.sleep(0) await(asyncio.sleep(0)) return i * 2, {i} end  slow = async(function() await(asyncio.sleep(60)) end)"); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			n, err := host.One[int](w.Call(background, "add", i))
			if n != 2*i || err != nil {
				t.Errorf("add(%d) = %d, %v", i, n, err)
			}
		})
	}
	wg.Wait()
	if n, err := host.One[int](run(t, w, "return n")); n != 100 || err != nil {
		t.Errorf("n = %d, %v", n, err)
	}
	ctx, cancel := context.WithTimeout(background, 10*time.Millisecond)
	defer cancel()
	_, err := w.Call(ctx, "slow")
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, loop.CancelledError) {
		t.Errorf("slow: %v", err)
	}
	c := w.Go(background, "slow")
	c.Cancel()
	<-c.Done()
	if _, err := c.Wait(background); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := w.Call(background, "nothing.there"); err == nil {
		t.Error("a function that is not there was called")
	}
}

func TestFutures(t *testing.T) {
	w := world(t, host.Options{})
	early, late, failing := w.NewFuture(), w.NewFuture(), w.NewFuture()
	if err := early.Complete("early", 1); err != nil {
		t.Fatal(err)
	}
	c := w.Go(background, mustFunction(t, w, `
		local early, late, failing = ...
		local a, b = await(early)
		local ok, e = pcall(await, failing)
		return a, b, await(late), ok, tostring(e), late:done()`), early, late, failing)
	go func() {
		_ = late.Complete("late")
		_ = failing.Fail(errors.New("no luck"))
	}()
	got, err := c.Wait(background)
	if err != nil || fmt.Sprint(got) != "[early 1 late false RuntimeError: no luck true]" {
		t.Errorf("%v, %v", got, err)
	}
	if err := early.Complete(); !errors.Is(err, host.ErrCompleted) {
		t.Errorf("second Complete: %v", err)
	}
}

func mustFunction(t testing.TB, w *host.World, source string) *lua.LFunction {
	t.Helper()
	chunk, err := vm.Compile(source, "test.lua")
	if err != nil {
		t.Fatal(err)
	}
	var fn *lua.LFunction
	if err := w.Do(func(rt *vm.Runtime) error { fn = rt.Load(chunk); return nil }); err != nil {
		t.Fatal(err)
	}
	return fn
}

func TestStops(t *testing.T) {
	for _, c := range []struct{ name, source string }{
		{"spin", "while true do end"},
		{"spin in pcall", "while true do pcall(function() while true do end end) end"},
		{"spin in try", "while true do asyncio.try(function() while true do end end, {{'any', print}, finally = function() while true do end end}) end"},
		{"swallowed cancellation", "while true do pcall(function() await(asyncio.sleep(100)) end) end"},
		{"task", "asyncio.create_task(function() while true do end end) await(asyncio.sleep(100))"},
		{"group", "asyncio.TaskGroup(function(tg) tg:create_task(function() while true do pcall(function() while true do end end) end end) end)"},
		{"gather", "while true do await(asyncio.gather({function() while true do end end}, {return_exceptions = true})) end"},
		{"callback", "asyncio.get_running_loop():call_soon(function() while true do end end) await(asyncio.sleep(100))"},
		{"threadsafe callback", "asyncio.get_running_loop():call_soon_threadsafe(function() while true do end end) await(asyncio.sleep(100))"},
		{"done callback", "local f = asyncio.Future() f:add_done_callback(function() while true do end end) f:set_result() await(asyncio.sleep(100))"},
		{"pattern", "local s = ('a'):rep(3e4) while true do pcall(string.find, s, '.-.-.-.-b') end"},
		{"sort", "local t = {} for i = 1, 1e5 do t[i] = (i * 7919) % 1e5 end while true do table.sort(t, function(a, b) return a < b end) table.sort(t, function(a, b) return a > b end) end"},
		{"shield", "while true do pcall(await, asyncio.shield(function() while true do end end)) end"},
		{"wait_for", "while true do pcall(await, asyncio.wait_for(function() while true do end end, 100)) end"},
		{"eager", "while true do pcall(asyncio.create_task, function() while true do end end, {eager_start = true}) end"},
		{"exception handler", "asyncio.get_running_loop():set_exception_handler(function() while true do end end) asyncio.get_running_loop():call_exception_handler({message = 'x'})"},
		{"collector", "while true do collectgarbage() end"},
		{"gsub", "local s = ('a'):rep(1e5) while true do s:gsub('.', function() while true do end end) end"},
		{"close", "local co = coroutine.create(function() while true do pcall(coroutine.yield) end end) while true do coroutine.resume(co) end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, o := range []host.Options{
				{Limits: vm.Limits{MaxInstructions: 3e6}, Grace: 50 * time.Millisecond},
				{Grace: 50 * time.Millisecond},
			} {
				w := world(t, o)
				ctx, cancel := context.WithTimeout(background, 100*time.Millisecond)
				if o.MaxInstructions > 0 {
					ctx, cancel = context.WithTimeout(background, 5*time.Second)
				}
				began := time.Now()
				_, err := w.RunString(ctx, c.source, "test.lua")
				cancel()
				var le *vm.LimitError
				if err == nil || !errors.As(err, &le) && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("ended with %v", err)
				}
				if d := time.Since(began); d > 15*time.Second {
					t.Errorf("took %v", d)
				}
				// The World goes on.
				if n, err := host.One[int](run(t, w, "return 42")); n != 42 || err != nil {
					t.Errorf("afterwards: %d, %v", n, err)
				}
			}
		})
	}
}

func TestStepLimit(t *testing.T) {
	w := world(t, host.Options{Limits: vm.Limits{MaxStep: 1e5}})
	got, err := run(t, w, `
		local t = asyncio.create_task(function() while true do pcall(function() while true do end end) end end)
		local ok, e = pcall(await, t)
		for i = 1, 100 do for j = 1, 1e3 do end await(asyncio.sleep(0)) end
		return ok, tostring(e), t:done()`)
	if err != nil || fmt.Sprint(got) != "[false LimitExceeded: a step of more than 100000 instructions true]" {
		t.Errorf("%v, %v", got, err)
	}
	_, err = run(t, w, "pcall(function() asyncio.TaskGroup(function(tg) tg:create_task(function() await(asyncio.sleep(0.01)) end) while true do end end) end) while true do await(asyncio.sleep(0)) end")
	var le *vm.LimitError
	if !errors.As(err, &le) || le.Limit != "step" {
		t.Errorf("caught by a group: %v", err)
	}
}

func TestSlice(t *testing.T) {
	w := world(t, host.Options{Limits: vm.Limits{Slice: 5000}})
	got, err := run(t, w, `
		local stop, beats = false, 0
		local function spin() local n = 0 while not stop do n = n + 1 end return n end
		local tasks = {asyncio.create_task(spin), asyncio.create_task(function() return select(2, pcall(spin)) end),
			asyncio.create_task(function() return coroutine.wrap(spin)() end)}
		for i = 1, 20 do await(asyncio.sleep(0)) beats = beats + 1 end
		stop = true
		local r = await(asyncio.gather(tasks))
		local cancelled = asyncio.create_task(function() while true do end end)
		await(asyncio.sleep(0)) await(asyncio.sleep(0))
		cancelled:cancel()
		local ok, e = pcall(await, cancelled)
		return beats, r[1] > 1000, r[2] > 1000, r[3] > 1000, ok, e.name`)
	if err != nil || fmt.Sprint(got) != "[20 true true true false CancelledError]" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestNothingIsGranted(t *testing.T) {
	w := world(t, host.Options{})
	got, err := run(t, w, `
		local out = {}
		local function try(name, f, ...) local ok, a, b = pcall(f, ...) if ok and a then out[#out + 1] = name end end
		try("io", function() return io end)
		try("debug", function() return debug end)
		try("getenv", function() return os.getenv("PATH") end)
		for _, name in ipairs{"execute", "exit", "remove", "rename", "tmpname", "setenv"} do try(name, function() return os[name] end) end
		try("require", require, "x")
		try("dofile", dofile, "/etc/passwd")
		try("loadfile", loadfile, "/etc/passwd")
		try("time", function() return os.time() ~= 0 end)
		try("connect", function() return await(asyncio.open_connection("127.0.0.1", 1)) end)
		try("serve", function() return await(asyncio.start_server(print, "127.0.0.1", 0)) end)
		try("unix", function() return await(asyncio.start_unix_server(print, "/tmp/x")) end)
		try("process", function() return await(asyncio.create_subprocess_shell("true")) end)
		try("signal", function() return asyncio.get_running_loop():add_signal_handler("SIGTERM", print) end)
		try("names", function() return await(asyncio.get_running_loop():getaddrinfo("localhost", 1)) end)
		try("executor", function() return await(asyncio.to_thread(function() return 1 end)) end)
		try("loadlib", package.loadlib, "libc.so", "*")
		print("into the void")
		return table.concat(out, " ")`)
	if err != nil || fmt.Sprint(got) != "[]" {
		t.Errorf("reached: %v, %v", got, err)
	}
}

func TestGrants(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/in.txt", []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.Symlink("/etc", dir+"/out"); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	w := world(t, host.Options{
		Stdout: &out, Root: root, Env: map[string]string{"HOME": "/nowhere"},
		Source:  fstest.MapFS{"lib/util.lua": {Data: []byte("return {name = ...}")}, "main.lua": {Data: []byte("return require('lib.util').name")}},
		Connect: []string{"127.0.0.1:9"}, Limits: vm.Limits{MaxOutput: 20},
		Now: func() time.Time { return time.Unix(1e9, 0) },
	})
	got, err := w.RunFile(background, nil, "main.lua")
	if err != nil || fmt.Sprint(got) != "[lib.util]" {
		t.Errorf("RunFile: %v, %v", got, err)
	}
	got, err = run(t, w, `
		local f = assert(io.open("in.txt")) local text = f:read("*a") f:close()
		f = assert(io.open("new.txt", "w")) f:write("x") f:close()
		local ok = os.rename("new.txt", "newer.txt") and os.remove("newer.txt")
		print("1234567890")
		local printed, e = pcall(print, "1234567890")
		local wrote, e2 = io.write("1234567890")
		local connected, e3 = pcall(function() await(asyncio.open_connection("127.0.0.1", 80)) end)
		return text, ok, io.open("../x"), io.open("/etc/passwd"), io.open("out/passwd"), os.getenv("HOME"), os.getenv("PATH"), os.time(), printed, e.name, wrote, connected`)
	want := "[hello true nil nil nil /nowhere nil 1e+09 false LimitExceeded nil false]"
	if err != nil || strings.ReplaceAll(fmt.Sprint(got), "1000000000", "1e+09") != want {
		t.Errorf("got  %v, %v\nwant %v", got, err, want)
	}
	if out.String() != "1234567890\n" {
		t.Errorf("output %q", out.String())
	}
}

func TestClose(t *testing.T) {
	w, err := host.New(host.Options{Grace: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Func("stuck", func(ctx context.Context) { <-ctx.Done() }); err != nil {
		t.Fatal(err)
	}
	calls := []*host.Call{
		w.Go(background, mustFunction(t, w, "await(asyncio.sleep(100))")),
		w.Go(background, mustFunction(t, w, "stuck()")),
		w.Go(background, mustFunction(t, w, "while true do pcall(await, asyncio.sleep(100)) end")),
		w.Go(background, mustFunction(t, w, "while true do pcall(await, asyncio.sleep(0)) end")),
		w.Go(background, mustFunction(t, w, "asyncio.get_running_loop():stop() await(asyncio.sleep(100))")),
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i, c := range calls {
		select {
		case <-c.Done():
			if _, err := c.Wait(background); err == nil {
				t.Errorf("call %d ended well", i)
			}
		default:
			t.Errorf("call %d runs", i)
		}
	}
	if _, err := w.Call(background, "x"); !errors.Is(err, host.ErrClosed) {
		t.Errorf("call after Close: %v", err)
	}
	if err := w.Do(func(*vm.Runtime) error { return nil }); !errors.Is(err, host.ErrClosed) {
		t.Errorf("Do after Close: %v", err)
	}
}

func TestManual(t *testing.T) {
	w := world(t, host.Options{Manual: true})
	c := w.Go(background, mustFunction(t, w, "for i = 1, 3 do await(asyncio.sleep(0.001)) end return 'done'"))
	turns := 0
	for done := false; !done; turns++ {
		if _, err := w.RunOnce(true); err != nil {
			t.Fatal(err)
		}
		select {
		case <-c.Done():
			done = true
		default:
		}
	}
	if got, err := c.Wait(background); fmt.Sprint(got) != "[done]" || err != nil || turns < 3 {
		t.Errorf("%v, %v after %d turns", got, err, turns)
	}
	if s, err := host.One[string](run(t, w, "return 'driven'")); s != "driven" || err != nil {
		t.Errorf("%v, %v", s, err)
	}
}

// TestManyTasks has 10,000 tasks wait at once in one World, called from many goroutines.
func TestManyTasks(t *testing.T) {
	w := world(t, host.Options{Limits: vm.Limits{Slice: 1000}})
	if _, err := run(t, w, "waiting, gate = 0, asyncio.Event() function enter(i) waiting = waiting + 1 await(gate:wait()) return i end"); err != nil {
		t.Fatal(err)
	}
	calls := make([]*host.Call, 10000)
	var wg sync.WaitGroup
	for g := range 10 {
		wg.Go(func() {
			for i := g; i < len(calls); i += 10 {
				calls[i] = w.Go(background, "enter", i)
			}
		})
	}
	wg.Wait()
	if n, err := host.One[int](run(t, w, "local n = waiting gate:set() return n")); n != len(calls) || err != nil {
		t.Errorf("%d tasks wait, %v", n, err)
	}
	for i, c := range calls {
		if n, err := host.One[int](c.Wait(background)); n != i || err != nil {
			t.Fatalf("task %d: %d, %v", i, n, err)
		}
	}
}

func TestManyWorlds(t *testing.T) {
	chunk, err := vm.Compile("local n = ... await(asyncio.sleep(0.001)) local t = {} for i = 1, 100 do t[i] = asyncio.create_task(function() await(asyncio.sleep(0)) return i end) end local sum = 0 for _, v in ipairs(await(asyncio.gather(t))) do sum = sum + v end return sum + n", "chunk")
	if err != nil {
		t.Fatal(err)
	}
	count := 1000
	if testing.Short() {
		count = 200
	}
	worlds := make([]*host.World, count)
	for i := range worlds {
		if worlds[i], err = host.New(host.Options{Limits: vm.Limits{MaxMemory: 8 << 20}}); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for i, w := range worlds {
		wg.Go(func() {
			n, err := host.One[int](w.RunChunk(background, chunk, i))
			if n != 5050+i || err != nil {
				t.Errorf("world %d: %d, %v", i, n, err)
			}
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
