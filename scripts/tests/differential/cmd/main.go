// Command cmd compares Moonloop with CPython on random programs, or records what CPython does with them.
//
//	go run ./scripts/tests/differential/cmd -from 1 -to 20000
//	go run ./scripts/tests/differential/cmd -record -from 1 -to 1000
//	go run ./scripts/tests/differential/cmd -print -from 7
//
// A program that differs is made smaller and printed twice, with both traces; the exit status is 1 then.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"moonloop/scripts/tests/differential"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type job struct {
	python                    *differential.CPython
	features                  differential.Features
	shrink                    bool
	compared, unlike, skipped int
}

func run() error {
	from := flag.Uint64("from", 1, "the first seed")
	to := flag.Uint64("to", 0, "the last seed; 0: the first")
	record := flag.Bool("record", false, "record CPython's traces")
	golden := flag.String("golden", "scripts/tests/differential/testdata/golden.jsonl.gz", "the file to record in")
	print := flag.Bool("print", false, "print the programs only")
	most := flag.Int("most", 10, "stop after so many differences")
	features := flag.String("features", "groups,timeouts,queues,locks", "what the programs may use besides tasks and combinators")
	shrink := flag.Bool("shrink", true, "make programs that differ smaller")
	traces := flag.String("traces", "scripts/tests/traces", "the folder of vclock.py")
	flag.Parse()
	*to = max(*to, *from)
	j := &job{shrink: *shrink, features: differential.Features{
		Groups: strings.Contains(*features, "groups"), Timeouts: strings.Contains(*features, "timeouts"),
		Queues: strings.Contains(*features, "queues"), Locks: strings.Contains(*features, "locks"),
	}}
	path, err := differential.FindPython()
	if err != nil {
		return err
	}
	if j.python, err = differential.StartCPython(path, *traces); err != nil {
		return err
	}
	defer j.python.Close()
	if *print {
		p := differential.Generate(*from, j.features)
		moonloop, cpython, err := j.both(p)
		if err != nil {
			return err
		}
		fmt.Print(differential.Report(p, moonloop, cpython))
		return nil
	}
	if *record {
		return j.record(*golden, *from, *to)
	}
	return j.compare(*from, *to, *most)
}

// both runs a program in both languages at the same time.
func (j *job) both(p *differential.Program) (moonloop, cpython []string, err error) {
	if err := j.python.Send(p.Python()); err != nil {
		return nil, nil, err
	}
	moonloop, runErr := differential.Run(p.Lua(), differential.ModeOf(p.Seed))
	if runErr != nil {
		moonloop = append(moonloop, runErr.Error())
	}
	cpython, err = j.python.Receive()
	return moonloop, cpython, err
}

func (j *job) compare(from, to uint64, most int) error {
	for seed := from; seed <= to; seed++ {
		p := differential.Generate(seed, j.features)
		moonloop, cpython, err := j.both(p)
		if err != nil {
			return fmt.Errorf("seed %d: %w\n%s", seed, err, p.Python())
		}
		j.compared++
		if j.compared%1000 == 0 {
			fmt.Fprintf(os.Stderr, "%d programs, %d differ\n", j.compared, j.unlike)
		}
		if cpython == nil {
			j.skipped++
		}
		if differential.Differ(moonloop, cpython) == "" {
			continue
		}
		if j.shrink {
			p = differential.Shrink(p, func(q *differential.Program) bool {
				if err != nil {
					return false
				}
				var moonloop, cpython []string
				moonloop, cpython, err = j.both(q)
				return err == nil && differential.Differ(moonloop, cpython) != ""
			})
			if err == nil {
				moonloop, cpython, err = j.both(p)
			}
			if err != nil {
				return fmt.Errorf("seed %d: %w", seed, err)
			}
		}
		fmt.Println(differential.Report(p, moonloop, cpython))
		if j.unlike++; j.unlike >= most {
			break
		}
	}
	fmt.Printf("%d programs compared, %d differ; %d tell of CPython's implementation only (see driver.py)\n", j.compared-j.skipped, j.unlike, j.skipped)
	if j.unlike > 0 {
		return errors.New("there are differences")
	}
	return nil
}

func (j *job) record(path string, from, to uint64) error {
	list, err := differential.ReadGolden(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	at := map[uint64]int{}
	for i, g := range list {
		at[g.Seed] = i
	}
	for seed := from; seed <= to; seed++ {
		p := differential.Generate(seed, j.features)
		trace, err := j.python.Run(p.Python())
		if err != nil {
			return fmt.Errorf("seed %d: %w", seed, err)
		}
		if trace == nil {
			continue
		}
		g := differential.Golden{Seed: seed, Lua: p.Lua(), Trace: trace}
		if i, ok := at[seed]; ok {
			list[i] = g
		} else {
			list = append(list, g)
		}
	}
	return differential.WriteGolden(path, list)
}
