"""How is a line of a document written for the new book?"""

from facade.adapters.cloud_erp_reading import LINE_STEP
from facade.adapters.cloud_erp_wire import Record
from facade.canonical.order import OrderLine
from facade.canonical.xref import CrossReference


def native_line(xref: CrossReference, line: OrderLine) -> Record:
    """Write a line without its price, for documents of which the book knows what they cost."""
    return {
        "sequence": line.line * LINE_STEP,
        "lineType": "Item",
        "lineObjectNumber": xref.native("item", line.item_id),
        "unitOfMeasureCode": xref.native("unit", line.quantity.uom),
        "quantity": line.quantity.value,
    }


def priced_line(xref: CrossReference, line: OrderLine) -> Record:
    """Write a line with the price that was agreed upon."""
    return {**native_line(xref, line), "unitPrice": line.unit_price.amount}
