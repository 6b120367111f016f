package vm

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"testing"
)

// TestThreadIsSmall holds the size of a thread that has not gone deep: memory of a suspended task is mostly this.
func TestThreadIsSmall(t *testing.T) {
	if size := reflect.TypeFor[thread]().Size(); size > 1400 {
		t.Errorf("a thread takes %d bytes", size)
	}
}

// TestUnsafeStaysInside: no file that uses gopher-lua imports unsafe; package glua does so for all.
func TestUnsafeStaysInside(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		imports := map[string]bool{}
		for _, spec := range f.Imports {
			imports[spec.Path.Value] = true
		}
		if imports[`"unsafe"`] && imports[`"github.com/yuin/gopher-lua"`] {
			t.Errorf("%s uses gopher-lua and imports unsafe", name)
		}
	}
}
