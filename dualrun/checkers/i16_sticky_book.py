"""I16: does every order stay in the book that posted it first?"""

from datetime import datetime

from dualrun.checkers.archive import Archive, Dossier
from dualrun.checkers.checker import Checker
from simulators.chassis.commits import Commit, InvoiceCommit, OrderCommit, ShipmentCommit


class StickyBook(Checker):
    """The book of the first posting order is the home of everything that posts under that reference.

    A child also posts exactly when its order does: a shipment or an invoice that posts against a mirror,
    or stays silent against a posting order, has left home without changing its address.
    """

    id = "I16"
    name = "sticky_book"
    watches = (OrderCommit, ShipmentCommit, InvoiceCommit)

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each write to a book."""
        assert isinstance(record, OrderCommit | ShipmentCommit | InvoiceCommit)
        self.evaluated += 1
        dossier = archive.dossiers[record.external_ref]
        if isinstance(record, OrderCommit):
            complaint = _order_complaint(archive, dossier, system, record)
        else:
            complaint = _child_complaint(archive, dossier, system, record)
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


def _child_complaint(
    archive: Archive, dossier: Dossier, system: str, child: ShipmentCommit | InvoiceCommit
) -> str:
    what = f"{'shipment' if isinstance(child, ShipmentCommit) else 'invoice'} {child.number}"
    parent = archive.orders.get((system, child.order_number))
    if parent is None or parent.external_ref != child.external_ref:
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
