"""I14: do the two books say the same of every order that both of them hold?"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Dossier
from dualrun.checkers.filed import DocumentKey
from dualrun.history import History
from simulators.chassis.commits import InvoiceCommit, OrderCommit, OrderLineCommit

Difference = tuple[str, object, object]
"""What differs, as the posting book has it, as the mirror has it."""

HALF_A_CENT = Decimal("0.005")


class DualRunEquality(Checker):
    """A mirror equals its posting order in business words, document by document.

    Only tax may differ, and only by the declared divergence: one book rounds per line, the other once a
    document, so that each rounding may be off by half a cent.
    """

    id = "I14"
    name = "dual_run_equality"

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge every order that has, or should have, a mirror."""
        for ref, dossier in archive.dossiers.items():
            mirrors = _following(dossier, closing)
            for mirror in mirrors:
                self.evaluated += 1
                for what, posted, mirrored in _differences(archive, dossier, mirrors, mirror):
                    self.violate(
                        ref,
                        closing.ended_at,
                        f"{ref}: {what} must be the same in both books; "
                        f"posting has {posted}, mirror {mirror[1]} in {mirror[0]} has {mirrored}",
                        difference=what,
                        posting=posted,
                        mirror=mirrored,
                    )
        for ref in sorted(closing.expected_mirrors):
            self.evaluated += 1
            dossier = archive.dossier(ref)
            if dossier.home is not None and not dossier.mirrors():
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref} is said to be in both books; only {dossier.home[0]} has it",
                    posted=dossier.posted,
                )


def _following(dossier: Dossier, closing: Closing) -> list[DocumentKey]:
    """Name the mirrors that have to say the same: not one that was closed when its order left that book."""
    mirrors = dossier.mirrors()
    if not mirrors or not closing.conversions_of(dossier.external_ref):
        return mirrors
    kept = dossier.kept()
    return [mirror for mirror in mirrors if mirror in kept]


def _differences(
    archive: Archive, dossier: Dossier, mirrors: list[DocumentKey], mirror: DocumentKey
) -> Iterator[Difference]:
    if mirror != mirrors[0]:
        yield "the number of mirrors", 1, len(mirrors)
        return
    home = dossier.home
    if home is None:
        yield "the order itself", "none", dossier.orders.at(mirror).status
        return
    if home[0] == mirror[0]:
        yield "the side", home[0], mirror[0]
    yield from _order_differences(archive, dossier, home, mirror)
    if dossier.purchases:
        bought = [_purchases(archive, dossier, key) for key in (home, mirror)]
        yield from _unequal("what is bought from suppliers", *bought)
    yield from _shipment_differences(dossier, home, mirror)
    yield from _invoice_differences(archive, dossier, home, mirror)


def _order_differences(
    archive: Archive, dossier: Dossier, home: DocumentKey, mirror: DocumentKey
) -> Iterator[Difference]:
    ours, theirs = dossier.orders.at(home), dossier.orders.at(mirror)
    yield from _unequal("customer", _customer(archive, home, ours), _customer(archive, mirror, theirs))
    yield from _unequal("status", ours.status, theirs.status)
    yield from _document_differences(archive, (home[0], ours), (mirror[0], theirs), "order")


def _shipment_differences(dossier: Dossier, home: DocumentKey, mirror: DocumentKey) -> Iterator[Difference]:
    ours = [_goods(shipment.quantities) for shipment in dossier.shipments_of(home)]
    theirs = [_goods(shipment.quantities) for shipment in dossier.shipments_of(mirror)]
    yield from _unequal("the number of shipments", len(ours), len(theirs))
    for posted, mirrored in zip(ours, theirs, strict=False):
        yield from _unequal("shipped quantities", posted, mirrored)


def _invoice_differences(
    archive: Archive, dossier: Dossier, home: DocumentKey, mirror: DocumentKey
) -> Iterator[Difference]:
    ours, theirs = dossier.invoices_of(home), dossier.invoices_of(mirror)
    yield from _unequal("the number of invoices", len(ours), len(theirs))
    for posted, mirrored in zip(ours, theirs, strict=False):
        yield from _document_differences(archive, (home[0], posted), (mirror[0], mirrored), "invoice")


def _purchases(archive: Archive, dossier: Dossier, order: DocumentKey) -> list[str]:
    """Give what a book buys for that order of its own and has not taken back, in business words."""
    system, found = order[0], []
    for (at, _), one in dossier.purchases.items():
        if (at, one.order_number) != order or one.status == "cancelled":
            continue
        goods = [
            f"line {line}: {units} EA of {archive.business(system, 'item', item)}"
            for line, item, units in one.ordered
        ]
        found.append(f"{', '.join(goods)} from {archive.business(system, 'supplier', one.supplier)}")
    return sorted(found)


def _document_differences(
    archive: Archive,
    ours: tuple[str, OrderCommit | InvoiceCommit],
    theirs: tuple[str, OrderCommit | InvoiceCommit],
    what: str,
) -> Iterator[Difference]:
    (our_system, our), (their_system, their) = ours, theirs
    our_lines = _lines(archive, our_system, our.lines)
    their_lines = _lines(archive, their_system, their.lines)
    for line in dict.fromkeys((*our_lines, *their_lines)):
        yield from _unequal(f"{what} line {line}", our_lines.get(line), their_lines.get(line))
    yield from _unequal(f"{what} net", our.net, their.net)
    yield from _unequal(f"{what} currency", our.currency, their.currency)
    if abs(our.tax - their.tax) > HALF_A_CENT * (len(our_lines) + 1):
        yield f"{what} tax", our.tax, their.tax


def _unequal(what: str, ours: object, theirs: object) -> Iterator[Difference]:
    if ours != theirs:
        yield what, "nothing" if ours is None else ours, "nothing" if theirs is None else theirs


def _customer(archive: Archive, key: DocumentKey, order: OrderCommit) -> str:
    return archive.business(key[0], "customer", order.customer)


class Line(NamedTuple):
    """One line in business words."""

    item: str
    quantity: Decimal
    unit: str
    net: Decimal

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} of {self.item} for {self.net}"


class Goods(tuple[tuple[int, Decimal], ...]):
    """What one shipment took, by line."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(f"line {line}: {quantity}" for line, quantity in self)


def _lines(archive: Archive, system: str, lines: tuple[OrderLineCommit, ...]) -> dict[int, Line]:
    """Translate the lines that still want something; a line brought down to nothing may be kept or not."""
    return {
        line.line: Line(
            archive.business(system, "item", line.item),
            line.quantity,
            archive.business(system, "unit", line.unit),
            line.net,
        )
        for line in lines
        if line.quantity
    }


def _goods(quantities: tuple[tuple[int, Decimal], ...]) -> Goods:
    return Goods(sorted((line, quantity) for line, quantity in quantities if quantity))
