"""I06: does every order keep 0 <= invoiced <= shipped <= ordered and credited <= returned <= shipped?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Departure, Dossier, PhysicalLine
from dualrun.checkers.filed import DocumentKey
from dualrun.checkers.goods_back import credited, not_credited, over_returned
from dualrun.checkers.goods_out import bought_elsewhere, left_from_elsewhere
from dualrun.history import History, Operation
from simulators.chassis.commits import (
    Commit,
    CreditCommit,
    FulfilmentCommit,
    InvoiceCommit,
    OrderCommit,
    PurchaseCommit,
    ReturnCommit,
    ShipmentCommit,
)

Quantities = dict[int, Decimal]
NONE = Decimal(0)

DOCUMENTS = (
    *(OrderCommit, ShipmentCommit, InvoiceCommit, FulfilmentCommit, PurchaseCommit),
    *(ReturnCommit, CreditCommit),
)


class QuantityChain(Checker):
    """No book ships more than was ordered nor more than has left, nor invoices more than was shipped.

    All of it is summed: an order may leave in several parts, from several sites. At rest the chain is tight:
    an order that its book calls invoiced has shipped and invoiced all of it; one of which the sites found
    less stays open there, and what was invoiced is what was shipped. What the books have posted is what
    physically left, in base units, with a shipment and an invoice for every departure. What is bound to some
    of the sites leaves from one of them, what no site holds from its supplier.

    Goods that come back are counted by item: no site expects more than has left, no book credits more than a
    site has back, and at rest what is back is credited, as is every return a buyer was promised: once.
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
            case FulfilmentCommit() | PurchaseCommit():
                self._judge_departure(archive, at, dossier, system, record)
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
                self._judge_against_what_left(archive, at, dossier, (system, record.order_number))
            case InvoiceCommit():
                self._judge_invoices(at, dossier, (system, record.order_number))
            case ReturnCommit() | CreditCommit():
                if excess := over_returned(archive, dossier):
                    self._complain(dossier, at, system, excess)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge that shipped and invoiced orders are so completely."""
        for operation in history:
            if operation.returned:
                self.evaluated += 1
                self._judge_promise(archive, operation, closing)
        for dossier in archive.dossiers.values():
            if dossier.returns and (unpaid := not_credited(archive, dossier)):
                self._complain(dossier, closing.ended_at, "the books", unpaid)
            for key, order in dossier.orders.items():
                ordered, shipped, invoiced = _ordered(order), _shipped(dossier, key), _invoiced(dossier, key)
                is_whole = order.status in ("shipped", "invoiced")
                if not (is_whole or shipped):
                    continue
                self.evaluated += 1
                if is_whole and shipped != ordered:
                    said = f"{order.status} in full, ordered {_show(ordered)}, shipped {_show(shipped)}"
                    self._complain(dossier, closing.ended_at, key[0], f"expected {order.number} {said}")
                if (order.status == "invoiced" or invoiced) and invoiced != shipped:
                    said = f"invoiced as shipped, {_show(shipped)}, found {_show(invoiced)}"
                    self._complain(dossier, closing.ended_at, key[0], f"expected {order.number} {said}")
                self._judge_against_ramp(archive, closing.ended_at, dossier, key)

    def _judge_promise(self, archive: Archive, operation: Operation, closing: Closing) -> None:
        dossier, wanted = archive.dossier(operation.intent.external_ref), dict[str, int]()
        units = dict(operation.returned)
        for line in operation.intent.lines:
            pieces = units.get(line.line, 0) * archive.pack(line.item_id, line.uom)
            wanted[line.item_id] = wanted.get(line.item_id, 0) + pieces
        found = credited(archive, dossier)
        if any(found.get(item, 0) != pieces for item, pieces in wanted.items()):
            said = f"promised to take back {wanted} EA, credited {found}"
            self._complain(dossier, closing.ended_at, "the books", f"a return is credited once; {said}")

    def _judge_departure(
        self, archive: Archive, at: datetime, dossier: Dossier, system: str, now: Departure
    ) -> None:
        if isinstance(now, PurchaseCommit):
            for stray in bought_elsewhere(archive, system, now):
                self._complain(dossier, at, system, stray)
        if now.status != "shipped":
            return
        if isinstance(now, PurchaseCommit):
            self._judge_leaving(archive, at, dossier, system)
            return
        self._judge_leaving(archive, at, dossier, now.site)
        for stray in left_from_elsewhere(archive, system, now):
            self._complain(dossier, at, now.site, stray)
        before = archive.previous
        reserved = now.reserved or (before.reserved if isinstance(before, FulfilmentCommit) else ())
        held = {(line, item): units for line, item, units in reserved}
        for line, item, units in now.shipped:
            if held and units > held.get((line, item), 0):
                was = held.get((line, item), 0)
                self._complain(
                    dossier, at, now.site, f"line {line} reserved {was} of {item} and shipped {units}"
                )

    def _judge_leaving(self, archive: Archive, at: datetime, dossier: Dossier, where: str) -> None:
        """Judge that what has left from everywhere was ordered: goods never leave twice."""
        departures, home = dossier.departures(), dossier.home
        if len(departures) < 2 or home is None:
            return
        order = dossier.orders.at(home)
        ordered = archive.pieces(home[0], ((line, line.quantity) for line in order.lines))
        for place, units in _left(archive, dossier).items():
            if units > ordered.get(place, 0):
                sites = ", ".join(f"{system} {f.number}" for system, f in departures)
                said = f"line {place[0]} wants {ordered.get(place, 0)} of {place[1]} and {units} have left"
                self._complain(dossier, at, where, f"goods leave once; {said}: {sites}")

    def _judge_against_what_left(
        self, archive: Archive, at: datetime, dossier: Dossier, key: DocumentKey
    ) -> None:
        """Judge that nothing is posted that has not left; of a single shipment that is judged at rest."""
        if len(dossier.shipments_of(key)) < 2:
            return
        left = _left(archive, dossier)
        for place, units in _in_base_units(archive, dossier, key).items():
            if left and units > left.get(place, 0):
                said = f"line {place[0]}: {units} EA are posted and {left.get(place, 0)} have left"
                self._complain(dossier, at, key[0], f"posted must not exceed what left; {said}")

    def _judge_shipments(self, at: datetime, dossier: Dossier, order: DocumentKey) -> None:
        shipments, departures = dossier.shipments_of(order), dossier.departures()
        if len(shipments) > max(1, len(departures)):
            numbers = ", ".join(shipment.number for shipment in shipments)
            said = f"one shipment for each of {len(departures)} departures; found shipments {numbers}"
            self._complain(dossier, at, order[0], said)
        entered = dossier.orders.get(order)
        if excess := _excess(_shipped(dossier, order), _ordered(entered) if entered else {}):
            self._complain(dossier, at, order[0], f"shipped must not exceed ordered; {excess}")

    def _judge_invoices(self, at: datetime, dossier: Dossier, order: DocumentKey) -> None:
        invoices, shipments = dossier.invoices_of(order), dossier.shipments_of(order)
        if len(invoices) > max(1, len(shipments)):
            numbers = ", ".join(invoice.number for invoice in invoices)
            said = f"one invoice for each of {len(shipments)} shipments; found invoices {numbers}"
            self._complain(dossier, at, order[0], said)
        if excess := _excess(_invoiced(dossier, order), _shipped(dossier, order)):
            self._complain(dossier, at, order[0], f"invoiced must not exceed shipped; {excess}")

    def _judge_against_ramp(self, archive: Archive, at: datetime, dossier: Dossier, key: DocumentKey) -> None:
        left = _left(archive, dossier)
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
    order = dossier.orders.get(key)
    if order is None:
        return {}
    shipped = _shipped(dossier, key)
    return archive.pieces(key[0], ((line, shipped.get(line.line, NONE)) for line in order.lines))


def _left(archive: Archive, dossier: Dossier) -> dict[PhysicalLine, int]:
    left: dict[PhysicalLine, int] = {}
    for system, fulfilment in dossier.departures():
        for line, item, units in fulfilment.shipped:
            place = (line, archive.business(system, "item", item))
            left[place] = left.get(place, 0) + units
    return left


def _show(quantities: Mapping[int, Decimal] | Mapping[PhysicalLine, int]) -> str:
    shown = (
        f"{'/'.join(map(str, key)) if isinstance(key, tuple) else key}: {quantity}"
        for key, quantity in quantities.items()
    )
    return "{" + ", ".join(shown) + "}"
