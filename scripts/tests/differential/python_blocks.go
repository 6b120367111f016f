package differential

// This file prints, in Python, statements with blocks of the same coroutine, and awaitables.

import (
	"fmt"
	"strings"
)

// compound prints statements with blocks of the same coroutine.
func (w *pythonPrinter) compound(n *Node) {
	i := n.I
	inner := func() { w.block(n.Body[0]) }
	switch n.Op {
	case "try", "try_star":
		w.line("try:")
		w.in(inner)
		for k, class := range i[3:] {
			how, e := "except", "e"
			if n.Op == "try_star" {
				how, e = "except*", fmt.Sprintf("e%d", i[0]) // a name of its own: what is nested takes e away
			}
			w.line("%s %s as %s:", how, pythonCatch(class), e)
			w.in(func() {
				w.line(`log("caught", "c%d", %s)`, i[0], e)
				w.block(n.Body[k+2])
				switch {
				case i[2] != k:
				case n.Op == "try":
					w.line("raise")
				default:
					w.line("raise %s", e)
				}
			})
		}
		if i[1] == 1 {
			w.line("finally:")
			w.in(func() {
				w.line(`log("finally", "c%d")`, i[0])
				w.block(n.Body[1])
			})
		}
	case "pcall":
		w.line("try:")
		w.in(inner)
		w.line("except BaseException as e:")
		w.in(func() {
			w.line(`log("pcall", "c%d", e)`, i[0])
			w.block(n.Body[1])
			if i[1] == 1 {
				w.line("raise")
			}
		})
	case "loop":
		w.line("for _ in range(%d):", i[0])
		w.in(inner)
	case "while":
		w.line("n%d = 0", i[1])
		w.line("while True:")
		w.in(func() {
			w.line("n%d += 1", i[1])
			inner()
			w.line("if n%d >= %d:", i[1], i[0])
			w.in(func() { w.line("break") })
		})
		w.line(`log("while", n%d)`, i[1])
	case "items":
		w.line(`for v%[1]d in ["i%[1]d", "j%[1]d"]:`, i[0])
		w.in(func() {
			inner()
			w.line(`log("items", v%d)`, i[0])
		})
	case "locals":
		w.line(`log("x", x)`)
		w.line(`a%[1]d, b%[1]d = x, "l%[1]d"`, i[0])
		inner()
		w.line(`log("locals", a%[1]d, b%[1]d)`, i[0])
	case "closures":
		w.line("k%d = []", i[1])
		w.line("for i%d in range(%d):", i[1], i[0])
		w.in(func() {
			w.line("k%[1]d.append(counter(10 * i%[1]d + 10))", i[1])
			inner()
		})
		w.line(`log("closures", k%[1]d[0](1), k%[1]d[0](1), k%[1]d[-1](5))`, i[1])
	case "await_two":
		w.guarded(i[2] == 1, "BaseException", func() {
			a, b := w.awaitable(n.Kids[0]), w.awaitable(n.Kids[1])
			w.line(`log("w%d", await %s, await %s)`, i[1], a, b)
		})
	case "as_completed":
		w.guarded(i[3] == 1, "BaseException", func() {
			kids := strings.Join(w.awaitables(n.Kids), ", ")
			if i[1] >= 0 {
				kids = fmt.Sprintf("[%s], timeout=%s", kids, seconds(i[1], ""))
			} else {
				kids = fmt.Sprintf("[%s]", kids)
			}
			w.line("%sfor f in asyncio.as_completed(%s):", []string{"async ", ""}[i[0]], kids)
			w.in(func() {
				if i[0] == 0 {
					w.line(`log("next", "c%d", f)`, i[2])
				}
				w.guarded(true, "Exception", func() { w.line(`log("c%d", await f)`, i[2]) })
				if i[4] == 1 {
					w.line("break")
				}
			})
		})
	case "generator":
		w.line("async def g%d():", i[1])
		w.in(func() {
			at := len(w.lines)
			w.line("for i%d in range(%d):", i[1], i[0])
			w.in(func() {
				inner()
				w.line("yield i%d + 1", i[1])
			})
			w.declare(at, "x = 0")
		})
		w.line("async for i%[1]d in keep(g%[1]d()):", i[1])
		w.in(func() {
			w.line(`log("item", "c%[1]d", i%[1]d)`, i[1])
			w.block(n.Body[1])
		})
	case "timeout":
		w.guarded(i[4] == 1, "TimeoutError", func() {
			if i[2] == 1 && i[1] >= 0 {
				w.line("async with asyncio.timeout_at(loop.time() + %s) as cm:", seconds(i[1], ""))
			} else {
				w.line("async with asyncio.timeout(%s) as cm:", seconds(i[1], "None"))
			}
			w.in(func() {
				w.line("M[%d] = cm", i[0])
				inner()
			})
		})
		w.line(`log("after", "c%d")`, i[3])
	case "group":
		w.guarded(i[2] == 1, "BaseException", func() {
			group := "asyncio.TaskGroup()"
			if i[3] == 1 {
				w.line("tg = asyncio.TaskGroup()")
				w.line("tg.cancel()")
				group = "tg"
			}
			w.line("async with %s as tg:", group)
			w.in(func() {
				w.line("G[%d] = tg", i[0])
				inner()
			})
		})
		w.line(`log("after", "c%d")`, i[1])
	case "with":
		w.line("async with %s:", lockNames[i[0]])
		w.in(func() {
			w.line(`log("with", "c%d")`, i[1])
			inner()
		})
	default:
		panic("BUG: no such statement: " + n.Op)
	}
}

func (w *pythonPrinter) awaitables(list []*Node) []string {
	var texts []string
	for _, n := range list {
		texts = append(texts, w.awaitable(n))
	}
	return texts
}

// gather prints the call; its flags begin at I[at].
func (w *pythonPrinter) gather(n *Node, at int) string {
	kids := w.awaitables(n.Kids)
	if n.I[at+1] == 1 {
		kids = append(kids, "return_exceptions=True")
	}
	return fmt.Sprintf("asyncio.gather(%s)", strings.Join(kids, ", "))
}

// awaitable prints the functions an expression needs, and returns it.
func (w *pythonPrinter) awaitable(n *Node) string {
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
			timeout = ", timeout=" + seconds(i[1], "")
		}
		return fmt.Sprintf("asyncio.wait([%s], return_when=asyncio.%s%s)", strings.Join(w.awaitables(n.Kids), ", "), returnWhen[i[0]], timeout)
	case "inline":
		return w.define(n.Body[0], i[1], n.Kids...) + "()"
	case "object_again":
		return fmt.Sprintf("again(O[%d])", i[0])
	case "gather":
		return w.gather(n, 0)
	case "wait_for":
		return fmt.Sprintf("asyncio.wait_for(%s, %s)", w.awaitable(n.Kids[0]), seconds(i[0], "None"))
	case "shield":
		return fmt.Sprintf("asyncio.shield(%s)", w.awaitable(n.Kids[0]))
	case "get":
		return fmt.Sprintf("Q[%d].get()", i[0])
	case "put":
		return fmt.Sprintf(`Q[%d].put("v%d")`, i[0], i[1])
	case "join":
		return fmt.Sprintf("Q[%d].join()", i[0])
	case "acquire":
		return lockNames[i[0]] + ".acquire()"
	case "event_wait":
		return "event.wait()"
	case "condition_wait":
		return []string{"cond.wait()", "cond.wait_for(predicate)"}[i[0]]
	case "barrier_wait":
		return "barrier.wait()"
	case "barrier_end":
		return []string{"barrier.reset()", "barrier.abort()"}[i[0]]
	}
	panic("BUG: no such awaitable: " + n.Op)
}
