package annotations

import (
	"slices"
	"testing"
)

func TestFind(t *testing.T) {
	for name, want := range map[string][]string{
		"sleep":         {"asyncio.sleep", "socket.sleep", "system.sleep"},
		"asyncio.sleep": {"asyncio.sleep"},
		"Task.get_name": {"Task:get_name"},
		"uncancel":      {"Task:uncancel"},
		"nothing":       nil,
	} {
		var got []string
		for _, e := range Find(name) {
			got = append(got, e.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("Find(%q) = %v, want %v", name, got, want)
		}
	}
}

// TestParse holds how the form of the annotations is read.
func TestParse(t *testing.T) {
	e := Find("asyncio.wait")[0]
	if e.Kind != Function || e.Module != "asyncio" || len(e.Params) != 2 || e.Params[0] != (Param{"list", "Future[]", "tasks or futures", false}) {
		t.Errorf("asyncio.wait: %+v", e)
	}
	if e := Find("Task")[0]; e.Kind != Class || e.Type != "Future" {
		t.Errorf("Task: %+v", e)
	}
	if e := Find("fs")[0]; e.Kind != Module || e.Module != "fs" {
		t.Errorf("fs: %+v", e)
	}
	var names []string
	for _, o := range OptionsOf(Find("json.decode")[0].Params[1], Entries()) {
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
