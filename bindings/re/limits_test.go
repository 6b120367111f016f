package re_test

import (
	"testing"

	"moonloop/bindings/internal/boxtest"
	"moonloop/bindings/re"
)

// TestLimits holds that hostile patterns and texts end at the limits of a World.
func TestLimits(t *testing.T) {
	boxtest.EndAtLimits(t, re.Module, map[string]string{
		"a long search":            `re.match(("a"):rep(2e6), "(a|aa|aaa|aaaa){400}b")`,
		"a large pattern":          `for i = 1, 1e6 do re.compile("[a-z]{1000}" .. i) end`,
		"many patterns":            `local t = {} for i = 1, 1e6 do t[i] = re.compile("[a-z]{100}" .. i) end`,
		"many pieces":              `re.split(("x"):rep(8e6), "")`,
		"matches without end":      `for i = 1, 1e6 do for _ in re.find_all(("x"):rep(1e6), "") do end end`,
		"a search behind a place":  `for i = 1, 1e6 do re.gsub(("x "):rep(1e5), [[\b]], "") end`,
		"a function that does not": `re.gsub("x", "x", function() while true do end end)`,
	})
}
