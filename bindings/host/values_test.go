package host_test

// This file tests what crosses between Go and Lua: each row of the manual's tables of conversions, calls of all that can be
// called, the context of a call.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/json"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

type tagged struct {
	First  int    `json:"the_first,omitempty"`
	Second string `lua:"two" json:"ignored"`
	Hidden int    `json:"-"`
	Plain  bool
}

type thing struct{ N int }

func (t *thing) Twice() int { return 2 * t.N }

// rows are the first cells of the rows of the tables below a heading of conversions.md.
func rows(t *testing.T, heading string) (cells []string) {
	t.Helper()
	text, err := os.ReadFile("../../scripts/manual/conversions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, ok := strings.Cut(string(text), "## "+heading+"\n")
	if !ok {
		t.Fatalf("no heading %q", heading)
	}
	part, _, _ = strings.Cut(part, "\n## ")
	for _, line := range strings.Split(part, "\n") {
		if cell, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " |"); ok && strings.HasPrefix(line, "| ") && !strings.HasPrefix(cell, "---") {
			cells = append(cells, cell)
		}
	}
	return cells[1:]
}

func TestConversionsToLua(t *testing.T) {
	w := world(t, host.Options{})
	filled := make(chan int, 1)
	filled <- 7
	close(filled)
	cases := map[string][]struct {
		value any
		check string
	}{
		"nil":                       {{nil, "v == nil"}, {(*thing)(nil), "v == nil"}, {map[string]int(nil), "v == nil"}},
		"bool, string, []byte":      {{true, "v == true"}, {"x", "v == 'x'"}, {[]byte("a\x00b"), "v == 'a\\0b'"}},
		"integers and floats":       {{int8(-3), "v == -3"}, {uint64(1 << 53), "v == 2^53"}, {float32(1.5), "v == 1.5"}},
		"time.Duration":             {{1500 * time.Millisecond, "v == 1.5"}},
		"iter.Seq, iter.Seq2":       {{slices.Values([]int{5}), "v() == 5 and v() == nil and v() == 5"}, {maps.All(map[string]int{"a": 1}), "select(2, v()) == 1"}},
		"a channel to receive from": {{filled, "v() == 7 and v() == nil"}},
		"slice, array":              {{[]any{1, nil}, "v.n == 2"}, {[]int{1, 2}, "#v == 2 and v[2] == 2"}, {[2]string{"a", "b"}, "v[1] == 'a' and #v == 2"}, {[]int{}, "type(v) == 'table' and #v == 0"}},
		"map":                       {{map[string]int{"a": 1}, "v.a == 1"}, {map[int]bool{7: true}, "v[7] == true"}},
		"struct": {{shelf{base: base{3}}, "v.id == 3 and v.note == nil"}, {tagged{1, "b", 3, true}, "v.the_first == 1 and v.two == 'b' and v.hidden == nil and v.plain == true"}, {tagged{}, "v.the_first == nil and v.two == '' and v.plain == false"},
			{struct {
				A []int     `json:"a,omitempty"`
				B []int     `json:"b"`
				C time.Time `json:"c,omitzero"`
				D struct{}  `json:"d,omitempty"`
				E *int      `json:",omitempty"`
				F any       `json:"f,omitempty"`
			}{A: []int{}, B: []int{}, F: 0}, "v.a == nil and #v.b == 0 and v.c == nil and v.d ~= nil and v.e == nil and v.f == 0"}},
		"pointer to a struct, and whatever has methods": {{&thing{4}, "v:twice() == 8 and v.n == 4"}},
		"error":         {{fs.ErrNotExist, "tostring(v):find('file does not exist') and asyncio.isinstance(v, asyncio.RuntimeError)"}},
		"a Go function": {{func(n int) int { return n + 1 }, "v(1) == 2"}},
		"lua.LValue":    {{lua.LString("raw"), "v == 'raw'"}},
	}
	for _, row := range rows(t, "From Go to Lua") {
		if len(cases[row]) == 0 {
			t.Errorf("no case for the row %q", row)
		}
		for _, c := range cases[row] {
			ok, err := host.One[bool](run(t, w, "local v = ... return not not ("+c.check+")", c.value))
			if err != nil || !ok {
				t.Errorf("%s: %#v: %s does not hold: %v", row, c.value, c.check, err)
			}
		}
	}
}

func TestConversionsToGo(t *testing.T) {
	w := world(t, host.Options{Modules: []box.Module{json.Module}})
	held := &thing{1}
	if err := w.Set("held", held); err != nil {
		t.Fatal(err)
	}
	as := func(into any) func(host.Results) (any, error) {
		return func(r host.Results) (any, error) {
			err := r.Scan(into)
			switch p := into.(type) {
			case *time.Time:
				return p.UTC().Format(time.RFC3339Nano), err
			case *error:
				return *p, err
			case *[]byte:
				return string(*p), err
			case **thing:
				return *p == held, err
			case **lua.LFunction:
				return (*p).Type(), err
			case *any:
				return *p, err
			case *int:
				return *p, err
			case *float64:
				return *p, err
			case *string:
				return *p, err
			case *bool:
				return *p, err
			case *time.Duration:
				return *p, err
			case *[]int:
				return *p, err
			case *map[string]int:
				return *p, err
			case *tagged:
				return *p, err
			}
			return nil, fmt.Errorf("the test does not know %T", into)
		}
	}
	cases := map[string][]struct {
		source string
		into   any
		want   string
	}{
		"nil":     {{"nil", new(any), "<nil>"}, {"nil", new([]int), "[]"}, {"nil", new(error), "<nil>"}},
		"boolean": {{"true", new(bool), "true"}, {"true", new(any), "true"}},
		"number": {
			{"2", new(int), "2"}, {"2.5", new(float64), "2.5"}, {"1.5", new(time.Duration), "1.5s"}, {"2", new(any), "2"},
			{"1e9 + 0.5", new(time.Time), "2001-09-09T01:46:40.5Z"},
		},
		"string":    {{"'a\\0b'", new(string), "a\x00b"}, {"'ab'", new([]byte), "ab"}, {"'12'", new(int), "12"}, {"'x'", new(any), "x"}},
		"json.null": {{"require('moonloop.json').null", new([]int), "[]"}, {"require('moonloop.json').null", new(any), "<nil>"}},
		"list":      {{"{1, nil, 3, n = 3}", new(any), "[1 <nil> 3]"}, {"{1, 2}", new([]int), "[1 2]"}, {"{1, 2}", new(any), "[1 2]"}},
		"table":     {{"{a = 1}", new(map[string]int), "map[a:1]"}, {"{the_first = 1, two = 'b'}", new(tagged), "{1 b 0 false}"}, {"{a = 1}", new(any), "map[a:1]"}},
		"object":    {{"held", new(*thing), "true"}},
		"error":     {{"asyncio.TimeoutError('late')", new(error), "TimeoutError: late"}, {"'text'", new(error), "text"}},
		"function":  {{"print", new(*lua.LFunction), "function"}},
	}
	for _, row := range rows(t, "From Lua to Go") {
		if len(cases[row]) == 0 {
			t.Errorf("no case for the row %q", row)
		}
		for _, c := range cases[row] {
			results, err := run(t, w, "return "+c.source)
			if err != nil {
				t.Fatal(err)
			}
			got, err := as(c.into)(results)
			if err != nil || fmt.Sprint(got) != c.want {
				t.Errorf("%s: %s as %T is %v, %v, want %s", row, c.source, c.into, got, err, c.want)
			}
		}
	}
	for _, c := range []struct {
		source string
		into   any
		want   string
	}{
		{"2.5", new(int), "result 1: whole number (int) expected, got 2.5"},
		{"'x'", new(time.Time), "number of seconds since 1970 expected, got string"},
		{"1e300", new(time.Time), "number of seconds since 1970 expected"},
	} {
		results, err := run(t, w, "return "+c.source)
		if err != nil {
			t.Fatal(err)
		}
		if err := results.Scan(c.into); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.source, err, c.want)
		}
	}
}

// TestErrorsAsParameters hands a script's errors to a Go function.
func TestErrorsAsParameters(t *testing.T) {
	w := world(t, host.Options{})
	var got []error
	if err := w.Func("report", func(err error) { got = append(got, err) }); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, w, "report(asyncio.TimeoutError('late')) report(nil) report({1}) report(select(2, pcall(error, 'text')))"); err != nil {
		t.Fatal(err)
	}
	var raised *vm.Error
	if len(got) != 4 || !errors.Is(got[0], loop.TimeoutError) || got[1] != nil || !errors.As(got[2], &raised) || got[3].Error() != "text" {
		t.Errorf("got %v", got)
	}
}

func TestWhatCanBeCalled(t *testing.T) {
	w := world(t, host.Options{})
	if err := w.Set("object", &thing{4}); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, w, `
		deep = {er = {f = function(x) return "f" .. x end}}
		local Account = {} Account.__index = Account
		function Account:add(n) self.sum = self.sum + n return self.sum end
		account = setmetatable({sum = 1}, Account)
		callable = setmetatable({}, {__call = function(self, x) return "called " .. x end})
		computed = setmetatable({}, {__index = function(_, k) return function(x) return k .. x end end})
		later = async(function(x) await(asyncio.sleep(0)) return "later " .. x end)
		number = 1`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, want string }{
		{"deep.er.f", "f2"}, {"account:add", "3"}, {"callable", "called 2"}, {"computed.key", "key2"}, {"later", "later 2"}, {"object:twice", "8"},
	} {
		got, err := w.Call(background, c.name, 2)
		if err != nil || fmt.Sprint(got) != "["+c.want+"]" {
			t.Errorf("%s: %v, %v, want %s", c.name, got, err, c.want)
		}
	}
	for _, fn := range []any{"none", "deep.none", "none.none", "number", "account:none", "number.x", nil, 1, lua.LNumber(1)} {
		if _, err := w.Call(background, fn); !errors.Is(err, host.ErrNoFunction) {
			t.Errorf("%v: %v", fn, err)
		}
	}
}

type key struct{}

// TestContextOfTheCall looks at the context that functions get: its values, its deadline and its end.
func TestContextOfTheCall(t *testing.T) {
	w := world(t, host.Options{})
	ended := make(chan error, 1)
	err := errors.Join(
		w.Func("plain", func() (any, bool) { _, ok := w.Context().Deadline(); return w.Context().Value(key{}), ok }),
		w.Func("blocking", func(ctx context.Context) (any, bool) { _, ok := ctx.Deadline(); return ctx.Value(key{}), ok }),
		w.Func("wait", func(ctx context.Context) { <-ctx.Done(); ended <- ctx.Err() }),
	)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithDeadline(context.WithValue(background, key{}, "mine"), time.Now().Add(time.Hour))
	got, err := w.RunString(ctx, `
		local a, b = plain()
		local c, d = blocking()
		local e = await(asyncio.create_task(function() return (blocking()) end))
		return a, b, c, d, e`, "x")
	if err != nil || fmt.Sprint(got) != "[mine true mine true mine]" {
		t.Errorf("got %v, %v", got, err)
	}
	cancel()
	ctx, cancel = context.WithCancel(background)
	defer cancel()
	call := w.Go(ctx, "wait")
	cancel()
	if _, err := call.Wait(background); !errors.Is(err, context.Canceled) {
		t.Errorf("call: %v", err)
	}
}

// TestCausesSurvive ends a call's context with a cause.
func TestCausesSurvive(t *testing.T) {
	w := world(t, host.Options{})
	ctx, cancel := context.WithCancelCause(background)
	cause := errors.New("the user left")
	call := w.Go(ctx, mustFunction(t, w, "await(asyncio.sleep(1e6))"))
	cancel(cause)
	if _, err := call.Wait(background); !errors.Is(err, cause) || !errors.Is(err, context.Canceled) {
		t.Errorf("call: %v", err)
	}
}

func TestModule(t *testing.T) {
	w := world(t, host.Options{})
	if err := w.Module("shop.prices", map[string]any{"vat": 0.19, "add": func(a, b int) int { return a + b }, "fail": func() error { return fs.ErrExist }}); err != nil {
		t.Fatal(err)
	}
	got, err := run(t, w, `
		local p = require "shop.prices"
		return p.vat, p.add(1, 2), select(2, pcall(p.add, 1)).message, p == require "shop.prices"`)
	if err != nil || fmt.Sprint(got) != "[0.19 3 shop.prices.add: argument 2: whole number (int) expected, got no value true]" {
		t.Errorf("got %v, %v", got, err)
	}
}

// TestInstructionsOfACall compares calls that differ in what they do.
func TestInstructionsOfACall(t *testing.T) {
	w := world(t, host.Options{Limits: vm.Limits{Slice: 1000}})
	used := func(n int) int64 {
		call := w.Go(background, mustFunction(t, w, fmt.Sprintf("for i = 1, %d do end await(asyncio.sleep(0))", n)))
		if _, err := call.Wait(background); err != nil {
			t.Fatal(err)
		}
		return call.Instructions()
	}
	if few, many := used(100), used(50_000); few < 100 || many < 50_000 || many > 60_000 || few > 1000 {
		t.Errorf("%d and %d instructions", few, many)
	}
}

// TestTooLate completes a future that a script has cancelled.
func TestTooLate(t *testing.T) {
	w := world(t, host.Options{})
	f := w.NewFuture()
	if _, err := run(t, w, "local f = ... f:cancel() pcall(await, f) await(asyncio.sleep(0))", f); err != nil {
		t.Fatal(err)
	}
	if err := f.Complete(1); !errors.Is(err, host.ErrTooLate) {
		t.Errorf("Complete: %v", err)
	}
	other := world(t, host.Options{})
	if _, err := run(t, other, "return ...", f); err == nil || !strings.Contains(err.Error(), "another World") {
		t.Errorf("in another World: %v", err)
	}
}
