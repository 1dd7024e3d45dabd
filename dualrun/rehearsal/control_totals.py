"""Do the two books add up to the same? Control totals over what both should hold, and what each posts alone.

Findings are counted only where both books should say the same: where both hold an order, and where its pin
keeps a copy and one of them has none. Which side posts an order depends on its
stage, so the posting totals of the two books are shown and never compared.
"""

from collections.abc import Callable, Container, Iterable
from decimal import Decimal
from typing import Any

from dualrun.checkers.archive import Archive
from dualrun.checkers.dossier import Dossier
from dualrun.checkers.filed import DocumentKey, Filed
from dualrun.report.document import ReconciliationRow
from simulators.chassis.commits import OrderCommit

OLD, NEW = "legacy_erp", "cloud_erp"
CENT = Decimal("0.01")

Totals = dict[str, tuple[int, Decimal]]
Pick = Callable[[Dossier, DocumentKey, OrderCommit], Iterable[Decimal]]


def reconcile(archive: Archive, due: Container[str] = ()) -> list[ReconciliationRow]:
    """Give every control total, old beside new; `due` are the orders whose pin keeps a copy."""
    return [
        _compared("open_orders", archive, due, _open_value),
        _compared("shipments", archive, due, _shipment_count),
        _compared("invoices_net", archive, due, _invoice_net),
        _compared("orders_net", archive, due, _order_net),
        _shown("posting_orders", archive, posting=True),
        _shown("receivables", archive, posting=True, invoices=True),
    ]


def _compared(name: str, archive: Archive, due: Container[str], pick: Pick) -> ReconciliationRow:
    """Compare the orders that both books hold or should hold, one by one and in total."""
    totals: Totals = {OLD: (0, Decimal(0)), NEW: (0, Decimal(0))}
    findings = 0
    for reference, dossier in archive.dossiers.items():
        held = {key[0]: (key, dossier.orders.at(key)) for key in dossier.kept()}
        if len(held) < 2 and reference not in due:
            continue
        values: dict[str, list[Decimal]] = {OLD: [], NEW: []}
        for system, (key, order) in held.items():
            values[system] = list(pick(dossier, key, order))
            count, amount = totals[system]
            totals[system] = (count + len(values[system]), amount + sum(values[system], Decimal(0)))
        findings += values[OLD] != values[NEW]
    return _row(name, totals, findings)


def _shown(name: str, archive: Archive, *, posting: bool, invoices: bool = False) -> ReconciliationRow:
    totals: Totals = {OLD: (0, Decimal(0)), NEW: (0, Decimal(0))}
    for dossier in archive.dossiers.values():
        documents: Filed[Any]
        documents = dossier.invoices if invoices else dossier.orders
        for (system, _), document in documents.items():
            if document.posting is posting:
                count, amount = totals[system]
                totals[system] = (count + 1, amount + document.net + document.tax)
    return _row(name, totals, 0, compared=False)


def _row(name: str, totals: Totals, findings: int, *, compared: bool = True) -> ReconciliationRow:
    old, new = totals[OLD], totals[NEW]
    difference = {"count": old[0] - new[0], "value": str((old[1] - new[1]).quantize(CENT))}
    return ReconciliationRow(
        report=name,
        old=_total(old),
        new=_total(new),
        difference=difference if compared else {},
        findings=findings,
    )


def _total(total: tuple[int, Decimal]) -> dict[str, object]:
    return {"count": total[0], "value": str(total[1].quantize(CENT))}


def _open_value(_: Dossier, __: DocumentKey, order: OrderCommit) -> Iterable[Decimal]:
    return [order.net] if order.status in ("open", "shipped") else []


def _order_net(_: Dossier, __: DocumentKey, order: OrderCommit) -> Iterable[Decimal]:
    return [order.net] if order.status != "cancelled" else []


def _shipment_count(dossier: Dossier, key: DocumentKey, _: OrderCommit) -> Iterable[Decimal]:
    return [
        sum((quantity for _, quantity in shipment.quantities), Decimal(0))
        for shipment in dossier.shipments_of(key)
    ]


def _invoice_net(dossier: Dossier, key: DocumentKey, _: OrderCommit) -> Iterable[Decimal]:
    return [invoice.net for invoice in dossier.invoices_of(key)]
