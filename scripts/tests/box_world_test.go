package tests

// This file holds what modules of the box may use in a World: nothing of the machine that is not granted, and no more
// memory and time than its limits.

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// inWorld runs source in a World that has all modules.
func inWorld(t *testing.T, o host.Options, source string) ([]lua.LValue, error) {
	t.Helper()
	o.Modules = bindings.All()
	w, err := host.New(o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return w.RunString(ctx, source, "world")
}

func TestWorldGrantsModules(t *testing.T) {
	const random = `return require("hash").random(16) .. require("uuid").v4() .. require("uuid").v7()`
	var got [3]lua.LValue
	for i, seed := range []uint64{1, 1, 2} {
		vals, err := inWorld(t, host.Options{Seed: seed}, random)
		if err != nil {
			t.Fatal(err)
		}
		got[i] = vals[0]
	}
	if got[0] != got[1] || got[0] == got[2] {
		t.Error("random bytes do not follow from the seed")
	}
	vals, err := inWorld(t, host.Options{Now: func() time.Time { return time.UnixMilli(0x123456789a) }}, `return require("uuid").v7():sub(1, 13)`)
	if err != nil || vals[0] != lua.LString("00123456-789a") {
		t.Errorf("uuid.v7 begins with %v, %v", vals, err)
	}
	_, err = inWorld(t, host.Options{}, `
local ok, e = pcall(require("hash").file, "md5", "/etc/hosts")
assert(not ok and tostring(e):find("PermissionError"), tostring(e))`)
	if err != nil {
		t.Error(err)
	}
}

// hostile are scripts that would take gigabytes or minutes, and the limit that stops them.
var hostile = map[string]struct{ source, limit string }{
	"base64: length":      {`require("base64").encode(("x"):rep(7e6))`, "memory"},
	"base64: time":        {`local b, s = require("base64"), ("x"):rep(1e6) while true do b.decode(b.encode(s)) end`, "instructions"},
	"url: length":         {`require("url").quote((" "):rep(5e6))`, "memory"},
	"url: fields":         {`require("url").query(("a&"):rep(1e6))`, "memory"},
	"url: many values":    {`local t, s = {}, ("x"):rep(1e5) for i = 1, 1e4 do t[i] = s end require("url").query { a = t }`, "memory"},
	"url: time":           {`local u, s = require("url"), ("../"):rep(1e5) while true do u.join("http://h/a", s) end`, "instructions"},
	"hash: time":          {`local h, s = require("hash").new("sha256"), ("x"):rep(1e6) while true do h:update(s) end`, "instructions"},
	"hash: small":         {`local h = require("hash") while true do h.hmac("sha512", "", "") end`, "instructions"},
	"hash: objects":       {`local h, t = require("hash"), {} for i = 1, 1e6 do t[i] = h.new("sha512") end`, "memory"},
	"hash: random":        {`local h, t = require("hash"), {} for i = 1, 100 do t[i] = h.random(2^20) end`, "memory"},
	"hash: comparing":     {`local h, s = require("hash"), ("x"):rep(5e6) while true do h.equal(s, s) end`, "instructions"},
	"hash: long keys":     {`local h, s = require("hash"), ("x"):rep(5e6) while true do h.hmac("md5", s, "") end`, "instructions"},
	"csv: names":          {`local t = {} for i = 1, 6e4 do t[i] = "c" .. i end while true do require("csv").rows("", { header = t }) end`, "instructions"},
	"csv: no pieces":      {`for _ in require("csv").rows(string.char) do end`, "instructions"},
	"log: long lines":     {`local log, s = require("log"), ("\n"):rep(1e6) while true do log.info(s) end`, "instructions"},
	"datetime: zones":     {`local d = require("datetime") while true do pcall(d.now, "No/Such") end`, "instructions"},
	"env: variables":      {`require("env").parse(("A=$A\n"):rep(1e6))`, "memory"},
	"uuid: many":          {`local u, t = require("uuid"), {} for i = 1, 1e7 do t[i] = u.v4() end`, "memory"},
	"gzip: bomb":          {`local g = require("gzip") local b = g.compress(("\0"):rep(4e6)) g.decompress(b .. b .. b .. b .. b .. b, { max = 2^40 })`, "memory"},
	"gzip: bomb in bombs": {`local g = require("gzip") local b = g.compress(("\0"):rep(1e6)) while true do g.decompress(b) end`, "instructions"},
	"gzip: packing":       {`local g, s = require("gzip"), ("x"):rep(1e6) while true do g.compress(s) end`, "instructions"},
}

func TestWorldLimitsModules(t *testing.T) {
	const limit = 16 << 20
	for name, script := range hostile {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			limits := vm.Limits{MaxMemory: limit}
			if script.limit == "instructions" {
				limits.MaxInstructions = 1e7
			}
			_, err := inWorld(t, host.Options{Limits: limits}, script.source)
			runtime.ReadMemStats(&after)
			var over *vm.LimitError
			if !errors.As(err, &over) || over.Limit != script.limit {
				t.Errorf("%v, want the limit of %s", err, script.limit)
			}
			if took := after.TotalAlloc - before.TotalAlloc; script.limit == "memory" && took > 8*limit {
				t.Errorf("%d bytes were allocated under a limit of %d", took, limit)
			}
		})
	}
}
