package log

// This file is log.progress: a bar on a terminal, lines elsewhere.

import (
	"fmt"
	"math"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A progress is how far something has come. It is a native.Manager.
type progress struct {
	m      *instance
	title  string
	unit   string  // "B" for bytes
	total  float64 // 0 when it is not known
	count  float64
	every  float64 // seconds between two lines
	began  float64
	shown  float64 // when it was shown last
	closed bool
	last   [samples]sample // the newest is at turn-1
	turn   int
}

// progressSize is about how many bytes a progress takes.
const progressSize = 700

// MemorySize implements vm.Sizer.
func (p *progress) MemorySize(visit func(any)) int {
	visit(p.title)
	return progressSize
}

// A sample is how far it had come at a time. The rate is that of the last samples.
type sample struct{ at, count float64 }

const samples = 32

// redraw is how many seconds lie between two drawings of a bar.
const redraw = 0.1

func (m *instance) progressMethods() []native.Entry {
	return []native.Entry{
		native.Method("add", func(c native.Call, p *progress) int { // p:add([n])
			n := 1.0
			if c.Has(1) {
				n = c.Number(1)
			}
			p.to(c, p.count+n)
			return 0
		}),
		native.Method("set", func(c native.Call, p *progress) int { // p:set(n)
			p.to(c, c.Number(1))
			return 0
		}),
		native.Method("close", func(c native.Call, p *progress) int { // p:close(): coroutine
			return c.Start(func(*loop.Loop) (loop.Coroutine, error) {
				p.close(c)
				return native.Ready(lua.LNil), nil
			})
		}),
	}
}

// progressField are the fields of a Progress.
func progressField(v any, key string) lua.LValue {
	p := v.(*progress)
	switch key {
	case "count":
		return lua.LNumber(p.count)
	case "total":
		if p.total == 0 {
			return lua.LNil
		}
		return lua.LNumber(p.total)
	}
	return nil
}

// openProgress is progress([total], [{title=, unit=, every=},] [body]).
func (m *instance) openProgress(c native.Call) int {
	total := 0.0
	if c.Has(1) {
		if total = c.Number(1); !(total >= 0) || math.IsInf(total, 0) {
			c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: number that is not negative expected, got %v", c.Name, total))
		}
	}
	o, body := c.Body(2, "title", "unit", "every")
	c.Reserve(progressSize)
	p := &progress{m: m, total: total, title: o.Text("title", "progress"), unit: o.Text("unit", ""), every: o.Number("every", 10)}
	p.began = m.seconds()
	p.shown = p.began
	p.sample(p.began)
	if body != nil {
		return c.With(p, body)
	}
	p.draw()
	return c.Push(m.progress.New(p))
}

// Enter implements native.Manager.
func (p *progress) Enter(_ native.Call, next vm.Next) vm.Step {
	p.draw()
	return next([]lua.LValue{p.m.progress.New(p)}, nil)
}

// Exit implements native.Manager.
func (p *progress) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	p.close(c)
	return native.Outcome(vals, err)
}

// seconds is the time that progress is measured by: the loop's, so that it goes with virtual time.
func (m *instance) seconds() float64 {
	if l := m.env.Runtime.Loop(); l != nil {
		return l.Time()
	}
	return float64(m.env.Now().UnixNano()) / 1e9
}

// to notes how far it has come, and shows it if it is time.
func (p *progress) to(c native.Call, count float64) {
	if math.IsNaN(count) || math.IsInf(count, 0) {
		c.Raise(loop.Errorf(loop.ValueError, "%s: number expected, got %v", c.Name, count))
	}
	if p.closed {
		return
	}
	p.count = count
	now := p.m.seconds()
	if p.m.env.Screen != nil {
		if now-p.shown >= redraw {
			p.shown = now
			p.sample(now)
			p.draw()
		}
	} else if now-p.shown >= p.every {
		p.shown = now
		p.sample(now)
		p.line(c, now)
	}
}

// close takes the bar away and writes the last line.
func (p *progress) close(c native.Call) {
	if p.closed {
		return
	}
	p.closed = true
	if s := p.m.env.Screen; s != nil {
		s.Set(p, "")
	}
	p.line(c, p.m.seconds())
}

func (p *progress) sample(now float64) {
	p.last[p.turn%samples] = sample{now, p.count}
	p.turn++
}

// rate is how much comes in a second, as of late, and in how many seconds the rest will have come; negative if that is not
// known.
func (p *progress) rate(now float64) (rate, left float64) {
	oldest := p.last[0]
	if p.turn > samples {
		oldest = p.last[p.turn%samples]
	}
	if now > oldest.at {
		rate = (p.count - oldest.count) / (now - oldest.at)
	}
	left = -1
	if p.total > 0 && rate > 0 {
		left = max(0, (p.total-p.count)/rate)
	}
	return rate, left
}

// share is how much of the total it is, from 0 to 1.
func (p *progress) share() float64 { return min(max(p.count/p.total, 0), 1) }

// line writes how far it has come as a line of the log.
func (p *progress) line(c native.Call, now float64) {
	if p.m.least > info {
		return
	}
	rate, left := p.rate(now)
	if p.closed {
		rate, left = 0, -1
		if now > p.began {
			rate = p.count / (now - p.began)
		}
	}
	t := p.m.env.Runtime.State().NewTable()
	set := func(name string, f float64) {
		t.RawSetString(name, lua.LNumber(math.Round(f*1000)/1000))
	}
	set("count", p.count)
	if p.total > 0 {
		set("total", p.total)
		set("percent", math.Floor(100*p.share()))
	}
	set("rate", rate)
	if p.closed {
		set("seconds", now-p.began)
	} else if left >= 0 {
		set("left", left)
	}
	p.m.write(c, info, p.title, t)
}

// bar is how many characters a bar has.
const bar = 20

// draw draws the bar on the terminal, if there is one.
func (p *progress) draw() {
	if s := p.m.env.Screen; s != nil {
		s.Set(p, p.text(p.m.seconds()))
	}
}

// text is the bar with what stands around it.
func (p *progress) text(now float64) string {
	rate, left := p.rate(now)
	parts := []string{p.title}
	if p.total > 0 {
		full := int(p.share() * bar)
		parts = append(parts,
			fmt.Sprintf("%3.0f%% [%s%s]", math.Floor(100*p.share()), strings.Repeat("#", full), strings.Repeat("-", bar-full)),
			p.amount(p.count)+"/"+p.amount(p.total))
	} else {
		parts = append(parts, p.amount(p.count))
	}
	parts = append(parts, p.amount(rate)+"/s")
	if left >= 0 {
		parts = append(parts, clock(left)+" left")
	}
	return strings.Join(parts, " ")
}

// amount is a number with its unit: thousands of bytes are kB, MB and so on.
func (p *progress) amount(f float64) string {
	prefix := ""
	if p.unit == "B" {
		for _, next := range []string{"k", "M", "G", "T"} {
			if math.Abs(f) < 1000 {
				break
			}
			f, prefix = f/1000, next
		}
	}
	decimals := 0
	if prefix != "" || f != math.Floor(f) && math.Abs(f) < 100 {
		decimals = 1
	}
	text := fmt.Sprintf("%.*f", decimals, f)
	if p.unit != "" {
		text += " " + prefix + p.unit
	}
	return text
}

// clock is a number of seconds as a clock shows it: 1:05, 2:03:04.
func clock(seconds float64) string {
	s := int64(min(math.Ceil(seconds), 359999))
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
