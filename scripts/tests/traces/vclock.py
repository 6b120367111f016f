"""A virtual clock and a few helpers for the Python half of the traces.

Every trace exists twice, as NAME.lua and NAME.py. NAME.golden is what the Python
half prints, so the order of events in it is CPython 3.13's own; the Lua half must
print the same bytes under `moonloop --virtual-time`.

    python3.13 vclock.py             writes every NAME.golden anew
    python3.13 vclock.py NAME ...    writes only these
    python3.13 vclock.py --check     writes nothing, exit status 1 if one differs

The loop below is CPython's selector loop with its own scheduler. Changed are only
the clock (it starts at 0 and jumps to the next timer when nothing is ready) and what
CPython leaves to chance: timers due at the same instant fire in the order they were
set, and where asyncio walks a set of tasks, it walks it in the order of creation.
"""

import asyncio
import asyncio.queues
import asyncio.taskgroups
import heapq
import itertools
import math
import pathlib
import subprocess
import sys
import weakref

sys.path.append(str(pathlib.Path(__file__).parents[3] / "loop/testdata"))
import mended  # noqa: E402, F401

# --- the clock -------------------------------------------------------------------

_now = 0.0  # one clock for the process: a second loop goes on from the first one's time


class Deadlock(Exception):
    """Nothing is ready, no timer is set, and the loop was asked to wait."""


class _Selector:
    """Stands where the loop has its selector; "waiting" moves the clock."""

    def __init__(self, inner, loop):
        self._inner, self._loop = inner, loop

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def select(self, timeout=None):
        global _now
        if timeout is None:
            raise Deadlock("nothing left that could happen")
        if timeout > 0:
            _now = self._loop._scheduled[0]._when
        return []


class _Timer(asyncio.TimerHandle):
    """A timer that is ordered by when it is due and then by when it was set."""

    __slots__ = ["_seq"]
    _counter = itertools.count()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._seq = next(_Timer._counter)

    def __lt__(self, other):
        return (self._when, self._seq) < (other._when, other._seq)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Selector(self._selector, self)
        self._made = []

    def time(self):
        return _now

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        timer = _Timer(when, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def create_task(self, coro, **kwargs):
        task = super().create_task(coro, **kwargs)
        self._made.append(weakref.ref(task))
        return task


# --- order where CPython has none ------------------------------------------------


class _OrderedSet(dict):
    """The part of a set that asyncio uses, kept in insertion order."""

    def __init__(self, items=()):
        super().__init__(dict.fromkeys(items))

    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)

    def remove(self, item):
        del self[item]


asyncio.tasks.set = _OrderedSet
asyncio.taskgroups.set = _OrderedSet


def _as_completed_init(self, aws, timeout):
    loop = asyncio.get_event_loop()
    self._done = asyncio.queues.Queue()
    self._timeout_handle = None
    self._todo = _OrderedSet(asyncio.ensure_future(a, loop=loop) for a in _OrderedSet(aws))
    self._todo_left = len(self._todo)
    for future in self._todo:
        future.add_done_callback(self._handle_completion)
    if self._todo and timeout is not None:
        self._timeout_handle = loop.call_later(timeout, self._handle_timeout)


asyncio.tasks._AsCompletedIterator.__init__ = _as_completed_init

_unordered_all_tasks = asyncio.tasks.all_tasks


def _all_tasks(loop=None):
    left = _unordered_all_tasks(loop)
    made = [r() for r in (loop or asyncio.get_running_loop())._made]
    ordered = [t for t in made if t in left]
    return ordered + [t for t in left if t not in ordered]


asyncio.tasks.all_tasks = asyncio.all_tasks = _all_tasks

# --- what the traces use ---------------------------------------------------------


class LuaError(Exception):
    """Stands for a Lua error raised with a plain string."""


def show(e):
    """An exception as Lua's tostring gives it."""
    if isinstance(e, LuaError):
        return str(e)
    name = type(e).__name__
    return f"{name}: {e}" if str(e) else name


def lua(value):
    """A value as Lua's tostring gives it."""
    if value is None:
        return "nil"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, float):
        return "nan" if math.isnan(value) else "%.14g" % value
    if isinstance(value, BaseException):
        return show(value)
    return str(value)


def say(*values):
    """Lua's print."""
    print("\t".join(lua(v) for v in values))


_step = 0
_ticker = None


def log(*values):
    """Prints the loop's time, the iterations counted by ticks(), and the values."""
    now = asyncio.get_running_loop().time()
    print("%.3f %d" % (now, _step), *(lua(v) for v in values), sep="\t")


def ticks(n):
    """Counts the next n iterations of the loop, from 0, and forgets the count before."""
    global _step, _ticker

    def tick(left):
        global _step, _ticker
        _step += 1
        _ticker = loop.call_soon(tick, left - 1) if left > 1 else None

    if _ticker:
        _ticker.cancel()
    _step = 0
    loop = asyncio.get_running_loop()
    _ticker = loop.call_soon(tick, n)


async def attempt(awaitable):
    """pcall(await, awaitable): (True, value) or (False, exception)."""
    try:
        return True, await awaitable
    except BaseException as e:
        return False, e


def run(main):
    """Runs main() as the main chunk of a script is run."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())


# --- writing the golden files ----------------------------------------------------


def _regenerate(names, check):
    here = pathlib.Path(__file__).parent
    names = names or sorted(p.stem for p in here.glob("*.py") if p.stem != "vclock")
    failed = 0
    for name in names:
        golden = here / f"{name}.golden"
        child = subprocess.run(
            [sys.executable, "-B", str(here / f"{name}.py")],
            capture_output=True, timeout=60)
        if child.returncode:
            failed += 1
            print(f"{name}: exit status {child.returncode}\n{child.stderr.decode()}")
        elif not check:
            golden.write_bytes(child.stdout)
        elif not golden.exists() or golden.read_bytes() != child.stdout:
            failed += 1
            print(f"{name}: differs")
    return 1 if failed else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    checking = "--check" in arguments
    sys.exit(_regenerate([a for a in arguments if a != "--check"], checking))
