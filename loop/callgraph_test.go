package loop

import (
	"testing"
)

func TestAwaitedBy(t *testing.T) {
	l, _ := testLoop(t)
	runFunc(t, l, func(co *Co) (any, error) {
		f := newFuture(l)
		gathered, _ := Gather(l, []any{f, f}, false)
		shielded, _ := Shield(l, f)
		all, _ := AsCompleted(l, []any{f}, Span{})
		g := new(TaskGroup)
		if err := g.Enter(l); err != nil {
			return nil, err
		}
		child, err := g.CreateTask(Func(func(co *Co) (any, error) { return co.Await(f) }), TaskOptions{Name: "child"})
		if err != nil {
			return nil, err
		}
		for _, c := range []struct {
			name string
			co   Coroutine
		}{
			{"wait", Wait(l, []any{f}, Span{}, AllCompleted)},
			{"wait_for", WaitFor(l, f, Seconds(5))},
			{"as_completed", all.Next()},
		} {
			mustTask(t, l, c.co, TaskOptions{Name: c.name})
		}
		co.Await(Sleep(l, Seconds(0), nil))
		var names []string
		for _, by := range f.awaitedBy() {
			switch {
			case by == gathered:
				names = append(names, "gather")
			case by == shielded:
				names = append(names, "shield")
			default:
				names = append(names, by.Task().Name())
			}
		}
		equalList(t, "awaited by", names, []string{"gather", "shield", "as_completed", "child", "wait", "wait_for"})
		equal(t, "child", child.awaitedBy()[0], &co.Task().Future)
		f.SetResult(1)
		_, err = co.Await(g.Exit(nil))
		equal(t, "nobody", len(f.awaitedBy()), 0)
		co.Await(gathered)
		return nil, err
	})
}

func TestCallGraph(t *testing.T) {
	l, _ := testLoop(t)
	body := func(x **Future) Coroutine {
		return Func(func(co *Co) (any, error) { return co.Await(*x) })
	}
	var fa, fb *Future
	a := mustTask(t, l, body(&fb), TaskOptions{Name: "a"})
	b := mustTask(t, l, body(&fa), TaskOptions{Name: "b"})
	c := mustTask(t, l, body(&fa), TaskOptions{Name: "c"})
	fa, fb = &a.Future, &b.Future
	step(l, 1)
	g := fa.CallGraph(func(t *Task) []Frame {
		return []Frame{{Name: "inner()"}, {Where: "x.lua:1", Name: t.Name()}, {Where: "x.lua:9"}, {Where: "x.lua:2", Name: "main chunk"}}
	})
	equal(t, "a circle", g.AwaitedBy[0].AwaitedBy[0], g)
	equal(t, "text", g.String(), `* Task(name='a')
  + Call stack:
  |   in inner()
  |   x.lua:1: in function 'a'
  |   x.lua:9
  |   x.lua:2: in main chunk
  + Awaited by:
    * Task(name='b')
      + Call stack:
      |   in inner()
      |   x.lua:1: in function 'b'
      |   x.lua:9
      |   x.lua:2: in main chunk
      + Awaited by:
        * Task(name='a') (see above)
    * Task(name='c')
      + Call stack:
      |   in inner()
      |   x.lua:1: in function 'c'
      |   x.lua:9
      |   x.lua:2: in main chunk
`)
	for _, task := range []*Task{a, b, c} {
		task.quiet = true
	}
}
