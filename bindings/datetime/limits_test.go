package datetime_test

import (
	"testing"

	"moonloop/bindings/datetime"
	"moonloop/bindings/internal/boxtest"
)

// TestLimits holds that hostile texts and formats end at the limits of a World.
func TestLimits(t *testing.T) {
	boxtest.EndAtLimits(t, datetime.Module, map[string]string{
		"a long format": `datetime.now():format(("%c"):rep(4e6))`,
		"long formats":  `local f = ("%Y"):rep(1e5) while true do datetime.now():format(f) end`,
		"long texts":    `local f = ("%n"):rep(1e5) while true do datetime.parse("", f) end`,
		"many moments":  `local all = {} for i = 1, 1e9 do all[i] = datetime.at(i) end`,
	})
}
