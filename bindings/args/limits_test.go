package args_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/args"
	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/vm"
)

// TestLimits holds that hostile descriptions and arguments end at the limits of a World.
func TestLimits(t *testing.T) {
	for name, code := range map[string]string{
		"many options":   `local s = {} for i = 1, 1e5 do s[i] = { "--o" .. i } end args.help(s)`,
		"many helps":     `local s = {} for i = 1, 1000 do s[i] = { "--o" .. i } end while true do args.help(s) end`,
		"many arguments": `local s, l = {}, {} for i = 1, 1000 do s[i] = { "--o" .. i } end for i = 1, 1e5 do l[i] = "--o1000" end while true do args.parse(s, l) end`,
		"long names":     `while true do pcall(args.parse, { { "--" .. ("x"):rep(1e5) } }, { "--" .. ("y"):rep(1e5) }) end`,
	} {
		t.Run(name, func(t *testing.T) {
			w, err := host.New(host.Options{
				Modules: []box.Module{args.Module},
				Limits:  vm.Limits{MaxInstructions: 1e7, MaxMemory: 32 << 20, MaxOutput: 1 << 20},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			_, err = w.RunString(ctx, `local args = require("moonloop.args") `+code, name)
			var over *vm.LimitError
			if !errors.As(err, &over) {
				t.Errorf("it ended with %v, not at a limit", err)
			}
		})
	}
}
