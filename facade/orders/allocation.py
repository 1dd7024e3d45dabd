"""Which site is asked first for the goods?"""

from collections.abc import Sequence
from dataclasses import dataclass

from facade.canonical.order import Order
from facade.routing.cohort import share_of

ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A site, the countries it serves (`*` for all), and its agreed part of the volume they share."""

    site: str
    countries: tuple[str, ...]
    weight: int = 1

    def serves(self, country: str) -> bool:
        """Say whether the site delivers there as a matter of course."""
        return country in self.countries or ANYWHERE in self.countries


def ranked(order: Order, rules: Sequence[SiteRule]) -> tuple[str, ...]:
    """Give the sites in the order they are asked.

    Those that serve the ship-to country come first. Where several do, each customer has a home site, chosen
    so that every site gets its agreed part of the customers; the rest is asked when the home site is short.
    """
    serving = [rule for rule in rules if rule.serves(order.ship_to.country)]
    home = _home(order.customer_id, serving)
    others = (rule.site for rule in (*serving, *rules))
    return tuple(dict.fromkeys((*home, *others)))


def _home(customer_id: str, serving: Sequence[SiteRule]) -> tuple[str, ...]:
    place = share_of("home site", customer_id) * sum(rule.weight for rule in serving)
    for rule in serving:
        place -= rule.weight
        if place < 0:
            return (rule.site,)
    return ()
