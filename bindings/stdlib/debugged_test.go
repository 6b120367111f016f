package stdlib

import (
	"strings"
	"testing"
)

// TestDebuggedLoops runs loops whose hidden variables a debugger sets, and that call numbers.
func TestDebuggedLoops(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"a string for a number", `for i = 1, 3 do debug.setlocal(1, 1, "2") if i > 2 then break end end`, ""},
		{"no number", `for i = 1, 3 do debug.setlocal(1, 1, "x") end`, "'for' initial value must be a number"},
		{"no limit", `for i = 1, 3 do debug.setlocal(1, 2, {}) end`, "'for' limit must be a number"},
		{"no step", `for i = 1, 3 do debug.setlocal(1, 3, true) end`, "'for' step must be a number"},
		{"numbers that are called keep their value", `
			local saved, kept = nil, {}
			debug.setmetatable(0, {__call = function(self)
				if not saved then saved = function() return self end kept[1], kept.x, kept[self] = self, self, true return 1 end
			end})
			local function f(n)
				local x = n + 0.5
				for k in x + 1 do end
				local a, b, c, d = x + 1000, x + 1001, x + 1002, x + 1003
				assert(saved() == 4.5 and kept[1] == 4.5 and kept.x == 4.5 and kept[4.5])
				return a + b + c + d
			end
			f(3)
			assert(saved() == 4.5 and kept[1] == 4.5 and kept.x == 4.5 and kept[4.5])
			debug.setmetatable(0, nil)`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rt, _ := newRuntime(t, Options{})
			switch err := run(rt, c.source); {
			case err == nil && c.want != "":
				t.Error("no error")
			case err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)):
				t.Error(err)
			}
		})
	}
}
