package json_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	module "moonloop/bindings/json"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// both decodes a text, encodes the value, and does that again.
const both = `
local json = require("json")
function both(text)
  local ok, v = pcall(json.decode, text)
  if not ok then
    if type(v.offset) ~= "number" or v.offset < 1 or v.offset > #text + 1 then error("offset") end
    return nil
  end
  local once = json.encode(v)
  return once, json.encode(json.decode(once)), json.encode(json.decode(json.encode(v, { indent = 1 })))
end`

// FuzzDecode compares what is JSON with what Go's package takes for it, and holds that values outlast being written.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-0.5e-3,"x\n\u00e9\ud83d\ude00",true,false,null],"b":{},"c":[],"a":2}`, `[`, `"`, `01`, `[1,]`, `"\ud800"`, `1e400`,
		"\"\xff\"", "\ufeff1", ` [ [ ] ] `, `{"a":1}`, `{"b":{"a":1,"a":2}}`, "\"a\x00\"", `"\u12"`, `-`, `123456789012345678901234567890`,
		`"` + strings.Repeat("x", 40) + `\\é"`,
	} {
		f.Add(text)
	}
	w, err := host.New(host.Options{Manual: true, Modules: []box.Module{module.Module}})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { w.Close() })
	err = w.Do(func(rt *vm.Runtime) error {
		chunk, err := vm.Compile(both, "both")
		if err == nil {
			_, err = rt.Call(rt.Load(chunk))
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var vals []lua.LValue
		err := w.Do(func(rt *vm.Runtime) (err error) {
			vals, err = rt.Call(rt.State().GetGlobal("both"), lua.LString(text))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		taken := vals[0] != lua.LNil
		if valid := json.Valid([]byte(strings.TrimPrefix(text, "\ufeff"))); taken != valid && !(valid && stricter(text)) {
			t.Fatalf("%q: taken: %v, by Go: %v", text, taken, valid)
		}
		if taken && (vals[0] != vals[1] || vals[0] != vals[2]) {
			t.Fatalf("%q: %v, then %v and %v", text, vals[0], vals[1], vals[2])
		}
	})
}

// stricter tells whether a text has what Go's package takes and Lua's values cannot hold: bytes that are not UTF-8,
// surrogates alone, numbers out of range, great depth.
func stricter(text string) bool {
	if !utf8.ValidString(text) || strings.Contains(strings.ToLower(text), `\ud`) || strings.Count(text, "[")+strings.Count(text, "{") > 1000 {
		return true
	}
	var v any
	return json.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &v) != nil
}
