// Command cmd compares Moonloop with lua5.1 on random programs, or records what lua5.1 does with them.
//
//	go run ./scripts/tests/lua51/cmd -n 20000 -seed 1
//	go run ./scripts/tests/lua51/cmd -n 1000 -mode limits     (or awaits)
//	go run ./scripts/tests/lua51/cmd -n 1000 -area coroutines
//	go run ./scripts/tests/lua51/cmd -print -seed 7
//	go run ./scripts/tests/lua51/cmd -file x.lua              (shrinks a program of one's own)
//	go run ./scripts/tests/lua51/cmd -record -n 1000
//
// Programs that differ are grouped by kind; the first ones of each are made smaller and printed. The exit status is 1
// when there are any.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"moonloop/scripts/tests/lua51"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var o lua51.SearchOptions
	flag.Uint64Var(&o.Seed, "seed", 1, "the first seed")
	n := flag.Int("n", 1, "how many programs")
	flag.StringVar(&o.Area, "area", "", "what the programs are about: "+strings.Join(lua51.Areas(), ", "))
	mode := flag.String("mode", "", "how Moonloop runs them: limits, awaits")
	flag.IntVar(&o.Workers, "workers", 2, "how many run at the same time")
	flag.IntVar(&o.Examples, "examples", 1, "how many programs of a kind are made smaller")
	flag.DurationVar(&o.Patience, "patience", 10*time.Second, "how long one program is made smaller")
	print := flag.Bool("print", false, "print the program and both outcomes only")
	file := flag.String("file", "", "a program to run instead")
	record := flag.Bool("record", false, "record what lua5.1 does with n programs")
	golden := flag.String("golden", "scripts/tests/lua51/testdata/golden.gob.gz", "the file to record in")
	worker := flag.Bool("worker", false, "serve another process")
	flag.Parse()
	if *worker {
		return lua51.Serve(os.Stdin, os.Stdout)
	}
	if *record {
		return lua51.Record(*golden, o.Seed, *n)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	o.Mode, o.N, o.Worker = lua51.Mode(*mode), *n, []string{self, "-worker"}
	o.Progress = func(text string) { fmt.Fprintln(os.Stderr, text) }
	if *file != "" {
		source, err := os.ReadFile(*file)
		if err != nil {
			return err
		}
		o.Program = &lua51.Program{Source: string(source), Goto: strings.Contains(string(source), "goto ")}
		o.N = 1
	}
	if *print {
		p := lua51.Generate(o.Seed, o.Area)
		return o.Show(p, os.Stdout)
	}
	found, err := lua51.Search(o)
	fmt.Print(found.Report()) // also what was found before an error
	if err != nil {
		return err
	}
	if len(found.Kinds) > 0 {
		return errors.New("there are differences")
	}
	return nil
}
