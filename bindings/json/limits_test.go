package json_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/json"
	"moonloop/vm"
)

// TestHostileDocuments holds a World's limits: each script would take gigabytes or minutes without them.
func TestHostileDocuments(t *testing.T) {
	const limit = 16 << 20
	for name, test := range map[string]struct {
		source string
		want   string // the limit that is passed; "" where the script itself is to see an error
	}{
		"many tables":          {`json.decode("[" .. ("[],"):rep(1e6) .. "1]")`, "memory"},
		"many objects":         {`json.decode("[" .. ("{\"a\":1},"):rep(3e5) .. "1]")`, "memory"},
		"many numbers":         {`json.decode("[" .. ("1,"):rep(2e6) .. "1]")`, "memory"},
		"parts that are kept":  {`local t = {} for i = 1, 1e5 do t[i] = json.decode('["' .. ("x"):rep(1e5) .. '"]')[1] end`, "memory"},
		"a table many times":   {`local t = {} for i = 1, 60 do t = { t, t } end json.encode(t)`, "memory"},
		"holes":                {`json.encode { 1, n = 2^29 }`, "memory"},
		"escapes":              {`json.encode(("\1"):rep(5e6))`, "memory"},
		"a line without end":   {`local s = ("x"):rep(1e5) for _ in json.lines(function() return s end) do end`, "memory"},
		"pieces that are none": {`for _ in json.lines(function() for i = 1, 1e3 do end return "" end) do end`, "instructions"},
		"empty lines":          {`local s = ("\n"):rep(1e5) for _ in json.lines(function() return s end) do end`, "instructions"},
		"documents":            {`local s = "[" .. ("1,"):rep(5e4) .. "1]" while true do json.decode(s) end`, "instructions"},
		"texts":                {`local t = {} for i = 1, 5e4 do t[i] = i end while true do json.encode(t) end`, "instructions"},
		"depth":                {`local ok, e = pcall(json.decode, ("["):rep(1e4)) assert(asyncio.isinstance(e, json.DecodeError))`, ""},
		"an indent":            {`local ok, e = pcall(json.encode, {}, { indent = 1e9 }) assert(asyncio.isinstance(e, asyncio.TypeError))`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := host.New(host.Options{
				Limits:  vm.Limits{MaxMemory: limit, MaxInstructions: 2e7},
				Modules: []box.Module{json.Module},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err = w.RunString(ctx, "local json = require 'json'\n"+test.source, name)
			runtime.ReadMemStats(&after)
			var over *vm.LimitError
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (!errors.As(err, &over) || over.Limit != test.want):
				t.Errorf("%v, want the limit of %s", err, test.want)
			}
			if took := after.TotalAlloc - before.TotalAlloc; test.want == "memory" && took > 8*limit {
				t.Errorf("%d bytes were allocated under a limit of %d", took, limit)
			}
		})
	}
}
