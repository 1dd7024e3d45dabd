"""Has a buyer got another item than was ordered, or one that was named but costs more? A part of I07."""

from dataclasses import replace

from dualrun.checkers.archive import Archive
from dualrun.checkers.dossier import Dossier
from dualrun.history import LineIntent, OrderIntent
from simulators.chassis.commits import InvoiceCommit


def lines_taken(
    archive: Archive, intent: OrderIntent, dossier: Dossier, posting: tuple[str, InvoiceCommit]
) -> tuple[tuple[LineIntent, ...], list[str]]:
    """Give the lines as the book of an invoice holds them, and what is wrong about the items in them."""
    system, invoice = posting
    order = dossier.orders.get((system, invoice.order_number))
    held = {one.line: archive.business(system, "item", one.item) for one in order.lines} if order else {}
    taken, complaints = [], []
    for line in intent.lines:
        item_id = held.get(line.line, line.item_id)
        if item_id == line.item_id:
            taken.append(line)
            continue
        if item_id not in line.substitutes:
            named = " or ".join((line.item_id, *line.substitutes))
            complaints.append(f"line {line.line} was ordered as {named}, found {item_id}")
        item = archive.items.get(item_id)
        if item is None:
            continue
        price = archive.master.price(intent.customer_id, item) * archive.pack(item_id, line.uom)
        if price > line.unit_price:
            complaints.append(
                f"line {line.line}: {item_id} takes the place of {line.item_id} at {price}, "
                f"and the buyer confirmed {line.unit_price}"
            )
        taken.append(replace(line, item_id=item_id, unit_price=price))
    return tuple(taken), complaints
