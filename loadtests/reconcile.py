"""Did every order that was acknowledged reach the books exactly once?"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from loadtests.books import posting_orders
from loadtests.ledger import ACKNOWLEDGED, SENT

LOOK_EVERY_S = 0.5
BEFORE_THE_BOOK = ("accepted", "validated")
NEVER_IN_A_BOOK = ("rejected", "cancelled")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What has become of the orders sent; doubled is told of any order, acknowledged or not."""

    acknowledged: int
    once: int
    rejected: int
    waiting: Sequence[str]
    lost: Sequence[str]
    doubled: Sequence[str]
    unanswered: int

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"reconciliation: {self.acknowledged} acknowledged, {self.once} in the book exactly once, "
            f"{self.rejected} rejected with a reason, {len(self.waiting)} still waiting, "
            f"{len(self.lost)} lost, {len(self.doubled)} doubled; {self.unanswered} never answered"
        )


async def reconcile(systems: Mapping[str, Any], sent: Mapping[str, str], patience_s: float) -> Reconciliation:
    """Look every acknowledged order up at the façade, then in the books; wait for those on their way.

    In that order: what the façade calls booked must stand in a book that is read afterwards.
    """
    waiting = [reference for reference, outcome in sent.items() if outcome == ACKNOWLEDGED]
    statuses: dict[str, str] = {}
    looks_left = max(1, round(patience_s / LOOK_EVERY_S))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=10), trust_env=False) as session:
        url = f"{systems['facade']['url']}/orders"
        while True:
            found = await asyncio.gather(*[_status(session, f"{url}/{one}/status") for one in waiting])
            statuses |= zip(waiting, found, strict=True)
            held = Counter(await posting_orders(session, systems))
            waiting = [one for one in waiting if not held[one] and statuses[one] in BEFORE_THE_BOOK]
            looks_left -= 1
            if not waiting or not looks_left:
                return counted(sent, statuses, held)
            await asyncio.sleep(LOOK_EVERY_S)


def counted(sent: Mapping[str, str], statuses: Mapping[str, str], held: Counter[str]) -> Reconciliation:
    """Give each acknowledged order its place; one the façade has forgotten is lost wherever it stands."""
    absent = {one: status for one, status in statuses.items() if not held[one]}
    return Reconciliation(
        acknowledged=len(statuses),
        once=sum(held[one] == 1 and bool(status) for one, status in statuses.items()),
        rejected=sum(status in NEVER_IN_A_BOOK for status in absent.values()),
        waiting=[one for one, status in absent.items() if status in BEFORE_THE_BOOK],
        lost=[
            one for one, status in statuses.items() if not status or (one in absent and _is_booked(status))
        ],
        doubled=[one for one in sent if held[one] > 1],
        unanswered=sum(outcome == SENT for outcome in sent.values()),
    )


def _is_booked(status: str) -> bool:
    return status not in BEFORE_THE_BOOK and status not in NEVER_IN_A_BOOK


async def _status(session: aiohttp.ClientSession, url: str) -> str:
    """Give where an order stands at the façade, "" when the façade knows nothing of it."""
    async with session.get(url) as answer:
        if answer.status == 404:
            return ""
        answer.raise_for_status()
        status: str = (await answer.json())["status"]
        return status
