"""The Python half of the comparison: runs programs on CPython's asyncio and gives back their traces.

Reads one program a line, a JSON string with the source that Program.Python printed, and answers each with a line: a JSON
list, the trace, or null if there is nothing to compare. The loop and what orders it where CPython leaves the order to chance are those of vclock.py in
the folder of the recorded traces.
"""

import asyncio
import contextvars
import gc
import inspect
import json
import pathlib
import sys
import warnings
import weakref

sys.path.insert(0, sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(__file__).parent.parent / "traces"))
import vclock  # noqa: E402

MOST_ITERATIONS = 20000
MOST_LINES = 20000

kept = []  # everything a program made, so that nothing happens because something is collected


class Hung(BaseException):
    """A program did not come to an end."""


class Loop(vclock.VirtualLoop):
    def __init__(self):
        super().__init__()
        self.iterations = 0
        self.over = self.deadlocked = self.unfit = False

    def _run_once(self):
        self.iterations += 1
        if self.iterations > MOST_ITERATIONS:
            raise Hung
        try:
            super()._run_once()
        except vclock.Deadlock:
            self.deadlocked = True
            raise

    def create_future(self):
        return keep(super().create_future())

    def create_task(self, coro, **kwargs):
        return self.make(self.get_task_factory() or asyncio.Task, coro, **kwargs)

    def make(self, factory, coro, **kwargs):
        """Makes a task, which has its place in the order of creation even if it makes others in an eager first step.

        As in CPython 3.14 a factory is given the name, so that the eager first step has it already.
        """
        place = len(self._made)
        self._made.append(lambda: None)
        if factory.__name__ == "factory":
            kwargs.pop("eager_start", None)  # CPython 3.13's eager factories do not know it yet
        try:
            if factory is asyncio.Task:
                task = factory(coro, loop=self, **kwargs)
            else:
                task = factory(self, coro, **kwargs)
        except RuntimeError:
            self.unfit = True  # in a context that is entered: CPython keeps what it has made of the eager task
            raise
        self._made[place] = weakref.ref(task)
        return keep(task)

    async def shutdown_asyncgens(self):
        self._asyncgens.clear()  # Lua's generators end without running their cleanup
        await super().shutdown_asyncgens()


def keep(x):
    kept.append(x)
    return x


class KeptGather(asyncio.tasks._GatheringFuture):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        keep(self)


asyncio.tasks._GatheringFuture = KeptGather


class TaskGroup(asyncio.TaskGroup):
    """As CPython has it now: with cancel, and with the corrections since 3.13.0.

    What a task's end means for its group is settled by the loop, even if it ended eagerly. An eager task that stops its own
    group is cancelled too. A cancellation from outside is not lost where the group has made one of its own.
    """

    creating = False
    early = False

    async def __aenter__(self):
        await super().__aenter__()
        if self.early:
            self.cancel()
        return self

    def cancel(self):
        if not self._entered:
            self.early = True
        elif not self._aborting and (self._tasks or not self._exiting):
            self._abort()
            if not self._parent_cancel_requested:
                self._parent_cancel_requested = True
                self._parent_task.cancel()

    async def __aexit__(self, kind, exc, tb):
        parent = self._parent_task
        self._exiting = True
        outside = exc if isinstance(exc, asyncio.CancelledError) else None
        late = None
        if exc is not None and not self._aborting:
            self._abort()
        while self._tasks:
            self._on_completed_fut = self._loop.create_future()
            try:
                await self._on_completed_fut
            except asyncio.CancelledError as e:
                late = e
                if not self._aborting:
                    outside = e
                    self._abort()
            self._on_completed_fut = None
        if self._parent_cancel_requested:
            if parent.uncancel() == 0:
                outside = None
            else:
                outside = outside or late
        errors, self._errors = self._errors, []
        if outside is not None and not errors:
            raise outside
        if exc is not None and not isinstance(exc, asyncio.CancelledError):
            errors.append(exc)
        if errors:
            if parent.cancelling():
                parent.uncancel()
                parent.cancel()
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", errors) from None
        return True

    def create_task(self, coro, **kwargs):
        outside, self.creating = self.creating, True
        try:
            task = super().create_task(coro, **kwargs)
        finally:
            self.creating = outside
        if self._aborting and not task.done():
            task.cancel()
        return task

    def _on_task_done(self, task):
        if self.creating:
            self._tasks.add(task)
            task.add_done_callback(self._on_task_done)
        else:
            super()._on_task_done(task)


asyncio.TaskGroup = TaskGroup


class LuaError(Exception):
    """A Lua error that is a string."""


class E1(Exception):
    pass


def plain(message):
    return message.split("<")[0].rstrip()


class Program:
    """One run of one program: its names are those of prelude.lua."""

    def __init__(self, source):
        self.source = source
        self.lines = []
        self.tokens = []
        self.asked = 0
        self.first_name = 0
        self.unfit = False

    def name(self, name):
        """Names that tasks are given by counting begin at 1 in each program."""
        if name.startswith("Task-"):
            return f"Task-{int(name[5:]) - self.first_name}"
        return name

    def show(self, v):
        if v is None:
            return "nil"
        if v is True or v is False:
            return str(v).lower()
        if isinstance(v, float):
            return "%.14g" % v
        if isinstance(v, (list, tuple, vclock._OrderedSet)):
            return "[" + ", ".join(self.show(x) for x in v) + "]"
        if isinstance(v, LuaError):
            return str(v)
        if isinstance(v, BaseExceptionGroup):
            return f"{type(v).__name__}({plain(v.message)}){self.show(v.exceptions)}"
        self.check(v)
        if isinstance(v, BaseException):
            return f"{type(v).__name__}({plain(str(v))})"
        if isinstance(v, asyncio.Future):
            for i, f in enumerate(self.slots):
                if f is v:
                    return f"S{i}"
            return self.name(v.get_name()) if isinstance(v, asyncio.Task) else "future"
        return str(v)

    def check(self, v):
        """Finds programs that tell of CPython's implementation only.

        Where tasks wait for each other in a circle, cancelling one overflows the stack. And a task that has awaited itself
        leaves a flag set, so that whoever awaits it next is refused; in tasks.py, unlike its twin in C, this does no harm.
        """
        if isinstance(v, RecursionError) or "await wasn't used with future" in str(v):
            self.unfit = True

    def log(self, *values):
        loop = self.loop
        if loop.over:
            return
        if len(self.lines) > MOST_LINES:
            raise Hung
        try:
            task = asyncio.current_task(loop)
        except RuntimeError:
            task = None
        name = self.name(task.get_name()) if task else "-"
        self.lines.append(f"{loop.iterations} {loop.time():.3f} {name}: " + " ".join(map(self.show, values)))

    def handler(self, loop, context):
        self.log("handler", " ".join(context["message"].split()[:3]), context.get("exception"))

    def names(self, loop):
        """The globals of the program."""
        log = self.log
        self.slots = slots = [loop.create_future() for _ in range(6)]
        sem, bsem, barrier = asyncio.Semaphore(2), asyncio.BoundedSemaphore(1), asyncio.Barrier(2)
        lock, event, cond = asyncio.Lock(), asyncio.Event(), asyncio.Condition()
        var = contextvars.ContextVar("var", default=0)

        def is_task(t):
            return isinstance(t, asyncio.Task)

        def cancelling(t):
            return t.cancelling() if is_task(t) else None

        def uncancel(t):
            return t.uncancel() if is_task(t) else None

        def names(tasks):
            return sorted(self.name(t.get_name()) for t in tasks)

        def set_name(t, name):
            if is_task(t):
                t.set_name(name)

        def cancel_handle(h):
            if h:
                h.cancel()
                log("handle", h.cancelled())

        def remove_callback(f, callback):
            if callback:
                log("removed", f.remove_done_callback(callback))

        def reschedule(cm, delay):
            if cm:
                cm.reschedule(None if delay is None else loop.time() + delay)
                log("rescheduled", cm.when(), cm.expired())

        def timeout_state(cm):
            if cm:
                log("timeout", cm.when(), cm.expired())

        def group_cancel(group):
            if group:
                group.cancel()

        def group_spawn(group, body):
            return group and group.create_task(body())

        def eager_start(coro):
            return loop.create_task(coro, eager_start=True)

        def plain_factory(loop, coro, **kwargs):
            log("factory")
            return asyncio.Task(coro, loop=loop, **kwargs)

        def constructor(coro, **kwargs):
            log("constructor")
            return asyncio.Task(coro, **kwargs)

        own_eager_factory = asyncio.create_eager_task_factory(constructor)

        def counter(k):
            def count(d):
                nonlocal k
                k += d
                return k

            return count

        def set_var(v):
            self.tokens.append(var.set(v))

        def reset_var():
            if self.tokens:
                try:
                    var.reset(self.tokens.pop())
                    log("reset", True, var.get())
                except ValueError:
                    log("reset", False, var.get())

        contexts = {}

        def context(i):
            if i not in contexts:
                contexts[i] = contextvars.copy_context()
            return contexts[i]

        async def again(coro):
            if coro and inspect.getcoroutinestate(coro) != inspect.CORO_CREATED:
                # The one text that Moonloop has for CPython's three, of which one is a ValueError.
                raise RuntimeError("cannot reuse already awaited coroutine")
            return coro and await coro

        def predicate():
            self.asked += 1
            return self.asked % 3 == 0

        def lock_state():
            log("locks", lock.locked(), sem.locked(), bsem.locked(), event.is_set(), cond.locked())
            log("barrier", barrier.n_waiting, barrier.broken)

        return dict(
            locals(), asyncio=asyncio, contextvars=contextvars, keep=keep, E1=E1, LuaError=LuaError, S=slots,
            H=[None] * 2, C=[None] * 2, G=[None] * 2, M=[None] * 2, O=[None] * 2,
            Q=[asyncio.Queue(1), asyncio.LifoQueue(2), asyncio.PriorityQueue()],
        )

    async def run(self):
        loop = asyncio.get_running_loop()
        self.first_name = int(asyncio.current_task().get_name()[5:]) - 1
        loop.set_exception_handler(self.handler)
        names = self.names(loop)
        exec(compile(self.source, "<program>", "exec"), names)
        try:
            v = await names["main"]()
        except Hung:
            raise
        except BaseException as e:
            self.log("main", False, e)
            raise
        self.log("main", True, v)

    def trace(self):
        vclock._now = 0.0

        def make():
            self.loop = Loop()
            return self.loop

        try:
            with asyncio.Runner(loop_factory=make) as runner:
                runner.run(self.run())
        except Hung:
            return ["hung"]
        except RecursionError:
            self.unfit = True
        except BaseException:
            pass
        if self.loop.deadlocked:
            self.lines.append("deadlock")
        self.loop.over = True
        ends = []
        for x in kept:
            if not isinstance(x, asyncio.Future):
                continue
            if isinstance(x, asyncio.Task) and not x.done():
                if x._log_destroy_pending:
                    ends.append("destroyed " + self.name(x.get_name()))
                x._log_destroy_pending = False
            elif x._log_traceback:
                ends.append("never retrieved " + self.show(x.exception()))
            if x.done() and not x.cancelled():
                self.check(x.exception())
        if self.unfit or self.loop.unfit:
            return None
        return self.lines + sorted(ends)


def main():
    warnings.simplefilter("ignore")
    gc.disable()
    sys.stderr = open("/dev/null", "w")  # from here on only what dying coroutines say
    for n, line in enumerate(sys.stdin):
        trace = Program(json.loads(line)).trace()
        kept.clear()
        if n % 50 == 0:
            gc.collect()
        while kept:
            kept.clear()  # what dying coroutines made
        sys.stdout.write(json.dumps(trace) + "\n")
        sys.stdout.flush()


main()
