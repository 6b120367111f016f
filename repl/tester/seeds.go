package tester

// This file is what comes after a case has failed with a seed: it runs again, with fewer and fewer decisions of its schedule,
// until what is left can be told and given to --replay.

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"moonloop/bindings/test"
	"moonloop/loop"
)

// shrinkTime is how long a failing schedule is made smaller, in real time.
const shrinkTime = 20 * time.Second

// A replay is what a string of --replay stands for: a case of a file, both known by a hash of their names, its seed and the
// decisions of its schedule. The print is that of the sources that it has read, because decisions are of no use for others.
type replay struct {
	File, Case string
	Seed       uint64
	Print      string
	Decisions  string
}

func (r replay) String() string {
	return strings.Join([]string{r.File, r.Case, strconv.FormatUint(r.Seed, 36), r.Print, r.Decisions}, ":")
}

func parseReplay(text string) (*replay, error) {
	part := strings.Split(text, ":")
	if len(part) != 5 {
		return nil, fmt.Errorf("--replay: a string that a failing seed has printed expected, got '%s'", text)
	}
	seed, err := strconv.ParseUint(part[2], 36, 63)
	if err != nil || seed == 0 {
		return nil, fmt.Errorf("--replay: seed expected, got '%s'", part[2])
	}
	if err := new(loop.Schedule).Parse(part[4]); err != nil {
		return nil, fmt.Errorf("--replay: %w", err)
	}
	return &replay{part[0], part[1], seed, part[3], part[4]}, nil
}

// files are those of a run that have the name of the one it is of.
func (r replay) files(files []string) (some []string, err error) {
	for _, file := range files {
		if nameHash(filepath.Base(file)) == r.File {
			some = append(some, file)
		}
	}
	if some == nil {
		return nil, errors.New("--replay: no test file has the name of the one that this string is of")
	}
	return some, nil
}

// short is a short name of a text.
func short(text string, letters int) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	name := "0000000000000" + strconv.FormatUint(h.Sum64(), 36)
	return name[len(name)-letters:]
}

func nameHash(name string) string { return short(name, 4) }

// seedOf is another for each case.
func seedOf(name string, seed uint64) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return h.Sum64() + seed
}

// scheduleOf is the schedule of a case with a seed.
func (c *childRun) scheduleOf(seed int, name string) *loop.Schedule {
	s := new(loop.Schedule)
	if n := seedOf(name, uint64(seed)); c.req.PCT > 0 {
		s.SeedPCT(n, c.req.PCT)
	} else {
		s.Seed(n)
	}
	return s
}

// again runs one case afresh under a schedule. It returns nil if the case does not run at all.
func (c *childRun) again(name string, seed uint64, schedule *loop.Schedule, steps bool) (result *test.Result) {
	c.out.send(event{Begin: name}) // so that the parent hears of us
	s, p, f := c.load(test.Options{
		Only: name, Seeds: int(seed), Seed: seed, Steps: steps, Schedule: func(string) *loop.Schedule { return schedule },
	}, nil)
	if f != nil {
		return nil
	}
	defer func() {
		if s.Interrupted() {
			result = nil
		}
	}()
	s.Run(context.Background(), func(string) {}, func(r test.Result) bool {
		result = &r
		return true
	})
	_ = p.Close()
	return result
}

// explain finds out what a case needs to fail.
func (c *childRun) explain(r *test.Result) {
	defer func() {
		if c.ending.isOver() {
			r.Story, r.Replay = "the run ended before its schedule was made smaller", ""
		}
	}()
	name := r.Name()
	run := func(schedule *loop.Schedule, steps bool) *test.Result {
		got := c.again(name, r.Seed, schedule, steps)
		if got == nil || got.Status != test.Failed {
			return nil
		}
		return got
	}
	if second := run(c.scheduleOf(int(r.Seed), name), false); second == nil || second.Schedule != r.Schedule || told(second) != told(r) {
		r.Story = "with the same seed it ends otherwise the second time: something in it does not follow from the seed, as real time, " +
			"other processes or threads do not; or this is a mistake of Moonloop"
		return
	}
	plain := mustParse("")
	if got := run(plain, true); got != nil {
		r.Failures, r.Output = got.Failures, got.Output
		r.Replay = c.replayOf(name, r.Seed, "")
		r.Story = c.plainStory(got)
		return
	}
	deadline := time.Now().Add(shrinkTime)
	small := mustParse(r.Schedule).Shrink(func(s *loop.Schedule) bool {
		return time.Now().Before(deadline) && run(s, false) != nil
	})
	seed := r.Seed
	last := run(mustParse(small), true)
	if last == nil {
		r.Story = "its schedule could not be run again" // what fails depends on something outside
		return
	}
	r.Failures, r.Output = last.Failures, last.Output
	r.Replay = c.replayOf(name, seed, small)
	r.Story = c.story(name, seed, last.Steps)
}

// replayOf is the string for a case that has just run.
func (c *childRun) replayOf(name string, seed uint64, decisions string) string {
	return replay{nameHash(filepath.Base(c.req.File)), nameHash(name), seed, c.sources.print(), decisions}.String()
}

// story is told of the steps that failed, beside those of the plain order.
func (c *childRun) story(name string, seed uint64, steps []test.TaskStep) string {
	plain := c.again(name, seed, mustParse(""), true)
	if plain == nil {
		return ""
	}
	return storyOf(c.req.File, plain.Steps, steps)
}

// plainStory is told of a run without decisions.
func (c *childRun) plainStory(r *test.Result) string {
	head := "it fails in the plain order, too"
	switch {
	case r.Status != test.Failed:
		head = "it does not fail in the plain order"
	case r.Simulated:
		head += ", and without any fault by chance"
	}
	return head + ":\n" + happened(c.req.File, r.Steps, r.Simulated)
}

// told is what a result says of the failure.
func told(r *test.Result) string {
	var b strings.Builder
	for _, f := range r.Failures {
		b.WriteString(f.Kind + f.Where + f.Message + f.Detail)
	}
	return b.String()
}

// mustParse makes a schedule of decisions that were made or checked before.
func mustParse(decisions string) *loop.Schedule {
	s := new(loop.Schedule)
	if err := s.Parse(decisions); err != nil {
		panic("BUG: " + err.Error())
	}
	return s
}

// replay runs the case that a string of --replay is of, and tells its story whatever becomes of it, unless its sources are others
// by now.
func (c *childRun) replay(r replay) {
	s, p, f := c.load(test.Options{Seeds: int(r.Seed), Seed: r.Seed}, nil)
	if f != nil {
		c.fail(f, s)
		return
	}
	names, _ := s.Names()
	_ = p.Close()
	for _, name := range names {
		if nameHash(name) != r.Case {
			continue
		}
		result := c.again(name, r.Seed, mustParse(r.Decisions), true)
		switch {
		case result == nil:
			return
		case c.sources.print() != r.Print:
			continue
		}
		if r.Decisions == "" {
			result.Story = c.plainStory(result)
		} else {
			result.Story = c.story(name, r.Seed, result.Steps)
		}
		result.Replay = r.String()
		c.out.send(event{Result: result})
		return
	}
	c.out.send(event{Changed: true})
}
