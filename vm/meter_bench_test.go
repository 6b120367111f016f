package vm

import "testing"

// BenchmarkMetered compares the main loops on one that does nothing but count.
func BenchmarkMetered(b *testing.B) {
	for _, c := range []struct {
		name string
		o    Options
	}{
		{"plain", Options{}},
		{"interruptible", Options{Interruptible: true}},
		{"counting", Options{Limits: Limits{Stoppable: true}}},
		{"accounting", Options{Limits: Limits{MaxMemory: 64 << 20}}},
	} {
		for _, code := range []struct{ name, source string }{
			{"loop", "local n = 0 for i = 1, 1e5 do n = n + i % 7 end"},
			{"tables", "local t = {} for i = 1, 2e4 do t[i] = {x = i} t[i].y = #t end"},
			{"calls", "local function f(x) return x end for i = 1, 5e4 do f(i) math = type(i) end"},
		} {
			b.Run(c.name+"/"+code.name, func(b *testing.B) {
				rt, err := New(c.o)
				if err != nil {
					b.Fatal(err)
				}
				defer rt.Close()
				chunk, err := Compile(code.source, "bench")
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if _, err := rt.Call(rt.Load(chunk)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
