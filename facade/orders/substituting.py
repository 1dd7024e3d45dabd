"""What takes the place of an item that nobody has? What the buyer named, if it is there and costs no more.

It is looked for once, before the order is booked: from then on the book holds what is to be sent.
"""

from collections.abc import Mapping
from dataclasses import replace

from facade.canonical.customer import ItemTerms
from facade.canonical.order import Order, OrderLine, Substitute
from facade.canonical.value import Money


def items_of(order: Order) -> tuple[str, ...]:
    """Give every item that the order may come to, each once."""
    ordered = [line.item_id for line in order.lines]
    return tuple(dict.fromkeys((*ordered, *[item for one in order.substitutes for item in one.items])))


def substituted(order: Order, terms: Mapping[str, ItemTerms], free: Mapping[str, int]) -> Order:
    """Put what is there in the place of what is not; `free` says how many EA there are of each item.

    A substitute is packed alike, and is sold at the price agreed for it, never at a higher one than the buyer
    confirmed. A line of which there is enough, or for which nothing will do, stays as it is.
    """
    left, named = dict(free), {one.line: one for one in order.substitutes}
    lines = []
    for line in order.lines:
        one = named.get(line.line)
        instead = _instead(line, one, terms, left) if one is not None else None
        if one is not None and instead is not None:
            named[line.line] = one._replace(ordered=line.item_id)
            line = instead
        left[line.item_id] = left.get(line.item_id, 0) - line.base_units
        lines.append(line)
    return replace(order, lines=tuple(lines), substitutes=tuple(named.values()))


def _instead(
    line: OrderLine, one: Substitute, terms: Mapping[str, ItemTerms], left: Mapping[str, int]
) -> OrderLine | None:
    if left.get(line.item_id, 0) >= line.base_units:
        return None
    for item_id in one.items:
        known = terms.get(item_id)
        if known is None or known.pack_size(line.quantity.uom) != line.pack_size:
            continue
        price = known.base_price * line.pack_size
        if price <= line.unit_price.amount and left.get(item_id, 0) >= line.base_units:
            return replace(line, item_id=item_id, unit_price=Money(price, line.unit_price.currency))
    return None
