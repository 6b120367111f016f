package loop

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The traces are what CPython 3.13 does, recorded by testdata/traces.py. Each scenario here
// is that of the same name there, line by line.
//
//go:embed testdata/traces.golden
var goldenTraces string

// trace is the Go form of what the Python scenarios are written with.
type trace struct {
	l     *Loop
	lines []string
}

func (tr *trace) log(format string, args ...any) {
	for i, a := range args {
		args[i] = python(a)
	}
	line := fmt.Sprintf("%d %.3f %s", tr.l.Iterations(), tr.l.Time(), fmt.Sprintf(format, args...))
	tr.lines = append(tr.lines, strings.TrimRight(line, " "))
}

// python writes a value as Python prints it.
func python(v any) any {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, fmt.Sprint(python(x)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return v
}

func (tr *trace) spawn(c Coroutine) *Task {
	t, err := tr.l.CreateTask(c, TaskOptions{})
	if err != nil {
		panic(err)
	}
	return t
}

func (tr *trace) named(name string, c Coroutine) *Task {
	t := tr.spawn(c)
	t.SetName(name)
	return t
}

func (tr *trace) sleep(co *Co, seconds float64) error {
	_, err := co.Await(Sleep(tr.l, Seconds(seconds), nil))
	return err
}

func (tr *trace) attempt(co *Co, label string, x any) (any, error) {
	v, err := co.Await(x)
	if err != nil {
		tr.log("%s raised %v", label, err)
	} else {
		tr.log("%s returned %v", label, v)
	}
	return v, err
}

// attempting is attempt as a coroutine of its own.
func (tr *trace) attempting(label string, x any) Coroutine {
	return Func(func(co *Co) (any, error) {
		v, err := tr.attempt(co, label, x)
		if err != nil {
			return err, nil
		}
		return v, nil
	})
}

func (tr *trace) worker(name string, delay float64, result any) Coroutine {
	return tr.failing(name, delay, result, nil)
}

func (tr *trace) failing(name string, delay float64, result any, fail error) Coroutine {
	return Func(func(co *Co) (any, error) {
		tr.log("%s begins", name)
		if err := tr.sleep(co, delay); err != nil {
			tr.log("%s cancelled %v", name, err)
			return nil, err
		}
		tr.log("%s ends", name)
		return result, fail
	})
}

func (tr *trace) stubborn(name string, result any) Coroutine {
	return Func(func(co *Co) (any, error) {
		tr.log("%s begins", name)
		if IsCancelled(tr.sleep(co, 100)) {
			tr.log("%s ignores", name)
		}
		if err := tr.sleep(co, 1); err != nil {
			return nil, err
		}
		tr.log("%s ends", name)
		return result, nil
	})
}

func must(f *Future, err error) *Future {
	if err != nil {
		panic(err)
	}
	return f
}

func (tr *trace) gather(items ...any) *Future { return must(Gather(tr.l, items, false)) }

func (tr *trace) gatherAll(items ...any) *Future { return must(Gather(tr.l, items, true)) }

func (tr *trace) logger(what string) Callback {
	return NewCallback(func(*Future) { tr.log("%s", what) })
}

func bad() error { return ValueError.New("bad") }

func done(l *Loop, v any) *Future {
	f := newFuture(l)
	f.SetResult(v)
	return f
}

type scenario struct {
	name string
	run  func(tr *trace, co *Co) error
}

func TestTraces(t *testing.T) {
	golden := map[string][]string{}
	for part := range strings.SplitSeq(goldenTraces, "== ") {
		if name, body, ok := strings.Cut(part, "\n"); ok {
			for line := range strings.SplitSeq(strings.TrimSuffix(body, "\n"), "\n") {
				golden[name] = append(golden[name], strings.TrimRight(line, " "))
			}
		}
	}
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			l, _ := testLoop(t)
			tr := &trace{l: l}
			v, err := l.RunUntilComplete(Func(func(co *Co) (any, error) { return nil, s.run(tr, co) }))
			if err != nil {
				tr.log("error %v", err)
			} else {
				tr.log("result %v", v)
			}
			want := golden[s.name]
			delete(golden, s.name)
			if slices.Equal(tr.lines, want) {
				return
			}
			for i := range max(len(want), len(tr.lines)) {
				w, g := "", ""
				if i < len(want) {
					w = want[i]
				}
				if i < len(tr.lines) {
					g = tr.lines[i]
				}
				mark := " "
				if w != g {
					mark = "*"
				}
				t.Logf("%s %-45s | %s", mark, w, g)
			}
			t.Error("the trace differs from CPython's (left)")
		})
	}
	for name := range golden {
		t.Errorf("no scenario for the golden trace %s", name)
	}
}
