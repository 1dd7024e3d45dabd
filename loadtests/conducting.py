"""One run from beginning to end: load, look, stop, drain, reconcile."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from dualrun.errors import DefectError
from loadtests.account import Account, Second, orders_in
from loadtests.draining import drained
from loadtests.generator import Generator, Ways
from loadtests.incidents import Happened, Incidents
from loadtests.ledger import orders_sent
from loadtests.profile import Profile
from loadtests.rates import Step, steps
from loadtests.reconcile import Reconciliation, reconcile
from loadtests.sampling import Sample, Sampler
from loadtests.slo import Evidence, Judged, judged
from loadtests.stock import oversold
from loadtests.talking import Progress, say
from loadtests.target import Target

LOOK_EVERY_S = 0.5
LAST_LOOKS_S = 5.0
"""How long orders may still be on their way when all is said to be done."""
BEGINS_WITHIN_S = 60.0
OVER_WITHIN_S = 25.0


@dataclass(frozen=True, slots=True)
class Climbed:
    """A step of a staircase with its verdict."""

    step: Step
    judged: Sequence[Judged]

    @property
    def holds(self) -> bool:
        """Whether no promise was broken on it."""
        return not any(one.is_broken for one in self.judged)


@dataclass(slots=True)
class Ran:
    """Everything a run has left behind."""

    profile: Profile
    seconds: Sequence[Second] = ()
    samples: Sequence[Sample] = ()
    incidents: Sequence[Happened] = ()
    reconciliation: Reconciliation | None = None
    oversold: Sequence[str] | None = None
    judged: Sequence[Judged] = ()
    climbed: list[Climbed] = field(default_factory=list)
    drained_s: float = 0.0
    is_drained: bool = False
    load_s: float = 0.0
    counted_by_locust: int = 0

    @property
    def rates(self) -> Mapping[int, tuple[float, float]]:
        """Give visits and orders offered by second."""
        return {one.t: (float(sum(one.visits.values())), float(orders_in(one))) for one in self.seconds}


class Conductor:
    """Conducts one run against one target."""

    def __init__(self, profile: Profile, target: Target, folder: Path, ways: Ways, seed: int) -> None:
        self._profile = profile
        self._target = target
        self._seed = seed
        self._generator = Generator(folder, ways)
        self._account = Account(self._generator.record)
        self._ran = Ran(profile)
        self._progress = Progress(profile.length_s)

    async def run(self) -> Ran:
        """Do it all."""
        ran, profile = self._ran, self._profile
        connector = aiohttp.TCPConnector(limit=20)
        async with aiohttp.ClientSession(connector=connector, trust_env=False) as session:
            sampler = Sampler(session, self._target)
            incidents = Incidents(session, self._target, profile.length_s)
            tokens = await self._target.passes().all_held(session)
            await self._generator.begin(profile, self._target, self._seed, tokens)
            began_at = await self._begun()
            await sampler.sample(began_at)
            beside = [
                asyncio.create_task(sampler.keep_sampling(began_at)),
                asyncio.create_task(incidents.play(profile.incidents, began_at)),
            ]
            try:
                await self._watched(sampler, began_at)
            finally:
                await _cancelled(beside)
                await self._generator.ended()
            self._account.catch_up()
            ran.load_s = round(min(time.time() - began_at, profile.length_s), 1)
            say("load stopped; waiting for what is on its way")
            ran.drained_s, ran.is_drained = await drained(
                session, self._target, sampler, began_at, profile.drain_s
            )
            sent = orders_sent(self._generator.ledger)
            say(f"looking {len(sent)} orders up in the books")
            ran.reconciliation = await reconcile(session, self._target, sent, LAST_LOOKS_S)
            if self._target.systems:
                ran.oversold = await oversold(session, self._target.systems)
            harm = ran.reconciliation.proven(ran.oversold)
        ran.seconds, ran.samples = self._account.between(), sampler.samples
        ran.incidents = incidents.happened
        ran.counted_by_locust = self._generator.counted()
        ran.judged = judged(profile.slo, Evidence(ran.seconds, ran.samples, harm))
        return ran

    async def _begun(self) -> float:
        """Wait for the first line of the record, which says when the first visit is due."""
        deadline = time.monotonic() + BEGINS_WITHIN_S
        while not self._account.began_at:
            self._account.catch_up()
            if not self._generator.is_running or time.monotonic() > deadline:
                await self._generator.stop()
                raise DefectError(f"the load generator did not begin: {self._generator.last_words()}")
            await asyncio.sleep(0.1)
        return self._account.began_at

    async def _watched(self, sampler: Sampler, began_at: float) -> None:
        """Look on, second by second, until the load is over or a staircase has broken a promise."""
        is_staircase = self._profile.shape.kind == "stairs"
        left = steps(self._profile.shape, self._profile.length_s) if is_staircase else []
        latest_s = self._profile.length_s + OVER_WITHIN_S
        while self._generator.is_running:
            await asyncio.sleep(LOOK_EVERY_S)
            if time.time() - began_at > latest_s:
                await self._generator.stop()
                raise DefectError(f"the load generator did not end: {self._generator.last_words()}")
            self._account.catch_up()
            at_s = time.time() - began_at
            self._progress.tell(at_s, self._account, sampler)
            if left and at_s > left[0].end_s + 1.5:
                climbed = self._climb(left.pop(0), sampler)
                self._ran.climbed.append(climbed)
                if not climbed.holds and self._profile.until_broken == "yes":
                    await self._generator.stop()
        for step in left:
            if self._account.between(step.begin_s, step.end_s):
                self._ran.climbed.append(self._climb(step, sampler))

    def _climb(self, step: Step, sampler: Sampler) -> Climbed:
        seconds = self._account.between(step.begin_s, step.end_s)
        samples = [one for one in sampler.samples if step.begin_s <= one.t < step.end_s + 1.0]
        return Climbed(step, judged(self._profile.slo, Evidence(seconds, samples)))


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
