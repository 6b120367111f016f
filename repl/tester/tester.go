package tester

// This file is the command: one run, and its exit status.

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"moonloop/bindings/test"
	"moonloop/vm/coverage"

	"github.com/chzyer/readline"
)

// The exit statuses.
const (
	failed      = 1
	badUsage    = 2 // and no case was found
	interrupted = 130
	terminated  = 143
)

// Args are the arguments as the help shows them.
const Args = "[PATHS]"

// usage is what is printed after a mistake.
const usage = `usage: moonloop test [PATHS] [--filter TEXT] [--jobs N] [--fail-fast]
       [--timeout S] [--seeds N] [--pct N] [--replay STRING] [--junit FILE]
       [--tap] [--coverage FILE] [--coverage-tests] [--update] [--watch]
`

// Main is `moonloop test`. It returns the exit status.
func Main(args []string, stdout, stderr io.Writer) int {
	if len(args) == 2 && args[0] == childFlag {
		return child(args[1], stdout, stderr)
	}
	for _, arg := range args {
		if arg == "--help" || arg == "-h" {
			fmt.Fprint(stdout, usage)
			return 0
		}
	}
	o, err := Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "moonloop test: %v\n%s", err, usage)
		return badUsage
	}
	stop, unwatch := watchSignals()
	defer unwatch()
	if o.Watch {
		return watch(stop, o, stdout, stderr)
	}
	return run(stop, o, stdout, stderr)
}

// run is one run over all files.
func run(stop stopping, o Options, stdout, stderr io.Writer) int {
	began := time.Now()
	files, err := discover(o.Paths)
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no test file found: their names end with _test.lua")
	}
	if err != nil {
		fmt.Fprintf(stderr, "moonloop test: %v\n", err)
		return badUsage
	}
	if o.Replay != nil {
		if files, err = o.Replay.files(files); err != nil {
			fmt.Fprintf(stderr, "moonloop test: %v\n", err)
			return badUsage
		}
	}
	inner := stop.within()
	defer inner.end()
	p := &reporter{w: stdout, color: colors(stdout)}
	tap := &tapWriter{w: stdout}
	var t tally
	var all []test.Result
	stopped, changed := "", ""
	var covered coverage.Report
	pool(inner, files, o, func(m message) {
		for _, f := range m.covered {
			covered.Add(f)
		}
		if m.changed != "" {
			changed = m.changed
		}
		if m.result == nil || stopped != "" {
			return
		}
		r := *m.result
		t.add(r)
		all = append(all, r)
		if o.TAP {
			tap.result(r)
		} else {
			p.result(r)
		}
		if o.FailFast && r.Status == test.Failed {
			stopped = ", stopped at the first failure"
			inner.end()
		}
	})
	status := 0
	var summary strings.Builder
	if len(t.failed) > 0 {
		status = failed
	}
	if o.JUnit != "" {
		if err := writeJUnit(o.JUnit, all); err != nil {
			fmt.Fprintf(stderr, "moonloop test: %v\n", err)
			status = badUsage
		}
	}
	ended, word := stop.status()
	if o.TAP {
		tap.end(word)
	}
	if o.Coverage != "" && ended == 0 && t.cases() > 0 {
		if err := tellCoverage(&covered, o, &summary); err != nil {
			fmt.Fprintf(stderr, "moonloop test: %v\n", err)
			status = badUsage
		}
	}
	switch {
	case ended != 0:
		status, stopped = ended, ", "+word
		fmt.Fprintln(stderr, "moonloop test: "+word)
	case t.cases() == 0 && changed != "":
		fmt.Fprintf(stderr, "moonloop test: --replay: %s, or a module that it requires, has changed since\n", changed)
		return badUsage
	case t.cases() == 0:
		what := "the files have no case"
		if o.Filter != "" {
			what = fmt.Sprintf("no case has '%s' in its name", o.Filter)
		}
		fmt.Fprintf(stderr, "moonloop test: no case to run: %s\n", what)
		return badUsage
	}
	if o.TAP {
		tap.comment(summary.String())
	} else {
		fmt.Fprint(stdout, summary.String())
		p.summary(&t, time.Since(began), stopped)
	}
	return status
}

// colors tells whether a writer is a terminal that has them.
func colors(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && readline.IsTerminal(int(f.Fd()))
}
