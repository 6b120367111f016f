"""Records what CPython's asyncio does, for trace_test.go to compare with.

Usage: python3.13 traces.py > traces.golden

Each scenario is a coroutine function; its trace has a line for every event:
the iteration of the loop, the virtual time, and what happened.
"""
import asyncio
from asyncio import CancelledError, TimeoutError, sleep

from traces_loop import Loop, text


loop = None


def log(what):
    print(f"{loop.iterations} {loop.now:.3f} {what}")


def spawn(coro, name=None):
    return loop.create_task(coro, name=name)


async def attempt(label, aw):
    """Awaits and logs the outcome."""
    try:
        v = await aw
    except BaseException as e:
        log(f"{label} raised {text(e)}")
        return e
    log(f"{label} returned {text(v) if isinstance(v, BaseException) else v}")
    return v


async def worker(name, delay, result=None, error=None):
    log(f"{name} begins")
    try:
        await sleep(delay)
    except CancelledError as e:
        log(f"{name} cancelled {text(e)}")
        raise
    log(f"{name} ends")
    if error:
        raise error
    return result


async def stubborn(name, result):
    """Swallows one cancellation and takes another second."""
    log(f"{name} begins")
    try:
        await sleep(100)
    except CancelledError:
        log(f"{name} ignores")
    await sleep(1)
    log(f"{name} ends")
    return result


async def sleep_order():
    ts = [spawn(worker("a", 0.2)), spawn(worker("b", 0.1)), spawn(worker("c", 0.1)), spawn(worker("d", 0))]
    for t in ts:
        await t
    log("main ends")


async def fairness():
    async def f(name):
        for i in range(3):
            log(f"{name}{i}")
            await sleep(0)
    a, b = spawn(f("a")), spawn(f("b"))
    await a
    await b
    log("main ends")


async def future_chain():
    f = loop.create_future()
    f.add_done_callback(lambda _: log("callback 1"))
    async def reader(name):
        log(f"{name} got {await f}")
    a, b = spawn(reader("a")), spawn(reader("b"))
    await sleep(0)
    f.add_done_callback(lambda _: log("callback 2"))
    f.set_result(7)
    f.add_done_callback(lambda _: log("callback 3"))
    log("set")
    log(f"main got {await f}")
    await b
    log("main ends")


async def callbacks_order():
    loop.call_soon(log, "soon 1")
    loop.call_later(0, log, "later 0")
    loop.call_soon(log, "soon 2")
    loop.call_later(0.5, log, "later a")
    loop.call_later(0.5, log, "later b")
    loop.call_at(0.25, log, "at 0.25")
    h = loop.call_later(0.3, log, "never")
    h.cancel()
    def chain():
        log("chain")
        loop.call_soon(log, "chained")
    loop.call_soon(chain)
    await sleep(0)
    log("yielded")
    await sleep(1)
    log("main ends")


async def wait_for_zero():
    await attempt("zero", asyncio.wait_for(worker("w", 1), 0))
    await attempt("negative", asyncio.wait_for(worker("x", 1), -1))
    f = loop.create_future()
    f.set_result(3)
    await attempt("done", asyncio.wait_for(f, 0))
    t = spawn(worker("t", 1))
    await sleep(0)
    await attempt("task", asyncio.wait_for(t, 0))
    t = spawn(stubborn("s", 5))
    await sleep(0)
    await attempt("stubborn", asyncio.wait_for(t, 0))


async def wait_for_good():
    await attempt("coro", asyncio.wait_for(worker("w", 1, 1), 2))
    await attempt("none", asyncio.wait_for(worker("x", 1, 2), None))
    await attempt("task", asyncio.wait_for(spawn(worker("y", 1, 3)), 2))
    await attempt("error", asyncio.wait_for(worker("z", 1, error=ValueError("bad")), 2))


async def wait_for_expired():
    await attempt("coro", asyncio.wait_for(worker("w", 3), 1))
    await attempt("task", asyncio.wait_for(spawn(worker("x", 3)), 1))
    await attempt("stubborn", asyncio.wait_for(stubborn("y", 5), 1))
    await attempt("stubborn task", asyncio.wait_for(spawn(stubborn("z", 6)), 1))
    await attempt("same time", asyncio.wait_for(worker("v", 1, 9), 1))
    await attempt("future", asyncio.wait_for(loop.create_future(), 1))


async def wait_for_cancelled():
    inner = spawn(worker("w", 3))
    t = spawn(attempt("outer", asyncio.wait_for(inner, 5)))
    await sleep(1)
    t.cancel("stop it")
    await attempt("t", t)
    await attempt("inner", inner)
    log(f"cancelling {t.cancelling()}")

    # The cancellation and the timeout come in the same iteration.
    async def f():
        await asyncio.wait_for(worker("x", 9), 1)
    t = spawn(f())
    loop.call_later(2, t.cancel, "late")
    loop.call_later(1, t.cancel, "early")
    await attempt("both", t)
    log(f"cancelling {t.cancelling()}")


async def gather_plain():
    await attempt("empty", asyncio.gather())
    await attempt("all", asyncio.gather(worker("a", 0.2, 1), worker("b", 0.1, 2), spawn(worker("c", 0, 3))))
    f = loop.create_future()
    f.set_result(4)
    await attempt("done", asyncio.gather(f))
    await attempt("twice", asyncio.gather(f, f, worker("d", 0, 5)))


async def gather_error():
    ts = [spawn(worker("a", 1, error=ValueError("bad"))), spawn(worker("b", 2, 2))]
    await attempt("first", asyncio.gather(*ts))
    await attempt("b", ts[1])
    r = await asyncio.gather(worker("c", 1, error=ValueError("bad")), worker("d", 2, 2), return_exceptions=True)
    log(f"both {text(r[0])} {r[1]}")


async def gather_cancel():
    g = asyncio.gather(worker("a", 1), worker("b", 2))
    await sleep(0)
    log(f"cancel {g.cancel('why')} {g.cancelled()} {g.done()}")
    await attempt("g", g)
    log(f"cancelled {g.cancelled()} again {g.cancel()}")

    g = asyncio.gather(worker("c", 1, 1), worker("d", 2), return_exceptions=True)
    t = spawn(attempt("inner", g))
    await sleep(1.5)
    t.cancel("msg")
    await attempt("t", t)

    g = asyncio.gather(stubborn("e", 1), worker("f", 2), return_exceptions=True)
    await sleep(0)
    g.cancel()
    await attempt("g", g)
    g = asyncio.gather(worker("h", 2), stubborn("i", 1), return_exceptions=True)
    await sleep(0)
    g.cancel()
    await attempt("g", g)


async def gather_child_cancelled():
    a, b = spawn(worker("a", 1)), spawn(worker("b", 2, 2))
    g = asyncio.gather(a, b)
    await sleep(0)
    a.cancel("child")
    await attempt("g", g)
    log(f"cancelled {g.cancelled()}")
    await b
    a, b = spawn(worker("c", 1)), spawn(worker("d", 2, 2))
    g = asyncio.gather(a, b, return_exceptions=True)
    await sleep(0)
    a.cancel("child")
    r = await g
    log(f"{text(r[0])} {r[1]}")


async def shield_cancel():
    inner = spawn(worker("in", 1, 1))
    async def f():
        return await asyncio.shield(inner)
    t = spawn(f())
    await sleep(0.5)
    t.cancel("x")
    await attempt("t", t)
    await attempt("inner", inner)
    await attempt("done", asyncio.shield(inner))
    await attempt("coro", asyncio.shield(worker("c", 1, 2)))
    await attempt("error", asyncio.shield(worker("e", 1, error=ValueError("bad"))))
    inner = spawn(worker("i", 1))
    s = asyncio.shield(inner)
    await sleep(0)
    inner.cancel("why")
    await attempt("inner cancelled", s)
    log(f"cancelled {s.cancelled()}")


async def shield_wait_for():
    inner = spawn(worker("in", 2, 1))
    await attempt("wait", asyncio.wait_for(asyncio.shield(inner), 1))
    await attempt("inner", inner)


async def as_completed_order():
    ts = [spawn(worker("a", 0.3, 1)), spawn(worker("b", 0.1, 2)), spawn(worker("c", 0.2, error=ValueError("bad")))]
    for c in asyncio.as_completed(ts):
        await attempt("next", c)
    f = loop.create_future()
    f.set_result(8)
    async for g in asyncio.as_completed([f]):
        log(f"same {g is f} {g.result()}")


async def as_completed_timeout():
    ts = [spawn(worker("a", 1, 1)), spawn(worker("b", 3, 2)), spawn(worker("c", 4, 3))]
    for c in asyncio.as_completed(ts, timeout=2):
        await attempt("next", c)
    for t in ts:
        await attempt("task", t)


async def eager():
    loop.set_task_factory(asyncio.eager_task_factory)
    async def quick():
        log("quick")
        return 1
    t = spawn(quick())
    log(f"made {t.done()} {t.get_coro() is None}")
    u = spawn(worker("slow", 0, 2))
    log(f"made {u.done()}")
    await attempt("t", t)
    await attempt("u", u)
    await attempt("gather", asyncio.gather(quick(), quick()))
    g = asyncio.gather(quick(), worker("w", 0, 3))
    log(f"gather done {g.done()}")
    await attempt("g", g)
    async def nested():
        me = asyncio.current_task()
        v = spawn(worker("inner", 0, 4))
        log(f"still me {asyncio.current_task() is me} {v.done()}")
        return await v
    await attempt("nested", spawn(nested()))
    async def bad():
        raise ValueError("bad")
    await attempt("bad", spawn(bad()))
    async def selfcancel():
        asyncio.current_task().cancel("me")
        log("cancelled me")
        await sleep(0)
        log("not reached")
    await attempt("self", spawn(selfcancel()))
    async def selfcancel2():
        asyncio.current_task().cancel("me")
        return 5
    await attempt("self2", spawn(selfcancel2()))
    loop.set_task_factory(None)


async def cancel_nested():
    async def mid(t):
        try:
            return await t
        except CancelledError as e:
            log(f"mid {text(e)}")
            raise
    inner = spawn(worker("in", 5))
    m = spawn(mid(inner))
    o = spawn(mid(m))
    await sleep(1)
    log(f"cancel {o.cancel('deep')}")
    log(f"{o.cancelling()} {m.cancelling()} {inner.cancelling()}")
    await attempt("o", o)
    log(f"{o.cancelled()} {m.cancelled()} {inner.cancelled()}")
    for t in (o, m, inner):
        for i in range(2):
            try:
                t.result()
            except CancelledError as e:
                log(f"result {text(e)}")


async def cancel_early():
    t = spawn(worker("w", 1))
    log(f"cancel {t.cancel('first')} {t.cancel('second')} {t.cancelling()}")
    await attempt("t", t)
    log(f"cancel again {t.cancel()} {t.cancelling()}")
    t = spawn(worker("x", 1))
    t.cancel()
    t.uncancel()
    await attempt("uncancelled", t)
    t = spawn(worker("y", 1))
    t.cancel()
    t.cancel()
    log(f"uncancel {t.uncancel()}")
    await attempt("half uncancelled", t)


async def cancel_self():
    async def f(wait):
        asyncio.current_task().cancel("self")
        log("going on")
        if wait:
            await sleep(1)
        return 1
    await attempt("wait", spawn(f(True)))
    await attempt("return", spawn(f(False)))
    async def g():
        asyncio.current_task().cancel("self")
        raise ValueError("bad")
    await attempt("raise", spawn(g()))
    async def h():
        asyncio.current_task().cancel("self")
        log(f"uncancel {asyncio.current_task().uncancel()}")
        await sleep(1)
        return 2
    await attempt("uncancel", spawn(h()))
    async def k():
        fut = loop.create_future()
        fut.set_result(1)
        asyncio.current_task().cancel("done")
        log(f"done future {await fut}")
        await sleep(0)
    await attempt("done", spawn(k()))


async def cancel_twice():
    t = spawn(stubborn("s", 1))
    await sleep(1)
    t.cancel("one")
    await sleep(0)
    await sleep(0)
    t.cancel("two")
    log(f"cancelling {t.cancelling()}")
    await attempt("t", t)
    # A second cancel while the first is on its way.
    t = spawn(stubborn("u", 2))
    await sleep(1)
    t.cancel("one")
    t.cancel("two")
    await attempt("u", t)
    # Cancel when the future it waits for is done already.
    f = loop.create_future()
    async def w():
        log(f"w got {await f}")
        return 3
    t = spawn(w())
    await sleep(0)
    f.set_result(4)
    log(f"cancel {t.cancel('late')}")
    await attempt("w", t)


async def wait_kinds():
    def names(r):
        return " ".join("/".join(sorted(t.get_name() for t in s)) for s in r)
    ts = [spawn(worker("a", 1, 1), name="a"), spawn(worker("b", 2, error=ValueError("bad")), name="b"), spawn(worker("c", 3, 3), name="c")]
    log("zero " + names(await asyncio.wait(ts, timeout=0)))
    log("first " + names(await asyncio.wait(ts, return_when=asyncio.FIRST_COMPLETED)))
    log("again " + names(await asyncio.wait(ts, return_when=asyncio.FIRST_COMPLETED)))
    log("timeout " + names(await asyncio.wait(ts, timeout=0.5)))
    log("exception " + names(await asyncio.wait(ts, return_when=asyncio.FIRST_EXCEPTION)))
    log("all " + names(await asyncio.wait(ts)))
    log("done " + names(await asyncio.wait(ts)))
    ts = [spawn(worker("d", 1), name="d")]
    t = spawn(attempt("wait", asyncio.wait(ts)))
    await sleep(0.5)
    t.cancel("w")
    await attempt("t", t)
    await attempt("d", ts[0])


async def timeouts():
    async def body(delay, sec):
        async with asyncio.timeout(delay) as cm:
            try:
                await sleep(sec)
            except CancelledError:
                log("body cancelled")
                raise
            finally:
                log(f"expired {cm.expired()}")
        return "fine"
    await attempt("in time", body(2, 1))
    await attempt("too late", body(1, 2))
    await attempt("zero", body(0, 1))
    await attempt("none", body(None, 1))
    async def nested(a, b):
        async with asyncio.timeout(a):
            try:
                async with asyncio.timeout(b):
                    await sleep(5)
            except TimeoutError:
                log("inner timeout")
                raise
    await attempt("inner", nested(3, 1))
    await attempt("outer", nested(1, 3))
    await attempt("same", nested(1, 1))
    async def swallow():
        async with asyncio.timeout(1):
            try:
                await sleep(5)
            except CancelledError:
                pass
        log("swallowed")
        await sleep(1)
        return 1
    await attempt("swallow", swallow())
    async def other():
        async with asyncio.timeout(1):
            try:
                await sleep(5)
            except CancelledError:
                raise ValueError("other")
    await attempt("other", other())
    async def move():
        async with asyncio.timeout(1) as cm:
            cm.reschedule(loop.time() + 3)
            await sleep(2)
            log(f"moved {cm.expired()}")
            cm.reschedule(loop.time() - 1)
            await sleep(5)
    await attempt("move", move())
    t = spawn(body(5, 9))
    await sleep(1)
    t.cancel("outside")
    await attempt("cancel", t)


async def queue_line():
    q = asyncio.Queue(1)
    async def put(n):
        for i in range(3):
            await q.put(f"{n}{i}")
            log(f"put {n}{i}")
    async def get(n):
        for i in range(3):
            v = await q.get()
            log(f"{n} got {v}")
            q.task_done()
    ts = [spawn(put("a")), spawn(put("b")), spawn(get("x")), spawn(get("y"))]
    for t in ts:
        await t
    await q.join()
    log("joined")


async def queue_cancel():
    q = asyncio.Queue()
    async def get(n):
        try:
            log(f"{n} got {await q.get()}")
        except BaseException as e:
            log(f"{n} {text(e)}")
            raise
    a, b = spawn(get("a")), spawn(get("b"))
    await sleep(0)
    q.put_nowait(1)
    a.cancel()  # after it was woken: b must get the item
    await attempt("a", a)
    await attempt("b", b)
    c = spawn(get("c"))
    await sleep(0)
    c.cancel()
    await attempt("c", c)
    d = spawn(get("d"))
    await sleep(0)
    q.shutdown()
    await attempt("d", d)
    log(f"size {q.qsize()}")


class Yields:
    def __init__(self, v):
        self.v = v

    def __await__(self):
        yield self.v


async def bad_yields():
    async def f(v):
        try:
            await Yields(v)
        except RuntimeError as e:
            log("thrown " + str(e).split(" ")[0])
            raise
    t = spawn(f(1))
    e = await attempt("number", t)
    async def own():
        me.append(asyncio.current_task())
        try:
            await me[0]
        except RuntimeError as e:
            log("thrown " + " ".join(str(e).split(" ")[:5]))
        log("after")
    me = []
    await spawn(own())
    other = asyncio.new_event_loop()
    async def foreign():
        try:
            await other.create_future()
        except RuntimeError as e:
            log("thrown " + str(e).split(" ")[-1])
    await spawn(foreign())
    other.close()
    async def bare():
        await Yields(None)
        log("bare")
    await spawn(bare())


async def failing_task():
    t = spawn(worker("a", 0, error=ValueError("bad")))
    await attempt("a", t)
    await attempt("again", t)
    f = loop.create_future()
    f.set_exception(KeyError)
    log(f"exc {type(f.exception()).__name__}")
    f = loop.create_future()
    f.cancel("m")
    for i in range(2):
        await attempt("f", f)
    def cb(_):
        log("callback")
        raise ValueError("cb")
    loop.set_exception_handler(lambda l, c: log(f"handler {text(c['exception'])}"))
    f = loop.create_future()
    f.add_done_callback(cb)
    f.add_done_callback(lambda _: log("next callback"))
    f.set_result(1)
    await sleep(0)
    log("main ends")


async def stop_early():
    def later():
        log("later")
    loop.call_soon(later)
    loop.stop()
    loop.call_soon(later)
    await sleep(0)
    log("not in this run")


def run(name, main):
    global loop
    print(f"== {name}")
    loop = Loop()
    asyncio.set_event_loop(loop)
    try:
        v = loop.run_until_complete(main())
        log(f"result {v}")
    except BaseException as e:
        log(f"error {text(e)}")
        for t in asyncio.all_tasks(loop):
            t._log_destroy_pending = False
    loop.close()


for name, main in [
    ("sleep_order", sleep_order), ("fairness", fairness), ("future_chain", future_chain),
    ("callbacks_order", callbacks_order), ("wait_for_zero", wait_for_zero), ("wait_for_good", wait_for_good),
    ("wait_for_expired", wait_for_expired), ("wait_for_cancelled", wait_for_cancelled),
    ("gather_plain", gather_plain), ("gather_error", gather_error), ("gather_cancel", gather_cancel),
    ("gather_child_cancelled", gather_child_cancelled), ("shield_cancel", shield_cancel),
    ("shield_wait_for", shield_wait_for), ("as_completed_order", as_completed_order),
    ("as_completed_timeout", as_completed_timeout), ("eager", eager), ("cancel_nested", cancel_nested),
    ("cancel_early", cancel_early), ("cancel_self", cancel_self), ("cancel_twice", cancel_twice),
    ("wait_kinds", wait_kinds), ("timeouts", timeouts), ("queue_line", queue_line),
    ("queue_cancel", queue_cancel), ("bad_yields", bad_yields), ("failing_task", failing_task),
    ("stop_early", stop_early),
]:
    run(name, main)
