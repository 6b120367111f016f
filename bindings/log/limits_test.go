package log_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/log"
	"moonloop/vm"
)

// TestLimits holds that lines without end end at the limits of a World.
func TestLimits(t *testing.T) {
	for name, code := range map[string]string{
		"lines":                  `while true do log.info(("x"):rep(1000)) end`,
		"a long line":            `log.info(("x"):rep(2e6))`,
		"lines that nobody sees": `while true do log.debug("x") end`,
		"fields in many places":  `local t = {} for i = 1, 40 do t = { t, t, t } end while true do log.info("x", t) end`,
		"many bars":              `local all = {} for i = 1, 1e9 do all[i] = log.progress(1) end`,
	} {
		t.Run(name, func(t *testing.T) {
			w, err := host.New(host.Options{
				Modules: []box.Module{log.Module},
				Limits:  vm.Limits{MaxInstructions: 1e7, MaxMemory: 32 << 20, MaxOutput: 1 << 20},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			_, err = w.RunString(ctx, `local log = require("moonloop.log") `+code, name)
			var over *vm.LimitError
			if !errors.As(err, &over) {
				t.Errorf("it ended with %v, not at a limit", err)
			}
		})
	}
}
