package annotations

import (
	"slices"
	"testing"
)

// called is the entry of a name.
func called(t *testing.T, name string, entries []Entry) *Entry {
	t.Helper()
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		t.Fatalf("there is no %s", name)
	}
	return &entries[i]
}

// TestParse holds how the form of the annotations is read.
func TestParse(t *testing.T) {
	all := Entries()
	e := called(t, "asyncio.wait", all)
	if e.Kind != Function || e.Module != "asyncio" || len(e.Params) != 2 || e.Params[0] != (Param{"list", "Future[]", "tasks or futures", false}) {
		t.Errorf("asyncio.wait: %+v", e)
	}
	if e := called(t, "Task", all); e.Kind != Class || e.Type != "Future" {
		t.Errorf("Task: %+v", e)
	}
	if e := called(t, "fs", all); e.Kind != Module || e.Module != "fs" {
		t.Errorf("fs: %+v", e)
	}
	language := Language()
	if e := called(t, "string.rep", language); e.Kind != Function || e.Module != "string" || len(e.Params) != 2 {
		t.Errorf("string.rep: %+v", e)
	}
	if e := called(t, "print", language); e.Kind != Function || e.Module != "_G" {
		t.Errorf("print: %+v", e)
	}
	if e := called(t, "math.pi", language); e.Kind != Value || e.Type != "number" {
		t.Errorf("math.pi: %+v", e)
	}
	var names []string
	for _, o := range OptionsOf(called(t, "json.decode", all).Params[1], all) {
		names = append(names, o.Name)
	}
	if want := []string{"null", "bigint", "max_depth"}; !slices.Equal(names, want) {
		t.Errorf("options of json.decode: %v, want %v", names, want)
	}
	for s, want := range map[string][2]string{
		"number seconds":                         {"number", "seconds"},
		"fun(a: any): string?, integer the rest": {"fun(a: any): string?, integer", "the rest"},
		"{a?: number, b: string|nil} both":       {"{a?: number, b: string|nil}", "both"},
		"any":                                    {"any", ""},
	} {
		if typ, rest := splitType(s); typ != want[0] || rest != want[1] {
			t.Errorf("splitType(%q) = %q, %q", s, typ, rest)
		}
	}
	fields := fieldsOf("timeout?: number, f: fun(a: any, b: any): any")
	if want := []Param{{"timeout", "number", "", true}, {"f", "fun(a: any, b: any): any", "", false}}; !slices.Equal(fields, want) {
		t.Errorf("fieldsOf: %+v", fields)
	}
}
