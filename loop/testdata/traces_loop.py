"""What traces.py and fuzz.py share: a loop with virtual time, and texts."""
import asyncio
import itertools
from asyncio import events

import mended  # noqa: F401


class Timer(events.TimerHandle):
    """A timer that fires in the order it was set, where CPython leaves it open."""
    __slots__ = ["number"]
    numbers = itertools.count()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.number = next(self.numbers)

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


events.TimerHandle = Timer


class Loop(asyncio.SelectorEventLoop):
    """A loop with virtual time that counts its iterations."""

    def __init__(self):
        super().__init__()
        self.now = 0.0
        self.iterations = 0
        self.select = self._selector.select
        self._selector.select = self.jump

    def time(self):
        return self.now

    def jump(self, timeout):
        if timeout is not None and timeout > 0:
            self.now = self._scheduled[0]._when
        return self.select(0)

    def _run_once(self):
        self.iterations += 1
        super()._run_once()


def text(e):
    return f"{type(e).__name__}: {e}" if str(e) else type(e).__name__
