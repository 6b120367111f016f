package tester

// This file is --coverage: which files count, and where what was counted goes.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	report "moonloop/repl/coverage"
	"moonloop/vm/coverage"
)

const pageEnding = ".html"

// project tells which of the files that a test file loads are the project's: those below the current folder or that of the
// test file, but in no folder of packages and in none whose name begins with a dot. They are named from the current
// folder, or whole where they are not in it. Test files are none of them, unless tests is true.
func project(testFile string, tests bool) func(file string) (name string, ok bool) {
	here, err := os.Getwd()
	if err != nil {
		here = "."
	}
	beside, err := filepath.Abs(filepath.Dir(testFile))
	if err != nil {
		beside = here
	}
	return func(file string) (name string, ok bool) {
		file, err := filepath.Abs(filepath.FromSlash(file))
		if err != nil {
			return "", false
		}
		below, in := within(here, file)
		if name = below; !in {
			if below, in = within(beside, file); !in {
				return "", false
			}
			name = file
		}
		parts := strings.Split(filepath.ToSlash(below), "/")
		if slices.ContainsFunc(parts[:len(parts)-1], leftOut) {
			return "", false
		}
		return filepath.ToSlash(name), tests || !isTestFile(name)
	}
}

// within is the path of a file from a folder that it is below.
func within(folder, file string) (path string, ok bool) {
	path, err := filepath.Rel(folder, file)
	return path, err == nil && filepath.IsLocal(path)
}

// tellCoverage writes the lcov file and the page beside it, and the table to w.
func tellCoverage(r *coverage.Report, o Options, w io.Writer) error {
	page := strings.TrimSuffix(o.Coverage, filepath.Ext(o.Coverage)) + pageEnding
	fmt.Fprintln(w)
	report.WriteSummary(w, r)
	fmt.Fprintf(w, "written to %s and %s\n", o.Coverage, page)
	return errors.Join(
		writeFile(o.Coverage, func(w io.Writer) error { return report.WriteLCOV(w, r) }),
		writeFile(page, func(w io.Writer) error { return report.WritePage(w, r, os.ReadFile) }),
	)
}

// writeFile makes a file of what write writes.
func writeFile(name string, write func(w io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
