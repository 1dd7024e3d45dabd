"""Asking the neighbours to tell us things, until they agree; and who has agreed.

A site that does not know where to tell us would ship what it is given, and nobody would ever hear of it. So
it is given nothing before it knows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.messaging.dispatcher import OnDefect
from facade.messaging.retry import wait_s
from facade.ports import Chance, Clock

Ask = Callable[[], Awaitable[None]]


class Introductions:
    """One process's introductions to its neighbours, each asked on its own."""

    def __init__(self, clock: Clock, chance: Chance, on_defect: OnDefect) -> None:
        self._clock = clock
        self._chance = chance
        self._on_defect = on_defect
        self._agreed: dict[str, None] = {}
        self._asking: list[asyncio.Task[None]] = []

    def begin(self, asks: Mapping[str, Ask]) -> None:
        """Ask every neighbour, side by side."""
        loop = asyncio.get_running_loop()
        self._asking = [loop.create_task(self._ask(name, ask)) for name, ask in asks.items()]

    def agreed(self, name: str) -> bool:
        """Say whether a neighbour knows where to tell us."""
        return name in self._agreed

    async def made(self) -> None:
        """Wait until every neighbour has agreed or refused."""
        await asyncio.gather(*self._asking)

    def stop(self) -> None:
        """Ask no more."""
        for task in self._asking:
            task.cancel()

    async def _ask(self, name: str, ask: Ask) -> None:
        """Ask until the neighbour agrees; one that refuses is a defect, and is given nothing."""
        attempts = 0
        while True:
            attempts += 1
            try:
                await ask()
            except (SystemUnavailableError, SystemTimeoutError) as failure:
                await self._clock.sleep(wait_s(failure, self._chance, "introduction", attempts))
            except SystemRefusedError as refusal:
                self._on_defect("introduction", refusal)
                return
            else:
                self._agreed[name] = None
                return
