package tester

// This file runs the files of a run, several at once.

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"moonloop/bindings/test"
	"moonloop/vm/coverage"
)

// A message is something that came of file n.
type message struct {
	n       int
	result  *test.Result
	covered []coverage.File
	changed string // the file of which there is nothing to replay
	end     bool
}

// pool runs the files and calls on with what comes of them, one at a time, the files in order.
func pool(stop stopping, files []string, o Options, on func(m message)) {
	queue := make(chan int)
	messages := make(chan message)
	var workers sync.WaitGroup
	for range min(o.Jobs, len(files)) {
		workers.Go(func() {
			for n := range queue {
				runFile(stop, files[n], o, func(m message) {
					m.n = n
					messages <- m
				})
				messages <- message{n: n, end: true}
			}
		})
	}
	go func() {
		defer close(messages)
		for n := range files {
			if stop.soft.Err() != nil {
				break
			}
			queue <- n
		}
		close(queue)
		workers.Wait()
	}()
	held := map[int][]message{}
	head := 0
	for m := range messages {
		if m.n != head {
			held[m.n] = append(held[m.n], m)
			continue
		}
		for pass := []message{m}; len(pass) > 0; {
			m, pass = pass[0], pass[1:]
			on(m)
			if m.end {
				head++
				pass = append(held[head], pass...)
				delete(held, head)
			}
		}
	}
}

// How often a file is begun again in a new process, and how long a child that says nothing is waited for beyond the time
// of its case.
const (
	maxRestarts = 1000
	silence     = 20 * time.Second
)

// runFile runs one file to its end: a process that ends early is followed by another for the cases that are left.
func runFile(stop stopping, file string, o Options, on func(m message)) {
	without := map[string]bool{}
	for range maxRestarts {
		p := &process{file: file, options: o, on: on, without: without, heard: make(chan struct{}, 1)}
		again := p.run(stop)
		if !again || stop.soft.Err() != nil {
			return
		}
	}
}

// A process is a child.
type process struct {
	file    string
	options Options
	on      func(m message)
	without map[string]bool
	heard   chan struct{} // it said something

	begun string // the case that runs, "" if none
	over  bool   // it has told all
	told  bool   // why it ends early is told
	raw   []byte // what was written beside its frames
}

// run runs the child and reports whether cases may be left.
func (p *process) run(stop stopping) (again bool) {
	self, err := os.Executable()
	if err != nil {
		p.fileFailed(test.Failure{Kind: "error", Message: err.Error()}, "")
		return false
	}
	req := request{
		Token: rand.Text()[:8], File: p.file, Filter: p.options.Filter, Seeds: p.options.Seeds, PCT: p.options.PCT, Timeout: p.options.Timeout,
		Replay: p.options.Replay, Update: p.options.Update, Without: p.without,
		Coverage: p.options.Coverage != "", CoverTests: p.options.CoverTests,
	}
	text, err := json.Marshal(req)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	ctx, cancel := context.WithCancel(stop.hard)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "test", childFlag, string(text))
	in, err := cmd.StdinPipe() // its end tells the child to end
	if err != nil {
		p.fileFailed(test.Failure{Kind: "error", Message: err.Error()}, "")
		return false
	}
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	cmd.WaitDelay = time.Second
	var reading, watching sync.WaitGroup
	reading.Go(func() { readFrames(r, req.Token, p.event, p.rawOutput) })
	timeout := p.options.Timeout
	if timeout == 0 {
		timeout = test.DefaultTimeout * time.Second
	}
	var silent bool
	watching.Go(func() { silent = p.watch(ctx, stop, in, timeout+silence, cancel) })
	err = cmd.Run()
	_ = w.Close()
	reading.Wait()
	outer := stop.soft.Err() != nil
	cancel()
	watching.Wait()
	switch {
	case p.over:
		p.printRaw()
		return false
	case outer && !silent:
		return false
	}
	return p.ended(err, silent)
}

// watch tells a child when it is to end, by the end of its input, and ends one that has said nothing for too long.
func (p *process) watch(ctx context.Context, stop stopping, in io.Closer, limit time.Duration, end func()) (silent bool) {
	soft := stop.soft.Done()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-soft:
			_ = in.Close() // an error says that it has ended
			soft, limit = nil, cleaning
			timer.Reset(limit)
		case <-p.heard:
			timer.Reset(limit)
		case <-timer.C:
			end()
			return true
		}
	}
}

// rawOutput is what was written past the suite: by programs that the case has started, or by a crash.
func (p *process) rawOutput(b []byte) { p.raw = append(p.raw, b...) }

// event is something that the child tells.
func (p *process) event(e event) {
	select {
	case p.heard <- struct{}{}:
	default:
	}
	if e.Coverage != nil {
		p.on(message{covered: e.Coverage})
	}
	switch {
	case e.Begin != "":
		p.begun = e.Begin
	case e.Result != nil:
		e.Result.Output += p.takeRaw()
		p.result(*e.Result)
	case e.Failure != nil:
		p.fileFailed(*e.Failure, e.Output+p.takeRaw())
	case e.Exit != nil:
		f := test.Failure{Kind: "error", Message: fmt.Sprintf("os.exit(%d) was called", *e.Exit)}
		p.endedBy(f, e.Output)
	case e.Stuck != nil:
		p.endedBy(*e.Stuck, e.Output)
	case e.Changed:
		p.on(message{changed: p.file})
	case e.End:
		p.over = true
	}
}

func (p *process) takeRaw() string {
	text := string(p.raw)
	p.raw = nil
	return text
}

// printRaw tells of output that came after the last case.
func (p *process) printRaw() {
	if text := p.takeRaw(); strings.TrimSpace(text) != "" {
		p.on(message{result: &test.Result{File: p.file, Status: "", Output: text}})
	}
}

func (p *process) result(r test.Result) {
	p.begun = ""
	p.without[r.Name()] = true
	p.on(message{result: &r})
}

// fileFailed tells that the file itself fails.
func (p *process) fileFailed(f test.Failure, output string) {
	p.on(message{result: &test.Result{File: p.file, Status: test.Failed, Failures: []test.Failure{f}, Output: output}})
}

// endedBy tells why the process ends early: the case that runs has failed, or the file.
func (p *process) endedBy(f test.Failure, output string) {
	output += p.takeRaw()
	p.told = true
	if p.begun == "" {
		p.fileFailed(f, output)
		p.over = true // nothing can be hoped for from another process
		return
	}
	p.result(test.Result{File: p.file, Path: strings.Split(p.begun, test.Separator), Status: test.Failed, Failures: []test.Failure{f}, Output: output})
}

// ended tells of a child that has ended without a word. It reports whether cases may be left.
func (p *process) ended(err error, silent bool) (again bool) {
	if !p.told {
		f := test.Failure{Kind: "error", Message: "the process ended before its tests"}
		switch {
		case silent:
			f = test.Failure{Kind: "timeout", Message: "timeout: the process did not answer any more"}
		case err != nil:
			f.Message += ": " + err.Error()
		}
		p.endedBy(f, "")
	}
	return !p.over
}
