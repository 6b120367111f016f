package host_test

// This file tests sequences and channels of Go as iterators of Lua, and copies of Go's lists that must not be changed.

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/json"
	"moonloop/vm"
)

func TestSequences(t *testing.T) {
	w := world(t, host.Options{})
	left := 0
	counted := func(yield func(int) bool) {
		defer func() { left++ }()
		for i := 1; ; i++ {
			if !yield(i) {
				return
			}
		}
	}
	inside := func(yield func(string) bool) {
		_, err := w.Call(context.Background(), "print")
		yield(err.Error())
	}
	fail := func(yield func(int) bool) {
		yield(1)
		panic(errors.New("of the host"))
	}
	for name, v := range map[string]any{
		"list": slices.Values([]string{"a", "b", "c"}), "pairs_of": maps.All(map[string]int{"x": 1}), "counted": iter.Seq[int](counted), "inside": inside,
		"fail": fail, "none": iter.Seq[int](nil),
	} {
		if err := w.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(
		w.Func("numbers", func(n int) iter.Seq2[int, string] {
			return func(yield func(int, string) bool) {
				for i := range n {
					if !yield(i, strings.Repeat("x", i)) {
						return
					}
				}
			}
		}),
		w.Func("sum", func(s iter.Seq[int]) (n int) {
			for x := range s {
				if n += x; x == 4 {
					return n
				}
			}
			return n
		}),
	); err != nil {
		t.Fatal(err)
	}
	_, err := run(t, w, `
		local got = {}
		for x in list do got[#got + 1] = x end
		for x in list do got[#got + 1] = x end
		assert(table.concat(got) == "abcabc")
		for k, v in pairs_of do assert(k == "x" and v == 1) end
		for i, s in numbers(3) do assert(#s == i) got = i end
		assert(got == 2 and none == nil)
		for x in counted do if x == 3 then break end end
		assert(not pcall(function() for x in counted do error("out") end end))
		local t = asyncio.create_task(function() for x in counted do await(asyncio.sleep(0)) end end)
		await(asyncio.sleep(0)) t:cancel() pcall(await, t)
		assert(counted() == 1 and counted() == 2) counted:close() assert(counted() == 1)
		for text in inside do assert(text:find("must not wait for it"), text) end
		local ok, e = pcall(function() for x in fail do end end)
		assert(not ok and tostring(e):find("of the host"), e)
		assert(sum(counted) == 10) -- it goes back to Go as what it was
		local co = coroutine.wrap(function() for x in list do coroutine.yield(x) end end)
		assert(co() == "a" and co() == "b")
		left_open = counted counted()`)
	if err != nil {
		t.Fatal(err)
	}
	if left != 5 {
		t.Errorf("%d walks have ended", left)
	}
	if err := w.Close(); err != nil || left != 6 { // the one that was left open
		t.Errorf("%v, %d walks have ended", err, left)
	}
}

// Walks that nobody ends are paid for.
func TestSequencesCost(t *testing.T) {
	w := world(t, host.Options{Limits: vm.Limits{MaxMemory: 4 << 20}})
	if err := w.Func("endless", func() iter.Seq[int] {
		return func(yield func(int) bool) {
			for yield(1) {
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	_, err := run(t, w, `while true do endless()() end`)
	if limit := (*vm.LimitError)(nil); !errors.As(err, &limit) || limit.Limit != "memory" {
		t.Errorf("%v", err)
	}
}

func TestChannels(t *testing.T) {
	w := world(t, host.Options{})
	ch, never := make(chan int), make(chan string)
	if err := errors.Join(w.Set("ch", ch), w.Set("never", (<-chan string)(never)), w.Func("close", func(c chan int) { close(c) })); err != nil {
		t.Fatal(err)
	}
	go func() {
		for i := range 3 {
			ch <- i
		}
	}()
	_, err := run(t, w, `
		local sum, turns = 0, 0
		local ticker = asyncio.create_task(function() while true do turns = turns + 1 await(asyncio.sleep(0)) end end)
		for x in ch do
			sum = sum + x
			if x == 2 then close(ch) end
		end
		ticker:cancel()
		assert(sum == 3 and ch() == nil)
		local ok, e = pcall(asyncio.timeout, 0.01, function() for x in never do end end)
		assert(not ok and asyncio.isinstance(e, asyncio.TimeoutError), e)`)
	if err != nil {
		t.Fatal(err)
	}
	// What came too late for a task that was cancelled is there for the next.
	waits := w.Go(context.Background(), "never")
	time.Sleep(time.Millisecond)
	waits.Cancel()
	<-waits.Done()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		never <- "late"
	}()
	if s, err := host.One[string](w.Call(context.Background(), "never")); s != "late" || err != nil {
		t.Errorf("%q, %v", s, err)
	}
	<-sent
}

type shelf struct {
	Items []string          `lua:",set"`
	Tags  map[string]string `lua:",set"`
	Rows  [][]int
	None  []int
	Inner struct{ N int }
	base
	*extra
}

type base struct{ ID int }
type extra struct {
	Note string `json:"note" lua:",set"`
}

func TestFieldsAreCopies(t *testing.T) {
	w := world(t, host.Options{Modules: []box.Module{json.Module}})
	s := &shelf{Items: []string{"a", "b"}, Tags: map[string]string{"k": "v"}, Rows: [][]int{{1}, {2}}, None: []int{}, base: base{7}}
	if err := w.Set("s", s); err != nil {
		t.Fatal(err)
	}
	_, err := run(t, w, `
		local function refused(what, fn)
			local ok, e = pcall(fn)
			assert(not ok and asyncio.isinstance(e, asyncio.TypeError) and tostring(e):find("copy"), what .. ": " .. tostring(e))
		end
		assert(#s.items == 2 and s.items[2] == "b" and s.tags.k == "v" and s.rows[2][1] == 2 and s.id == 7 and s.note == nil)
		refused("element", function() s.items[1] = "x" end)
		refused("element by variable", function() local t, i = s.items, 2 t[i] = "x" end)
		refused("new", function() s.items[3] = "x" end)
		refused("field", function() s.tags.k = "x" end)
		refused("new field", function() s.tags.other = "x" end)
		refused("inner", function() s.rows[1][1] = 5 end)
		refused("nil", function() s.items[1] = nil end)
		refused("empty", function() s.none[1] = 1 end)
		refused("insert", function() table.insert(s.items, "x") end)
		refused("remove", function() table.remove(s.items) end)
		refused("move", function() table.move({1}, 1, 1, 1, s.items) end)
		refused("sort", function() table.sort(s.items) end)
		refused("rawset", function() rawset(s.items, 1, "x") end)
		assert(not pcall(setmetatable, s.items, nil) and not pcall(setmetatable, s.items, {}))
		local n = 0
		for i, x in ipairs(s.items) do n = n + i end
		for k, v in pairs(s.tags) do n = n + #k end
		assert(n == 4 and unpack(s.items) == "a" and table.concat(s.items) == "ab" and select("#", unpack(s.rows)) == 2)
		s.items = {"new", "list", "whole"}
		s.tags = {}
		assert(#s.items == 3 and next(s.tags) == nil)
		local json = require "moonloop.json"
		assert(json.encode(s.none) == "[]" and json.encode(s.items) == '["new","list","whole"]' and json.encode(s.tags) == "{}")`)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(s.Items, " ") != "new list whole" || len(s.Tags) != 0 {
		t.Errorf("%+v", s)
	}
}

// What JSON tells apart goes through Lua as it is.
func TestNullAndEmptyListAreKept(t *testing.T) {
	w := world(t, host.Options{Modules: []box.Module{json.Module}})
	if _, err := run(t, w, `
		json = require "moonloop.json"
		function encode(v) return json.encode(v) end
		decode, same = json.decode, function(v) return v end`); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for _, c := range []struct {
		value any
		want  string
	}{
		{[]any{}, "[]"}, {map[string]any{}, "{}"}, {[]any{1, nil, 3}, "[1,null,3]"}, {[]any{1, nil, nil}, "[1,null,null]"}, {map[string]any{"a": []any{}}, `{"a":[]}`},
		{shelf{Items: []string{}, base: base{1}, extra: &extra{"x"}}, `{"items":[],"inner":{"n":0},"id":1,"note":"x"}`},
	} {
		if got, err := host.One[string](w.Call(ctx, "encode", c.value)); got != c.want || err != nil {
			t.Errorf("%v: %s, %v", c.value, got, err)
		}
	}
	for text, want := range map[string]any{
		"[]": []any{}, "{}": map[string]any{}, `{"a":null,"b":[]}`: map[string]any{"a": nil, "b": []any{}}, "[1,null,3]": []any{1.0, nil, 3.0}, "null": nil,
	} {
		var got any
		r, err := w.Call(ctx, "decode", text)
		if err = errors.Join(err, r.Scan(&got)); err != nil || !equal(got, want) {
			t.Errorf("%s: %#v, %v", text, got, err)
		}
	}
	var list []int
	r, err := run(t, w, `return json.null, json.null, {1, nil, 3, n = 3}, {1, n = 2^31}`)
	var p *thing
	var holes, huge []any
	if err = errors.Join(err, r.Scan(&list, &p, &holes, &huge)); err != nil || list != nil || p != nil || len(holes) != 3 || len(huge) != 1 {
		t.Errorf("%v %v %v %d %v", list, p, holes, len(huge), err)
	}
}

func equal(a, b any) bool {
	switch a := a.(type) {
	case []any:
		b, ok := b.([]any)
		return ok && (a == nil) == (b == nil) && slices.EqualFunc(a, b, equal)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && (a == nil) == (b == nil) && maps.EqualFunc(a, b, equal)
	}
	return a == b
}
