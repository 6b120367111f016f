package vm

import (
	"sync"
	"testing"

	"moonloop/vm/coverage"
)

// TestCompiled holds that runtimes share what was compiled as long as name and source are the same, and that what is counted is
// compiled for each.
func TestCompiled(t *testing.T) {
	var kept sync.Map
	compiled := func(source, name string, covered *coverage.Collector) *Chunk {
		rt, err := New(Options{Compiled: &kept, Coverage: covered})
		if err != nil {
			t.Fatal(err)
		}
		defer rt.Close()
		chunk, err := rt.CompileFile(source, name)
		if err != nil {
			t.Fatal(err)
		}
		return chunk
	}
	first := compiled("return 1", "a.lua", nil)
	if compiled("return 1", "a.lua", nil) != first {
		t.Error("the same file is compiled again")
	}
	if compiled("return 2", "a.lua", nil) == first || compiled("return 1", "b.lua", nil) == first {
		t.Error("another file is taken for it")
	}
	counting := coverage.NewCollector(func(file string) (string, bool) { return file, true })
	if compiled("return 1", "a.lua", counting) == first {
		t.Error("what is not counted is taken for what is")
	}
}
