"""Do two documents say the same, and if not, is the difference one we have agreed to?

Both sides go by name, old and new, never by role: at `live` the roles turn round and the names do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from facade.canonical.fulfilment import PostedShipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedLine, BookedOrder

Fields = Mapping[str, object]

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


@dataclass(frozen=True, slots=True)
class FieldRule:
    """An agreed difference: in which field, how far, who answers for it and why."""

    name: str
    fields: tuple[str, ...]
    within_per_line: Decimal
    owner: str
    reason: str

    def covers(self, field: str, old: object, new: object, lines: int) -> bool:
        """Say whether this rule explains the difference."""
        if field not in self.fields or not isinstance(old, Decimal) or not isinstance(new, Decimal):
            return False
        return abs(old - new) <= self.within_per_line * (lines + 1)


RULES = (
    FieldRule(
        "tax_rounding_basis",
        ("tax", "gross"),
        Decimal("0.005"),
        "finance",
        "the old book rounds tax once a document, the new one once a line",
    ),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; `rule` names the agreement that explains it, if one does."""

    field: str
    kind: str  # value | type | missing | extra
    old: str
    new: str
    rule: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict and what led to it."""

    verdict: Verdict
    differences: tuple[Difference, ...] = ()


MATCHED = Comparison(Verdict.MATCH)


def compare(old: Fields, new: Fields, rules: tuple[FieldRule, ...] = RULES) -> Comparison:
    """Compare two documents field by field."""
    if old == new:
        return MATCHED
    lines = sum(1 for field in old if field.endswith(".quantity"))
    differences = tuple(
        _difference(field, old, new, lines, rules)
        for field in dict.fromkeys((*old, *new))
        if field not in old or field not in new or old[field] != new[field]
    )
    explained = all(d.rule for d in differences)
    return Comparison(Verdict.TOLERATED if explained else Verdict.MISMATCH, differences)


def _difference(field: str, old: Fields, new: Fields, lines: int, rules: tuple[FieldRule, ...]) -> Difference:
    if field not in new:
        return Difference(field, "missing", str(old[field]), "", "")
    if field not in old:
        return Difference(field, "extra", "", str(new[field]), "")
    left, right = old[field], new[field]
    kind = "value" if type(left) is type(right) else "type"
    rule = next((r.name for r in rules if r.covers(field, left, right, lines)), "")
    return Difference(field, kind, str(left), str(right), rule)


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
        **_line_fields(order.lines),
    }


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
