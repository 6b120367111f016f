package tests

// This file holds that the manual is complete: something is said of everything that is written down, and of every option
// that the sources read.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"moonloop/bindings"
	"moonloop/repl/annotations"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

func TestManualTellsAll(t *testing.T) {
	entries := annotations.Entries()
	for i := range entries {
		e := &entries[i]
		if e.About == "" && !e.IsOptions() {
			t.Errorf("nothing is said of the %s %s in scripts/types/%s.lua", e.Kind, e.Name, e.Module)
		}
		for _, p := range e.Params {
			for _, o := range annotations.OptionsOf(p, entries) {
				if o.About == "" {
					t.Errorf("%s: nothing is said of the option %s", e.Name, o.Name)
				}
			}
		}
	}
}

// TestManualTellsCounterparts holds that what is a function of asyncio's in CPython 3.13 says so, and that what it says is
// there. counterparts.txt is what CPython has, see scripts/tests/record.
func TestManualTellsCounterparts(t *testing.T) {
	b, err := os.ReadFile("counterparts.txt")
	if err != nil {
		t.Fatal(err)
	}
	python := map[string]bool{}
	for _, name := range strings.Fields(string(b)) {
		python[name] = true
	}
	dotted := regexp.MustCompile(`^[A-Za-z]\w*(\.\w+)+$`)
	for _, e := range annotations.EntriesIn("asyncio.lua") {
		if e.Kind == annotations.Function && python[e.Name] && e.Python == "" {
			t.Errorf("%s does not say that CPython has it: ---Python: %s", e.Name, e.Name)
		}
		for _, name := range strings.Split(e.Python, ", ") {
			if dotted.MatchString(name) && !python[name] && !strings.HasPrefix(name, "writer.") {
				t.Errorf("%s: CPython 3.13 has no %s", e.Name, name)
			}
		}
	}
}

// TestManualTellsOptions compares the options that the sources of a module read with those that are written down.
func TestManualTellsOptions(t *testing.T) {
	entries := annotations.Entries()
	total := 0
	for _, module := range append([]string{"asyncio"}, moduleNames()...) {
		written := map[string]bool{}
		for i := range entries {
			e := &entries[i]
			if e.Module != module {
				continue
			}
			for _, p := range e.Params {
				options := annotations.OptionsOf(p, entries)
				if strings.HasPrefix(p.Type, "fun(") { // a field that is a function
					for _, class := range optionsClass.FindAllString(p.Type, -1) {
						options = append(options, annotations.OptionsOf(annotations.Param{Type: class}, entries)...)
					}
				}
				for _, o := range options {
					written[o.Name] = true
				}
			}
		}
		read := optionsRead(t, filepath.Join("../../bindings", module))
		total += len(read)
		for name := range read {
			if !written[name] {
				t.Errorf("%s reads the option %s: write it down in scripts/types", module, name)
			}
		}
		for name := range written {
			if !read[name] && len(read) > 0 {
				t.Errorf("scripts/types writes down an option %s that %s does not read", name, module)
			}
		}
	}
	if total < 80 {
		t.Errorf("only %d options were found in the sources", total)
	}
}

// optionsClass is the name of a class of options in a longer type.
var optionsClass = regexp.MustCompile(`\b[\w.]+Options\b`)

func moduleNames() []string {
	var names []string
	for _, m := range bindings.All() {
		names = append(names, m.Name)
	}
	return names
}

// readers are the functions whose arguments name options.
var readers = map[string]bool{"Options": true, "options": true, "Body": true}

// optionsRead are the names that the sources in a folder give to functions that read options: as strings, or as a list in
// a variable of the package.
func optionsRead(t *testing.T, folder string) map[string]bool {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no sources: %v", folder, err)
	}
	var parsed []*ast.File
	lists := map[string][]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
				if list, ok := v.Values[0].(*ast.CompositeLit); ok {
					lists[v.Names[0].Name] = literals(list.Elts)
				}
			}
			return true
		})
	}
	names := map[string]bool{}
	for _, f := range parsed {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); !ok || !readers[s.Sel.Name] {
				return true
			}
			for _, name := range literals(call.Args) {
				names[name] = true
			}
			for _, arg := range call.Args {
				if list, ok := arg.(*ast.Ident); ok {
					for _, name := range lists[list.Name] {
						names[name] = true
					}
				}
			}
			return true
		})
	}
	return names
}

// literals are the strings among expressions.
func literals(list []ast.Expr) []string {
	var all []string
	for _, x := range list {
		if call, ok := x.(*ast.CallExpr); ok { // append(names, "more")
			all = append(all, literals(call.Args)...)
		}
		if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				all = append(all, s)
			}
		}
	}
	return all
}

// TestManualTellsLanguage compares Lua's library with what is written down of it.
func TestManualTellsLanguage(t *testing.T) {
	w := newWorld(t, false)
	defer w.rt.Close()
	defer w.modules.Close()
	globals := w.rt.State().G.Global
	have := map[string]bool{}
	add := func(prefix string, table *lua.LTable) {
		for k, v := range ltable.Pairs(table) {
			if _, ok := v.(*lua.LTable); !ok || prefix == "package." {
				have[prefix+k.String()] = true
			}
		}
	}
	add("", globals)
	for _, name := range []string{"_VERSION", "async", "await", "arg"} {
		delete(have, name) // of asyncio's annotations, or no function
	}
	for _, e := range annotations.Language() {
		if e.Kind == annotations.Module && e.Name != "_G" {
			add(e.Name+".", ltable.Get(globals, lua.LString(e.Name)).(*lua.LTable))
		}
	}
	file := ltable.Get(ltable.Get(globals, lua.LString("io")).(*lua.LTable), lua.LString("stdout")).(*lua.LUserData)
	for k := range ltable.Pairs(file.Metatable.(*lua.LTable)) {
		if !strings.HasPrefix(k.String(), "__") {
			have["file:"+k.String()] = true
		}
	}
	have["os.exit"] = true // the tests do not grant it
	if len(have) < 150 {
		t.Fatalf("the library has only %d names", len(have))
	}
	for _, e := range annotations.Language() {
		switch {
		case e.About == "":
			t.Errorf("nothing is said of %s", e.Name)
		case e.Kind == annotations.Module || e.Kind == annotations.Class:
		case !have[e.Name]:
			t.Errorf("scripts/types/lua/%s.lua names %s, which is not there", e.Module, e.Name)
		}
		delete(have, e.Name)
	}
	for name := range have {
		t.Errorf("%s is not written down in scripts/types/lua", name)
	}
}
