package vm

// This file converts values whose parts are shared, or within themselves.

import (
	"reflect"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// A knot is a type that tables become.
type knot struct {
	Value int
	Kids  []*knot
	Named map[string]knot
	Any   any
}

// TestSharedToGo converts tables whose paths are too many to be walked one by one.
func TestSharedToGo(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	deep := func(step string) lua.LValue {
		vals, err := w.run("local t = {value = 1} for i = 1, 20 do t = " + step + " end return t")
		if err != nil {
			t.Fatal(err)
		}
		return vals[0]
	}
	list, err := As[[]any](deep("{t, t}"))
	if err != nil {
		t.Fatal(err)
	}
	a, b := list[0].([]any), list[1].([]any)
	if &a[0] != &b[0] {
		t.Error("a shared list is two")
	}
	m, err := As[map[string]any](deep("{a = t, b = t}"))
	if err != nil || reflect.ValueOf(m["a"]).Pointer() != reflect.ValueOf(m["b"]).Pointer() {
		t.Errorf("a shared map is two: %v", err)
	}
	k, err := As[*knot](deep("{kids = {t, t}}"))
	if err != nil || k.Kids[0] != k.Kids[1] {
		t.Errorf("a shared struct is two: %v", err)
	}
	if _, err := As[knot](deep("{named = {a = t, b = t}, any = t}")); err != nil {
		t.Error(err)
	}
	for _, ring := range []string{"t[1] = t", "t.value = 0 t.kids = {t}", "t.any = {{t}}", "t.named = {x = t}"} {
		vals, err := w.run("local t = {} " + ring + " return t")
		if err != nil {
			t.Fatal(err)
		}
		for _, convert := range []func(lua.LValue) error{
			func(v lua.LValue) error { _, err := As[any](v); return err },
			func(v lua.LValue) error { _, err := As[*knot](v); return err },
		} {
			if err := convert(vals[0]); err != nil && !strings.HasSuffix(err.Error(), errRing.Error()) {
				t.Errorf("%s: %v", ring, err)
			}
		}
		if _, err := As[any](vals[0]); err == nil {
			t.Errorf("%s: there is no end to it", ring)
		}
	}
}

// TestSharedToLua converts Go values of that kind: in Lua they are shared, and within themselves, as in Go.
func TestSharedToLua(t *testing.T) {
	w := newSmallWorld(t)
	defer w.close(t)
	ring := map[string]any{}
	ring["self"] = ring
	list := []any{1, nil}
	list[1] = list
	deep := []any{1}
	for range 40 {
		deep = []any{deep, deep, map[string]any{"deep": deep}}
	}
	for name, v := range map[string]any{"ring": ring, "list": list, "deep": deep, "few": list[:1], "none": [2][]int{}} {
		w.rt.State().SetGlobal(name, w.rt.ToLua(v))
	}
	vals, err := w.run("return ring.self == ring and list[2] == list and deep[1] == deep[2] and deep[3].deep == deep[1] and #few == 1")
	if err != nil || vals[0] != lua.LTrue {
		t.Errorf("got %v, %v", vals, err)
	}
}

// TestConversionsPay has a host's function called with what is large: memory and instructions hold.
func TestConversionsPay(t *testing.T) {
	for _, c := range []struct{ source, limit string }{
		{"local s, t = ('x'):rep(1e6), {} for i = 1, 1000 do t[i] = s end bytes(t)", "memory"},
		{"local t = {} for i = 1, 1e4 do t[i] = i end while true do pcall(list, t) end", "instructions"},
	} {
		rt, err := New(Options{Limits: Limits{MaxMemory: 32 << 20, MaxInstructions: 1e7}})
		if err != nil {
			t.Fatal(err)
		}
		rt.Func("bytes", func(b [][]byte) int { return len(b) })
		rt.Func("list", func(list []float64) int { return len(list) })
		rt.State().SetGlobal("text", lua.LString(strings.Repeat("x", 1<<20)))
		chunk, err := Compile(strings.ReplaceAll(c.source, "('x'):rep(1e6)", "text"), "test.lua")
		if err != nil {
			t.Fatal(err)
		}
		_, err = rt.Call(rt.Load(chunk))
		if err == nil || !strings.Contains(err.Error(), c.limit) {
			t.Errorf("%s: ended with %v", c.source, err)
		}
		rt.Close()
	}
}
