"""I16: does every order stay in the book that posted it first?"""

from datetime import datetime

from dualrun.checkers.archive import Archive, Dossier
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import CallRecord, History
from simulators.chassis.commits import Commit, InvoiceCommit, OrderCommit, ShipmentCommit

INTEGRATION_LAYER = "facade"

DOCUMENTS = (OrderCommit, ShipmentCommit, InvoiceCommit)


class StickyBook(Checker):
    """The book of the first posting order is the home of everything that posts under that reference.

    Goods that have left must be found in that book: an integration layer that took them to another one,
    and never home, has routed by the flag of the day. A child also posts exactly when its order does: a
    shipment or an invoice that posts against a mirror, or stays silent against a posting order, has left
    home without changing its address.
    """

    id = "I16"
    name = "sticky_book"
    watches = DOCUMENTS
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._asked_since_departure: dict[str, tuple[str, ...]] = {}

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
        """Judge that goods which have left are in the book at home, unless nobody could be asked."""
        for ref, asked in self._asked_since_departure.items():
            self.evaluated += 1
            dossier = archive.dossiers[ref]
            if not dossier.posted:
                continue
            home, number = dossier.posted[0]
            if home not in asked and not dossier.shipments_of(dossier.posted[0]):
                elsewhere = ", ".join(asked)
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref}: its goods have left and its book is {home}; only {elsewhere} was asked for them",
                    home=f"{home} {number}",
                    asked=elsewhere,
                )

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each write to a book."""
        assert isinstance(record, DOCUMENTS)
        self.evaluated += 1
        dossier = archive.dossiers[record.external_ref]
        if isinstance(record, OrderCommit):
            complaint = _order_complaint(archive, dossier, system, record)
        else:
            complaint = _child_complaint(dossier, system, record)
        if complaint:
            home = dossier.posted[0] if dossier.posted else ("none", "")
            self.violate(
                record.external_ref,
                at,
                f"{record.external_ref}: {complaint}",
                home=" ".join(home),
                written_in=system,
                document=record.number,
            )


def _order_complaint(archive: Archive, dossier: Dossier, system: str, order: OrderCommit) -> str:
    before = archive.previous
    if isinstance(before, OrderCommit) and before.posting != order.posting:
        change = "began to post" if order.posting else "ceased to post"
        return f"an order posts from first to last or never; {system} {order.number} {change}"
    if order.posting and dossier.posted[0][0] != system:
        return f"its book is {dossier.posted[0][0]}; {system} has written posting order {order.number}"
    return ""


def _child_complaint(dossier: Dossier, system: str, child: ShipmentCommit | InvoiceCommit) -> str:
    what = f"{'shipment' if isinstance(child, ShipmentCommit) else 'invoice'} {child.number}"
    parent = dossier.orders.get((system, child.order_number))
    if parent is None:
        return (
            f"{system} has written {what} against {child.order_number}, which is no order of this reference"
        )
    if child.posting and not dossier.posted:
        return f"no book has a posting order; {system} has posted {what}"
    if child.posting and dossier.posted[0][0] != system:
        return f"its book is {dossier.posted[0][0]}; {system} has posted {what}"
    if child.posting != parent.posting:
        says = "posts" if child.posting else "does not post"
        return f"{what} in {system} must do as its order {parent.number} does; it {says}"
    return ""
