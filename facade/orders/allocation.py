"""Which site is asked first for the goods?"""

from collections.abc import Sequence
from dataclasses import dataclass

from facade.canonical.order import Order


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A site and the countries it serves best."""

    site: str
    countries: tuple[str, ...]


def ranked(order: Order, rules: Sequence[SiteRule]) -> tuple[str, ...]:
    """Give the sites in the order they are asked: those near the ship-to first, the rest after them."""
    near = [rule.site for rule in rules if order.ship_to.country in rule.countries]
    return (*near, *(rule.site for rule in rules if rule.site not in near))
