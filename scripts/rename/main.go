// Command rename gives a copy of Moonloop another module path, one that `go get` can fetch:
//
//	go run ./scripts/rename github.com/you/moonloop
//
// It rewrites the folder it is run in, the root of the module: go.mod and those that require it, the imports, and the
// documents that show them.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// modulePath is what go get takes: a domain, then names.
var modulePath = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$`)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./scripts/rename PATH")
		os.Exit(2)
	}
	if err := rename(".", os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "rename:", err)
		os.Exit(1)
	}
}

// rename changes the module path of the tree below root.
func rename(root, to string) error {
	if !modulePath.MatchString(to) {
		return fmt.Errorf("path with a domain expected, as github.com/you/moonloop, got %s", to)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return fmt.Errorf("%w: run it in the root of the module", err)
	}
	from, ok := strings.CutPrefix(strings.SplitN(string(mod), "\n", 2)[0], "module ")
	if !ok {
		return fmt.Errorf("go.mod: module expected in the first line")
	}
	from = strings.TrimSpace(from)
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text := string(b)
		renamed := renameIn(d.Name(), text, from, to)
		if renamed == text {
			return nil
		}
		return os.WriteFile(path, []byte(renamed), 0o666) // an existing file keeps its mode
	})
}

// renameIn is the text of a file of that name with the other path.
func renameIn(name, text, from, to string) string {
	switch filepath.Ext(name) {
	case ".go", ".md":
		return strings.ReplaceAll(text, `"`+from+`/`, `"`+to+`/`)
	case ".mod":
		line := regexp.MustCompile(`(?m)(^|[ \t])` + regexp.QuoteMeta(from) + `([ \t]|$)`)
		return line.ReplaceAllString(text, "${1}"+to+"${2}")
	}
	if name == "skips" {
		return regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(from)+`/`).ReplaceAllString(text, to+"/")
	}
	return text
}
