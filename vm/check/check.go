package check

// This file is what a caller sees: what is known, what is found.

import (
	"slices"
	"strings"

	"moonloop/vm/internal/compile"
)

// Names are the functions, fields and classes that there are. They are only read.
type Names struct {
	Globals   []string
	Members   map[string][]string // of modules and classes, by their name
	Functions map[string]Function // asyncio.sleep, Queue:put
	Parents   map[string]string   // of classes
}

// A Function is what is known of one.
type Function struct {
	Returns string           // the class of its first result; Coroutine is one of those that must be awaited
	Options map[int][]string // the options that the table at an argument may have, from 0 on
	Most    int              // how many arguments it takes at most, without self; -1: not known
	Gives   map[int][]string // the classes of what it calls the function at an argument with, from 0 on; "" is not known
	Results []string         // the classes of what its coroutine gives
}

// A Finding is a mistake.
type Finding struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"` // in bytes, from 1; 0 where it is not known
	Kind    string `json:"kind"`   // a word for its sort, as unused-variable
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"` // how it may be mended
}

// Ignore is what a comment in a line says whose findings are not wanted.
const Ignore = "check: ignore"

// Source finds the mistakes in a source that compiles, in its order. Its error is a *vm.SyntaxError.
func Source(source, name string, known *Names) ([]Finding, error) {
	options := compile.Options{Name: name, Source: "@" + name, Shebang: true}
	if _, err := compile.Compile(source, options); err != nil { // the generator knows limits of its own
		return nil, err
	}
	chunk, err := compile.Parse(source, options)
	if err != nil {
		return nil, err
	}
	c := &checker{known: known, facts: learn(chunk)}
	c.check(chunk)
	lines := strings.Split(source, "\n")
	found := slices.DeleteFunc(c.found, func(f Finding) bool {
		return f.Line >= 1 && f.Line <= len(lines) && strings.Contains(lines[f.Line-1], Ignore)
	})
	slices.SortStableFunc(found, func(a, b Finding) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return slices.Compact(found), nil
}
