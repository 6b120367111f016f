package log_test

import (
	"testing"

	"moonloop/bindings/internal/boxtest"
	"moonloop/bindings/log"
)

// TestLimits holds that lines without end end at the limits of a World.
func TestLimits(t *testing.T) {
	boxtest.EndAtLimits(t, log.Module, map[string]string{
		"lines":                  `while true do log.info(("x"):rep(1000)) end`,
		"a long line":            `log.info(("x"):rep(2e6))`,
		"lines that nobody sees": `while true do log.debug("x") end`,
		"fields in many places":  `local t = {} for i = 1, 40 do t = { t, t, t } end while true do log.info("x", t) end`,
		"many bars":              `local all = {} for i = 1, 1e9 do all[i] = log.progress(1) end`,
	})
}
