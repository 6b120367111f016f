package test

// This file is what is told of a case.

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// The statuses of a result.
const (
	Passed  = "passed"
	Failed  = "failed"
	Skipped = "skipped"
	Todo    = "todo" // whatever came of it
	// Interrupted is neither: the run has ended while the case ran. It is the kind of its failure, too.
	Interrupted = "interrupted"
)

// A Result is what came of a case.
type Result struct {
	File     string
	Path     []string // the names of the groups and of the case
	Where    string   // it was declared at, "file:line"
	Status   string
	Reason   string // of skipped and todo
	Note     string
	Failures []Failure
	Output   string  // what it printed
	Seconds  float64 // it took, in real time
	LoopTime float64 // it took, in its loop's time
	Seed     uint64

	Scheduled bool       // it ran under a schedule
	Simulated bool       // and in a simulated network
	Schedule  string     // the decisions of its schedule, as [loop.Schedule.Parse] takes them
	Steps     []TaskStep `json:"-"` // that its tasks took, if they were asked for
	Replay    string     // has --replay run it in the same way
	Story     string     // tells what happened
}

// Name is the whole name of the case.
func (r Result) Name() string { return strings.Join(r.Path, Separator) }

// A Failure is why a case failed.
type Failure struct {
	Kind    string // assertion, error, leak, timeout, Interrupted
	Message string
	Where   string   // "file:line", "" where it is not known
	Lines   []string // of the source around it, the line itself marked
	Detail  string   // the difference of values, what waits, what was left
	Trace   string   // of an error
}

// String is a failure as it is printed: where, the source, what is wrong.
func (f Failure) String() string {
	var b strings.Builder
	if f.Where != "" {
		fmt.Fprintf(&b, "%s\n", f.Where)
	}
	for _, line := range f.Lines {
		fmt.Fprintf(&b, "%s\n", line)
	}
	b.WriteString(f.Message)
	if f.Detail != "" {
		b.WriteString("\n" + f.Detail)
	}
	if f.Trace != "" && f.Kind == "error" {
		b.WriteString("\n" + strings.TrimPrefix(f.Trace, f.Message+"\n"))
	}
	return strings.TrimRight(b.String(), "\n")
}

// context_ is how many lines of source are shown before a failure.
const context_ = 2

// failures makes Failures of what a function raised: of a group in which something does not hold, as a TaskGroup raises it, one
// for each member, because where the group was raised says nothing.
func (s *Suite) failures(err error, what string) []Failure {
	list := []error{err}
	if assertionOf(err) != nil {
		list = members(err)
	}
	all := make([]Failure, len(list))
	for i, member := range list {
		var raised *vm.Error
		if s.rt != nil && !errors.As(member, &raised) {
			member = s.rt.NewError(s.rt.ErrorValue(member)) // which knows where it was raised
		}
		all[i] = *s.failure(member, what)
	}
	return all
}

// members are the errors that a group is of, those of groups within it too; err itself if it is none.
func members(err error) []error {
	var list []error
	seen := map[*loop.Error]bool{}
	var add func(err error)
	add = func(err error) {
		var e *loop.Error
		if !errors.As(err, &e) || len(e.Errors) == 0 {
			list = append(list, err)
			return
		}
		if seen[e] {
			return
		}
		seen[e] = true
		for _, member := range e.Errors {
			add(member)
		}
	}
	add(err)
	return list
}

// failure makes a Failure of what a function raised. what is the hook that did, "" for a body.
func (s *Suite) failure(err error, what string) *Failure {
	f := &Failure{Kind: "error", Message: err.Error()}
	var raised *vm.Error
	if errors.As(err, &raised) {
		f.Where = s.place(raised.Trace())
		f.Trace = withoutOwn(strings.TrimSpace(loop.Traceback(err)))
		if s.rt != nil && raised.Cause == nil {
			f.Message = s.text(raised)
		}
	}
	var syntax *vm.SyntaxError
	if errors.As(err, &syntax) {
		f.Where = fmt.Sprintf("%s:%d", s.options.File, syntax.Line)
	}
	if e := assertionOf(err); e != nil {
		f.Kind, f.Message, f.Detail, f.Trace = "assertion", e.message, e.detail, ""
		if e.where != "" {
			f.Where = e.where
		}
	}
	if what != "" {
		f.Message = what + ": " + f.Message
	}
	f.Lines = s.lines(f.Where)
	return f
}

// text is the text of a raised value, by its __tostring if it has one.
func (s *Suite) text(e *vm.Error) (text string) {
	defer func() {
		if recover() != nil {
			text = e.Error()
		}
	}()
	if t, ok := e.Value.(*lua.LTable); ok && !hasToString(t) {
		return Show(s.rt, t)
	}
	vals, err := s.rt.Call(s.rt.State().GetGlobal("tostring"), e.Value)
	if err != nil || len(vals) == 0 {
		return e.Error()
	}
	return vals[0].String()
}

// place is the innermost line of a trace that is in the test file, or else of any file.
func (s *Suite) place(tr *vm.Trace) string {
	if tr == nil {
		return ""
	}
	where, _ := tr.Frames()
	for i := len(where) - 1; i >= 0; i-- {
		if strings.HasPrefix(where[i], s.options.File+":") {
			return where[i]
		}
	}
	for i := len(where) - 1; i >= 0; i-- {
		if !strings.HasPrefix(where[i], ownChunk) {
			return where[i]
		}
	}
	return ""
}

// placeIn is place with a short name for the test file, as stories have it.
func (s *Suite) placeIn(tr *vm.Trace) string {
	where := s.place(tr)
	if line, own := strings.CutPrefix(where, s.options.File+":"); own {
		return filepath.Base(s.options.File) + ":" + line
	}
	return where
}

// ownChunk begins the names of chunks that are part of Moonloop.
const ownChunk = "[moonloop"

// withoutOwn leaves out the frames of Moonloop's own chunks.
func withoutOwn(trace string) string {
	if !strings.Contains(trace, "\t"+ownChunk) {
		return trace
	}
	lines := strings.Split(trace, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "\t"+ownChunk) }), "\n")
}

// lines are those of the test file around a place, "" for others.
func (s *Suite) lines(where string) []string {
	number, ok := strings.CutPrefix(where, s.options.File+":")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 || n > len(s.source) {
		return nil
	}
	var list []string
	for i := max(1, n-context_); i <= n; i++ {
		mark := " "
		if i == n {
			mark = ">"
		}
		list = append(list, fmt.Sprintf("%s %*d | %s", mark, len(strconv.Itoa(n)), i, strings.TrimRight(s.source[i-1], "\r")))
	}
	return list
}

// An assertion is what stands behind an AssertionError.
type assertion struct {
	message string
	detail  string // the difference
	where   string // where it failed, if not where it was raised
	fields  map[string]any
}

// Error implements error.
func (a *assertion) Error() string { return a.message }

// Field is what vm asks for.
func (a *assertion) Field(name string) any { return a.fields[name] }

func assertionOf(err error) *assertion {
	var a *assertion
	if errors.As(err, &a) {
		return a
	}
	return nil
}
