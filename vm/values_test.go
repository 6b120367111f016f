package vm

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// TestToLua converts Go values of all kinds, and has Lua say what became of them.
func TestToLua(t *testing.T) {
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	chunk, err := Compile(`
local function show(v)
  if type(v) ~= "table" then return type(v) .. ":" .. tostring(v) end
  local keys = {}
  for k in pairs(v) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for i, k in ipairs(keys) do keys[i] = tostring(k) .. "=" .. show(v[k]) end
  return "{" .. table.concat(keys, " ") .. "}"
end
return show`, "show")
	if err != nil {
		t.Fatal(err)
	}
	rt.SetModule("table", tableModule(rt))
	shows, err := rt.Call(rt.Load(chunk))
	if err != nil {
		t.Fatal(err)
	}
	type name string
	type point struct {
		X, Y   int
		Hidden string `lua:"-"`
	}
	for _, row := range []struct {
		v    any
		want string
	}{
		{nil, "nil:nil"},
		{true, "boolean:true"},
		{uint8(200), "number:200"},
		{int64(-3), "number:-3"},
		{float32(0.5), "number:0.5"},
		{1500 * time.Millisecond, "number:1.5"},
		{name("a name"), "string:a name"},
		{[]byte("bytes"), "string:bytes"},
		{[]byte(nil), "string:"},
		{[]int(nil), "nil:nil"},
		{map[string]int(nil), "nil:nil"},
		{(*point)(nil), "nil:nil"},
		{[]any{1, "two", nil, []string{"three"}}, "{1=number:1 2=string:two 4={1=string:three} n=number:4}"},
		{[2]bool{true, false}, "{1=boolean:true 2=boolean:false}"},
		{map[string]any{"a": 1, "b": point{1, 2, "no"}}, "{a=number:1 b={x=number:1 y=number:2}}"},
		{map[int]string{3: "three"}, "{3=string:three}"},
		{lua.LNumber(7), "number:7"},
		{Values{lua.LNumber(8), lua.LTrue}, "number:8"},
		{errors.New("failed"), "userdata:RuntimeError: failed"},
	} {
		got, err := rt.Call(shows[0], rt.ToLua(row.v))
		if err != nil || fmt.Sprint(got[0]) != row.want {
			t.Errorf("%#v: got %v, %v, want %s", row.v, got, err, row.want)
		}
	}
	if v, ok := rt.ToLua(&point{}).(*lua.LUserData); !ok || v.Value == nil {
		t.Errorf("a pointer to a struct became %v", v)
	}
	co := rt.NewCoroutine(shows[0].(*lua.LFunction))
	defer co.Close()
	if got := rt.ToLua([]any{co}).(*lua.LTable).RawGetInt(1); got != &co.LUserData {
		t.Errorf("a coroutine in a list became a %T", got)
	}
}

// TestGatheredResults: what gather collected has a count, since some of it may be nil.
func TestGatheredResults(t *testing.T) {
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	list := rt.Values([]any{nil, []any{}, nil})[0].(*lua.LTable)
	if n := list.RawGetString("n"); n != lua.LNumber(3) {
		t.Errorf("the list counts %v", n)
	}
	if n := ltable.GetInt(list, 2).(*lua.LTable).RawGetString("n"); n != lua.LNumber(0) {
		t.Errorf("the list in it counts %v", n)
	}
}

// tableModule is as much of the library as the test needs.
func tableModule(rt *Runtime) *lua.LTable {
	L := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer L.Close()
	lua.OpenTable(L)
	t := rt.State().NewTable()
	for _, name := range []string{"sort", "concat"} {
		t.RawSetString(name, rt.State().NewFunction(L.GetGlobal("table").(*lua.LTable).RawGetString(name).(*lua.LFunction).GFunction))
	}
	return t
}
