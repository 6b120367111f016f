package tests

// This file holds Moonloop against the list of test methods of CPython's own asyncio suite.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// minimum is the part of CPython's methods, in percent, that must have a case. The others have a reason.
const minimum = 90

// TestConformance checks that the tables in conformance/ are complete: each method that conformance/methods.txt lists is
// in its table, with a case that a script declares or with a reason, and each case is in a table.
func TestConformance(t *testing.T) {
	methods := recordedMethods(t)
	declared := declaredCases(t, methods)
	cases, reasons := 0, 0
	for _, module := range methods.modules {
		t.Run(module, func(t *testing.T) {
			c, r := checkTable(t, readTable(t, module), methods.of[module], declared[module])
			t.Logf("%d methods of CPython: %d cases, %d reasons", len(methods.of[module]), c, r)
			cases += c
			reasons += r
		})
	}
	percent := 100 * float64(cases) / float64(max(1, cases+reasons))
	t.Logf("%d methods of CPython: %d cases (%.1f %%), %d reasons", cases+reasons, cases, percent, reasons)
	if percent < minimum {
		t.Errorf("%.1f %% of the methods have a case, want %d %%", percent, minimum)
	}
}

// checkTable compares a table with the methods it must list and the cases that scripts declare, and counts its lines.
func checkTable(t *testing.T, rows []row, methods, declared []string) (cases, reasons int) {
	seen, used := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		if seen[r.method] {
			t.Errorf("%s stands twice", r.method)
		}
		seen[r.method] = true
		if !slices.Contains(methods, r.method) {
			t.Errorf("%s is no method that methods.txt lists", r.method)
		}
		switch {
		case r.name == "-" && strings.TrimSpace(r.reason) == "":
			t.Errorf("%s has neither a case nor a reason", r.method)
		case r.name == "-":
			reasons++
		case r.name == "" || r.reason != "":
			t.Errorf("%s: want a case and no reason, or - and a reason", r.method)
		case !slices.Contains(declared, r.name):
			t.Errorf("%s: no script declares the case %q", r.method, r.name)
		default:
			used[r.name] = true
			cases++
		}
	}
	for _, method := range methods {
		if !seen[method] {
			t.Errorf("%s is missing", method)
		}
	}
	for _, name := range declared {
		if !used[name] {
			t.Errorf("the case %q is in no line of the table", name)
		}
	}
	return cases, reasons
}

// methodList is conformance/methods.txt: modules and their methods, in the order of CPython's files.
type methodList struct {
	modules []string
	of      map[string][]string
}

func recordedMethods(t *testing.T) methodList {
	list := methodList{of: map[string][]string{}}
	for _, fields := range readFields(t, "conformance/methods.txt", 2) {
		module := fields[0]
		if list.of[module] == nil {
			list.modules = append(list.modules, module)
		}
		list.of[module] = append(list.of[module], fields[1])
	}
	return list
}

// module is the module that a script's cases are about: the longest whose name begins that of the script,
// <module>.lua or <module>_….lua.
func (list methodList) module(path string) string {
	stem, found := strings.TrimSuffix(filepath.Base(path), ".lua"), ""
	for _, m := range list.modules {
		if (stem == m || strings.HasPrefix(stem, m+"_")) && len(m) > len(found) {
			found = m
		}
	}
	return found
}

// declaredCases are the names that the scripts of each module declare.
func declaredCases(t *testing.T, methods methodList) map[string][]string {
	scripts, err := filepath.Glob("conformance/*.lua")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{}
	for _, path := range scripts {
		module := methods.module(path)
		if module == "" {
			t.Errorf("%s belongs to no module of %v", path, methods.modules)
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range caseNames(t, string(source), path) {
			if slices.Contains(declared[module], name) {
				t.Errorf("%s: case %q is declared by two scripts", path, name)
			}
			declared[module] = append(declared[module], name)
		}
	}
	return declared
}

// A row of conformance/<module>.tsv: a method of CPython, and the name of the case that checks the same behaviour, or
// "-" and the reason why there can be none.
type row struct{ method, name, reason string }

func readTable(t *testing.T, module string) []row {
	var rows []row
	for _, fields := range readFields(t, "conformance/"+module+".tsv", 3) {
		rows = append(rows, row{fields[0], fields[1], fields[2]})
	}
	return rows
}

// readFields reads a file of lines with tabs between so many fields.
func readFields(t *testing.T, path string, n int) [][]string {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for i, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != n {
			t.Fatalf("%s:%d: got %d fields, want %d", path, i+1, len(fields), n)
		}
		rows = append(rows, fields)
	}
	return rows
}
