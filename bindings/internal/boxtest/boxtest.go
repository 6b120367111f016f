// Package boxtest has the tests that every module of the box needs in the same way.
package boxtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/vm"
)

// EndAtLimits holds that each script ends at a limit of a World that has the module, which the script finds in a local
// variable of its name. Scripts are told by what they do.
func EndAtLimits(t *testing.T, m box.Module, scripts map[string]string) {
	t.Helper()
	for name, code := range scripts {
		t.Run(name, func(t *testing.T) {
			w, err := host.New(host.Options{
				Modules: []box.Module{m},
				Limits:  vm.Limits{MaxInstructions: 1e7, MaxMemory: 32 << 20, MaxOutput: 1 << 20},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			_, err = w.RunString(ctx, `local `+m.Name+` = require("moonloop.`+m.Name+`") `+code, name)
			var over *vm.LimitError
			if !errors.As(err, &over) {
				t.Errorf("it ended with %v, not at a limit", err)
			}
		})
	}
}
