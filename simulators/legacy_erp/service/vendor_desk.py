"""The vendors' end of drop shipments: an order is confirmed or declined, then goods leave for the customer.

Vendors are partners of this book alone, reached by its own electronic mail of orders; what they answer is
entered on the purchase order. They hear of no order that copies another book's.
"""

from datetime import UTC

from simulators.chassis.commits import PurchaseCommit
from simulators.chassis.supplier_pace import PACES
from simulators.legacy_erp.domain.goods_in import PurchaseOrder
from simulators.legacy_erp.domain.sales import CANCELLED, LEADING, RELEASED
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.stock import pieces

CONFIRM, SEND = "vendor_confirms", "vendor_sends"
"""The acts of a vendor, each on one purchase order of a company."""
COPIES_SENT = "copied_purchases_sent"
"""A misbehaviour of this desk: see faults.py."""
DECLINED = "purchases_declined"
"""A habit of the vendors themselves."""


def is_posting(company: Company, row: PurchaseOrder) -> bool:
    """Say whether an order is this book's own, rather than the copy of another's."""
    return row.book_role == LEADING


def hand_over(company: Company, row: PurchaseOrder) -> None:
    """Let the vendor hear of a drop shipment."""
    tell(company, row)
    if is_posting(company, row) or company.habit(COPIES_SENT, row.your_reference) is not None:
        after = PACES[company.world.pace].confirms_after(_chance(company, CONFIRM, row))
        company.agenda.put(company.world.clock.now() + after, CONFIRM, company.name, row.no)


def confirm(company: Company, number: str) -> None:
    """Let the vendor take an order on or decline it, unless it was taken back meanwhile."""
    if company.store.purchases[number].status != RELEASED:
        return
    row, now = company.store.purchases.edit(number), company.world.clock.now()
    if company.habit(DECLINED, row.your_reference) is not None:
        row.cancel()
        row.version += 1
        tell(company, row)
        return
    due = now + PACES[company.world.pace].sends_after(_chance(company, SEND, row))
    row.vendor_order_no, row.expected_receipt_date = f"V-{row.no}", due.date()
    row.version += 1
    company.agenda.put(due, SEND, company.name, row.no)
    tell(company, row)


def send(company: Company, number: str) -> None:
    """Let the goods leave the vendor, whose notice of it is entered on the order."""
    row = company.store.purchases.edit(number)
    row.vendor_shipment_no = f"VS-{row.no}"
    row.sent_at = company.world.clock.now().astimezone(UTC).isoformat(timespec="milliseconds")
    row.version += 1
    tell(company, row)


def tell(company: Company, row: PurchaseOrder) -> None:
    """Tell the auditor how a drop shipment stands; goods for the shelf are no business of anybody's."""
    if not row.sales_order_no:
        return
    items = company.store.items
    company.world.commit(
        PurchaseCommit(
            number=row.no,
            order_number=row.sales_order_no,
            external_ref=company.store.orders[row.sales_order_no].external_document_no,
            supplier=row.vendor_no,
            posting=is_posting(company, row),
            status=_status(row),
            ordered=tuple(
                [
                    (
                        line.place,
                        line.item_no,
                        int(pieces(line.quantity, line.unit, items[line.item_no].pieces_per_carton)),
                    )
                    for line in row.lines
                ]
            ),
            papers=row.vendor_shipment_no,
        )
    )


def _status(row: PurchaseOrder) -> str:
    if row.status == CANCELLED:
        return "cancelled"
    if row.vendor_shipment_no:
        return "shipped"
    return "confirmed" if row.vendor_order_no else "open"


def _chance(company: Company, act: str, row: PurchaseOrder) -> float:
    return company.world.chance.uniform(company.world.system, act, row.your_reference or row.no)
