package lua51

// This file looks for differences.

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// SearchOptions say which programs are compared and how.
type SearchOptions struct {
	Seed     uint64        // the first
	N        int           // programs
	Area     string        // "": all
	Program  *Program      // instead of random ones
	Mode     Mode          // of Moonloop
	Worker   []string      // a command that calls Serve
	Workers  int           // programs at the same time
	Examples int           // programs of each kind that are made smaller
	Patience time.Duration // with each of them
	Progress func(text string)
}

// Found are the differences of a search.
type Found struct {
	Compared, Differ, Skipped int
	Kinds                     []*Kind           // the most frequent first
	Areas                     map[string][2]int // programs compared, and that differ
}

// A Kind are differences that are alike.
type Kind struct {
	Name     string
	Count    int
	Examples []Example
}

// An Example is a program, made smaller, with its difference.
type Example struct {
	Program    *Program
	Difference *Difference
}

// pair runs programs under both.
type pair struct {
	puc    *Puc
	worker *Worker
	mode   Mode
}

func (o *SearchOptions) pair() (*pair, error) {
	puc, err := NewPuc()
	if err != nil {
		return nil, err
	}
	worker, err := NewWorker(o.Worker...)
	if err != nil {
		return nil, errors.Join(err, puc.Close())
	}
	return &pair{puc, worker, o.Mode}, nil
}

func (p *pair) close() error { return errors.Join(p.puc.Close(), p.worker.Close()) }

// run runs a program by the judge and by Moonloop; ErrHung if it does not end by the judge. The judge of a mode is
// Moonloop itself, as the command runs the program.
func (p *pair) run(prog *Program) (want, got Outcome, err error) {
	if p.mode != Plain {
		want, err = p.worker.Run(prog, Plain)
		if err == nil && want.Broken != "" {
			err = ErrHung
		}
	} else {
		want, err = p.puc.Run(prog)
	}
	if err != nil {
		return want, got, err
	}
	got, err = p.worker.Run(prog, p.mode)
	return want, got, err
}

// Show prints a program and what both make of it.
func (o *SearchOptions) Show(prog *Program, out io.Writer) (err error) {
	p, err := o.pair()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	want, got, err := p.run(prog)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\n--- lua5.1\n%s%s (%d)\n--- moonloop\n%s%s (%d) %s\n", prog.Source, want.Stdout, want.Message, want.Status, got.Stdout, got.Message, got.Status, got.Broken)
	if d := Compare(want, got); d != nil {
		fmt.Fprintln(out, "---", d)
	}
	return nil
}

// Search compares programs.
func Search(o SearchOptions) (*Found, error) {
	found := &Found{Areas: map[string][2]int{}}
	kinds := map[string]*Kind{}
	var mu sync.Mutex // guards found and kinds
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make([]error, max(1, o.Workers))
	for i := range failed {
		all.Go(func() {
			p, err := o.pair()
			if err != nil {
				failed[i] = err
				return
			}
			defer func() { failed[i] = errors.Join(failed[i], p.close()) }()
			for {
				n := int(next.Add(1)) - 1
				if n >= o.N {
					return
				}
				prog := o.Program
				if prog == nil {
					prog = Generate(o.Seed+uint64(n), o.Area)
				}
				var d *Difference
				skip := !o.Mode.Suits(prog)
				if !skip {
					want, got, err := p.run(prog)
					switch {
					case err == ErrHung:
						skip = true
						o.Progress(fmt.Sprintf("seed %d (%s) does not end by the judge", prog.Seed, prog.Area))
					case err != nil:
						failed[i] = fmt.Errorf("seed %d: %w", prog.Seed, err)
						return
					default:
						d = Compare(want, got)
					}
				}
				mu.Lock()
				if found.Compared++; skip {
					found.Skipped++
				}
				if found.Compared%1000 == 0 {
					o.Progress(fmt.Sprintf("%d programs, %d differ in %d kinds", found.Compared, found.Differ, len(kinds)))
				}
				count := found.Areas[prog.Area]
				if !skip {
					count[0]++
				}
				if d != nil {
					count[1]++
				}
				found.Areas[prog.Area] = count
				shrink := false
				var kind *Kind
				if d != nil {
					found.Differ++
					name := d.Kind()
					if kind = kinds[name]; kind == nil {
						kind = &Kind{Name: name}
						kinds[name] = kind
						found.Kinds = append(found.Kinds, kind)
					}
					kind.Count++
					shrink = kind.Count <= o.Examples
				}
				mu.Unlock()
				if shrink {
					e := p.shrink(prog, d, o.Patience)
					mu.Lock()
					kind.Examples = append(kind.Examples, e)
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	slices.SortStableFunc(found.Kinds, func(a, b *Kind) int { return cmp.Compare(b.Count, a.Count) })
	return found, errors.Join(failed...)
}

// shrink makes a program smaller whose difference stays of the same kind.
func (p *pair) shrink(prog *Program, d *Difference, patience time.Duration) Example {
	kind := d.Kind()
	slow, slowWorker := p.puc.Timeout, p.worker.Timeout
	p.puc.Timeout, p.worker.Timeout = 2*time.Second, 4*time.Second
	defer func() { p.puc.Timeout, p.worker.Timeout = slow, slowWorker }()
	small := Shrink(prog, patience, func(q *Program) bool {
		want, got, err := p.run(q)
		if err != nil {
			return false
		}
		now := Compare(want, got)
		if now == nil || now.Kind() != kind {
			return false
		}
		d = now
		return true
	})
	return Example{small, d}
}

// Report is the text of what was found.
func (f *Found) Report() string {
	var b strings.Builder
	for _, k := range f.Kinds {
		fmt.Fprintf(&b, "=== %d × %s\n", k.Count, k.Name)
		for _, e := range k.Examples {
			fmt.Fprintf(&b, "--- seed %d (%s) %s\n%s\n", e.Program.Seed, e.Program.Area, e.Difference, e.Program.Source)
		}
	}
	for _, area := range slices.Sorted(maps.Keys(f.Areas)) {
		fmt.Fprintf(&b, "%-12s %5d of %d differ\n", area, f.Areas[area][1], f.Areas[area][0])
	}
	fmt.Fprintf(&b, "%d programs compared, %d differ in %d kinds; %d left out\n", f.Compared-f.Skipped, f.Differ, len(f.Kinds), f.Skipped)
	return b.String()
}
