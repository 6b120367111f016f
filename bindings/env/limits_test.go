package env_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/env"
	"moonloop/bindings/host"
	"moonloop/vm"
)

// TestLimits holds that hostile texts end at the limits of a World.
func TestLimits(t *testing.T) {
	for name, code := range map[string]string{
		"many texts": `local s = ("A=$B\n"):rep(1e4) while true do env.parse(s) end`,
		"names in names": `local l = { "A0=0123456789" } for i = 1, 15 do l[i + 1] = ("A%d=$A%d$A%d"):format(i, i - 1, i - 1) end
			local s = table.concat(l, "\n") while true do env.parse(s) end`,
	} {
		t.Run(name, func(t *testing.T) {
			w, err := host.New(host.Options{
				Modules: []box.Module{env.Module},
				Limits:  vm.Limits{MaxInstructions: 1e7, MaxMemory: 32 << 20, MaxOutput: 1 << 20},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			_, err = w.RunString(ctx, `local env = require("moonloop.env") `+code, name)
			var over *vm.LimitError
			if !errors.As(err, &over) {
				t.Errorf("it ended with %v, not at a limit", err)
			}
		})
	}
}
