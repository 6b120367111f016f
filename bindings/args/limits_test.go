package args_test

import (
	"testing"

	"moonloop/bindings/args"
	"moonloop/bindings/internal/boxtest"
)

// TestLimits holds that hostile descriptions and arguments end at the limits of a World.
func TestLimits(t *testing.T) {
	boxtest.EndAtLimits(t, args.Module, map[string]string{
		"many options":   `local s = {} for i = 1, 1e5 do s[i] = { "--o" .. i } end args.help(s)`,
		"many helps":     `local s = {} for i = 1, 1000 do s[i] = { "--o" .. i } end while true do args.help(s) end`,
		"many arguments": `local s, l = {}, {} for i = 1, 1000 do s[i] = { "--o" .. i } end for i = 1, 1e5 do l[i] = "--o1000" end while true do args.parse(s, l) end`,
		"a long help":    `local s = { { "--o", help = ("word "):rep(1e5) } } while true do args.help(s) end`,
		"empty lines":    `local s = { { "--o", help = ("\n"):rep(1e5) } } while true do pcall(args.parse, s, { "--help" }) end`,
		"long names":     `while true do pcall(args.parse, { { "--" .. ("x"):rep(1e5) } }, { "--" .. ("y"):rep(1e5) }) end`,
	})
}
