"""Did every order that was acknowledged reach the books exactly once, at the price that was agreed?"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import aiohttp

from loadtests.books import Posted, posting_orders
from loadtests.ledger import ACKNOWLEDGED, SENT, Sent
from loadtests.target import Target

LOOK_EVERY_S = 0.5
PAGE = 200
CALLER = "operator"
BEFORE_THE_BOOK = ("accepted", "validated")
NEVER_IN_A_BOOK = ("rejected", "cancelled")
HARM = ("lost", "doubled", "mispriced", "unknown")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What has become of the orders sent; doubled is told of any order, acknowledged or not.

    An order that is in no book though nobody has it left to do is lost; one on its way when patience ended
    is unknown.
    """

    acknowledged: int
    once: int
    rejected: int
    lost: Sequence[str]
    doubled: Sequence[str]
    mispriced: Sequence[str]
    unknown: Sequence[str]
    unanswered: int

    @property
    def harm(self) -> dict[str, int]:
        """Count what should be nought."""
        return {name: len(getattr(self, name)) for name in HARM}

    def proven(self, oversold: Sequence[str] | None) -> dict[str, int]:
        """Count the harm that is certain; where nobody could ask the sites, no books were read either.

        Then what was found is harm all the same, and what was not found may yet be there.
        """
        if oversold is None:
            return {name: count for name, count in self.harm.items() if count}
        return {**self.harm, "oversell": len(oversold)}

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"reconciliation: {self.acknowledged} acknowledged, {self.once} in the book exactly once, "
            f"{self.rejected} rejected with a reason, {len(self.unknown)} unknown, {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled, {len(self.mispriced)} mispriced; {self.unanswered} never answered"
        )


async def reconcile(
    session: aiohttp.ClientSession, target: Target, sent: Mapping[str, Sent], patience_s: float
) -> Reconciliation:
    """Look every acknowledged order up at the façade, then in the books; wait for those on their way.

    In that order: what the façade calls booked must stand in a book that is read afterwards.
    """
    looks_left = max(1, round(patience_s / LOOK_EVERY_S))
    acknowledged = [reference for reference, order in sent.items() if order.outcome == ACKNOWLEDGED]
    while True:
        statuses = await _statuses(session, target, acknowledged)
        left = await left_to_do(session, target)
        held = await posting_orders(session, target.systems) if target.systems else None
        result = counted(sent, statuses, held, left)
        looks_left -= 1
        if not result.unknown or not looks_left or not left:
            return result
        await asyncio.sleep(LOOK_EVERY_S)


def counted(
    sent: Mapping[str, Sent], statuses: Mapping[str, str], held: Sequence[Posted] | None, left: int
) -> Reconciliation:
    """Give each acknowledged order its place; one the façade has forgotten is lost wherever it stands.

    Without books nothing can be said but what the façade says itself, and that is no proof.
    """
    documents = Counter(one.reference for one in held or ())
    nets: dict[str, list[Decimal]] = defaultdict(list)
    for one in held or ():
        nets[one.reference].append(one.net)
    absent = {one: status for one, status in statuses.items() if not documents[one]}
    on_its_way = [one for one, status in absent.items() if status in BEFORE_THE_BOOK]
    booked = [one for one, status in absent.items() if _is_booked(status)]
    forgotten = [one for one, status in statuses.items() if not status]
    if held is None:
        unknown, lost = [*on_its_way, *booked], forgotten
    else:
        unknown = on_its_way if left else []
        lost = [*forgotten, *booked, *([] if left else on_its_way)]
    return Reconciliation(
        acknowledged=len(statuses),
        once=sum(documents[one] == 1 and bool(status) for one, status in statuses.items()),
        rejected=sum(status in NEVER_IN_A_BOOK for status in absent.values()),
        lost=lost,
        doubled=[one for one in sent if documents[one] > 1],
        mispriced=[one for one, order in sent.items() if _is_mispriced(order, nets.get(one, []))],
        unknown=unknown,
        unanswered=sum(order.outcome == SENT for order in sent.values()),
    )


def _is_booked(status: str) -> bool:
    return bool(status) and status not in BEFORE_THE_BOOK and status not in NEVER_IN_A_BOOK


def _is_mispriced(order: Sent, nets: Sequence[Decimal]) -> bool:
    """Say whether a book has another amount; of what was to be taken back only a part may be left."""
    if not order.net or order.taken_back:
        return False
    return any(net != Decimal(order.net) for net in nets)


async def left_to_do(session: aiohttp.ClientSession, target: Target) -> int:
    """Count what the façade still means to do, by its own word; 1 where it cannot be asked."""
    if not target.routes.has("outbox"):
        return 1
    method, path = target.routes.of("outbox")
    headers = await target.passes().headers(session, CALLER)
    async with session.request(method, target.url + path, headers=headers) as answer:
        answer.raise_for_status()
        return int((await answer.json())["unsent"])


async def _statuses(
    session: aiohttp.ClientSession, target: Target, references: Sequence[str]
) -> dict[str, str]:
    """Give where each order stands at the façade, "" where it knows nothing of one."""
    known: dict[str, str] = {}
    if target.routes.has("orders") and not target.routes.headers:
        known = await _all_pages(session, target)
    missing = [one for one in references if one not in known]
    found = await asyncio.gather(*(_status(session, target, one) for one in missing))
    known |= dict(zip(missing, found, strict=True))
    return {one: known[one] for one in references}


async def _all_pages(session: aiohttp.ClientSession, target: Target) -> dict[str, str]:
    method, path = target.routes.of("orders")
    headers = await target.passes().headers(session, CALLER)
    url, after = target.url + path.partition("?")[0], ""
    found: dict[str, str] = {}
    while True:
        asked = {"after": after, "limit": str(PAGE)}
        async with session.request(method, url, params=asked, headers=headers) as answer:
            answer.raise_for_status()
            page: list[dict[str, Any]] = (await answer.json())["orders"]
        found |= {order["reference"]: order["status"] for order in page}
        if len(page) < PAGE:
            return found
        after = page[-1]["reference"]


async def _status(session: aiohttp.ClientSession, target: Target, reference: str) -> str:
    what = "order status" if target.routes.has("order status") else "look at order"
    if not target.routes.has(what):
        return BEFORE_THE_BOOK[0]
    method, path = target.routes.of(what, reference=reference)
    headers = await target.passes().headers(session, CALLER)
    async with session.request(method, target.url + path, headers=headers) as answer:
        if answer.status == 404:
            return ""
        answer.raise_for_status()
        return status_in(await answer.text())


def status_in(text: str) -> str:
    """Give what a façade says of an order; for all we know it is on its way where none is told."""
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    return str(told.get("status", BEFORE_THE_BOOK[0])) if isinstance(told, dict) else BEFORE_THE_BOOK[0]
