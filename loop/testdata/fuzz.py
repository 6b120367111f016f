"""Records what CPython's asyncio does with random programs, for fuzz_test.go.

Usage: python3.13 fuzz.py > fuzz.golden

A program is a list of tasks, each a list of operations on the tasks after it
and on three futures. Task 0 creates the others first.
"""
import asyncio
import random
from asyncio import CancelledError

from traces_loop import Loop, text

TASKS, FUTURES = 5, 3


def operation(rng, me):
    other = rng.randrange(me + 1, TASKS) if me + 1 < TASKS else None
    f, any_task, d = rng.randrange(FUTURES), rng.randrange(TASKS), rng.choice([0, 0, 1, 2, 3, -1])
    ops = [f"sleep {d}", f"sleep {d}", "sleep 0", f"set {f}", f"fail {f}", f"cancelf {f}", f"awaitf {f}", f"cancel {any_task}",
           f"cancel {any_task}", "uncancel", f"waitforf {f} {d}", f"shieldf {f}", f"waitf {f} {d}", f"timeout {d} {rng.choice([1, 2])}"]
    if other is not None:
        third = rng.randrange(me + 1, TASKS)
        ops += [f"await {other}", f"await {other}", f"waitfor {other} {d}", f"shield {other}", f"waitforshield {other} {d}",
                f"gather {other} {third}", f"gatherall {other} {third}", f"first {other} {third}", f"completed {other} {third} {d}",
                f"gatherf {other} {f}"]
    return rng.choice(ops) + rng.choice([" keep", " pass", " pass"])


def program(seed):
    rng = random.Random(seed)
    tasks = []
    for i in range(TASKS):
        ops = [operation(rng, i) for _ in range(rng.randrange(2, 7))]
        tasks.append(([] if i else ["eager" if rng.random() < 0.4 else "lazy"]) + ops)
    return tasks


class Run:
    def __init__(self, loop, tasks, log):
        self.loop, self.program, self.log = loop, tasks, log

    def act(self, op, a):
        """Returns what is to be awaited, None if nothing is."""
        t, f, loop = self.tasks, self.futures, self.loop
        match op:
            case "sleep": return asyncio.sleep(a[0])
            case "set": f[a[0]].done() or f[a[0]].set_result(a[0])
            case "fail": f[a[0]].done() or f[a[0]].set_exception(ValueError(f"f{a[0]}"))
            case "cancelf": self.log(f"cancelf {f[a[0]].cancel('cf')}")
            case "cancel": self.log(f"cancel {t[a[0]].cancel(f'by{self.me()}')} {t[a[0]].cancelling()}")
            case "uncancel": self.log(f"uncancel {asyncio.current_task().uncancel()}")
            case "awaitf": return f[a[0]]
            case "await": return t[a[0]]
            case "waitforf": return asyncio.wait_for(f[a[0]], a[1])
            case "waitfor": return asyncio.wait_for(t[a[0]], a[1])
            case "shieldf": return asyncio.shield(f[a[0]])
            case "shield": return asyncio.shield(t[a[0]])
            case "waitforshield": return asyncio.wait_for(asyncio.shield(t[a[0]]), a[1])
            case "gather": return asyncio.gather(t[a[0]], t[a[1]])
            case "gatherall": return self.errors(asyncio.gather(t[a[0]], t[a[1]], return_exceptions=True))
            case "gatherf": return asyncio.gather(t[a[0]], f[a[1]])
            case "waitf": return self.sizes(asyncio.wait([f[a[0]]], timeout=a[1]))
            case "first": return self.sizes(asyncio.wait([t[a[0]], t[a[1]]], return_when="FIRST_COMPLETED"))
            case "completed": return self.completed([t[a[0]]], a[2])
            case "timeout": return self.within(a[0], a[1])

    def me(self):
        return self.tasks.index(asyncio.current_task()) if asyncio.current_task() in self.tasks else "?"

    async def errors(self, g):
        return [text(x) if isinstance(x, BaseException) else x for x in await g]

    async def sizes(self, w):
        done, pending = await w
        return f"{len(done)}/{len(pending)}"

    async def completed(self, ts, d):
        for c in asyncio.as_completed(ts, timeout=d):
            self.log(f"completed {await c}")

    async def within(self, d, s):
        async with asyncio.timeout(d):
            await asyncio.sleep(s)

    async def body(self, i):
        self.log(f"{i} begins")
        for n, line in enumerate(self.program[i]):
            op, *args = line.split()
            if op in ("eager", "lazy"):
                continue
            keep = args.pop() == "keep"
            x = self.act(op, [int(x) for x in args])
            if x is None:
                continue
            try:
                self.log(f"{i}.{n} {await x}")
            except CancelledError as e:
                self.log(f"{i}.{n} {text(e)}")
                if not keep:
                    raise
            except Exception as e:
                self.log(f"{i}.{n} {text(e)}")
        self.log(f"{i} ends")
        return i

    async def main(self):
        self.futures = [self.loop.create_future() for _ in range(FUTURES)]
        self.tasks = [asyncio.current_task()]
        eager = self.program[0][0] == "eager"
        # An eager task must not look for those that are not there yet: they all begin
        # by giving up the loop.
        async def begin(i):
            await asyncio.sleep(0)
            return await self.body(i)
        for i in range(1, TASKS):
            self.tasks.append(asyncio.Task(begin(i), loop=self.loop, eager_start=eager))
        self.tasks.append(self.loop.create_task(self.watch()))
        return await self.body(0)

    async def watch(self):
        """Ends what waits for ever, so that every program ends."""
        await asyncio.sleep(20)
        for _ in range(5):
            for f in self.futures:
                f.cancel("end")
            for t in self.tasks[:TASKS]:
                t.cancel("end")
            await asyncio.sleep(20)


def run(seed):
    tasks = program(seed)
    print(f"== {seed}")
    for ops in tasks:
        print("; ".join(ops))
    loop = Loop()
    asyncio.set_event_loop(loop)
    lines = []
    log = lambda what: lines.append(f"{loop.iterations} {loop.now:.3f} {what}")
    r = Run(loop, tasks, log)
    try:
        log(f"result {loop.run_until_complete(r.main())}")
    except BaseException as e:
        log(f"error {text(e)}")
    loop.run_until_complete(asyncio.sleep(500))
    for i, t in enumerate(r.tasks[:TASKS]):
        log(f"task {i} " + ("pending" if not t.done() else "cancelled" if t.cancelled() else
                            text(t.exception()) if t.exception() else str(t.result())))
    for f in r.futures:
        if f.done() and not f.cancelled():
            f.exception()
    for t in asyncio.all_tasks(loop):
        t._log_destroy_pending = False
    loop.set_exception_handler(lambda l, c: None)
    print("--")
    for line in lines:
        print(line)
    loop.close()


if __name__ == "__main__":
    import sys
    first, last = (int(x) for x in sys.argv[1:3]) if len(sys.argv) > 2 else (0, 60)
    for seed in range(first, last):
        run(seed)
