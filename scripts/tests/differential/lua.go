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

// compound prints statements with blocks of the same coroutine.
func (w *luaPrinter) compound(n *Node) {
	i := n.I
	inner := func() { w.block(n.Body[0]) }
	switch n.Op {
	case "try":
		w.line("asyncio.try(function()")
		w.in(inner)
		w.line("end, {")
		w.in(func() {
			for k, class := range i[3:] {
				w.line("{ %s, function(e)", luaCatch(class))
				w.in(func() {
					w.line(`log("caught", "c%d", e)`, i[0])
					w.block(n.Body[k+2])
					if i[2] == k {
						w.line("error(e, 0)")
					}
				})
				w.line("end },")
			}
			if i[1] == 1 {
				w.line("finally = function()")
				w.in(func() {
					w.line(`log("finally", "c%d")`, i[0])
					w.block(n.Body[1])
				})
				w.line("end,")
			}
		})
		w.line("})")
	case "pcall":
		w.line("do")
		w.in(func() {
			w.line("local ok, e = pcall(function()")
			w.in(inner)
			w.line("end)")
			w.line("if not ok then")
			w.in(func() {
				w.line(`log("pcall", "c%d", e)`, i[0])
				w.block(n.Body[1])
				if i[1] == 1 {
					w.line("error(e, 0)")
				}
			})
			w.line("end")
		})
		w.line("end")
	case "loop":
		w.line("for i = 1, %d do", i[0])
		w.in(inner)
		w.line("end")
	case "while":
		w.line("do")
		w.in(func() {
			w.line("local n%d = 0", i[1])
			w.line("while true do")
			w.in(func() {
				w.line("n%[1]d = n%[1]d + 1", i[1])
				inner()
				w.line("if n%d >= %d then break end", i[1], i[0])
			})
			w.line("end")
			w.line(`log("while", n%d)`, i[1])
		})
		w.line("end")
	case "items":
		w.line(`for _, v in ipairs({ "i%[1]d", "j%[1]d" }) do`, i[0])
		w.in(func() {
			inner()
			w.line(`log("items", v)`)
		})
		w.line("end")
	case "locals":
		w.line("do")
		w.in(func() {
			w.line(`log("x", x)`)
			w.line(`local a, b = x, "l%d"`, i[0])
			inner()
			w.line(`log("locals", a, b)`)
		})
		w.line("end")
	case "closures":
		w.line("do")
		w.in(func() {
			w.line("local list = {}")
			w.line("for i = 1, %d do", i[0])
			w.in(func() {
				w.line("local k = i * 10")
				w.line("list[i] = function(d)")
				w.in(func() {
					w.line("k = k + d")
					w.line("return k")
				})
				w.line("end")
				inner()
			})
			w.line("end")
			w.line(`log("closures", list[1](1), list[1](1), list[#list](5))`)
		})
		w.line("end")
	case "await_two":
		w.guarded(i[2] == 1, "guard", func() {
			a, b := w.awaitable(n.Kids[0], w.inCoroutine), w.awaitable(n.Kids[1], w.inCoroutine)
			switch i[0] {
			case 0:
				w.line(`log("w%d", (await(%s)), (await(%s)))`, i[1], a, b)
			case 1:
				w.line("local a%[1]d, b%[1]d = await(%s), await(%s)", i[1], a, b)
				w.line(`log("w%[1]d", a%[1]d, b%[1]d)`, i[1])
			case 2:
				w.line("local t%d = { (await(%s)), (await(%s)), n = 2 }", i[1], a, b)
				w.line(`log("w%[1]d", t%[1]d[1], t%[1]d[2])`, i[1])
			case 3:
				w.line("local t%d = { a = await(%s), b = await(%s) }", i[1], a, b)
				w.line(`log("w%[1]d", t%[1]d.a, t%[1]d.b)`, i[1])
			case 4:
				w.line("local t%d = { {}, {} }", i[1])
				w.line("t%[1]d[1].a, t%[1]d[2].a = await(%s), await(%s)", i[1], a, b)
				w.line(`log("w%[1]d", t%[1]d[1].a, t%[1]d[2].a)`, i[1])
			}
		})
	case "as_completed":
		w.guarded(i[3] == 1, "guard", func() {
			kids := fmt.Sprintf("{%s}", strings.Join(w.awaitables(n.Kids, w.inCoroutine), ", "))
			if i[1] >= 0 {
				kids += fmt.Sprintf(", { timeout = %s }", seconds(i[1], ""))
			}
			w.line("for f in asyncio.as_completed(%s)%s do", kids, []string{"", ":coroutines()"}[i[0]])
			w.in(func() {
				if i[0] == 0 {
					w.line(`log("next", "c%d", f)`, i[2])
				}
				w.guarded(true, "guard_errors", func() { w.line(`log("c%d", (await(f)))`, i[2]) })
				if i[4] == 1 {
					w.line("break")
				}
			})
			w.line("end")
		})
	case "generator":
		w.line("for i in coroutine.wrap(function()")
		w.scope(true, func() {
			at := len(w.lines)
			w.line("for i = 1, %d do", i[0])
			w.in(func() {
				inner()
				w.line("coroutine.yield(i)")
			})
			w.line("end")
			w.declare(at, "local x = 0")
		})
		w.line("end) do")
		w.in(func() {
			w.line(`log("item", "c%d", i)`, i[1])
			w.block(n.Body[1])
		})
		w.line("end")
	case "timeout":
		w.guarded(i[4] == 1, "guard_timeout", func() {
			if i[2] == 1 && i[1] >= 0 {
				w.line("asyncio.timeout_at(loop:time() + %s, function(cm)", seconds(i[1], ""))
			} else {
				w.line("asyncio.timeout(%s, function(cm)", seconds(i[1], "nil"))
			}
			w.in(func() {
				w.line("M[%d] = cm", i[0])
				inner()
			})
			w.line("end)")
		})
		w.line(`log("after", "c%d")`, i[3])
	case "group":
		w.guarded(i[2] == 1, "guard", func() {
			w.line("asyncio.TaskGroup(function(tg)")
			w.in(func() {
				w.line("G[%d] = tg", i[0])
				inner()
			})
			w.line("end)")
		})
		w.line(`log("after", "c%d")`, i[1])
	case "with":
		w.line("asyncio.with(%s, function()", lockNames[i[0]])
		w.in(func() {
			w.line(`log("with", "c%d")`, i[1])
			inner()
		})
		w.line("end)")
	default:
		panic("BUG: no such statement: " + n.Op)
	}
}

func (w *luaPrinter) awaitables(list []*Node, inCoroutine bool) []string {
	var texts []string
	for _, n := range list {
		texts = append(texts, w.awaitable(n, inCoroutine))
	}
	return texts
}

// gather prints the call; its flags begin at I[at].
func (w *luaPrinter) gather(n *Node, at int) string {
	kids := strings.Join(w.awaitables(n.Kids, false), ", ")
	if n.I[at] == 1 || len(n.Kids) == 0 {
		kids = "{" + kids + "}"
	}
	if n.I[at+1] == 1 {
		kids += ", { return_exceptions = true }"
	}
	return fmt.Sprintf("asyncio.gather(%s)", kids)
}

func (w *luaPrinter) awaitable(n *Node, inCoroutine bool) string {
	i := n.I
	switch n.Op {
	case "sleep":
		if i[1] > 0 {
			return fmt.Sprintf("asyncio.sleep(%s, %s)", seconds(i[0], ""), quotedMark("v", i[1]))
		}
		return fmt.Sprintf("asyncio.sleep(%s)", seconds(i[0], ""))
	case "slot":
		return fmt.Sprintf("S[%d]", i[0])
	case "wait":
		timeout := ""
		if i[1] >= 0 {
			timeout = ", timeout = " + seconds(i[1], "")
		}
		return fmt.Sprintf("both(asyncio.wait({%s}, { return_when = asyncio.%s%s }))", strings.Join(w.awaitables(n.Kids, false), ", "), returnWhen[i[0]], timeout)
	case "inline":
		return w.coroutine(n.Body[0], i[1], i[0], inCoroutine, n.Kids...)
	case "object_again":
		return fmt.Sprintf("again(O[%d])", i[0])
	case "gather":
		return w.gather(n, 0)
	case "wait_for":
		return fmt.Sprintf("asyncio.wait_for(%s, %s)", w.awaitable(n.Kids[0], inCoroutine), seconds(i[0], "nil"))
	case "shield":
		return fmt.Sprintf("asyncio.shield(%s)", w.awaitable(n.Kids[0], false))
	case "get":
		return fmt.Sprintf("Q[%d]:get()", i[0])
	case "put":
		return fmt.Sprintf(`Q[%d]:put("v%d")`, i[0], i[1])
	case "join":
		return fmt.Sprintf("Q[%d]:join()", i[0])
	case "acquire":
		return lockNames[i[0]] + ":acquire()"
	case "event_wait":
		return "event:wait()"
	case "condition_wait":
		return []string{"cond:wait()", "cond:wait_for(predicate)"}[i[0]]
	case "barrier_wait":
		return "barrier:wait()"
	case "barrier_end":
		return []string{"barrier:reset()", "barrier:abort()"}[i[0]]
	}
	panic("BUG: no such awaitable: " + n.Op)
}
