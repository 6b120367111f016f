package differential

// This file prints programs in Python. driver.py is what they stand on.

import "fmt"

// Python is the program as the body of a module that defines main().
func (p *Program) Python() string {
	w := &pythonPrinter{printer{indent: "    "}}
	w.line("async def main():")
	w.in(func() {
		if p.Eager {
			w.line("loop.set_task_factory(asyncio.eager_task_factory)")
		}
		w.function(p.Main, 0)
	})
	return w.text()
}

type pythonPrinter struct{ printer }

// function prints the inside of a coroutine function.
func (w *pythonPrinter) function(b Block, mark int, result ...*Node) {
	at := len(w.lines)
	w.block(b)
	if len(result) > 0 {
		w.line("return await %s", w.awaitable(result[0]))
	} else if mark > 0 {
		w.line(`return "r%d"`, mark)
	}
	w.declare(at, "x = 0")
}

func (w *pythonPrinter) block(b Block) {
	for _, n := range b.List {
		w.statement(n)
	}
	if len(b.List) == 0 {
		w.line("pass")
	}
}

// define prints a coroutine function and returns its name.
func (w *pythonPrinter) define(b Block, mark int, result ...*Node) string {
	name := fmt.Sprintf("f%d", mark)
	w.line("async def %s():", name)
	w.in(func() { w.function(b, mark, result...) })
	return name
}

// callback prints a plain function and returns its name. first is printed before the body.
func (w *pythonPrinter) callback(b Block, mark int, parameter, first string) string {
	name := fmt.Sprintf("cb%d", mark)
	w.line("def %s(%s):", name, parameter)
	w.in(func() {
		at := len(w.lines)
		w.line("%s", first)
		w.block(b)
		w.declare(at, "nonlocal x")
	})
	return name
}

// guarded prints what body prints so that what it raises is logged only.
func (w *pythonPrinter) guarded(on bool, class string, body func()) {
	if !on {
		body()
		return
	}
	w.line("try:")
	w.in(body)
	w.line("except %s as e:", class)
	w.in(func() { w.line(`log("raised", e)`) })
}

func (w *pythonPrinter) guard(on int, format string, args ...any) {
	w.guarded(on == 1, "BaseException", func() { w.line(format, args...) })
}

func pythonError(class, mark int) string {
	name := errorClasses[class]
	switch name {
	case "CancelledError":
		name = "asyncio.CancelledError"
	case "text":
		name = "LuaError"
	}
	return fmt.Sprintf(`%s("e%d")`, name, mark)
}

func pythonCatch(class int) string {
	switch name := catchClasses[class]; name {
	case "CancelledError":
		return "asyncio.CancelledError"
	case "any":
		return "Exception"
	default:
		return name
	}
}

func (w *pythonPrinter) statement(n *Node) {
	i := n.I
	switch n.Op {
	case "log":
		w.line(`log("p%d")`, i[0])
	case "count":
		w.line("x += 1")
		w.line(`log("x", x)`)
	case "cancel":
		w.guard(1, `log("cancel", S[%d].cancel(%s))`, i[0], quotedMark("m", i[1]))
	case "cancelling":
		w.line(`log("cancelling", cancelling(S[%d]))`, i[0])
	case "uncancel":
		w.line(`log("uncancel", uncancel(S[%d]))`, i[0])
	case "new_future":
		w.line("S[%d] = loop.create_future()", i[0])
	case "set_result":
		w.guard(i[2], `S[%d].set_result("v%d")`, i[0], i[1])
	case "set_exception":
		w.guard(i[2], "S[%d].set_exception(%s)", i[0], pythonError(i[3], i[1]))
	case "state":
		w.guard(i[2], []string{`log("state", S[%[1]d].done(), S[%[1]d].cancelled())`, `log("result", S[%d].result())`,
			`log("exception", S[%d].exception())`}[i[1]], i[0])
	case "cancel_handle":
		w.line("cancel_handle(H[%d])", i[0])
	case "set_var":
		w.line("set_var(%d)", i[0])
	case "get_var":
		w.line(`log("var", var.get())`)
	case "reset_var":
		w.line("reset_var()")
	case "raise":
		w.line("raise %s", pythonError(i[1], i[0]))
	case "all_tasks":
		w.line(`log("tasks", names(asyncio.all_tasks()))`)
	case "set_name":
		w.line(`set_name(S[%d], "n%d")`, i[0], i[1])
	case "remove_callback":
		w.line("remove_callback(S[%d], C[%d])", i[0], i[1])
	case "factory":
		w.line("loop.set_task_factory(%s)", []string{"None", "asyncio.eager_task_factory", factories[2], factories[3]}[i[0]])
	case "shield_start":
		w.guard(1, "S[%d] = asyncio.shield(S[%d])", i[0], i[1])
	case "reschedule":
		w.guard(1, "reschedule(M[%d], %s)", i[0], seconds(i[1], "None"))
	case "timeout_state":
		w.line("timeout_state(M[%d])", i[0])
	case "put_nowait":
		w.guard(i[2], `Q[%d].put_nowait("v%d")`, i[0], i[1])
	case "get_nowait":
		w.guard(i[1], `log("got", Q[%d].get_nowait())`, i[0])
	case "task_done":
		w.guard(i[1], "Q[%d].task_done()", i[0])
	case "shutdown":
		w.line("Q[%d].shutdown(%s)", i[0], []string{"", "immediate=True"}[i[1]])
	case "queue_state":
		w.line(`log("queue", Q[%[1]d].qsize(), Q[%[1]d].empty(), Q[%[1]d].full())`, i[0])
	case "event_set":
		w.line("%s", []string{"event.clear()", "event.set()"}[i[0]])
	case "release":
		w.guard(i[1], "%s.release()", lockNames[i[0]])
	case "notify":
		if i[0] == 3 {
			w.guard(i[1], "cond.notify_all()")
		} else {
			w.guard(i[1], "cond.notify(%d)", i[0])
		}
	case "lock_state":
		w.line("lock_state()")
	case "spawn":
		w.spawn(n)
	case "soon":
		name := w.callback(n.Body[0], i[1], "a", `log("soon", a)`)
		w.line([]string{`H[%d] = loop.call_soon(%s, "a%d")`, `H[%d] = loop.call_soon(%s, "a%d")`,
			`H[%d] = loop.call_soon_threadsafe(%s, "a%d")`, `H[%d] = loop.call_soon(%s, "a%d", context=context(1))`}[i[2]], i[0], name, i[1])
	case "report":
		w.line(`loop.call_exception_handler({"message": "report of e%d"})`, i[0])
	case "stop":
		w.line("loop.stop()")
	case "later", "at":
		name := w.callback(n.Body[0], i[2], "", fmt.Sprintf(`log("%s", "a%d")`, n.Op, i[2]))
		if n.Op == "at" {
			w.line("H[%d] = loop.call_at(loop.time() + %s, %s)", i[0], seconds(i[1], ""), name)
		} else {
			w.line("H[%d] = loop.call_later(%s, %s)", i[0], seconds(i[1], ""), name)
		}
	case "done_callback":
		name := w.callback(n.Body[0], i[2], "f", fmt.Sprintf(`log("done", "a%d", f)`, i[2]))
		w.line("C[%d] = %s", i[1], name)
		if i[3] == 1 {
			w.line("S[%d].add_done_callback(%s, context=context(1))", i[0], name)
		} else {
			w.line("S[%d].add_done_callback(%s)", i[0], name)
		}
	case "object":
		w.line("O[%d] = %s()", i[0], w.define(n.Body[0], i[1]))
	case "in_context":
		name := w.callback(n.Body[0], i[0], "", fmt.Sprintf("var.set(%d)", i[0]))
		if i[1] == 1 {
			w.guard(1, "context(1).run(%s)", name)
		} else {
			w.line("contextvars.copy_context().run(%s)", name)
		}
	case "gather_start":
		w.line("S[%d] = %s", i[0], w.gather(n, 1))
	case "group_cancel":
		w.line("group_cancel(G[%d])", i[0])
	case "group_spawn":
		name := w.define(n.Body[0], i[2])
		w.guard(i[3], "S[%d] = group_spawn(G[%d], %s) or S[%[1]d]", i[1], i[0], name)
	case "yield":
		w.line("await asyncio.sleep(0)")
	case "cancel_self":
		w.line(`log("cancel", asyncio.current_task().cancel(%s))`, quotedMark("m", i[0]))
	case "uncancel_self":
		w.line(`log("uncancel", asyncio.current_task().uncancel())`)
	case "cancelling_self":
		w.line(`log("cancelling", asyncio.current_task().cancelling())`)
	case "await":
		class := "BaseException"
		if i[2] == 1 {
			class = "Exception"
		}
		w.guarded(i[2] > 0, class, func() { w.line(`log("w%d", await %s)`, i[1], w.awaitable(n.Kids[0])) })
	default:
		w.compound(n)
	}
}

func (w *pythonPrinter) spawn(n *Node) {
	i := n.I
	name := w.define(n.Body[0], i[3], n.Kids...)
	switch i[1] {
	case 3:
		w.line(`S[%d] = asyncio.create_task(%s(), name="t%d")`, i[0], name, i[3])
	case 4:
		w.line("S[%d] = eager_start(%s())", i[0], name)
	case 5:
		w.line("S[%d] = asyncio.ensure_future(%s())", i[0], name)
	case 6:
		w.line("S[%d] = asyncio.create_task(%s(), context=context(1))", i[0], name)
	case 7:
		w.line("asyncio.run_coroutine_threadsafe(%s(), loop)", name)
	default:
		w.line("S[%d] = asyncio.create_task(%s())", i[0], name)
	}
}
