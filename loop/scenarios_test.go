package loop

import "strings"

var scenarios = []scenario{
	{"sleep_order", func(tr *trace, co *Co) error {
		ts := []*Task{tr.spawn(tr.worker("a", 0.2, nil)), tr.spawn(tr.worker("b", 0.1, nil)),
			tr.spawn(tr.worker("c", 0.1, nil)), tr.spawn(tr.worker("d", 0, nil))}
		for _, t := range ts {
			co.Await(t)
		}
		tr.log("main ends")
		return nil
	}},
	{"fairness", func(tr *trace, co *Co) error {
		f := func(name string) *Task {
			return tr.spawn(Func(func(co *Co) (any, error) {
				for i := range 3 {
					tr.log("%s%d", name, i)
					tr.sleep(co, 0)
				}
				return nil, nil
			}))
		}
		a, b := f("a"), f("b")
		co.Await(a)
		co.Await(b)
		tr.log("main ends")
		return nil
	}},
	{"future_chain", func(tr *trace, co *Co) error {
		f := tr.l.CreateFuture()
		f.AddDoneCallback(tr.logger("callback 1"), nil)
		reader := func(name string) *Task {
			return tr.spawn(Func(func(co *Co) (any, error) {
				v, err := co.Await(f)
				tr.log("%s got %v", name, v)
				return nil, err
			}))
		}
		_, b := reader("a"), reader("b")
		tr.sleep(co, 0)
		f.AddDoneCallback(tr.logger("callback 2"), nil)
		f.SetResult(7)
		f.AddDoneCallback(tr.logger("callback 3"), nil)
		tr.log("set")
		v, _ := co.Await(f)
		tr.log("main got %v", v)
		co.Await(b)
		tr.log("main ends")
		return nil
	}},
	{"callbacks_order", func(tr *trace, co *Co) error {
		l := tr.l
		l.CallSoon(tr.logger("soon 1"), nil)
		l.CallLater(Seconds(0), tr.logger("later 0"), nil)
		l.CallSoon(tr.logger("soon 2"), nil)
		l.CallLater(Seconds(0.5), tr.logger("later a"), nil)
		l.CallLater(Seconds(0.5), tr.logger("later b"), nil)
		l.CallAt(0.25, tr.logger("at 0.25"), nil)
		l.CallLater(Seconds(0.3), tr.logger("never"), nil).Cancel()
		l.CallSoonFunc(func() {
			tr.log("chain")
			l.CallSoon(tr.logger("chained"), nil)
		})
		tr.sleep(co, 0)
		tr.log("yielded")
		tr.sleep(co, 1)
		tr.log("main ends")
		return nil
	}},
	{"wait_for_zero", func(tr *trace, co *Co) error {
		tr.attempt(co, "zero", WaitFor(tr.l, tr.worker("w", 1, nil), Seconds(0)))
		tr.attempt(co, "negative", WaitFor(tr.l, tr.worker("x", 1, nil), Seconds(-1)))
		tr.attempt(co, "done", WaitFor(tr.l, done(tr.l, 3), Seconds(0)))
		t := tr.spawn(tr.worker("t", 1, nil))
		tr.sleep(co, 0)
		tr.attempt(co, "task", WaitFor(tr.l, t, Seconds(0)))
		t = tr.spawn(tr.stubborn("s", 5))
		tr.sleep(co, 0)
		tr.attempt(co, "stubborn", WaitFor(tr.l, t, Seconds(0)))
		return nil
	}},
	{"wait_for_good", func(tr *trace, co *Co) error {
		tr.attempt(co, "coro", WaitFor(tr.l, tr.worker("w", 1, 1), Seconds(2)))
		tr.attempt(co, "none", WaitFor(tr.l, tr.worker("x", 1, 2), Span{}))
		tr.attempt(co, "task", WaitFor(tr.l, tr.spawn(tr.worker("y", 1, 3)), Seconds(2)))
		tr.attempt(co, "error", WaitFor(tr.l, tr.failing("z", 1, nil, bad()), Seconds(2)))
		return nil
	}},
	{"wait_for_expired", func(tr *trace, co *Co) error {
		tr.attempt(co, "coro", WaitFor(tr.l, tr.worker("w", 3, nil), Seconds(1)))
		tr.attempt(co, "task", WaitFor(tr.l, tr.spawn(tr.worker("x", 3, Span{})), Seconds(1)))
		tr.attempt(co, "stubborn", WaitFor(tr.l, tr.stubborn("y", 5), Seconds(1)))
		tr.attempt(co, "stubborn task", WaitFor(tr.l, tr.spawn(tr.stubborn("z", 6)), Seconds(1)))
		tr.attempt(co, "same time", WaitFor(tr.l, tr.worker("v", 1, 9), Seconds(1)))
		tr.attempt(co, "future", WaitFor(tr.l, tr.l.CreateFuture(), Seconds(1)))
		return nil
	}},
	{"wait_for_cancelled", func(tr *trace, co *Co) error {
		inner := tr.spawn(tr.worker("w", 3, nil))
		t := tr.spawn(tr.attempting("outer", WaitFor(tr.l, inner, Seconds(5))))
		tr.sleep(co, 1)
		t.Cancel("stop it")
		tr.attempt(co, "t", t)
		tr.attempt(co, "inner", inner)
		tr.log("cancelling %v", t.Cancelling())
		t = tr.spawn(Func(func(co *Co) (any, error) {
			return co.Await(WaitFor(tr.l, tr.worker("x", 9, nil), Seconds(1)))
		}))
		tr.l.CallLater(Seconds(2), NewCallback(func(*Future) { t.Cancel("late") }), nil)
		tr.l.CallLater(Seconds(1), NewCallback(func(*Future) { t.Cancel("early") }), nil)
		tr.attempt(co, "both", t)
		tr.log("cancelling %v", t.Cancelling())
		return nil
	}},
	{"gather_plain", func(tr *trace, co *Co) error {
		tr.attempt(co, "empty", tr.gather())
		tr.attempt(co, "all", tr.gather(tr.worker("a", 0.2, 1), tr.worker("b", 0.1, 2), tr.spawn(tr.worker("c", 0, 3))))
		f := done(tr.l, 4)
		tr.attempt(co, "done", tr.gather(f))
		tr.attempt(co, "twice", tr.gather(f, f, tr.worker("d", 0, 5)))
		return nil
	}},
	{"gather_error", func(tr *trace, co *Co) error {
		a, b := tr.spawn(tr.failing("a", 1, nil, bad())), tr.spawn(tr.worker("b", 2, 2))
		tr.attempt(co, "first", tr.gather(a, b))
		tr.attempt(co, "b", b)
		r, _ := co.Await(tr.gatherAll(tr.failing("c", 1, nil, bad()), tr.worker("d", 2, 2)))
		tr.log("both %v %v", r.([]any)...)
		return nil
	}},
	{"gather_cancel", func(tr *trace, co *Co) error {
		g := tr.gather(tr.worker("a", 1, nil), tr.worker("b", 2, nil))
		tr.sleep(co, 0)
		tr.log("cancel %v %v %v", g.Cancel("why"), g.Cancelled(), g.Done())
		tr.attempt(co, "g", g)
		tr.log("cancelled %v again %v", g.Cancelled(), g.Cancel(nil))

		g = tr.gatherAll(tr.worker("c", 1, 1), tr.worker("d", 2, nil))
		t := tr.spawn(tr.attempting("inner", g))
		tr.sleep(co, 1.5)
		t.Cancel("msg")
		tr.attempt(co, "t", t)

		g = tr.gatherAll(tr.stubborn("e", 1), tr.worker("f", 2, nil))
		tr.sleep(co, 0)
		g.Cancel(nil)
		tr.attempt(co, "g", g)
		g = tr.gatherAll(tr.worker("h", 2, nil), tr.stubborn("i", 1))
		tr.sleep(co, 0)
		g.Cancel(nil)
		tr.attempt(co, "g", g)
		return nil
	}},
	{"gather_child_cancelled", func(tr *trace, co *Co) error {
		a, b := tr.spawn(tr.worker("a", 1, nil)), tr.spawn(tr.worker("b", 2, 2))
		g := tr.gather(a, b)
		tr.sleep(co, 0)
		a.Cancel("child")
		tr.attempt(co, "g", g)
		tr.log("cancelled %v", g.Cancelled())
		co.Await(b)
		a, b = tr.spawn(tr.worker("c", 1, nil)), tr.spawn(tr.worker("d", 2, 2))
		g = tr.gatherAll(a, b)
		tr.sleep(co, 0)
		a.Cancel("child")
		r, _ := co.Await(g)
		tr.log("%v %v", r.([]any)...)
		return nil
	}},
	{"shield_cancel", func(tr *trace, co *Co) error {
		inner := tr.spawn(tr.worker("in", 1, 1))
		t := tr.spawn(Func(func(co *Co) (any, error) { return co.Await(must(Shield(tr.l, inner))) }))
		tr.sleep(co, 0.5)
		t.Cancel("x")
		tr.attempt(co, "t", t)
		tr.attempt(co, "inner", inner)
		tr.attempt(co, "done", must(Shield(tr.l, inner)))
		tr.attempt(co, "coro", must(Shield(tr.l, tr.worker("c", 1, 2))))
		tr.attempt(co, "error", must(Shield(tr.l, tr.failing("e", 1, nil, bad()))))
		inner = tr.spawn(tr.worker("i", 1, nil))
		s := must(Shield(tr.l, inner))
		tr.sleep(co, 0)
		inner.Cancel("why")
		tr.attempt(co, "inner cancelled", s)
		tr.log("cancelled %v", s.Cancelled())
		return nil
	}},
	{"shield_wait_for", func(tr *trace, co *Co) error {
		inner := tr.spawn(tr.worker("in", 2, 1))
		tr.attempt(co, "wait", WaitFor(tr.l, must(Shield(tr.l, inner)), Seconds(1)))
		tr.attempt(co, "inner", inner)
		return nil
	}},
	{"as_completed_order", func(tr *trace, co *Co) error {
		c, err := AsCompleted(tr.l, []any{tr.spawn(tr.worker("a", 0.3, 1)), tr.spawn(tr.worker("b", 0.1, 2)),
			tr.spawn(tr.failing("c", 0.2, nil, bad()))}, Span{})
		for next := c.NextResult(); next != nil; next = c.NextResult() {
			tr.attempt(co, "next", next)
		}
		f := done(tr.l, 8)
		c, _ = AsCompleted(tr.l, []any{f}, Span{})
		for next := c.Next(); next != nil; next = c.Next() {
			g, err := co.Await(next)
			if err != nil {
				return err
			}
			v, _ := g.(*Future).Result()
			tr.log("same %v %v", g == any(f), v)
		}
		return err
	}},
	{"as_completed_timeout", func(tr *trace, co *Co) error {
		ts := []any{tr.spawn(tr.worker("a", 1, 1)), tr.spawn(tr.worker("b", 3, 2)), tr.spawn(tr.worker("c", 4, 3))}
		c, err := AsCompleted(tr.l, ts, Seconds(2))
		for next := c.NextResult(); next != nil; next = c.NextResult() {
			tr.attempt(co, "next", next)
		}
		for _, t := range ts {
			tr.attempt(co, "task", t)
		}
		return err
	}},
	{"eager", eagerScenario},
	{"cancel_nested", func(tr *trace, co *Co) error {
		mid := func(t *Task) Coroutine {
			return Func(func(co *Co) (any, error) {
				v, err := co.Await(t)
				if IsCancelled(err) {
					tr.log("mid %v", err)
				}
				return v, err
			})
		}
		inner := tr.spawn(tr.worker("in", 5, nil))
		m := tr.spawn(mid(inner))
		o := tr.spawn(mid(m))
		tr.sleep(co, 1)
		tr.log("cancel %v", o.Cancel("deep"))
		tr.log("%v %v %v", o.Cancelling(), m.Cancelling(), inner.Cancelling())
		tr.attempt(co, "o", o)
		tr.log("%v %v %v", o.Cancelled(), m.Cancelled(), inner.Cancelled())
		for _, t := range []*Task{o, m, inner} {
			for range 2 {
				_, err := t.Result()
				tr.log("result %v", err)
			}
		}
		return nil
	}},
	{"cancel_early", func(tr *trace, co *Co) error {
		t := tr.spawn(tr.worker("w", 1, nil))
		tr.log("cancel %v %v %v", t.Cancel("first"), t.Cancel("second"), t.Cancelling())
		tr.attempt(co, "t", t)
		tr.log("cancel again %v %v", t.Cancel(nil), t.Cancelling())
		t = tr.spawn(tr.worker("x", 1, nil))
		t.Cancel(nil)
		t.Uncancel()
		tr.attempt(co, "uncancelled", t)
		t = tr.spawn(tr.worker("y", 1, nil))
		t.Cancel(nil)
		t.Cancel(nil)
		tr.log("uncancel %v", t.Uncancel())
		tr.attempt(co, "half uncancelled", t)
		return nil
	}},
	{"cancel_self", func(tr *trace, co *Co) error {
		f := func(wait bool) *Task {
			return tr.spawn(Func(func(co *Co) (any, error) {
				co.Task().Cancel("self")
				tr.log("going on")
				if wait {
					if err := tr.sleep(co, 1); err != nil {
						return nil, err
					}
				}
				return 1, nil
			}))
		}
		tr.attempt(co, "wait", f(true))
		tr.attempt(co, "return", f(false))
		tr.attempt(co, "raise", tr.spawn(Func(func(co *Co) (any, error) {
			co.Task().Cancel("self")
			return nil, bad()
		})))
		tr.attempt(co, "uncancel", tr.spawn(Func(func(co *Co) (any, error) {
			co.Task().Cancel("self")
			tr.log("uncancel %v", co.Task().Uncancel())
			return 2, tr.sleep(co, 1)
		})))
		tr.attempt(co, "done", tr.spawn(Func(func(co *Co) (any, error) {
			co.Task().Cancel("done")
			v, _ := co.Await(done(tr.l, 1))
			tr.log("done future %v", v)
			return nil, tr.sleep(co, 0)
		})))
		return nil
	}},
	{"cancel_twice", func(tr *trace, co *Co) error {
		t := tr.spawn(tr.stubborn("s", 1))
		tr.sleep(co, 1)
		t.Cancel("one")
		tr.sleep(co, 0)
		tr.sleep(co, 0)
		t.Cancel("two")
		tr.log("cancelling %v", t.Cancelling())
		tr.attempt(co, "t", t)
		t = tr.spawn(tr.stubborn("u", 2))
		tr.sleep(co, 1)
		t.Cancel("one")
		t.Cancel("two")
		tr.attempt(co, "u", t)
		f := tr.l.CreateFuture()
		t = tr.spawn(Func(func(co *Co) (any, error) {
			v, err := co.Await(f)
			if err != nil {
				return nil, err
			}
			tr.log("w got %v", v)
			return 3, nil
		}))
		tr.sleep(co, 0)
		f.SetResult(4)
		tr.log("cancel %v", t.Cancel("late"))
		tr.attempt(co, "w", t)
		return nil
	}},
	{"wait_kinds", waitScenario},
	{"timeouts", timeoutScenario},
	{"queue_line", func(tr *trace, co *Co) error {
		q := NewQueue(1)
		put := func(n string) *Task {
			return tr.spawn(Func(func(co *Co) (any, error) {
				for i := range 3 {
					co.Await(q.Put(tr.l, n+string(rune('0'+i))))
					tr.log("put %s%d", n, i)
				}
				return nil, nil
			}))
		}
		get := func(n string) *Task {
			return tr.spawn(Func(func(co *Co) (any, error) {
				for range 3 {
					v, _ := co.Await(q.Get(tr.l))
					tr.log("%s got %v", n, v)
					q.TaskDone()
				}
				return nil, nil
			}))
		}
		for _, t := range []*Task{put("a"), put("b"), get("x"), get("y")} {
			co.Await(t)
		}
		co.Await(q.Join(tr.l))
		tr.log("joined")
		return nil
	}},
	{"queue_cancel", func(tr *trace, co *Co) error {
		q := NewQueue(0)
		get := func(n string) *Task {
			return tr.spawn(Func(func(co *Co) (any, error) {
				v, err := co.Await(q.Get(tr.l))
				if err != nil {
					tr.log("%s %v", n, err)
					return nil, err
				}
				tr.log("%s got %v", n, v)
				return nil, nil
			}))
		}
		a, b := get("a"), get("b")
		tr.sleep(co, 0)
		q.PutNowait(1)
		a.Cancel(nil)
		tr.attempt(co, "a", a)
		tr.attempt(co, "b", b)
		c := get("c")
		tr.sleep(co, 0)
		c.Cancel(nil)
		tr.attempt(co, "c", c)
		d := get("d")
		tr.sleep(co, 0)
		q.Shutdown(false)
		tr.attempt(co, "d", d)
		tr.log("size %v", q.Len())
		return nil
	}},
	{"bad_yields", badYieldScenario},
	{"failing_task", func(tr *trace, co *Co) error {
		t := tr.spawn(tr.failing("a", 0, nil, bad()))
		tr.attempt(co, "a", t)
		tr.attempt(co, "again", t)
		f := tr.l.CreateFuture()
		f.SetException(NewClass("KeyError", Exception))
		exc, _ := f.Exception()
		tr.log("exc %v", exc)
		f = tr.l.CreateFuture()
		f.Cancel("m")
		for range 2 {
			tr.attempt(co, "f", f)
		}
		tr.l.SetExceptionHandler(func(_ *Loop, c *ErrorContext) error {
			tr.log("handler %v", c.Exception)
			return nil
		})
		f = tr.l.CreateFuture()
		f.AddDoneCallback(NewCallback(func(*Future) {
			tr.log("callback")
			panic(ValueError.New("cb"))
		}), nil)
		f.AddDoneCallback(tr.logger("next callback"), nil)
		f.SetResult(1)
		tr.sleep(co, 0)
		tr.log("main ends")
		return nil
	}},
	{"stop_early", func(tr *trace, co *Co) error {
		tr.l.CallSoon(tr.logger("later"), nil)
		tr.l.Stop()
		tr.l.CallSoon(tr.logger("later"), nil)
		if err := tr.sleep(co, 0); err != nil {
			return err
		}
		tr.log("not in this run")
		return nil
	}},
}

func eagerScenario(tr *trace, co *Co) error {
	l := tr.l
	l.SetTaskFactory(EagerTaskFactory)
	quick := func() Coroutine {
		return Func(func(co *Co) (any, error) {
			tr.log("quick")
			return 1, nil
		})
	}
	t := tr.spawn(quick())
	tr.log("made %v %v", t.Done(), t.Coro() == nil)
	u := tr.spawn(tr.worker("slow", 0, 2))
	tr.log("made %v", u.Done())
	tr.attempt(co, "t", t)
	tr.attempt(co, "u", u)
	tr.attempt(co, "gather", tr.gather(quick(), quick()))
	g := tr.gather(quick(), tr.worker("w", 0, 3))
	tr.log("gather done %v", g.Done())
	tr.attempt(co, "g", g)
	tr.attempt(co, "nested", tr.spawn(Func(func(co *Co) (any, error) {
		v := tr.spawn(tr.worker("inner", 0, 4))
		tr.log("still me %v %v", l.CurrentTask() == co.Task(), v.Done())
		return co.Await(v)
	})))
	tr.attempt(co, "bad", tr.spawn(Func(func(co *Co) (any, error) { return nil, bad() })))
	tr.attempt(co, "self", tr.spawn(Func(func(co *Co) (any, error) {
		co.Task().Cancel("me")
		tr.log("cancelled me")
		if err := tr.sleep(co, 0); err != nil {
			return nil, err
		}
		tr.log("not reached")
		return nil, nil
	})))
	tr.attempt(co, "self2", tr.spawn(Func(func(co *Co) (any, error) {
		co.Task().Cancel("me")
		return 5, nil
	})))
	l.SetTaskFactory(nil)
	return nil
}

func waitScenario(tr *trace, co *Co) error {
	names := func(fs []*Future) string {
		var s []string
		for _, f := range fs {
			s = append(s, f.Task().Name())
		}
		return strings.Join(s, "/")
	}
	wait := func(label string, ts []any, timeout Span, when ReturnWhen) {
		v, err := co.Await(Wait(tr.l, ts, timeout, when))
		if err != nil {
			tr.log("%s %v", label, err)
			return
		}
		r := v.(WaitResult)
		tr.log("%s %s %s", label, names(r.Done), names(r.Pending))
	}
	ts := []any{tr.named("a", tr.worker("a", 1, 1)), tr.named("b", tr.failing("b", 2, nil, bad())), tr.named("c", tr.worker("c", 3, 3))}
	wait("zero", ts, Seconds(0), AllCompleted)
	wait("first", ts, Span{}, FirstCompleted)
	wait("again", ts, Span{}, FirstCompleted)
	wait("timeout", ts, Seconds(0.5), AllCompleted)
	wait("exception", ts, Span{}, FirstException)
	wait("all", ts, Span{}, AllCompleted)
	wait("done", ts, Span{}, AllCompleted)
	d := tr.named("d", tr.worker("d", 1, nil))
	t := tr.spawn(tr.attempting("wait", Wait(tr.l, []any{d}, Span{}, AllCompleted)))
	tr.sleep(co, 0.5)
	t.Cancel("w")
	tr.attempt(co, "t", t)
	tr.attempt(co, "d", d)
	return nil
}

func timeoutScenario(tr *trace, co *Co) error {
	l := tr.l
	within := func(co *Co, delay Span, body func(cm *Timeout) error) error {
		cm := NewTimeout(l, delay)
		if err := cm.Enter(); err != nil {
			return err
		}
		return cm.Exit(body(cm))
	}
	inline := func(body func(co *Co) (any, error)) Coroutine { return Func(body) }
	body := func(delay Span, sec float64) Coroutine {
		return inline(func(co *Co) (any, error) {
			err := within(co, delay, func(cm *Timeout) error {
				err := tr.sleep(co, sec)
				if IsCancelled(err) {
					tr.log("body cancelled")
				}
				tr.log("expired %v", cm.Expired())
				return err
			})
			return "fine", err
		})
	}
	tr.attempt(co, "in time", body(Seconds(2), 1))
	tr.attempt(co, "too late", body(Seconds(1), 2))
	tr.attempt(co, "zero", body(Seconds(0), 1))
	tr.attempt(co, "none", body(Span{}, 1))
	nested := func(a, b float64) Coroutine {
		return inline(func(co *Co) (any, error) {
			return nil, within(co, Seconds(a), func(*Timeout) error {
				err := within(co, Seconds(b), func(*Timeout) error { return tr.sleep(co, 5) })
				if ClassOf(err).IsA(TimeoutError) {
					tr.log("inner timeout")
				}
				return err
			})
		})
	}
	tr.attempt(co, "inner", nested(3, 1))
	tr.attempt(co, "outer", nested(1, 3))
	tr.attempt(co, "same", nested(1, 1))
	tr.attempt(co, "swallow", inline(func(co *Co) (any, error) {
		err := within(co, Seconds(1), func(*Timeout) error {
			tr.sleep(co, 5)
			return nil
		})
		tr.log("swallowed")
		tr.sleep(co, 1)
		return 1, err
	}))
	tr.attempt(co, "other", inline(func(co *Co) (any, error) {
		return nil, within(co, Seconds(1), func(*Timeout) error {
			tr.sleep(co, 5)
			return ValueError.New("other")
		})
	}))
	tr.attempt(co, "move", inline(func(co *Co) (any, error) {
		return nil, within(co, Seconds(1), func(cm *Timeout) error {
			cm.Reschedule(Seconds(l.Time() + 3))
			tr.sleep(co, 2)
			tr.log("moved %v", cm.Expired())
			cm.Reschedule(Seconds(l.Time() - 1))
			return tr.sleep(co, 5)
		})
	}))
	t := tr.spawn(body(Seconds(5), 9))
	tr.sleep(co, 1)
	t.Cancel("outside")
	tr.attempt(co, "cancel", t)
	return nil
}

func badYieldScenario(tr *trace, co *Co) error {
	word := func(err error, i int) string { return strings.Split(err.(*Error).Msg.(string), " ")[i] }
	tr.attempt(co, "number", tr.spawn(Func(func(co *Co) (any, error) {
		err := co.suspend(BadYield, 1)
		tr.log("thrown %s", word(err, 0))
		return nil, err
	})))
	co.Await(tr.spawn(Func(func(co *Co) (any, error) {
		_, err := co.Await(co.Task())
		tr.log("thrown %s", strings.Join(strings.Split(err.(*Error).Msg.(string), " ")[:5], " "))
		tr.log("after")
		return nil, nil
	})))
	other := New(Options{})
	defer other.Close()
	co.Await(tr.spawn(Func(func(co *Co) (any, error) {
		_, err := co.Await(other.CreateFuture())
		words := strings.Split(err.(*Error).Msg.(string), " ")
		tr.log("thrown %s", words[len(words)-1])
		return nil, nil
	})))
	co.Await(tr.spawn(Func(func(co *Co) (any, error) {
		co.Yield()
		tr.log("bare")
		return nil, nil
	})))
	return nil
}
