package command

// This file is moonloop check.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"moonloop/repl/annotations"
	"moonloop/repl/explain"
	"moonloop/vm"
	"moonloop/vm/check"
)

// A finding is a mistake in a file, as --json has it.
type finding struct {
	File string `json:"file"`
	check.Finding
}

// checkFiles reports the mistakes in files, and in the *.lua files of folders.
func checkFiles(s Streams, args []string) int {
	asJSON := slices.Contains(args, "--json")
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "--json" })
	if len(args) == 0 {
		return misused(s, "check", "file expected")
	}
	if strings.HasPrefix(args[0], "-") && args[0] != "-" {
		return misused(s, "check", "unknown option %s", args[0])
	}
	status := 0
	files, errs := luaFiles(args)
	for _, err := range errs {
		fmt.Fprintf(s.Stderr, "moonloop: %v\n", err)
		status = Failed
	}
	names := knownNames()
	all := []finding{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintf(s.Stderr, "moonloop: %v\n", CannotOpen(file, err))
			status = Failed
			continue
		}
		all = append(all, checkSource(string(source), file, names)...)
	}
	if len(all) > 0 {
		status = Failed
	}
	if asJSON {
		out := json.NewEncoder(s.Stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		if err := out.Encode(all); err != nil {
			fmt.Fprintf(s.Stderr, "moonloop check: %v\n", err)
			return Failed
		}
		return status
	}
	for _, f := range all {
		text := fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
		if f.Hint != "" {
			text += " (hint: " + f.Hint + ")"
		}
		fmt.Fprintln(s.Stdout, explain.Clean(text))
	}
	return status
}

// luaFiles are the files that arguments name: files, and those that end in .lua in folders.
func luaFiles(args []string) (files []string, errs []error) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			errs = append(errs, CannotOpen(arg, err))
			continue
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".lua") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			errs = append(errs, err)
		}
	}
	return files, errs
}

// checkSource checks one source.
func checkSource(source, file string, names *check.Names) []finding {
	found, err := check.Source(source, file, names)
	var syntax *vm.SyntaxError
	if errors.As(err, &syntax) {
		return []finding{{file, check.Finding{
			Line: syntax.Line, Column: syntax.Column, Kind: "syntax", Message: syntax.Message, Hint: explain.SyntaxHint(syntax, source),
		}}}
	}
	all := make([]finding, len(found))
	for i, f := range found {
		all[i] = finding{file, f}
	}
	return all
}

// knownNames are what the annotations and the language have.
func knownNames() *check.Names {
	entries, language := annotations.Entries(), annotations.Language()
	written := annotations.NewVocabulary(slices.Concat(entries, language))
	names := &check.Names{
		Globals: []string{"_VERSION", "arg", "async", "asyncio", "await", "fs"},
		Members: written.Members, Functions: map[string]check.Function{}, Parents: written.Parents,
	}
	for _, e := range language {
		if e.Kind == annotations.Module || e.Kind == annotations.Function && e.Module == "_G" {
			names.Globals = append(names.Globals, e.Name)
		}
	}
	for _, e := range entries {
		if e.Kind == annotations.Function || e.Kind == annotations.Method {
			names.Functions[e.Name] = function(e, entries)
		}
	}
	return names
}

// function is what the check wants to know of a function.
func function(e annotations.Entry, entries []annotations.Entry) check.Function {
	f := check.Function{Options: map[int][]string{}, Gives: map[int][]string{}}
	if len(e.Returns) > 0 {
		class, of, generic := strings.Cut(e.Returns[0].Type, "<")
		if isName(class) && (!generic || strings.HasSuffix(of, ">")) {
			f.Returns = class
		}
	}
	if len(e.Returns) > 0 {
		f.Results = resultsOf(e.Returns[0].Type)
	}
	if f.Most = len(e.Params); e.Overloaded || slices.ContainsFunc(e.Params, func(p annotations.Param) bool { return p.Name == "..." }) {
		f.Most = -1
	}
	for i, param := range e.Params {
		if classes := parametersOf(param.Type, entries); classes != nil {
			f.Gives[i] = classes
		}
		for _, option := range annotations.OptionsOf(param, entries) {
			f.Options[i] = append(f.Options[i], option.Name)
		}
	}
	return f
}

// isName tells a type that is one class.
func isName(s string) bool {
	return s != "" && !strings.ContainsAny(s, "|?<>[]{}(), ")
}

// resultsOf are the classes in Coroutine<A, B>.
func resultsOf(typ string) []string {
	inner, ok := strings.CutPrefix(typ, "Coroutine<")
	if !ok || !strings.HasSuffix(inner, ">") {
		return nil
	}
	return classes(strings.Split(strings.TrimSuffix(inner, ">"), ","))
}

// parametersOf are the classes of the parameters of fun(a: A, b: B), or of what is called so.
func parametersOf(typ string, entries []annotations.Entry) []string {
	for _, e := range entries {
		if e.Kind == annotations.Alias && e.Name == typ {
			typ = e.Type
		}
	}
	inner, ok := strings.CutPrefix(typ, "fun(")
	inner, _, closed := strings.Cut(inner, ")")
	if !ok || !closed || strings.ContainsAny(inner, "({") {
		return nil
	}
	list := strings.Split(inner, ",")
	for i, param := range list {
		_, list[i], _ = strings.Cut(param, ":")
	}
	return classes(list)
}

// classes has the names of classes in a list of types, and "" in the place of other types.
func classes(types []string) []string {
	list := make([]string, len(types))
	for i, typ := range types {
		if typ = strings.TrimSpace(typ); isName(typ) {
			list[i] = typ
		}
	}
	return list
}
