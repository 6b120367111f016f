package tests

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// excused are pairs that differ by case only and may stay, until the files of vm they stand in are replaced.
var excused = []string{
	"vm: Compile and compile", "vm: SyntaxError and syntaxError", "vm/internal/compile: Jump and jump",
	"vm/internal/compile: Kind and kind", "vm/internal/compile: SyntaxError and syntaxError", "vm/internal/compile: Proto.List and Proto.list",
}

// TestNames holds that no two names of a package differ by case only, nor two methods of a type. A field and the method that
// reads it are one name.
func TestNames(t *testing.T) {
	packages := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case d.Name() == "testdata" || d.Name() == ".git":
			return fs.SkipDir
		}
		files, err := filepath.Glob(filepath.Join(path, "*.go"))
		if err != nil || len(files) == 0 {
			return err
		}
		packages++
		dir, _ := filepath.Rel("../..", path)
		for _, pair := range pairs(t, files) {
			if pair = filepath.ToSlash(dir) + ": " + pair; !slices.Contains(excused, pair) {
				t.Errorf("%s differ by case only", pair)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if packages < 30 {
		t.Errorf("only %d packages are seen", packages)
	}
}

// pairs are the names of a package's files, and of its types' methods, that differ by case only.
func pairs(t *testing.T, files []string) []string {
	names := map[string][]string{} // by package name and folded name
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range declared(f) {
			key := f.Name.Name + " " + strings.ToLower(name)
			if !slices.Contains(names[key], name) {
				names[key] = append(names[key], name)
			}
		}
	}
	var found []string
	for _, list := range names {
		if len(list) > 1 {
			slices.Sort(list)
			found = append(found, strings.Join(list, " and "))
		}
	}
	return found
}

// declared are the names that a file gives its package, methods with their type.
func declared(f *ast.File) []string {
	var names []string
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = receiver(d.Recv.List[0].Type) + "." + name
			}
			names = append(names, name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// receiver is the name of the type that a method is of.
func receiver(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// TestPairs sees what TestNames sees when there is a pair.
func TestPairs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(file, []byte("package a\n\ntype Box[T any] struct{ size int }\n\nfunc (b *Box[T]) Size() int { return b.size }\n\nfunc (b *Box[T]) fill() {}\n\nfunc (b Box[T]) Fill() {}\n\nvar box, BOX int\n\nfunc fill() {}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got := pairs(t, []string{file})
	slices.Sort(got)
	if want := []string{"BOX and Box and box", "Box.Fill and Box.fill"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
