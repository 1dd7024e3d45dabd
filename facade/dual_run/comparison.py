"""Do two documents say the same, and if not, is the difference one we have agreed to?

Both sides go by name, old and new, never by role: at `live` the roles turn round and the names do not.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from facade.canonical.fulfilment import PostedShipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedLine, BookedOrder
from facade.canonical.purchase import DropShipment, Purchase
from facade.dual_run.difference import Difference as Difference
from facade.dual_run.difference import Fields as Fields
from facade.dual_run.difference import Kind, kind_of, with_order_told
from facade.dual_run.rules import (
    Around,
    Basis,
    Encoded,
    FieldRule,
    References,
    Within,
    explained_by,
    one_sided_by,
)

LINES_NAMED_MAX = 1_000


class Verdict(StrEnum):
    """How a comparison can end. Only `match` and `tolerated` speak for the new side."""

    MATCH = "match"
    TOLERATED = "tolerated"
    MISMATCH = "mismatch"
    SHADOW_FAILED = "shadow_failed"
    UNOBSERVED = "unobserved"
    LATE = "late"
    COMPARATOR_FAILED = "comparator_failed"


RULES = (
    FieldRule(
        "tax_rounding_basis",
        ("tax", "gross"),
        Within(Decimal("0.005"), Basis.LINE),
        "finance",
        "the old book rounds tax once a document, the new one once a line",
    ),
    FieldRule(
        "exposure_rounding_basis",
        ("exposure",),
        Within(Decimal("0.005"), Basis.LINE),
        "credit control",
        "an order weighs on credit with its tax, which the books round differently",
    ),
    FieldRule(
        "code_page",
        ("ship_to", "name", "description"),
        Encoded("cp1252"),
        "customer master",
        "the old book writes a question mark for a letter that Western Europe has not",
    ),
)
NO_REFERENCES: References = {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict and what led to it."""

    verdict: Verdict
    differences: tuple[Difference, ...] = ()


MATCHED = Comparison(Verdict.MATCH)


def compare(
    old: Fields,
    new: Fields,
    rules: tuple[FieldRule, ...] = RULES,
    today: date | None = None,
    references: References = NO_REFERENCES,
) -> Comparison:
    """Compare two documents field by field, under the rules that are live today."""
    if old == new:
        return MATCHED
    lines = len([field for field in old if field.endswith(".quantity")])
    fields = old if old.keys() == new.keys() else dict.fromkeys((*old, *new))
    around = Around(lines, today, references)
    differences = tuple(
        [
            _difference(field, old, new, rules, around)
            for field in fields
            if field not in old or field not in new or old[field] != new[field]
        ]
    )
    if all(d.rule for d in differences):
        return Comparison(Verdict.TOLERATED, differences)
    return Comparison(Verdict.MISMATCH, with_order_told(differences, old, new))


def _difference(
    field: str, old: Fields, new: Fields, rules: tuple[FieldRule, ...], around: Around
) -> Difference:
    if field not in new:
        rule = one_sided_by(rules, field, around.today)
        return Difference(field, Kind.MISSING, str(old[field]), "", rule)
    if field not in old:
        rule = one_sided_by(rules, field, around.today)
        return Difference(field, Kind.EXTRA, "", str(new[field]), rule)
    left, right = old[field], new[field]
    rule = explained_by(rules, field, left, right, around)
    return Difference(field, kind_of(left, right), str(left), str(right), rule)


def purchase_fields(bought: DropShipment | Purchase) -> Fields:
    """Give what must agree of a purchase: who sends it, and how much of which line."""
    if isinstance(bought, DropShipment):
        lines = [(line.line, line.quantity.value) for line in bought.goods.lines]
    else:
        lines = list(bought.lines)
    return {"supplier": bought.supplier_id, **{f"lines[{line}].quantity": units for line, units in lines}}


def order_fields(order: BookedOrder) -> Fields:
    """Give what must agree of an order: everything but the number and which book posts."""
    return {
        "external_ref": order.external_ref,
        "customer_id": order.customer_id,
        "status": order.status,
        "order_date": order.order_date,
        "currency": order.currency,
        "net": order.net,
        "tax": order.tax,
        "gross": order.gross,
        "ship_to": order.ship_to,
        **_line_fields(order.lines),
    }


def weighed_fields(order: BookedOrder) -> Fields:
    """Give what must agree of an order of which nothing is invoiced: what it weighs on credit as well.

    From its first invoice on a copy weighs more for as long as it is behind, which says nothing of the books.
    """
    return {**order_fields(order), "exposure": order.exposure}


def invoice_fields(invoice: Invoice) -> Fields:
    """Give what must agree of an invoice: everything but numbers, the day, and which book posts."""
    return {
        "external_ref": invoice.external_ref,
        "currency": invoice.currency,
        "net": invoice.net,
        "tax": invoice.tax,
        "gross": invoice.gross,
        **_line_fields(invoice.lines),
    }


def shipment_fields(shipment: PostedShipment) -> Fields:
    """Give what must agree of a posted shipment: the quantity of every line."""
    return {f"lines[{line}].quantity": quantity for line, quantity in shipment.lines}


def _line_fields(lines: tuple[BookedLine, ...]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for line in lines:
        if not line.quantity.value:
            continue  # a line cancelled to nothing is the same as no line
        item_id, quantity, uom, unit_price, net = _names(line.line)
        fields[item_id] = line.item_id
        fields[quantity] = line.quantity.value
        fields[uom] = line.quantity.uom
        fields[unit_price] = line.unit_price
        fields[net] = line.net
    return fields


@lru_cache(LINES_NAMED_MAX)
def _names(line: int) -> list[str]:
    return [f"lines[{line}].{field}" for field in ("item_id", "quantity", "uom", "unit_price", "net")]
