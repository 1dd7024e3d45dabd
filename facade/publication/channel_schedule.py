"""When a channel is told: a baseline on request, then what changed, and now and then a reconciliation."""

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from facade.canonical.catalogue import Subject
from facade.errors import FacadeError
from facade.ports import Call, Chance, Clock
from facade.publication.channel_feed import ChannelFeed, Mode, Run
from facade.publication.sources import ReadingCall
from facade.publication.upkeep import Read, Source, Upkeep

DELTA_EVERY_S = {Subject.STOCK: 60.0}
USUAL_DELTA_EVERY_S = 300.0
RECONCILED_EVERY = 60
"""Every so many runs of a subject the channel is read back."""


class Outcome(NamedTuple):
    """A run, or why there was none."""

    subject: Subject
    run: Run | None
    reason: str = ""


class ChannelSchedule:
    """Tells one channel of every subject, by hand or by itself."""

    def __init__(
        self,
        feed: ChannelFeed,
        prepare: Callable[[], Awaitable[None]],
        around: tuple[Clock, Chance],
        on_defect: Callable[[str, BaseException], None],
    ) -> None:
        self.feed = feed
        self._prepare = prepare
        self._runs = 0
        sources = [
            Source(f"publish {subject}", DELTA_EVERY_S.get(subject, USUAL_DELTA_EVERY_S), self._turn(subject))
            for subject in Subject
        ]
        self.upkeep = Upkeep(sources, *around, on_defect)

    async def run(self, mode: Mode, subjects: Iterable[Subject]) -> list[Outcome]:
        """Tell the channel now; what cannot be told says why. A baseline lets the rest happen by itself."""
        await self._prepare()
        outcomes = []
        for subject in subjects:
            self._runs += 1
            call = ReadingCall(f"publish-{subject}-{mode}#{self._runs}")
            try:
                outcomes.append(Outcome(subject, await self.feed.run(subject, mode, call)))
            except FacadeError as failure:
                outcomes.append(Outcome(subject, None, str(failure)))
        if mode is Mode.BASELINE:
            self.upkeep.begin()
        return outcomes

    def _turn(self, subject: Subject) -> Read:
        async def tell(call: Call) -> None:
            turns = self.upkeep.standings[f"publish {subject}"].readings + 1
            mode = Mode.DELTA if turns % RECONCILED_EVERY else Mode.RECONCILIATION
            await self.feed.run(subject, mode, call)

        return tell
