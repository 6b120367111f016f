package toml_test

import (
	"context"
	"runtime"
	"testing"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/internal/boxtest"
	"moonloop/bindings/toml"
	"moonloop/vm"
)

// TestLimits holds that hostile documents and tables end at the limits of a World.
func TestLimits(t *testing.T) {
	boxtest.EndAtLimits(t, toml.Module, map[string]string{
		"a long document":        `toml.decode(("[[a]]\n"):rep(1e6))`,
		"many keys":              `local t = {} for i = 1, 1e5 do t[i] = "k" .. i .. "=1" end for i = 1, 1e5 do toml.decode(table.concat(t, "\n")) end`,
		"many tables":            `local t = {} for i = 1, 2e5 do t[i] = "[" .. i .. "]" end local s = table.concat(t, "\n") for i = 1, 1e5 do toml.decode(s) end`,
		"a table in many places": `local t = { x = 1 } for i = 1, 30 do t = { a = t, b = t } end toml.encode(t)`,
		"a list in many places":  `local t = { 1 } for i = 1, 30 do t = { t, t } end toml.encode({ a = t })`,
	})
}

// TestLongKeys holds that the way to a value costs nothing as long as no message tells it, and that messages are short.
func TestLongKeys(t *testing.T) {
	w, err := host.New(host.Options{Modules: []box.Module{toml.Module}, Limits: vm.Limits{MaxMemory: 32 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = w.RunString(context.Background(), `
		local toml, key = require("moonloop.toml"), ("k"):rep(1e6)
		local t = { print }
		for i = 1, 500 do t = { [key] = { t } } end
		local ok, e = pcall(toml.encode, t)
		assert(not ok and #tostring(e) < 300)`, "keys")
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; err != nil || took > 256<<20 {
		t.Errorf("%v, and %d bytes were allocated", err, took)
	}
}
