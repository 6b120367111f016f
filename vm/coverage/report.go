package coverage

// This file adds up what was counted.

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A File is what was counted of one file. It can be sent as JSON.
type File struct {
	Name      string
	Lines     []Line
	Functions []Function `json:",omitempty"`
	Branches  []Branch   `json:",omitempty"`
}

// A Line is how often what begins on a line ran: of several statements, the one that ran most.
type Line struct {
	Line  int
	Count uint64
}

// A Function is how often one was called.
type Function struct {
	Name  string // "" for none
	Line  int
	Count uint64
}

// A Branch is how often each way was gone.
type Branch struct {
	Line, Column int
	Kind         Kind
	Counts       [2]uint64
}

// A Report adds up Files. The zero Report is ready. It is for one goroutine.
type Report struct{ files map[string]*sums }

type sums struct {
	lines     map[int]uint64
	functions map[functionKey]uint64
	branches  map[branchKey][2]uint64
}

type functionKey struct {
	line int
	name string
}

type branchKey struct {
	line, column int
	kind         Kind
}

// Add adds what was counted of a file to what is there of it.
func (r *Report) Add(f File) {
	if r.files == nil {
		r.files = map[string]*sums{}
	}
	s := r.files[f.Name]
	if s == nil {
		s = &sums{map[int]uint64{}, map[functionKey]uint64{}, map[branchKey][2]uint64{}}
		r.files[f.Name] = s
	}
	most := map[int]uint64{}
	for _, l := range f.Lines {
		most[l.Line] = max(most[l.Line], l.Count)
	}
	for line, n := range most {
		s.lines[line] += n
	}
	for _, fn := range f.Functions {
		s.functions[functionKey{fn.Line, fn.Name}] += fn.Count
	}
	for _, b := range f.Branches {
		key := branchKey{b.Line, b.Column, b.Kind}
		was := s.branches[key]
		s.branches[key] = [2]uint64{was[0] + b.Counts[0], was[1] + b.Counts[1]}
	}
}

// Files are the sums of each file, by name; what is in them is in the order of the source.
func (r *Report) Files() (files []File) {
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		s := r.files[name]
		f := File{Name: name}
		for _, line := range slices.Sorted(maps.Keys(s.lines)) {
			f.Lines = append(f.Lines, Line{line, s.lines[line]})
		}
		for key, n := range s.functions {
			f.Functions = append(f.Functions, Function{key.name, key.line, n})
		}
		slices.SortFunc(f.Functions, func(a, b Function) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Name, b.Name))
		})
		for key, n := range s.branches {
			f.Branches = append(f.Branches, Branch{key.line, key.column, key.kind, n})
		}
		slices.SortFunc(f.Branches, func(a, b Branch) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(string(a.Kind), string(b.Kind)))
		})
		files = append(files, f)
	}
	return files
}

// Reached tells whether a branch was come to.
func (b Branch) Reached() bool { return b.Counts[0]+b.Counts[1] > 0 }
