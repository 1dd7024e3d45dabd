"""Carries events out of the store and to the broker: at least once, those of one aggregate in their order.

An event is written in the commit of the step that it tells of, so none is told that did not happen and none
that happened is kept back. While the broker is away they wait in the store, and orders go on. Of one
aggregate only one event is on its way at a time; of many aggregates as many as there are.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from facade.errors import BrokerUnavailableError, StoreUnavailableError
from facade.messaging.broker import Broker, Message
from facade.messaging.store import TrailEntry
from facade.ports import Clock

AT_ONCE_MAX = 200
LOOK_EVERY_S, AGAIN_S, REFUSED_AGAIN_S = 0.1, 1.0, 60.0


class WaitingEvent(NamedTuple):
    """An entry of a trail that is still to be told."""

    seq: int
    aggregate_id: str
    told: TrailEntry


class EventSource(Protocol):
    """A store that keeps the events still to be told."""

    async def unpublished(self, limit: int) -> Sequence[WaitingEvent]:
        """Give those that waited longest; nothing while another replica publishes."""
        ...

    async def published(self, seqs: Sequence[int]) -> None:
        """Forget events that the broker has kept."""
        ...


class Relay:
    """Takes events to the broker, for as long as the façade runs."""

    def __init__(
        self,
        source: EventSource,
        broker: Broker,
        clock: Clock,
        as_message: Callable[[str, TrailEntry], Message],
        on_defect: Callable[[str, BaseException], None],
    ) -> None:
        self._source = source
        self._broker = broker
        self._clock = clock
        self._as_message = as_message
        self._on_defect = on_defect
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._running = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """End at once: what was not acknowledged is told again."""
        if self._running is not None:
            self._running.cancel()

    async def _run(self) -> None:
        while True:
            try:
                told = await self.carry()
            except (BrokerUnavailableError, StoreUnavailableError):
                await self._clock.sleep(AGAIN_S)
            except Exception as defect:  # noqa: BLE001 - events wait for as long as it takes; somebody must know
                self._on_defect("the relay of events", defect)
                await self._clock.sleep(REFUSED_AGAIN_S)
            else:
                if told < AT_ONCE_MAX:
                    await self._clock.sleep(LOOK_EVERY_S)

    async def carry(self) -> int:
        """Carry one load, and give how many there were.

        Raises:
            BrokerUnavailableError: the broker does not answer; the rest waits.
        """
        events = await self._source.unpublished(AT_ONCE_MAX)
        for wave in waves(events):
            messages = [self._as_message(event.aggregate_id, event.told) for event in wave]
            kept = set(await self._broker.publish(messages))
            seqs = [one.seq for one, message in zip(wave, messages, strict=True) if message.id in kept]
            await self._source.published(seqs)
            if len(seqs) < len(wave):
                raise BrokerUnavailableError(f"{len(wave) - len(seqs)} events were not acknowledged")
        return len(events)


def waves(events: Sequence[WaitingEvent]) -> list[list[WaitingEvent]]:
    """Part events so that no part holds two of one aggregate, and earlier ones come in earlier parts."""
    parted: list[list[WaitingEvent]] = []
    seen: dict[str, int] = {}
    for event in events:
        wave = seen.get(event.aggregate_id, -1) + 1
        seen[event.aggregate_id] = wave
        if wave == len(parted):
            parted.append([])
        parted[wave].append(event)
    return parted
