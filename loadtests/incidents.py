"""What happens while the load goes on: stages move, systems fail and come back."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from loadtests.profile import Incident
from loadtests.target import Target

CALLER = "operator"
LIMIT = aiohttp.ClientTimeout(total=10)
KIND_OF = {"down": ("reset", {}), "hiccup": ("status", {"status": 503, "retry_after": "1"})}
"""By act, the fault that plays it: nobody there, or somebody who cannot now."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One incident as it went: when, what, and what was answered."""

    at_s: float
    what: str
    went_well: bool


class Incidents:
    """Lets each incident happen in its time."""

    def __init__(self, session: aiohttp.ClientSession, target: Target, length_s: float) -> None:
        self._session = session
        self._target = target
        self._length_s = length_s
        self._passes = target.passes()
        self._began_at = 0.0
        self.happened: list[Happened] = []

    async def play(self, incidents: Sequence[Incident], began_at: float) -> None:
        """Play all of them; cancelled, it still takes the faults out of force."""
        self._began_at = began_at
        async with asyncio.TaskGroup() as acts:
            for number, incident in enumerate(incidents):
                acts.create_task(self._one(incident, f"load-{number}"))

    async def _one(self, incident: Incident, fault_id: str) -> None:
        at_s = incident.at.within(self._length_s)
        await asyncio.sleep(max(0.0, self._began_at + at_s - time.time()))
        if incident.act == "stage":
            body = {"capability": incident.capability, "cohort": incident.cohort, "to": incident.to}
            headers = await self._passes.headers(self._session, CALLER)
            method, path = self._target.routes.of("move stage")
            went_well = await self._sent(method, self._target.url + path, body, headers)
            self._note(f"{incident.capability} of {incident.cohort} to {incident.to}", went_well=went_well)
            return
        kind, settings = KIND_OF[incident.act]
        rule = {"kind": kind, "system": incident.system, "settings": settings}
        url = f"{self._target.control}/__admin/faults/{fault_id}"
        went_well = await self._sent("PUT", url, rule, {})
        self._note(f"{incident.system}: {incident.act}", went_well=went_well)
        try:
            await asyncio.sleep(incident.lasts.within(self._length_s))
        finally:
            went_well = await self._sent("DELETE", url, None, {})
            self._note(f"{incident.system}: back", went_well=went_well)

    def _note(self, what: str, *, went_well: bool) -> None:
        self.happened.append(Happened(round(time.time() - self._began_at, 1), what, went_well))

    async def _sent(self, method: str, url: str, body: object, headers: dict[str, str]) -> bool:
        try:
            async with self._session.request(
                method, url, json=body, headers=headers, timeout=LIMIT
            ) as answer:
                return answer.status < 400
        except (aiohttp.ClientError, TimeoutError):
            return False
