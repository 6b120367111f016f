package differential

// This file prints programs in Lua. prelude.lua is what they stand on.

import (
	"fmt"
	"strings"
)

// Lua is the program as a chunk that defines main().
func (p *Program) Lua() string {
	w := &luaPrinter{printer: printer{indent: "  "}}
	w.line("function main()")
	w.in(func() {
		if p.Eager {
			w.line("loop:set_task_factory(asyncio.eager_task_factory)")
		}
		w.function(p.Main, 0)
	})
	w.line("end")
	return w.text()
}

type luaPrinter struct {
	printer
	inCoroutine bool // a bare yield here would go to a coroutine of the program's own
}

func (w *luaPrinter) function(b Block, mark int, result ...*Node) {
	at := len(w.lines)
	w.block(b)
	if len(result) > 0 {
		w.line("return await(%s)", w.awaitable(result[0], w.inCoroutine))
	} else if mark > 0 {
		w.line(`return "r%d"`, mark)
	}
	w.declare(at, "local x = 0")
}

func (w *luaPrinter) block(b Block) {
	for _, n := range b.List {
		w.statement(n)
	}
}

// scope prints what body prints as the inside of another coroutine.
func (w *luaPrinter) scope(inCoroutine bool, body func()) {
	outside := w.inCoroutine
	w.inCoroutine = inCoroutine
	w.in(body)
	w.inCoroutine = outside
}

// inside is the text of what body prints, to be put into an expression.
func (w *luaPrinter) inside(inCoroutine bool, body func()) string {
	at := len(w.lines)
	w.scope(inCoroutine, body)
	text := strings.Join(w.lines[at:], "\n")
	w.lines = w.lines[:at]
	return "\n" + text + "\n" + strings.Repeat(w.indent, w.depth)
}

// coroutine is a function, or a call of a coroutine function, as an expression.
func (w *luaPrinter) coroutine(b Block, mark, async int, inCoroutine bool, result ...*Node) string {
	text := w.inside(inCoroutine, func() { w.function(b, mark, result...) })
	if async == 1 {
		return "async(function()" + text + "end)()"
	}
	return "function()" + text + "end"
}

// callback is a plain function as an expression.
func (w *luaPrinter) callback(b Block, parameter, format string, args ...any) string {
	return "function(" + parameter + ")" + w.inside(false, func() {
		w.line(format, args...)
		w.block(b)
	}) + "end"
}

// guarded prints what body prints so that what it raises is logged only.
func (w *luaPrinter) guarded(on bool, guard string, body func()) {
	if !on {
		body()
		return
	}
	w.line("%s(function()", guard)
	w.in(body)
	w.line("end)")
}

func (w *luaPrinter) guard(on int, format string, args ...any) {
	w.guarded(on == 1, "guard", func() { w.line(format, args...) })
}

func luaError(class, mark int) string {
	name := errorClasses[class]
	switch name {
	case "text":
		return fmt.Sprintf(`"e%d"`, mark)
	case "E1":
	default:
		name = "asyncio." + name
	}
	return fmt.Sprintf(`%s("e%d")`, name, mark)
}

func luaCatch(class int) string {
	switch name := catchClasses[class]; name {
	case "any":
		return `"any"`
	case "E1":
		return name
	default:
		return "asyncio." + name
	}
}

func (w *luaPrinter) statement(n *Node) {
	i := n.I
	switch n.Op {
	case "log":
		w.line(`log("p%d")`, i[0])
	case "count":
		w.line("x = x + 1")
		w.line(`log("x", x)`)
	case "cancel":
		w.guard(1, `log("cancel", S[%d]:cancel(%s))`, i[0], quotedMark("m", i[1]))
	case "cancelling":
		w.line(`log("cancelling", cancelling(S[%d]))`, i[0])
	case "uncancel":
		w.line(`log("uncancel", uncancel(S[%d]))`, i[0])
	case "new_future":
		w.line("S[%d] = loop:create_future()", i[0])
	case "set_result":
		w.guard(i[2], `S[%d]:set_result("v%d")`, i[0], i[1])
	case "set_exception":
		w.guard(i[2], "S[%d]:set_exception(%s)", i[0], luaError(i[3], i[1]))
	case "state":
		w.guard(i[2], []string{`log("state", S[%[1]d]:done(), S[%[1]d]:cancelled())`, `log("result", (S[%d]:result()))`,
			`log("exception", S[%d]:exception())`}[i[1]], i[0])
	case "cancel_handle":
		w.line("cancel_handle(H[%d])", i[0])
	case "set_var":
		w.line("set_var(%d)", i[0])
	case "get_var":
		w.line(`log("var", var:get())`)
	case "reset_var":
		w.line("reset_var()")
	case "raise":
		w.line("error(%s, 0)", luaError(i[1], i[0]))
	case "all_tasks":
		w.line(`log("tasks", names(asyncio.all_tasks()))`)
	case "set_name":
		w.line(`set_name(S[%d], "n%d")`, i[0], i[1])
	case "remove_callback":
		w.line("remove_callback(S[%d], C[%d])", i[0], i[1])
	case "factory":
		w.line("loop:set_task_factory(%s)", []string{"nil", "asyncio.eager_task_factory", factories[2], factories[3]}[i[0]])
	case "shield_start":
		w.guard(1, "S[%d] = asyncio.shield(S[%d])", i[0], i[1])
	case "reschedule":
		w.guard(1, "reschedule(M[%d], %s)", i[0], seconds(i[1], "nil"))
	case "timeout_state":
		w.line("timeout_state(M[%d])", i[0])
	case "put_nowait":
		w.guard(i[2], `Q[%d]:put_nowait("v%d")`, i[0], i[1])
	case "get_nowait":
		w.guard(i[1], `log("got", Q[%d]:get_nowait())`, i[0])
	case "task_done":
		w.guard(i[1], "Q[%d]:task_done()", i[0])
	case "shutdown":
		w.line("Q[%d]:shutdown(%s)", i[0], []string{"", "true"}[i[1]])
	case "queue_state":
		w.line(`log("queue", Q[%[1]d]:qsize(), Q[%[1]d]:empty(), Q[%[1]d]:full())`, i[0])
	case "event_set":
		w.line("%s", []string{"event:clear()", "event:set()"}[i[0]])
	case "release":
		w.guard(i[1], "%s:release()", lockNames[i[0]])
	case "notify":
		if i[0] == 3 {
			w.guard(i[1], "cond:notify_all()")
		} else {
			w.guard(i[1], "cond:notify(%d)", i[0])
		}
	case "lock_state":
		w.line("lock_state()")
	case "spawn":
		w.spawn(n)
	case "soon":
		w.line([]string{`H[%d] = loop:call_soon(%s, "a%d")`, `H[%d] = loop:call_soon(%s, "a%d")`,
			`H[%d] = loop:call_soon_threadsafe(%s, "a%d")`, `H[%d] = loop:call_soon(context(1):bind(%s), "a%d")`}[i[2]],
			i[0], w.callback(n.Body[0], "a", `log("soon", a)`), i[1])
	case "report":
		w.line(`loop:call_exception_handler({ message = "report of e%d" })`, i[0])
	case "stop":
		w.line("loop:stop()")
	case "later":
		w.line("H[%d] = loop:call_later(%s, %s)", i[0], seconds(i[1], ""), w.callback(n.Body[0], "", `log("later", "a%d")`, i[2]))
	case "at":
		w.line("H[%d] = loop:call_at(loop:time() + %s, %s)", i[0], seconds(i[1], ""), w.callback(n.Body[0], "", `log("at", "a%d")`, i[2]))
	case "done_callback":
		w.line("C[%d] = %s", i[1], w.callback(n.Body[0], "f", `log("done", "a%d", f)`, i[2]))
		if i[3] == 1 {
			w.line("S[%d]:add_done_callback(C[%d], { context = context(1) })", i[0], i[1])
		} else {
			w.line("S[%d]:add_done_callback(C[%d])", i[0], i[1])
		}
	case "object":
		w.line("O[%d] = %s", i[0], w.coroutine(n.Body[0], i[1], 1, true))
	case "in_context":
		body := w.callback(n.Body[0], "", "var:set(%d)", i[0])
		if i[1] == 1 {
			w.guard(1, "context(1):run(%s)", body)
		} else {
			w.line("asyncio.copy_context():run(%s)", body)
		}
	case "gather_start":
		w.line("S[%d] = %s", i[0], w.gather(n, 1))
	case "group_cancel":
		w.line("group_cancel(G[%d])", i[0])
	case "group_spawn":
		body := w.coroutine(n.Body[0], i[2], 0, false)
		w.guarded(i[3] == 1, "guard", func() { w.line("S[%d] = group_spawn(G[%d], %s) or S[%[1]d]", i[1], i[0], body) })
	case "yield":
		if w.inCoroutine {
			w.line("await(asyncio.sleep(0))")
		} else {
			w.line("coroutine.yield()")
		}
	case "cancel_self":
		w.line(`log("cancel", asyncio.current_task():cancel(%s))`, quotedMark("m", i[0]))
	case "uncancel_self":
		w.line(`log("uncancel", asyncio.current_task():uncancel())`)
	case "cancelling_self":
		w.line(`log("cancelling", asyncio.current_task():cancelling())`)
	case "await":
		guard := "guard"
		if i[2] == 1 {
			guard = "guard_errors"
		}
		inner, outer := i[0], i[3]
		await := "await"
		if inner > 0 {
			await = ways[inner]
		}
		w.guarded(i[2] > 0, guard, func() {
			x := w.awaitable(n.Kids[0], w.inCoroutine || suspendsInCoroutine(inner) || suspendsInCoroutine(outer))
			if outer > 0 {
				w.line("local x%d = %s", i[1], x)
				w.line(`log("w%d", (%s(function() return %s(x%[1]d) end)))`, i[1], ways[outer], await)
			} else {
				w.line(`log("w%d", (%s(%s)))`, i[1], await, x)
			}
		})
	default:
		w.compound(n)
	}
}

func (w *luaPrinter) spawn(n *Node) {
	i := n.I
	body := w.coroutine(n.Body[0], i[3], i[2], false, n.Kids...)
	switch i[1] {
	case 3:
		w.line(`S[%d] = asyncio.create_task(%s, { name = "t%d" })`, i[0], body, i[3])
	case 4:
		w.line("S[%d] = asyncio.create_task(%s, { eager_start = true })", i[0], body)
	case 5:
		w.line("S[%d] = asyncio.ensure_future(%s)", i[0], body)
	case 6:
		w.line("S[%d] = asyncio.create_task(%s, { context = context(1) })", i[0], body)
	case 7:
		w.line("asyncio.run_coroutine_threadsafe(%s, loop)", body)
	default:
		w.line("S[%d] = asyncio.create_task(%s)", i[0], body)
	}
}
