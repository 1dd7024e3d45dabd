"""Every way back of a run: what it met, what it lost, doubled or reordered, and how long it took.

What only the new book had, and the point of no return, are the integration layer's own answer, read from its
log of events; what became of it is read from what the books have committed.
"""

from array import array
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dualrun.checkers.archive import Archive
from dualrun.checkers.closing import BOOK
from dualrun.checkers.dossier import CLOSED
from dualrun.checkers.i17_rollback import copies_in_old
from dualrun.history import History, Outcome
from dualrun.report.both_books import NoReturnRow, RollbackRow
from facade.routing.cohort import Cohorts
from facade.routing.stage import Side
from simulators.chassis.commits import Commit, InvoiceCommit, OrderCommit, ShipmentCommit

DOCUMENTS = (OrderCommit, ShipmentCommit, InvoiceCommit)
HASH_BYTES = 8


@dataclass(slots=True)
class _Made:
    """The documents that a book has made of one order: a hash of each, and when."""

    hashes: bytes = b""
    at_s: "array[float]" = field(default_factory=lambda: array("d"))


class Copying:
    """Hears in which order each book makes the documents of an order, and when.

    Only what the new book made first and what the old one copied is asked for later. Of each document a hash
    is kept: there are ten thousand orders, and all that is ever asked is whether two books made the same.
    """

    watches = DOCUMENTS

    def __init__(self) -> None:
        self._originals: dict[str, _Made] = {}
        self._copies: dict[str, _Made] = {}

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Take down a document that is new."""
        assert isinstance(record, DOCUMENTS)
        is_copy = not record.posting
        if archive.previous is not None or system != BOOK[Side.OLD if is_copy else Side.NEW]:
            return
        made = (self._copies if is_copy else self._originals).setdefault(record.external_ref, _Made())
        over = record.quantities if isinstance(record, ShipmentCommit) else ()
        one = hash((type(record).__name__, over))
        made.hashes += one.to_bytes(HASH_BYTES, "little", signed=True)
        made.at_s.append(at.timestamp())

    def is_reordered(self, ref: str) -> bool:
        """Say whether the old book made its copies in another order than the new one its documents."""
        originals, copies = self._originals.get(ref, _Made()), self._copies.get(ref, _Made())
        return not originals.hashes.startswith(copies.hashes)

    def whole_at(self, ref: str, asked_at: datetime) -> datetime | None:
        """Say when the old book had a copy of all that the new one had made of an order by then.

        Of an order that was still to be made by then it is the order itself; nothing while a copy is missing.
        """
        originals, copies = self._originals.get(ref, _Made()), self._copies.get(ref, _Made())
        due = max(1, bisect_right(originals.at_s, asked_at.timestamp()))
        return (
            datetime.fromtimestamp(copies.at_s[due - 1], asked_at.tzinfo) if len(copies.at_s) >= due else None
        )


def ways_back(
    answered: Mapping[str, Any], archive: Archive, history: History, copying: Copying, cohorts: Cohorts
) -> list[RollbackRow]:
    """Give one row for every way back."""
    return [_row(one, archive, history, copying, cohorts) for one in answered.get("rollbacks", ())]


def no_returns(answered: Mapping[str, Any]) -> list[NoReturnRow]:
    """Say since when a way back of each cohort would come too late for something, as the run ended."""
    return [
        NoReturnRow(
            cohort=ahead["cohort"],
            **ahead["point_of_no_return"],
            **{name: ahead[name] for name in ("orders", "shipments", "invoices", "money")},
        )
        for ahead in answered.get("ahead", ())
        if ahead["point_of_no_return"] is not None
    ]


def _row(
    one: Mapping[str, Any], archive: Archive, history: History, copying: Copying, cohorts: Cohorts
) -> RollbackRow:
    asked_at, met = datetime.fromisoformat(one["asked_at"]), one["only_new"]
    lost: list[str] = []
    doubled = reordered = 0
    for operation in history:
        intent = operation.intent
        if operation.outcome is not Outcome.OK or operation.invoked_at >= asked_at:
            continue
        if cohorts.of(intent.customer_id, intent.channel, intent.order_type) != one["cohort"]:
            continue
        dossier = archive.dossier(intent.external_ref)
        active = [key for key in dossier.posting() if dossier.orders.at(key).status != CLOSED]
        is_new = bool(active) and active[0][0] == BOOK[Side.NEW]
        copies = copies_in_old(dossier) if is_new else 0
        is_due = operation.final_status not in ("rejected", "cancelled", "on_hold")
        if (not active and is_due) or (is_new and not copies):
            lost.append(intent.external_ref)
        doubled += len(active) > 1 or copies > 1
        reordered += is_new and copying.is_reordered(intent.external_ref)
    copied = [at for ref in one["references"] if (at := copying.whole_at(ref, asked_at)) is not None]
    took = max([timedelta(0), *(at - asked_at for at in copied)])
    no_return = met["point_of_no_return"]
    return RollbackRow(
        at=one["asked_at"],
        cohort=one["cohort"],
        stage_from=one["stage_from"],
        to=one["stage_to"],
        reason=one["reason"],
        only_new={name: met[name] for name in ("orders", "shipments", "invoices")},
        money=met["money"],
        copied=len(copied),
        lost=len(lost),
        lost_first=lost[0] if lost else "",
        doubled=doubled,
        reordered=reordered,
        took_s=round(took.total_seconds(), 3),
        point_of_no_return=no_return["at"] if no_return else "",
        no_return_event=no_return["event"] if no_return else "",
    )
