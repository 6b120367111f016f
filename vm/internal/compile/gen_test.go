package compile

// This file compiles whole programs: that code refers to what there is, and ends.

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"moonloop/vm/coverage"
)

func TestPrograms(t *testing.T) {
	n := 0
	err := filepath.WalkDir("../../../scripts", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".lua") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		p, err := Compile(string(source), Options{Name: path, Shebang: true})
		if _, ok := err.(*SyntaxError); ok {
			return nil // meant to be wrong
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		n++
		verify(t, p)
		if p, err = Compile(string(source), Options{Name: path, Shebang: true, Coverage: &coverage.Unit{}}); err != nil {
			t.Errorf("%s, counted: %v", path, err)
			return nil
		}
		verify(t, p)
		return nil
	})
	if err != nil || n < 100 {
		t.Errorf("%d programs: %v", n, err)
	}
}

// verify checks that each instruction of a function names registers, constants and targets that it has.
func verify(t *testing.T, p *Proto) {
	for pc, i := range p.Insts {
		info := Table[i.Op()]
		if info.SetsA && i.A() >= int(p.NumUsedRegisters) {
			t.Errorf("%s:%d: register of %v", p.SourceName, p.Line(pc), i)
		}
		if to := pc + 1 + i.Bx(); info.Jumps && (to < 0 || to >= len(p.Insts)) {
			t.Errorf("%s:%d: target of %v", p.SourceName, p.Line(pc), i)
		}
		if info.Tests && p.Insts[pc+1].Op() != Jump {
			t.Errorf("%s:%d: no jump after %v", p.SourceName, p.Line(pc), i)
		}
		if i.Op() == Count && i.Bx() >= len(p.Coverage.Counts) {
			t.Errorf("%s:%d: counter of %v", p.SourceName, p.Line(pc), i)
		}
		if i.Op() == LoadK && i.Bx() >= len(p.Consts) {
			t.Errorf("%s:%d: constant of %v", p.SourceName, p.Line(pc), i)
		}
	}
	if last := p.Insts[len(p.Insts)-1]; last.Op() != Return {
		t.Errorf("%s:%d: ends in %v", p.SourceName, p.LineDefined, last)
	}
	if len(p.Columns) != len(p.Insts) || len(p.DbgSourcePositions) < len(p.Insts) {
		t.Errorf("%s:%d: %d instructions, %d lines, %d columns", p.SourceName, p.LineDefined, len(p.Insts), len(p.DbgSourcePositions), len(p.Columns))
	}
	for _, inner := range p.Inner {
		verify(t, inner)
	}
}
