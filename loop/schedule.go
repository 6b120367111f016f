package loop

// This file is Schedule: the decisions by which the callbacks of a loop leave the plain order.

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A Schedule has a loop run what is ready in another order than the plain one, as a busy machine, a slow network or the
// next version of a program would, so that tests meet the orders that their code does not expect. Where there is a choice,
// a Schedule decides; the same decisions give the same run. Give it to a loop by [Options].Schedule. The zero
// Schedule is the plain order. It may decide for
// several loops, one after the other or by turns, on one goroutine at a time.
//
// What may move: the steps of tasks and the ends of what they wait for, callbacks of timers, and what comes from other
// threads. An iteration permutes what is ready and keeps some of it back ([Schedule.Seed]), or goes by priorities
// ([Schedule.SeedPCT]). No virtual time passes meanwhile. Under a virtual clock, timers within a millisecond may fire together.
//
// What stays in order, because asyncio promises it or programs cannot do without:
//   - the callbacks of one call_soon after the other, and those that other threads give to the loop;
//   - the callbacks of one future;
//   - those who wait for one lock or semaphore, or for items of one queue, or room in it;
//   - the steps of one task.
//
// So a program that is right by these promises alone is right under every Schedule. Bytes of a stream and items of a queue
// are in order by themselves: one who reads them has one step at a time.
type Schedule struct {
	made     []decision     // those that were not the plain ones
	replayed map[uint64]int // what to decide, by number; nil: as random says
	n        uint64         // choices so far
	ended    bool           // nothing is decided any more

	random     *rand.Rand
	move, keep float64 // how likely another than the plain choice is

	priorities bool            // PCT decides what runs
	changes    map[uint64]bool // the steps of tasks with which a priority falls
	steps      uint64          // of tasks so far, where priorities decide

	// Watch is called for each decision other than the plain one, before it takes effect: what is told as Step tells it is kept
	// back for some iterations, or it overtakes others, the steps of some tasks among them. With neither task nor words and
	// no iterations, timers fire together. Iterations below 0 are a priority, less than those of others, 0: what is told has it from
	// now on. Watch may be nil.
	Watch func(t *Task, what string, iterations int, before []*Task)
	// Step is called for each step of a task and each callback, right before it runs. Without words it is a step of t. The
	// words are "sleep" or "timeout" for the timers of asyncio, with the task that waits if it is known, and what the
	// method Told() string of a callback says that the program has given; what belongs to the machinery has neither words nor
	// task. Step may be nil.
	Step func(t *Task, what string)
	// Cancel is called for each request to cancel t, before it takes effect: by a task that passes on what it was asked itself, or,
	// where by is nil, by what runs now. at is the place in the program, as Options.Where tells it. Cancel may be nil.
	Cancel func(t, by *Task, at any)
}

// A decision is the choice number at, counted over the run, where not the plain one, 0, was taken.
type decision struct {
	at     uint64
	choice int
}

// rates are how likely choices are. Each seed has its own, as some mistakes take many changes and some just one.
var rates = []float64{1. / 2, 1. / 4, 1. / 8, 1. / 16, 1. / 32}

// Seed has a new schedule decide at random: an iteration permutes what is ready, and keeps some of it back for a few iterations.
// The same seed decides the same.
func (s *Schedule) Seed(seed uint64) {
	s.random = rand.New(rand.NewPCG(seed, 0x6d6f6f6e))
	s.move = rates[s.random.IntN(len(rates))]
	s.keep = rates[s.random.IntN(len(rates))]
}

// SeedPermuting is Seed without keeping anything back. It finds less, and is there to be compared.
func (s *Schedule) SeedPermuting(seed uint64) {
	s.Seed(seed)
	s.keep = 0
}

// priorityMark begins the text of decisions about priorities.
const priorityMark = "+"

// Parse has a new schedule take the decisions again that another's String tells. "" is the plain order, as without it.
func (s *Schedule) Parse(text string) error {
	s.replayed = map[uint64]int{}
	text, s.priorities = strings.CutPrefix(text, priorityMark)
	at := uint64(0)
	for _, part := range strings.FieldsFunc(text, func(c rune) bool { return c == '-' }) {
		gap, choice, ok := strings.Cut(part, ".")
		if !ok {
			choice = "1"
		}
		g, err := strconv.ParseUint(gap, 36, 40)
		c, err2 := strconv.ParseUint(choice, 36, 16)
		if err != nil || err2 != nil || c == 0 {
			return fmt.Errorf("schedule: %q: decision expected, as 1f.2", part)
		}
		at += g
		s.replayed[at] = int(c)
	}
	return nil
}

// String is the decisions so far, for [Schedule.Parse]: of each how many choices it is behind the one before it and, if it
// is not 1, what was chosen.
func (s *Schedule) String() string { return s.text(s.made) }

// recorded are the decisions that a parsed schedule takes again.
func (s *Schedule) recorded() (all []decision) {
	for at, choice := range s.replayed {
		all = append(all, decision{at, choice})
	}
	slices.SortFunc(all, func(a, b decision) int { return cmp.Compare(a.at, b.at) })
	return all
}

// End has nothing decided from now on: loops go on in the plain order, with what was kept back first.
func (s *Schedule) End() { s.ended = true }

// Decisions is how many were not the plain ones so far.
func (s *Schedule) Decisions() int { return len(s.made) }

// text is the text of decisions like those of s. Without any, by which kind they were made makes no difference.
func (s *Schedule) text(all []decision) string {
	var b strings.Builder
	if s.priorities && len(all) > 0 {
		b.WriteString(priorityMark)
	}
	last := uint64(0)
	for i, d := range all {
		if i > 0 {
			b.WriteByte('-')
		}
		b.WriteString(strconv.FormatUint(d.at-last, 36))
		if d.choice != 1 {
			b.WriteString("." + strconv.FormatUint(uint64(d.choice), 36))
		}
		last = d.at
	}
	return b.String()
}

// Choose is one choice of n, at least 2: 0 is the plain one, and another is taken as often as rate says, from 0 to 1. It is for
// what has choices of its own beside the loop's, too, as whether a simulated network loses a packet: they are decisions like
// those of the loop, told by String, and taken again by a schedule that was parsed.
func (s *Schedule) Choose(n int, rate float64) int {
	if s.ended {
		return 0
	}
	at := s.n
	s.n++
	choice := 0
	switch {
	case s.replayed != nil:
		choice = min(s.replayed[at], n-1)
	case s.random != nil && s.random.Float64() < rate:
		choice = 1 + s.random.IntN(n-1)
	}
	if choice > 0 {
		s.made = append(s.made, decision{at, choice})
	}
	return choice
}
