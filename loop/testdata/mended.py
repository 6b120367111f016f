"""Mends in asyncio what is still open in CPython and mended in Moonloop: see scripts/manual/asyncio.md."""
import asyncio


class Timeout(asyncio.Timeout):
    """A cancellation that is still to be thrown when the body begins is not taken for the timeout's own."""

    async def __aenter__(self):
        pending = asyncio.current_task()._must_cancel
        await super().__aenter__()
        if pending and self._cancelling:
            self._cancelling -= 1
        return self


asyncio.Timeout = asyncio.timeouts.Timeout = Timeout

returning = False


class GatheringFuture(asyncio.tasks._GatheringFuture):
    """One that returns exceptions, and was cancelled, ends cancelled when all children have ended."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.returning = returning

    def set_exception(self, e):
        if self.returning and self._cancel_requested and isinstance(e, asyncio.CancelledError):
            asyncio.Future.cancel(self, *e.args)
        else:
            super().set_exception(e)


asyncio.tasks._GatheringFuture = GatheringFuture
gather = asyncio.gather


def marking_gather(*items, return_exceptions=False):
    global returning
    returning = return_exceptions
    return gather(*items, return_exceptions=return_exceptions)


asyncio.gather = asyncio.tasks.gather = marking_gather


class Barrier(asyncio.Barrier):
    """The one that waits gets a number that no other has, although another has left meanwhile."""

    def __init__(self, parties):
        super().__init__(parties)
        self.given, self.back = 0, []

    async def wait(self):
        async with self._cond:
            await self._block()
            if self.back:
                number = self.back.pop()
            else:
                number, self.given = self.given, self.given + 1
            self._count += 1
            try:
                if self._count == self._parties:
                    await self._release()
                else:
                    await self._wait()
                return number
            finally:
                self._count -= 1
                self.back.append(number)
                if self._count == 0:
                    self.given, self.back = 0, []
                self._exit()


asyncio.Barrier = asyncio.locks.Barrier = Barrier
