package csv_test

import (
	"context"
	"testing"

	"moonloop/bindings/box"
	"moonloop/bindings/csv"
	"moonloop/bindings/host"
	"moonloop/bindings/internal/boxtest"
	"moonloop/vm"
)

// TestLimits holds that hostile texts end at the limits of a World.
func TestLimits(t *testing.T) {
	boxtest.EndAtLimits(t, csv.Module, map[string]string{
		"a quote that is not closed": `local first = true
			for row in csv.rows(function() if first then first = false return '"' end return ("x"):rep(1e5) end) do end`,
		"many rows":          `csv.decode(("a\n"):rep(4e6))`,
		"a reader that goes": `for row in csv.rows(function() return "a\n" end) do end`,
		"empty lines":        `for row in csv.rows(function() return ("\n"):rep(1e5) end) do end`,
		"a list without end": `csv.encode({ { n = 1e15 } })`,
		"a long text":        `local r = {} for i = 1, 1e6 do r[i] = { ("x"):rep(1e4) } end csv.encode(r)`,
	})
}

// TestFlatMemory holds that a text of any length can be read in a World with little memory.
func TestFlatMemory(t *testing.T) {
	w, err := host.New(host.Options{Modules: []box.Module{csv.Module}, Limits: vm.Limits{MaxMemory: 4 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	rows, err := host.One[int](w.RunString(context.Background(), `
		local csv = require("moonloop.csv")
		local block, left, rows = ("id,\"a name\",1.5\n"):rep(5000), 100, 0
		for row in csv.rows(function() left = left - 1 return left >= 0 and block or nil end) do
			rows = rows + #row - 2
		end
		return rows`, "flat"))
	if rows != 100*5000 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
}
