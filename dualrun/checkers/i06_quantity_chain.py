"""I06: does every order line keep 0 <= invoiced <= shipped <= ordered, in the books and on the ramp?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from dualrun.checkers.archive import Archive, DocumentKey, Dossier
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import History
from simulators.chassis.commits import Commit, FulfilmentCommit, InvoiceCommit, OrderCommit, ShipmentCommit

Quantities = dict[int, Decimal]
PhysicalLine = tuple[int, str]  # order line, business id of the item

DOCUMENTS = (OrderCommit, ShipmentCommit, InvoiceCommit, FulfilmentCommit)


class QuantityChain(Checker):
    """No book ships more than was ordered, nor invoices more than was shipped, nor does either twice.

    At rest the chain is tight: an invoiced order has shipped and invoiced all of it, and what the books
    have posted is what physically left, in base units, in one departure.
    """

    id = "I06"
    name = "quantity_chain"
    watches = DOCUMENTS

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each document against the one it follows."""
        assert isinstance(record, DOCUMENTS)
        self.evaluated += 1
        dossier = archive.dossiers[record.external_ref]
        match record:
            case FulfilmentCommit():
                self._judge_departure(archive, at, dossier, record)
            case OrderCommit():
                if dossier.shipments and not _keeps_its_lines(archive, record):
                    self._judge_shipments(at, dossier, (system, record.number))
            case ShipmentCommit():
                before = archive.previous
                if isinstance(before, ShipmentCommit) and before.quantities != record.quantities:
                    self._complain(
                        dossier, at, system, f"shipment {record.number} was posted and then changed"
                    )
                self._judge_shipments(at, dossier, (system, record.order_number))
            case InvoiceCommit():
                self._judge_invoices(at, dossier, (system, record.order_number))

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge that shipped and invoiced orders are so completely."""
        for dossier in archive.dossiers.values():
            for key, order in dossier.orders.items():
                if order.status not in ("shipped", "invoiced"):
                    continue
                self.evaluated += 1
                ordered = _ordered(order)
                shipped = _shipped(dossier, key)
                if shipped != ordered:
                    said = f"{order.status} in full, ordered {_show(ordered)}, shipped {_show(shipped)}"
                    self._complain(dossier, closing.ended_at, key[0], f"expected {order.number} {said}")
                if order.status == "invoiced" and (invoiced := _invoiced(dossier, key)) != shipped:
                    said = f"invoiced as shipped, {_show(shipped)}, found {_show(invoiced)}"
                    self._complain(dossier, closing.ended_at, key[0], f"expected {order.number} {said}")
                self._judge_against_ramp(archive, closing.ended_at, dossier, key)

    def _judge_departure(
        self, archive: Archive, at: datetime, dossier: Dossier, now: FulfilmentCommit
    ) -> None:
        if now.status != "shipped":
            return
        departures = dossier.departures()
        if len(departures) > 1:
            places = ", ".join(f"{system} {f.number}" for system, f in departures)
            self._complain(
                dossier, at, now.site, f"an order leaves once; it has left {len(departures)} times: {places}"
            )
        before = archive.previous
        reserved = now.reserved or (before.reserved if isinstance(before, FulfilmentCommit) else ())
        held = {(line, item): units for line, item, units in reserved}
        for line, item, units in now.shipped:
            if held and units > held.get((line, item), 0):
                was = held.get((line, item), 0)
                self._complain(
                    dossier, at, now.site, f"line {line} reserved {was} of {item} and shipped {units}"
                )

    def _judge_shipments(self, at: datetime, dossier: Dossier, order: DocumentKey) -> None:
        shipments = dossier.shipments_of(order)
        if len(shipments) > 1:
            numbers = ", ".join(shipment.number for shipment in shipments)
            self._complain(dossier, at, order[0], f"an order ships once; found shipments {numbers}")
        entered = dossier.orders.get(order)
        if excess := _excess(_shipped(dossier, order), _ordered(entered) if entered else {}):
            self._complain(dossier, at, order[0], f"shipped must not exceed ordered; {excess}")

    def _judge_invoices(self, at: datetime, dossier: Dossier, order: DocumentKey) -> None:
        invoices = dossier.invoices_of(order)
        if len(invoices) > 1:
            numbers = ", ".join(invoice.number for invoice in invoices)
            self._complain(dossier, at, order[0], f"an order is invoiced once; found invoices {numbers}")
        if excess := _excess(_invoiced(dossier, order), _shipped(dossier, order)):
            self._complain(dossier, at, order[0], f"invoiced must not exceed shipped; {excess}")

    def _judge_against_ramp(self, archive: Archive, at: datetime, dossier: Dossier, key: DocumentKey) -> None:
        left: dict[PhysicalLine, int] = {}
        for system, fulfilment in dossier.departures():
            for line, item, units in fulfilment.shipped:
                place = (line, archive.business(system, "item", item))
                left[place] = left.get(place, 0) + units
        posted = _in_base_units(archive, dossier, key)
        if left != posted:
            self._complain(
                dossier,
                at,
                key[0],
                f"what is posted must be what left; posted {_show(posted)} EA, left {_show(left)} EA",
            )

    def _complain(self, dossier: Dossier, at: datetime, where: str, what: str) -> None:
        ref = dossier.external_ref
        self.violate(ref, at, f"{ref} at {where}: {what}", where=where)


def _keeps_its_lines(archive: Archive, order: OrderCommit) -> bool:
    before = archive.previous
    return isinstance(before, OrderCommit) and before.lines == order.lines


def _ordered(order: OrderCommit) -> Quantities:
    return {line.line: line.quantity for line in order.lines if line.quantity}


def _shipped(dossier: Dossier, order: DocumentKey) -> Quantities:
    return _sum([shipment.quantities for shipment in dossier.shipments_of(order)])


def _invoiced(dossier: Dossier, order: DocumentKey) -> Quantities:
    invoices = dossier.invoices_of(order)
    return _sum([[(line.line, line.quantity) for line in invoice.lines] for invoice in invoices])


def _sum(documents: Sequence[Iterable[tuple[int, Decimal]]]) -> Quantities:
    total: Quantities = {}
    for document in documents:
        for line, quantity in document:
            if quantity:
                total[line] = total[line] + quantity if line in total else quantity
    return total


def _excess(more: Quantities, limit: Quantities) -> str:
    for line, quantity in more.items():
        if not 0 <= quantity <= limit.get(line, 0):
            return f"line {line} has {quantity} against {limit.get(line, 0)}"
    return ""


def _in_base_units(archive: Archive, dossier: Dossier, key: DocumentKey) -> Mapping[PhysicalLine, int]:
    system = key[0]
    lines = {line.line: line for line in dossier.orders[key].lines}
    total: dict[PhysicalLine, int] = {}
    for number, quantity in _shipped(dossier, key).items():
        line = lines.get(number)
        if line is not None:
            item = archive.business(system, "item", line.item)
            pack = archive.pack(item, archive.business(system, "unit", line.unit))
            total[number, item] = int(quantity * pack)
    return total


def _show(quantities: Mapping[int, Decimal] | Mapping[PhysicalLine, int]) -> str:
    shown = (
        f"{'/'.join(map(str, key)) if isinstance(key, tuple) else key}: {quantity}"
        for key, quantity in quantities.items()
    )
    return "{" + ", ".join(shown) + "}"
