"""Who sends how much of an order that no site can send alone? Whole units, the preferred site first."""

from collections.abc import Sequence
from typing import NamedTuple

from facade.canonical.order import Order
from facade.orders.part import Units

Found = Sequence[tuple[str, Sequence[tuple[str, int]]]]
"""What each site has, in the order of preference: (site, (item, EA) each)."""


class Division(NamedTuple):
    """What every site sends, and what nobody has."""

    shares: tuple[tuple[str, Units], ...]
    rest: Units


def divided(order: Order, found: Found) -> Division:
    """Divide an order among the sites.

    First a line goes to a site that has all of it, so that it leaves in one piece; only then is what is left
    of a line taken from wherever there is some. Sites that are chosen already come first, and so few leave.
    """
    stock = {site: dict(items) for site, items in found}
    shares: dict[str, dict[int, int]] = {}
    left = {line.line: int(line.quantity.value) for line in order.lines}
    for is_whole in (True, False):
        for line in order.lines:
            for site in sorted(stock, key=lambda site: site not in shares):
                there = stock[site].get(line.item_id, 0) // line.pack_size
                units = min(there, left[line.line])
                if not units or (is_whole and units < left[line.line]):
                    continue
                share = shares.setdefault(site, {})
                share[line.line] = share.get(line.line, 0) + units
                stock[site][line.item_id] -= units * line.pack_size
                left[line.line] -= units
    return Division(
        tuple([(site, tuple(shares[site].items())) for site in stock if site in shares]),
        tuple([(line, units) for line, units in left.items() if units]),
    )
