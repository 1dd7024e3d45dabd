"""How is a line of a document written for the old book? Each page puts an element of its own around it."""

from facade.adapters.legacy_erp_reading import LINE_STEP
from facade.adapters.legacy_erp_wire import escape
from facade.canonical.order import OrderLine
from facade.canonical.xref import CrossReference


def line_cells(xref: CrossReference, line: OrderLine) -> str:
    """Write the fields of a line without its price, for documents of which the book knows what they cost."""
    item = escape(xref.native("item", line.item_id))
    unit = escape(xref.native("unit", line.quantity.uom))
    return (
        f"<Line_No>{line.line * LINE_STEP}</Line_No><No>{item}</No>"
        f"<Quantity>{line.quantity.value:f}</Quantity><Unit_of_Measure_Code>{unit}</Unit_of_Measure_Code>"
    )


def priced_line_cells(xref: CrossReference, line: OrderLine) -> str:
    """Write the fields of a line with the price that was agreed upon."""
    return f"{line_cells(xref, line)}<Unit_Price>{line.unit_price.amount:f}</Unit_Price>"
