package differential

// This file prints, in Lua, statements with blocks of the same coroutine, and awaitables.

import (
	"fmt"
	"strings"
)

// compound prints statements with blocks of the same coroutine.
func (w *luaPrinter) compound(n *Node) {
	i := n.I
	inner := func() { w.block(n.Body[0]) }
	switch n.Op {
	case "try", "try_star":
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
				w.line("%s", map[Op]string{"try": "end },", "try_star": "end, star = true },"}[n.Op])
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
			if i[3] == 1 {
				w.line("asyncio.with(cancelled_group(), function(tg)")
			} else {
				w.line("asyncio.TaskGroup(function(tg)")
			}
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
