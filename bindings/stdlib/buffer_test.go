package stdlib

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestLongResultsArePaidForAsTheyGrow has the host refuse what would become 64 MB, once as it has no room for it and once as
// it has no time: a small part of that is there by then.
func TestLongResultsArePaidForAsTheyGrow(t *testing.T) {
	const most = 1 << 20
	for name, source := range map[string]string{
		"gsub":   `string.gsub(mega, "(.*)", ("%1"):rep(64), 1)`,
		"format": `string.format(("%s"):rep(64), unpack(list))`,
		"concat": `table.concat(list)`,
		"pack":   `string.pack(("z"):rep(64), unpack(list))`,
		"zeros":  `string.pack("c" .. 2 ^ 26, "")`,
	} {
		for _, refusal := range []string{"no room", "no time"} {
			told, ready := 0, false
			o := Options{
				Limits: Limits{Charge: func(n int) { told += n }},
				Interrupt: func(*lua.LState) error {
					if ready && refusal == "no time" && told > most {
						return errors.New(refusal)
					}
					return nil
				},
			}
			rt, m := newRuntime(t, o)
			if err := run(rt, `mega = ("x"):rep(2 ^ 20) list = {} for i = 1, 64 do list[i] = mega end`); err != nil {
				t.Fatal(err)
			}
			told, ready = 0, true
			if refusal == "no room" {
				m.opts.Charge = func(n int) {
					if told += n; told > most {
						raise(rt.State(), "no room")
					}
				}
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := run(rt, source)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), refusal) {
				t.Errorf("%s, %s: %v", name, refusal, err)
			}
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 16*most {
				t.Errorf("%s, %s: %d MB were taken first", name, refusal, taken>>20)
			}
		}
	}
}
