package tester

// This file finds test files.

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// endings are what the names of test files end with; the second is busted's.
var endings = []string{"_test.lua", "_spec.lua"}

// isTestFile tells whether the name of a file is that of a test file.
func isTestFile(name string) bool {
	return slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(name, end) })
}

// leftOut tells whether a folder of that name is none of the project's own.
func leftOut(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == "lua_modules"
}

// discover lists the test files that paths name: files as they are, and what is in folders and below. Folders whose names
// begin with a dot, and node_modules, are left out.
func discover(paths []string) ([]string, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var files []string
	seen := map[string]bool{}
	add := func(file string) {
		file = filepath.ToSlash(filepath.Clean(file))
		if !seen[file] {
			seen[file] = true
			files = append(files, file)
		}
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("cannot open %s: no such file or folder", path)
		}
		if !info.IsDir() {
			add(path)
			continue
		}
		err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			switch name := d.Name(); {
			case err != nil:
				return err
			case d.IsDir() && p != path && leftOut(name):
				return fs.SkipDir
			case !d.IsDir() && isTestFile(name):
				add(p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}
