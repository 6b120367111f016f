package env_test

import (
	"testing"

	"moonloop/bindings/env"
	"moonloop/bindings/internal/boxtest"
)

// TestLimits holds that hostile texts end at the limits of a World.
func TestLimits(t *testing.T) {
	boxtest.EndAtLimits(t, env.Module, map[string]string{
		"many texts": `local s = ("A=$B\n"):rep(1e4) while true do env.parse(s) end`,
		"names in names": `local l = { "A0=0123456789" } for i = 1, 15 do l[i + 1] = ("A%d=$A%d$A%d"):format(i, i - 1, i - 1) end
			local s = table.concat(l, "\n") while true do env.parse(s) end`,
	})
}
