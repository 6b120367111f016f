package repl

import (
	"fmt"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestResults holds that values of inputs are kept by their numbers while they are small, and the newest in any case.
func TestResults(t *testing.T) {
	w := newWorld(t, NewScreen(&lockedBuffer{}), nil, false)
	defer w.close(t)
	r := New(w.modules.Asyncio, strings.NewReader(""), NewScreen(&lockedBuffer{}))
	r.openScope()
	s := &r.scope
	have := func() (names []string) {
		for _, name := range []string{"_", "_1", "_1_2", "_2", "_3", "_4", "_5"} {
			if s.env.RawGetString(name) != lua.LNil {
				names = append(names, name)
			}
		}
		return names
	}
	big := func(mb int, fill string) lua.LValue {
		table := w.rt.State().NewTable()
		for i := range mb {
			table.Append(lua.LString(strings.Repeat(fmt.Sprint(fill, i%10), 1<<19)))
		}
		return table
	}
	for _, step := range []struct {
		input int
		vals  []lua.LValue
		want  string
	}{
		{1, []lua.LValue{lua.LNumber(1), lua.LTrue}, "[_ _1 _1_2]"},
		{2, []lua.LValue{lua.LNil}, "[_ _1 _1_2]"},
		{3, []lua.LValue{big(20, "a")}, "[_ _1 _1_2 _3]"},
		{4, []lua.LValue{big(20, "b")}, "[_ _4]"},
		{5, []lua.LValue{big(40, "c")}, "[_ _5]"},
		{1, []lua.LValue{s.env}, "[_ _1]"}, // which holds them all: the session's own counts nothing, and is there in any case
	} {
		s.remember(w.rt, step.input, step.vals)
		if got := fmt.Sprint(have()); got != step.want {
			t.Errorf("after input %d: %s, want %s", step.input, got, step.want)
		}
	}
}
