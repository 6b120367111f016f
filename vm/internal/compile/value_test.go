package compile

import (
	"math"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// numerals are numbers that lua5.1 takes.
var numerals = []string{
	"0", "1", "3.", ".5", "3.14159265358979", "1e3", "1E-3", "1e+3", "0.1e1", "00012", "08", "123456789012345678901234567890", "9007199254740993", "1e308", "1.7976931348623159e308", "1e309", "4.9e-324",
	"2.4e-324", "2.5e-324", "1e-400", "2.2250738585072011e-308", "0x0", "0X10", "0xff", "0xFf", "0x7fffffff", "0xffffffff", "0x100000000", "0xffffffffffffffff", "0x10000000000000000", "0xffffffffffffffffffffffffff",
	"0x20000000000001", "0x20000000000003", "0x1p4", "0x1P4", "0xAp0", "0x1p1024", "0x1p9999999999", "0xep1", "0xe1", "1e00000000000005", "0.000000000000000000000000000000000000000000000001", "179769313486231580793728971405301e276",
	"1" + strings.Repeat("0", 400), "0x" + strings.Repeat("f", 300), "0x" + strings.Repeat("0", 300) + "1", "0." + strings.Repeat("0", 400) + "1e400", "5e-1", "1e22", "1e23", "8.5e0", "0e0", "0e999999", "0xfffffffffffff800", "0xfffffffffffffc00", "0xfffffffffffffbff",
}

// literals are strings of all sorts.
var literals = []string{
	`""`, `'a"b'`, `"a'b"`, `"\a\b\f\n\r\t\v"`, `"\\\"\'"`, `'\q\%\[\z\x41'`, `"\0\00\0001"`, `"\65\066\0677"`, `"\255\128"`, "'a\\\nb'", "'a\\\r\nb'", "'a\\\n\rb'", "'a\\\rb'", "'a\\\n\\\nb'", "'nul\x00byte'",
	"'\x80\xff'", "[[]]", "[[a]]", "[[\na]]", "[[\n\na]]", "[[\r\na\r\nb]]", "[[\ra\rb]]", "[[\n\ra\n\rb]]", "[[\r\n\r\na]]", "[[\r\ra]]", "[=[a]]b]=]", "[==[a]=]b]==]", "[=[ [[x]] ]=]", "[[\\n\\]]", "[[]=]]", "[=[]]]=]", "[[a\x00b]]", "[===[\n]===]",
	"'" + strings.Repeat("long ", 20) + "'", "[[" + strings.Repeat("long\n", 20) + "]]",
}

const goldenValues = "testdata/values.txt"

// TestValues holds numbers and strings against what lua5.1 reads: the bits of a number, the bytes of a string.
func TestValues(t *testing.T) {
	sources := append(numerals[:len(numerals):len(numerals)], literals...)
	if *update {
		recordValues(t, sources)
	}
	lines := readLines(t, goldenValues)
	if len(lines) != len(sources) {
		t.Fatalf("%d are recorded of %d: record them with -update", len(lines), len(sources))
	}
	for i, s := range sources {
		fn, err := Parse("return "+s, Options{Name: "x"})
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		var got string
		switch e := fn.Body.Stmts[0].(*ReturnStmt).Values.List[0].(type) {
		case *NumberExpr:
			got = number(e.Value)
		case *StringExpr:
			got = strconv.Quote(e.Value)
		}
		if got != lines[i] {
			t.Errorf("%.100q: got %s, want %s", s, got, lines[i])
		}
	}
}

func number(v float64) string { return strconv.FormatUint(math.Float64bits(v), 16) }

func recordValues(t *testing.T, sources []string) {
	var script strings.Builder
	for _, s := range sources {
		script.WriteString("p(" + s + ")\n")
	}
	cmd := exec.Command("lua5.1", "-")
	cmd.Stdin = strings.NewReader(`function p(v) v = type(v) == "number" and string.format("n%.17g", v) or "s" .. v io.write(v, "\1\2\3") end ` + script.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, v := range strings.Split(strings.TrimSuffix(string(out), "\x01\x02\x03"), "\x01\x02\x03") {
		if v[0] == 's' {
			lines = append(lines, strconv.Quote(v[1:]))
			continue
		}
		n, err := strconv.ParseFloat(v[1:], 64)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, number(n))
	}
	writeLines(t, goldenValues, lines)
}
