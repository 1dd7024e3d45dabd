"""I07: does every invoice ask for the contract's price, the declared tax, and the buyer's share?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Dossier
from dualrun.checkers.rounding import to_cents
from dualrun.checkers.substitutes import lines_taken
from dualrun.history import CancelIntent, History, Operation
from simulators.chassis.commits import Commit, InvoiceCommit, OrderLineCommit

CENT = Decimal("0.01")


class PriceAndTax(Checker):
    """Every posting invoice is recomputed from master data, and held against what the buyer confirmed.

    The first is judged as the invoice is posted. The second waits for the end, because only then is
    it known which part of the order the buyer has taken back; an order that left in parts has an invoice for
    each, and together they are the share. Where a site found less than was ordered, the buyer owes what left,
    at the price of the order. Another item than was ordered is one that the buyer named, and costs no more.
    """

    id = "I07"
    name = "price_and_tax"
    watches = (InvoiceCommit,)

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Recompute each posting invoice."""
        assert isinstance(record, InvoiceCommit)
        if not record.posting:
            return
        self.evaluated += 1
        for complaint in (*_price_complaints(archive, system, record), *_sum_complaints(record)):
            self._complain(at, system, record, complaint)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Hold the posting invoices of each order against the buyer's confirmed share."""
        cancellations = {intent.external_ref: intent for intent in closing.cancellations}
        for operation in history:
            ref = operation.intent.external_ref
            dossier = archive.dossier(ref)
            posting = [(key[0], invoice) for key, invoice in dossier.invoices.items() if invoice.posting]
            if not posting:
                continue
            self.evaluated += len(posting)
            taken, complaints = lines_taken(archive, operation.intent, dossier, posting[0])
            for complaint in complaints:
                self._complain(closing.ended_at, *posting[-1], complaint)
            operation = replace(operation, intent=replace(operation.intent, lines=taken))
            shares = _confirmed_shares(operation, cancellations.get(ref), _booked(dossier, posting[0]))
            asked = sum((invoice.net for _, invoice in posting), Decimal())
            more_lines = sum(len(invoice.lines) for _, invoice in posting[1:])  # each is rounded by itself
            if any(abs(asked - share) <= CENT * more_lines for share in shares):
                continue
            if _is_of_what_left(dossier, posting):
                continue
            due = " or ".join(str(share) for share in shares) or "less of it"
            what = f"the buyer confirmed {due} net and is asked for {asked}"
            self._complain(closing.ended_at, *posting[-1], what)

    def _complain(self, at: datetime, system: str, invoice: InvoiceCommit, what: str) -> None:
        ref = invoice.external_ref
        self.violate(
            ref,
            at,
            f"{ref}, invoice {invoice.number} at {system}: {what}",
            net=invoice.net,
            tax=invoice.tax,
            tax_basis=invoice.tax_basis,
        )


def _is_of_what_left(dossier: Dossier, posting: list[tuple[str, InvoiceCommit]]) -> bool:
    """Tell whether an order left short, and its invoices ask for just what left of it."""
    key = (posting[0][0], posting[0][1].order_number)
    order = dossier.orders.get(key)
    if order is None:
        return False
    prices = {line.line: line.unit_price for line in order.lines}
    left: dict[int, Decimal] = {}
    due = Decimal()
    for shipment in dossier.shipments_of(key):
        for line, quantity in shipment.quantities:
            left[line] = left.get(line, Decimal()) + quantity
            due += to_cents(quantity * prices.get(line, Decimal()))
    is_short = any(left.get(line.line, 0) < line.quantity for line in order.lines)
    return bool(left) and is_short and sum((invoice.net for _, invoice in posting), Decimal()) == due


def _price_complaints(archive: Archive, system: str, invoice: InvoiceCommit) -> list[str]:
    order = archive.dossier(invoice.external_ref).orders.get((system, invoice.order_number))
    if order is None:
        return [f"it belongs to order {invoice.order_number}, which is not in the book under its reference"]
    customer_id = archive.business(system, "customer", order.customer)
    customer = archive.customers.get(customer_id)
    if customer is None:
        return [f"no customer of the business stands behind {order.customer}"]
    complaints = [
        complaint
        for line in invoice.lines
        if (complaint := _line_complaint(archive, system, customer_id, line))
    ]
    if invoice.tax_rate != customer.tax_rate:
        complaints.append(f"the customer's tax rate is {customer.tax_rate}, found {invoice.tax_rate}")
    if invoice.currency != customer.currency:
        complaints.append(f"the customer pays in {customer.currency}, found {invoice.currency}")
    return complaints


def _line_complaint(archive: Archive, system: str, customer_id: str, line: OrderLineCommit) -> str:
    item = archive.items.get(archive.business(system, "item", line.item))
    if item is None:
        return f"line {line.line}: no item of the business stands behind {line.item}"
    unit = archive.business(system, "unit", line.unit)
    price = archive.master.price(customer_id, item) * archive.pack(item.id, unit)
    due = to_cents(line.quantity * price)
    if line.net != due:
        return f"line {line.line}: {line.quantity} {unit} at {price} make {due}, found {line.net}"
    return ""


def _sum_complaints(invoice: InvoiceCommit) -> list[str]:
    complaints = []
    net = sum((line.net for line in invoice.lines), Decimal())
    if invoice.net != net:
        complaints.append(f"its lines add up to {net} net, found {invoice.net}")
    match invoice.tax_basis:
        case "line":
            tax = sum((to_cents(line.net * invoice.tax_rate) for line in invoice.lines), Decimal())
        case "document":
            tax = to_cents(net * invoice.tax_rate)
        case other:
            return [*complaints, f"tax is rounded by line or by document, found {other!r}"]
    if invoice.tax != tax:
        complaints.append(f"tax by {invoice.tax_basis} is {tax}, found {invoice.tax}")
    return complaints


def _booked(dossier: Dossier, posting: tuple[str, InvoiceCommit]) -> dict[int, int]:
    """Give how much of each line the book of an invoice holds in the end."""
    order = dossier.orders.get((posting[0], posting[1].order_number))
    return {line.line: int(line.quantity) for line in order.lines} if order is not None else {}


def _confirmed_shares(
    operation: Operation, cancellation: CancelIntent | None, booked: Mapping[int, int]
) -> tuple[Decimal, ...]:
    """Give what the buyer may be asked for: more than one answer when a cancellation ended unknown.

    One that ended in part has taken back something, and nothing that the buyer had not named.
    """
    whole = _share(operation, {})
    if cancellation is None or operation.cancel_outcome not in ("done", "info", "partly"):
        return (whole,)
    quantities = dict(cancellation.quantities)
    if operation.cancel_outcome == "partly":
        named = quantities or {line.line: line.quantity for line in operation.intent.lines}
        off = {
            line.line: min(line.quantity - booked.get(line.line, 0), named.get(line.line, 0))
            for line in operation.intent.lines
        }
        return (_share(operation, off),) if any(off.values()) else ()
    reduced = _share(operation, quantities) if quantities else Decimal()
    return (reduced,) if operation.cancel_outcome == "done" else (whole, reduced)


def _share(operation: Operation, taken_back: Mapping[int, int]) -> Decimal:
    return sum(
        (
            to_cents(max(line.quantity - taken_back.get(line.line, 0), 0) * line.unit_price)
            for line in operation.intent.lines
        ),
        Decimal(),
    )
