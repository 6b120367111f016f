package re_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/re"
	"moonloop/vm"
)

// TestLimits holds that hostile patterns and texts end at the limits of a World.
func TestLimits(t *testing.T) {
	for name, code := range map[string]string{
		"a long search":            `re.match(("a"):rep(2e6), "(a|aa|aaa|aaaa){400}b")`,
		"a large pattern":          `for i = 1, 1e6 do re.compile("[a-z]{1000}" .. i) end`,
		"many patterns":            `local t = {} for i = 1, 1e6 do t[i] = re.compile("[a-z]{100}" .. i) end`,
		"many pieces":              `re.split(("x"):rep(8e6), "")`,
		"matches without end":      `for i = 1, 1e6 do for _ in re.find_all(("x"):rep(1e6), "") do end end`,
		"a search behind a place":  `for i = 1, 1e6 do re.gsub(("x "):rep(1e5), [[\b]], "") end`,
		"a function that does not": `re.gsub("x", "x", function() while true do end end)`,
	} {
		t.Run(name, func(t *testing.T) {
			w, err := host.New(host.Options{
				Modules: []box.Module{re.Module},
				Limits:  vm.Limits{MaxInstructions: 1e7, MaxMemory: 32 << 20},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			_, err = w.RunString(ctx, `local re = require("moonloop.re") `+code, name)
			var over *vm.LimitError
			if !errors.As(err, &over) {
				t.Errorf("it ended with %v, not at a limit", err)
			}
		})
	}
}
