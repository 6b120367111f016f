package compile

import (
	"strings"
	"testing"
)

// BenchmarkCompile compiles sources of several shapes; for the long ones see the bytes a second.
func BenchmarkCompile(b *testing.B) {
	for _, c := range []struct{ name, source string }{
		{"small", "local a = 12 return a + 1"},
		{"concatenation", "return " + strings.Repeat("x .. ", 150) + "x"},
		{"statements", strings.Repeat("x = x + 1\n", 4000)},
		{"functions", strings.Repeat("function f() return x end\n", 4000)},
		{"constants", "return {" + strings.Repeat("k = 1.5, l = 'text',\n", 2000) + "}"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.source)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compile(c.source, Options{Name: "x", Source: c.source}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
