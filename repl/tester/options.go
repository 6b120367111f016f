// Package tester is `moonloop test`: it finds test files, runs each in a process of its own, and tells what came of them.
//
// A process a file (child.go) is what makes a test unable to harm another: one that leaves by os.exit, crashes or never
// comes back costs itself, and the process is started again for what is left. The child tells of its cases in frames on
// standard output (frames.go); all else that arrives there is output of the case that runs. The parent (pool.go) has so many
// children at once as --jobs says, and prints files in their order, however they end.
//
// Seeds (seeds.go) are decided at random, or with --pct by priorities. Of seventeen planted mistakes, with 500 seeds each, both
// find all; permuting what is ready without keeping anything back finds four. At random the median mistake is found by one seed of nine,
// by priorities by one of nineteen, but three of the seventeen two to three times as often: where one task must be slow all the
// time. So chance is what seeds go by, and priorities are an option. The table is in the manual, BenchmarkPlanted measures it.
package tester

// This file reads the options of the command.

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Options are what a command line says.
type Options struct {
	Paths      []string
	Filter     string
	Seeds      int
	PCT        int // seeds go by priorities that change so often; 0: at random
	Replay     *replay
	Jobs       int
	FailFast   bool
	Timeout    time.Duration // real, of each case; 0: the default
	JUnit      string        // a file
	Coverage   string        // a file; the page stands beside it
	CoverTests bool          // test files count, too
	TAP        bool
	Update     bool
	Watch      bool
}

// Parse reads a command line.
func Parse(args []string) (Options, error) {
	o := Options{Jobs: runtime.NumCPU()}
	var err error
	for i := 0; i < len(args); i++ {
		arg := args[i]
		name, value, given := strings.Cut(arg, "=")
		next := func(what string) string {
			if given || err != nil {
				return value
			}
			if i++; i >= len(args) {
				err = fmt.Errorf("%s: %s expected", name, what)
				return ""
			}
			return args[i]
		}
		flag := func(on *bool) {
			*on = true
			if given {
				err = fmt.Errorf("%s takes no value", name)
			}
		}
		switch {
		case arg == "--":
			o.Paths = append(o.Paths, args[i+1:]...)
			i = len(args)
		case !strings.HasPrefix(arg, "-") || arg == "-":
			o.Paths = append(o.Paths, arg)
		case name == "--filter":
			o.Filter = next("text")
		case name == "--seeds":
			o.Seeds, err = whole(name, next("number"), err)
		case name == "--pct":
			o.PCT, err = whole(name, next("number"), err)
		case name == "--replay":
			text := next("string")
			if err == nil {
				o.Replay, err = parseReplay(text)
			}
		case name == "--jobs":
			o.Jobs, err = whole(name, next("number"), err)
		case name == "--fail-fast":
			flag(&o.FailFast)
		case name == "--timeout":
			text := next("seconds")
			s, bad := strconv.ParseFloat(text, 64)
			if err == nil && (bad != nil || !(s > 0) || s > 1e6) {
				err = fmt.Errorf("--timeout: seconds expected, got '%s'", text)
			}
			o.Timeout = time.Duration(s * float64(time.Second))
		case name == "--junit":
			o.JUnit = next("file")
		case name == "--coverage":
			if o.Coverage = next("file"); err == nil && strings.EqualFold(filepath.Ext(o.Coverage), pageEnding) {
				err = fmt.Errorf("--coverage: a name for the lcov file expected, got '%s', which is one of a page", o.Coverage)
			}
		case name == "--coverage-tests":
			flag(&o.CoverTests)
		case name == "--tap":
			flag(&o.TAP)
		case name == "--update":
			flag(&o.Update)
		case name == "--watch":
			flag(&o.Watch)
		default:
			err = fmt.Errorf("unknown option %s", arg)
		}
		if err != nil {
			return o, err
		}
	}
	if o.CoverTests && o.Coverage == "" {
		return o, errors.New("--coverage-tests: it says what --coverage FILE counts, which is not there")
	}
	return o, nil
}

func whole(name, text string, err error) (int, error) {
	n, bad := strconv.Atoi(text)
	if err == nil && (bad != nil || n < 1) {
		err = fmt.Errorf("%s: a positive number expected, got '%s'", name, text)
	}
	return n, err
}
