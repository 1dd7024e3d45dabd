"""I16: does every order stay in the book that posted it first, unless somebody has asked for a conversion?"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import BOOK, Closing
from dualrun.checkers.dossier import Dossier
from dualrun.history import CallRecord, History
from simulators.chassis.commits import Commit, InvoiceCommit, OrderCommit, ShipmentCommit

INTEGRATION_LAYER = "facade"

DOCUMENTS = (OrderCommit, ShipmentCommit, InvoiceCommit)


class Change(NamedTuple):
    """A book that began to post an order, or ceased to."""

    at: datetime
    system: str
    number: str
    began: bool

    def __str__(self) -> str:
        return f"{self.system} {self.number} {'began' if self.began else 'ceased'} to post"


class StickyBook(Checker):
    """The book of the first posting order is the home of everything that posts under that reference.

    Goods that have left must be found in that book: an integration layer that took them to another one,
    and never home, has routed by the flag of the day. A child also posts exactly when its order does: a
    shipment or an invoice that posts against a mirror, or stays silent against a posting order, has left
    home without changing its address. Only a conversion moves an order, and then to where it was asked to.
    """

    id = "I16"
    name = "sticky_book"
    watches = DOCUMENTS
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._asked_since_departure: dict[str, tuple[str, ...]] = {}
        self._changes: dict[str, list[Change]] = {}

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Remember which books were called about an order once its goods had left."""
        if record.source != INTEGRATION_LAYER or record.target not in archive.books:
            return
        dossier = archive.dossiers.get(record.correlation_id)
        if dossier is None or not dossier.departures():
            return
        asked = self._asked_since_departure.get(record.correlation_id, ())
        if record.target not in asked:
            self._asked_since_departure[record.correlation_id] = (*asked, record.target)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge that goods which have left are in the book at home, and that whoever moved was asked to."""
        for ref, asked in self._asked_since_departure.items():
            self.evaluated += 1
            dossier = archive.dossiers[ref]
            order = dossier.home
            if order is None:
                continue
            home, number = order
            if home not in asked and not dossier.shipments_of(order):
                elsewhere = ", ".join(asked)
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref}: its goods have left and its book is {home}; only {elsewhere} was asked for them",
                    home=f"{home} {number}",
                    asked=elsewhere,
                )
        for ref, changes in self._changes.items():
            self.evaluated += 1
            for change in _unasked(archive.dossiers[ref], changes, closing):
                message = f"{ref}: an order posts from first to last or never; {change}, and nobody had asked"
                self.violate(ref, change.at, message, home=" ".join(archive.dossiers[ref].posted[0]))
        self._judge_what_is_said(archive, closing)

    def _judge_what_is_said(self, archive: Archive, closing: Closing) -> None:
        """Judge that an order which is said to have changed its book is where it was asked to be."""
        for ref in sorted(closing.converted):
            conversions, home = closing.conversions_of(ref), archive.dossier(ref).home
            if not conversions or home is None:
                continue
            self.evaluated += 1
            wanted = BOOK[conversions[-1].to]
            if home[0] != wanted:
                message = f"{ref} is said to have moved to {wanted}; its book is {home[0]}"
                self.violate(ref, closing.ended_at, message, home=" ".join(home))

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each write to a book."""
        assert isinstance(record, DOCUMENTS)
        self.evaluated += 1
        dossier = archive.dossiers[record.external_ref]
        if isinstance(record, OrderCommit):
            complaint = _order_complaint(dossier, system, record)
            if not complaint:
                self._take_down(archive, at, dossier, system, record)
        else:
            complaint = _child_complaint(dossier, system, record)
        if complaint:
            home = dossier.home or ("none", "")
            self.violate(
                record.external_ref,
                at,
                f"{record.external_ref}: {complaint}",
                home=" ".join(home),
                written_in=system,
                document=record.number,
            )

    def _take_down(
        self, archive: Archive, at: datetime, dossier: Dossier, system: str, order: OrderCommit
    ) -> None:
        """Remember that a book has begun to post an order, unless it is the first one, or has ceased to."""
        before = archive.previous
        posted_before = isinstance(before, OrderCommit) and before.posting
        is_first = before is None and dossier.posted == ((system, order.number),)
        if order.posting != posted_before and not is_first:
            change = Change(at, system, order.number, order.posting)
            self._changes.setdefault(order.external_ref, []).append(change)


def _order_complaint(dossier: Dossier, system: str, order: OrderCommit) -> str:
    home = dossier.home
    if order.posting and home is not None and home[0] != system:
        return f"its book is {home[0]}; {system} has written posting order {order.number}"
    return ""


def _unasked(dossier: Dossier, changes: list[Change], closing: Closing) -> Iterator[Change]:
    """Give the changes that nobody had asked for, and the last one when no book has posted since."""
    conversions = closing.conversions_of(dossier.external_ref)
    home = dossier.posted[0][0]
    for change in changes:
        asked = [BOOK[one.to] for one in conversions if one.asked_at <= change.at]
        is_right = change.system in (home, *asked) if change.began else bool(asked)
        if not is_right or (change is changes[-1] and not change.began):
            yield change
        if change.began:
            home = change.system


def _child_complaint(dossier: Dossier, system: str, child: ShipmentCommit | InvoiceCommit) -> str:
    what = f"{'shipment' if isinstance(child, ShipmentCommit) else 'invoice'} {child.number}"
    parent = dossier.orders.get((system, child.order_number))
    home = dossier.home
    if parent is None:
        return (
            f"{system} has written {what} against {child.order_number}, which is no order of this reference"
        )
    if child.posting and home is None:
        return f"no book has a posting order; {system} has posted {what}"
    if child.posting and home is not None and home[0] != system:
        return f"its book is {home[0]}; {system} has posted {what}"
    if child.posting != parent.posting:
        says = "posts" if child.posting else "does not post"
        return f"{what} in {system} must do as its order {parent.number} does; it {says}"
    return ""
