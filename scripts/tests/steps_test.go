package tests

// This file holds the steps of adding a function to asyncio, see .github/CONTRIBUTING.md: each function that the module
// has is written down for editors, is called by a Lua test, and stands in limits.tsv.

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"moonloop/bindings"
	"moonloop/repl/annotations"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// says are what limits.tsv can say of a function.
var says = []string{
	"nothing", // it makes no value that stays
	"counted", // what it makes is counted by the limit of memory: its Go type is one that vm knows, or a vm.Sizer
	"host",    // it takes something of the machine, which a World grants or not
}

func TestStepsOfAFunction(t *testing.T) {
	w := newWorld(t, false)
	defer w.rt.Close()
	defer w.modules.Close()
	written := map[string]bool{}
	for _, e := range annotations.Entries() {
		written[e.Name] = true
	}
	var functions []string
	table := w.rt.State().GetGlobal("asyncio").(*lua.LTable)
	table.ForEach(func(k, v lua.LValue) {
		name := "asyncio." + k.String()
		if _, ok := v.(*lua.LFunction); ok && !strings.HasPrefix(k.String(), "__") {
			if !written[name] {
				t.Errorf("%s has no types: write it down in scripts/types/asyncio.lua", name)
			}
			functions = append(functions, name)
		}
	})
	for _, e := range annotations.EntriesIn("asyncio.lua") { // of methods, a test of bindings/asyncio sees that none is missing
		if e.Kind == annotations.Method || e.Kind == annotations.Function && e.Module == "fs" {
			functions = append(functions, e.Name)
		}
	}
	functions = append(functions, boxFunctions(t, w)...)
	if len(functions) < 200 {
		t.Fatalf("only %d functions are registered", len(functions))
	}
	scripts := luaTests(t)
	limits := limitsTable(t)
	for _, name := range functions {
		last := name[strings.LastIndexAny(name, ".:")+1:]
		if !regexp.MustCompile(`[.:"']` + last + `\b`).MatchString(scripts) {
			t.Errorf("%s has no test: call it in a script of scripts/tests", name)
		}
		if limits[name] == "" {
			t.Errorf("%s says nothing about limits: give it a line in scripts/tests/limits.tsv", name)
		}
		delete(limits, name)
	}
	for name := range limits {
		t.Errorf("limits.tsv names %s, which is not there", name)
	}
}

// boxFunctions are the functions of the modules of the box and the methods of their objects. Each module has a file of
// annotations and a page of the manual, which name them all, and the annotations nothing else.
func boxFunctions(t *testing.T, w *world) []string {
	var all []string
	for _, module := range bindings.All() {
		if module.Name == "fs" { // it stands in the file and on the page of asyncio
			continue
		}
		table, ok := w.require(t, "moonloop."+module.Name).(*lua.LTable)
		if !ok {
			t.Errorf("require \"moonloop.%s\" gives no table", module.Name)
			continue
		}
		var names []string
		for k, v := range ltable.Pairs(table) {
			if _, ok := v.(*lua.LFunction); ok {
				names = append(names, module.Name+"."+k.String())
			}
		}
		all = append(all, names...)
		page, err := os.ReadFile("../manual/" + module.Name + ".md")
		if err != nil {
			t.Errorf("the manual has no page of %s: %v", module.Name, err)
		}
		for _, name := range names {
			if !regexp.MustCompile(`\b` + name[strings.Index(name, ".")+1:] + `\b`).Match(page) {
				t.Errorf("the page of %s does not name %s", module.Name, name)
			}
		}
	}
	for _, class := range w.modules.Env().Classes() {
		for k := range ltable.Pairs(class.MethodTable()) {
			all = append(all, class.Name+":"+k.String())
		}
	}
	have := map[string]bool{}
	for _, name := range all {
		have[name] = true
	}
	for _, file := range annotations.Files() {
		if file == "asyncio.lua" {
			continue
		}
		for _, e := range annotations.EntriesIn(file) {
			function := e.Kind == annotations.Function || e.Kind == annotations.Method
			if function && !have[e.Name] {
				t.Errorf("scripts/types/%s names %s, which is not there", file, e.Name)
			}
			if function {
				have[e.Name] = false
			}
		}
	}
	for _, name := range all {
		if have[name] {
			t.Errorf("%s has no types: write it down in scripts/types", name)
		}
	}
	return all
}

// require is what require gives in the world, which has not run yet.
func (w *world) require(t *testing.T, name string) lua.LValue {
	t.Helper()
	vals, err := w.rt.Call(w.rt.State().GetGlobal("require"), lua.LString(name))
	if err != nil {
		t.Fatal(text(err))
	}
	return vals[0]
}

// luaTests is the text of all Lua tests.
func luaTests(t *testing.T) string {
	var all strings.Builder
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".lua" {
			var b []byte
			b, err = os.ReadFile(path)
			all.Write(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// limitsTable is limits.tsv: what is said of each function.
func limitsTable(t *testing.T) map[string]string {
	b, err := os.ReadFile("limits.tsv")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n")), "\n") {
		name, say, _ := strings.Cut(line, "\t")
		known := false
		for _, s := range says {
			known = known || s == say
		}
		if !known {
			t.Errorf("limits.tsv: %s: %q, want one of %v", name, say, says)
		}
		if table[name] != "" {
			t.Errorf("limits.tsv names %s twice", name)
		}
		table[name] = say
	}
	return table
}
