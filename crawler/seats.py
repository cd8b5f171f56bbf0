"""At most two requests at a time to one number, in this process and across processes.

Hundreds of counties stand behind the one address of their province's platform, under names of their own: to that
machine, a request for each of them at the same time is a hundred requests.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crawler.leases import Lease

SEATS = 2
"""Requests at a time; a browser opens six connections to a host."""
_LOOK_AGAIN = 0.1
"""Seconds between two looks at seats that other processes have."""


class Seats:
    """The seats of every number. Within the process one waits for a seat in turn; between processes, for a lease."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(SEATS))

    @asynccontextmanager
    async def taken(self, number: str) -> AsyncIterator[None]:
        """Have one of the seats of a number. Raises StoreError where leases have no place."""
        async with self._queues[number]:
            while (lease := _free_seat(number)) is None:
                await asyncio.sleep(_LOOK_AGAIN)
            with lease:
                yield


def _free_seat(number: str) -> Lease | None:
    """The lease of a seat that nobody has."""
    for seat in range(SEATS):
        lease = Lease("address", f"{number} {seat + 1}")
        if lease.take():
            return lease
    return None
