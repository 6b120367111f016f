package compile

import (
	"fmt"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// walk calls visit for each pointer in a tree, in the order of the source, and tells the function that it is in.
func walk(v reflect.Value, in *Function, visit func(n any, in *Function)) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), in, visit)
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		visit(v.Interface(), in)
		switch n := v.Interface().(type) {
		case *Local, *NameExpr: // a variable is visited where it is declared
			return
		case *Function:
			in = n
		}
		walk(v.Elem(), in, visit)
	case reflect.Slice:
		for i := range v.Len() {
			if v.Index(i).Type() != reflect.TypeFor[Upvalue]() {
				walk(v.Index(i), in, visit)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walk(v.Field(i), in, visit)
			}
		}
	}
}

// outline tells of each function what luac tells too: its lines, parameters, how many locals it has with hidden ones,
// its upvalues.
func outline(chunk *Function) (list []string) {
	var functions []*Function
	locals := map[*Function]int{}
	walk(reflect.ValueOf(chunk), nil, func(n any, in *Function) {
		switch n := n.(type) {
		case *Function:
			functions = append(functions, n)
		case *Local:
			locals[in]++
		case *NumericForStmt, *GenericForStmt:
			locals[in] += 3
		}
	})
	for _, fn := range functions {
		params, last := fmt.Sprint(len(fn.Params)), fn.LastLine
		if fn.Vararg {
			params += "+"
		}
		if fn == chunk {
			last = 0 // to luac a chunk has no lines
		}
		var upvalues []string
		for _, u := range fn.Upvalues {
			upvalues = append(upvalues, u.Name)
		}
		list = append(list, fmt.Sprintf("%d-%d params %s locals %d upvalues %s", fn.Line, last, params, locals[fn], strings.Join(upvalues, " ")))
	}
	return list
}

var (
	luacFunction = regexp.MustCompile(`^(?:main|function) <.*:(\d+),(\d+)>`)
	luacCounts   = regexp.MustCompile(`^(\d+\+?) params?, \d+ slots?, \d+ upvalues?, (\d+) locals?`)
)

// luacOutline is the outline that luac gives of a source.
func luacOutline(t *testing.T, source string) (list []string) {
	cmd := exec.Command("luac5.1", "-l", "-l", "-p", "-")
	cmd.Stdin = strings.NewReader(source)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	upvalues := false
	for _, line := range strings.Split(string(out), "\n") {
		last := len(list) - 1
		if m := luacFunction.FindStringSubmatch(line); m != nil {
			list = append(list, m[1]+"-"+m[2])
			upvalues = false
		} else if m := luacCounts.FindStringSubmatch(line); m != nil {
			list[last] += " params " + m[1] + " locals " + m[2] + " upvalues "
		} else if strings.HasPrefix(line, "upvalues (") {
			upvalues = true
		} else if f := strings.Split(line, "\t"); upvalues && len(f) == 3 {
			list[last] += f[2] + " "
		}
	}
	for i := range list {
		list[i] = strings.TrimSuffix(list[i], " ")
		if strings.HasSuffix(list[i], "upvalues") {
			list[i] += " "
		}
	}
	return list
}

const goldenOutlines = "testdata/outlines.txt"

// TestOutlines holds the functions of the samples against those that luac finds.
func TestOutlines(t *testing.T) {
	sources := append(samples[:len(samples):len(samples)], scopeSamples...)
	if *update {
		var lines []string
		for i, s := range sources {
			for _, o := range luacOutline(t, s) {
				lines = append(lines, fmt.Sprintf("%d: %s", i, o))
			}
		}
		writeLines(t, goldenOutlines, lines)
	}
	var got []string
	for i, s := range sources {
		for _, o := range outline(mustParse(t, s)) {
			got = append(got, fmt.Sprintf("%d: %s", i, o))
		}
	}
	want := readLines(t, goldenOutlines)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func mustParse(t *testing.T, source string) *Function {
	t.Helper()
	fn, err := Parse(source, Options{Name: "x"})
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	return fn
}

// scopeSamples are about which variable a name is.
var scopeSamples = []string{
	"local a, b\nfunction t.f(x, ...)\n local y = a\n return function() return y, b, x, a end\nend",
	"local x = function() return x end",
	"local function x() return x end",
	"local x local x = function() return x, x end",
	"local a do local a = function() return a end end return function() return a end",
	"for i = 1, 2 do local f = function() return i end end return function() return i end",
	"for k, v in pairs(t) do function f() return k, v end end",
	"local n repeat local x = n until (function() return x, n end)()",
	"function f(...) return function() return arg end end",
	"function o:m(self) return function() return self end end",
	"function\nf\n(\n)\nend local function\ng\n(\n)\nend return function\n(\n)\nend",
	"local a, b, c return function() return function() return function() return c, a end end, b end",
	"local a return function() local a = a return function() local a = a return a end end",
	"local a, a return function(b, b) return function() return a, b end end",
}
