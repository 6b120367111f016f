package loop

import (
	_ "embed"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Random programs with what CPython 3.13 does with them, recorded by testdata/fuzz.py.
//
//go:embed testdata/fuzz.golden
var goldenPrograms string

const fuzzFutures = 3

// randomRun runs one of them.
type randomRun struct {
	*trace
	program [][]string
	tasks   []*Task
	futures []*Future
}

func (r *randomRun) me() any {
	if i := slices.Index(r.tasks, r.l.CurrentTask()); i >= 0 {
		return i
	}
	return "?"
}

// act does what an operation says and returns what is to be awaited, nil if nothing is.
func (r *randomRun) act(op string, a []int) any {
	l := r.l
	at := func(i int) int { return append(a, 0, 0)[i] }
	f := r.futures[max(0, at(0))%fuzzFutures] // which of the two is meant depends on op
	t := r.tasks[max(0, at(0))%len(r.tasks)]
	switch op {
	case "sleep":
		return Sleep(l, Seconds(float64(a[0])), nil)
	case "set":
		if !f.Done() {
			f.SetResult(a[0])
		}
	case "fail":
		if !f.Done() {
			f.SetException(Errorf(ValueError, "f%d", a[0]))
		}
	case "cancelf":
		r.log("cancelf %v", f.Cancel("cf"))
	case "cancel":
		took := t.Cancel(fmt.Sprintf("by%v", r.me()))
		r.log("cancel %v %v", took, t.Cancelling())
	case "uncancel":
		r.log("uncancel %v", l.CurrentTask().Uncancel())
	case "awaitf":
		return f
	case "await":
		return t
	case "waitforf":
		return WaitFor(l, f, Seconds(float64(a[1])))
	case "waitfor":
		return WaitFor(l, t, Seconds(float64(a[1])))
	case "shieldf":
		return must(Shield(l, f))
	case "shield":
		return must(Shield(l, t))
	case "waitforshield":
		return WaitFor(l, must(Shield(l, t)), Seconds(float64(a[1])))
	case "gather":
		return r.gather(t, r.tasks[a[1]])
	case "gatherall":
		return r.errors(r.gatherAll(t, r.tasks[a[1]]))
	case "gatherf":
		return r.gather(t, r.futures[a[1]])
	case "waitf":
		return r.sizes(Wait(l, []any{f}, Seconds(float64(a[1])), AllCompleted))
	case "first":
		return r.sizes(Wait(l, []any{t, r.tasks[a[1]]}, Span{}, FirstCompleted))
	case "completed":
		return r.completed(t, float64(a[2]))
	case "timeout":
		return r.within(float64(a[0]), float64(a[1]))
	default:
		panic("no such operation: " + op)
	}
	return nil
}

func (r *randomRun) errors(g *Future) Coroutine {
	return Func(func(co *Co) (any, error) {
		v, err := co.Await(g)
		if err != nil {
			return nil, err
		}
		var parts []string
		for _, x := range v.([]any) {
			if err, ok := x.(error); ok {
				x = "'" + err.Error() + "'"
			}
			parts = append(parts, fmt.Sprint(python(x)))
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	})
}

func (r *randomRun) sizes(w Coroutine) Coroutine {
	return Func(func(co *Co) (any, error) {
		v, err := co.Await(w)
		if err != nil {
			return nil, err
		}
		res := v.(WaitResult)
		return fmt.Sprintf("%d/%d", len(res.Done), len(res.Pending)), nil
	})
}

func (r *randomRun) completed(t *Task, timeout float64) Coroutine {
	return Func(func(co *Co) (any, error) {
		c, err := AsCompleted(r.l, []any{t}, Seconds(timeout))
		if err != nil {
			return nil, err
		}
		for next := c.NextResult(); next != nil; next = c.NextResult() {
			v, err := co.Await(next)
			if err != nil {
				return nil, err
			}
			r.log("completed %v", v)
		}
		return nil, nil
	})
}

func (r *randomRun) within(delay, seconds float64) Coroutine {
	return Func(func(co *Co) (any, error) {
		cm := NewTimeout(r.l, Seconds(delay))
		if err := cm.Enter(); err != nil {
			return nil, err
		}
		return nil, cm.Exit(r.sleep(co, seconds))
	})
}

func (r *randomRun) body(co *Co, i int) (any, error) {
	r.log("%d begins", i)
	for n, line := range r.program[i] {
		words := strings.Fields(line)
		if words[0] == "eager" || words[0] == "lazy" {
			continue
		}
		var args []int
		for _, w := range words[1 : len(words)-1] {
			v, err := strconv.Atoi(w)
			if err != nil {
				panic(err)
			}
			args = append(args, v)
		}
		x := r.act(words[0], args)
		if x == nil {
			continue
		}
		v, err := co.Await(x)
		if err == nil {
			r.log("%d.%d %v", i, n, v)
			continue
		}
		r.log("%d.%d %v", i, n, err)
		if IsCancelled(err) && words[len(words)-1] != "keep" {
			return nil, err
		}
	}
	r.log("%d ends", i)
	return i, nil
}

func (r *randomRun) main(co *Co) (any, error) {
	for range fuzzFutures {
		r.futures = append(r.futures, newFuture(r.l))
	}
	r.tasks = []*Task{co.Task()}
	for i := 1; i < len(r.program); i++ {
		t, err := NewTask(r.l, Func(func(co *Co) (any, error) {
			if err := r.sleep(co, 0); err != nil {
				return nil, err
			}
			return r.body(co, i)
		}), TaskOptions{Eager: r.program[0][0] == "eager"})
		if err != nil {
			return nil, err
		}
		r.tasks = append(r.tasks, t)
	}
	r.spawn(Func(r.watch))
	return r.body(co, 0)
}

// watch ends what waits for ever.
func (r *randomRun) watch(co *Co) (any, error) {
	if err := r.sleep(co, 20); err != nil {
		return nil, err
	}
	for range 5 {
		for _, f := range r.futures {
			f.Cancel("end")
		}
		for _, t := range r.tasks {
			t.Cancel("end")
		}
		if err := r.sleep(co, 20); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func TestRandomPrograms(t *testing.T) {
	golden := goldenPrograms
	if file := os.Getenv("LOOP_PROGRAMS"); file != "" { // more of them, recorded by the same script
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		golden = string(b)
	}
	for _, part := range strings.Split(golden, "== ")[1:] {
		head, want, _ := strings.Cut(part, "--\n")
		lines := strings.Split(strings.TrimSpace(head), "\n")
		t.Run(lines[0], func(t *testing.T) {
			l, reports := testLoop(t)
			r := &randomRun{trace: &trace{l: l}}
			for _, line := range lines[1:] {
				r.program = append(r.program, strings.Split(line, "; "))
			}
			v, err := l.RunUntilComplete(Func(r.main))
			if err != nil {
				r.log("error %v", err)
			} else {
				r.log("result %v", v)
			}
			l.RunUntilComplete(Sleep(l, Seconds(500), nil))
			for i, t := range r.tasks {
				switch exc, err := t.Exception(); {
				case !t.Done():
					r.log("task %d pending", i)
				case t.Cancelled():
					r.log("task %d cancelled", i)
				case exc != nil || err != nil:
					r.log("task %d %v", i, exc)
				default:
					v, _ := t.Result()
					r.log("task %d %v", i, v)
				}
			}
			if got := strings.Join(r.lines, "\n"); got != strings.TrimSpace(want) {
				t.Errorf("program:\n%s\ngot:\n%s\nwant:\n%s", head, got, want)
			}
			if strings.Contains(reports.String(), "Exception in callback") {
				t.Errorf("reports:\n%s", reports)
			}
		})
	}
}
