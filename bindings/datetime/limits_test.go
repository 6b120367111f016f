package datetime_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/datetime"
	"moonloop/bindings/host"
	"moonloop/vm"
)

// TestLimits holds that hostile texts and formats end at the limits of a World.
func TestLimits(t *testing.T) {
	for name, code := range map[string]string{
		"a long format": `datetime.now():format(("%c"):rep(4e6))`,
		"long formats":  `local f = ("%Y"):rep(1e5) while true do datetime.now():format(f) end`,
		"long texts":    `local f = ("%n"):rep(1e5) while true do datetime.parse("", f) end`,
		"many moments":  `local all = {} for i = 1, 1e9 do all[i] = datetime.at(i) end`,
	} {
		t.Run(name, func(t *testing.T) {
			w, err := host.New(host.Options{
				Modules: []box.Module{datetime.Module},
				Limits:  vm.Limits{MaxInstructions: 1e7, MaxMemory: 32 << 20, MaxOutput: 1 << 20},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			_, err = w.RunString(ctx, `local datetime = require("moonloop.datetime") `+code, name)
			var over *vm.LimitError
			if !errors.As(err, &over) {
				t.Errorf("it ended with %v, not at a limit", err)
			}
		})
	}
}
