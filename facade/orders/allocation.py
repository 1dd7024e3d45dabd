"""Which site is asked first for the goods, and which may not be asked for them at all?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from facade.canonical.order import Order
from facade.routing.cohort import share_of

ANYWHERE = ANYTHING = ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How long goods take from a site to a country (`*` for all others), and what an order costs to send."""

    country: str
    days: int
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A site, the countries it serves (`*` for all), and its agreed part of the volume they share."""

    site: str
    countries: tuple[str, ...]
    weight: int = 1
    deliveries: tuple[Delivery, ...] = ()

    def serves(self, country: str) -> bool:
        """Say whether the site delivers there as a matter of course."""
        return country in self.countries or ANYWHERE in self.countries

    def delivery(self, country: str) -> Delivery | None:
        """Give what is known of the way to a country."""
        found = [one for one in self.deliveries if one.country in (country, ANYWHERE)]
        return min(found, key=lambda one: one.country == ANYWHERE) if found else None


@dataclass(frozen=True, slots=True)
class Restriction:
    """Goods that leave only from some sites: an item, whatever a customer buys, or what goes to a country."""

    sites: tuple[str, ...]
    item_id: str = ANYTHING
    customer_id: str = ANYBODY
    country: str = ANYWHERE

    def is_for(self, order: Order, item_id: str) -> bool:
        """Say whether it counts for an item of an order."""
        return (
            self.item_id in (ANYTHING, item_id)
            and self.customer_id in (ANYBODY, order.customer_id)
            and self.country in (ANYWHERE, order.ship_to.country)
        )


@dataclass(frozen=True, slots=True)
class AllocationRules:
    """The sites, what may leave from only some of them or from none, and where nothing is delivered."""

    sites: tuple[SiteRule, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    not_delivered: tuple[str, ...] = ()
    suppliers: Mapping[str, str] = field(default_factory=dict)
    """The items that no site holds, and who sends them straight to the buyer."""

    def may_send(self, site: str, order: Order) -> bool:
        """Say whether a site may send all of an order."""
        return not self.restrictions or all(
            self.may_send_item(site, order, line.item_id) for line in order.lines
        )

    def may_send_item(self, site: str, order: Order, item_id: str) -> bool:
        """Say whether a site may send an item of an order."""
        return all(site in one.sites for one in self.restrictions if one.is_for(order, item_id))

    def allowed(self, order: Order, found: Mapping[str, int], site: str) -> list[tuple[str, int]]:
        """Give what of the goods found at a site may leave from there."""
        return [(item, units) for item, units in found.items() if self.may_send_item(site, order, item)]


def ranked(order: Order, rules: Sequence[SiteRule]) -> tuple[str, ...]:
    """Give the sites in the order they are asked.

    Those that serve the ship-to country come first; among them those that are there by the day the buyer
    wants it, and then those that cost least, which leaves most of the margin. What is left open is shared
    out: each customer has a home site, so that every site gets its agreed part of the customers.
    """
    serving = [rule for rule in rules if rule.serves(order.ship_to.country)]
    in_turn = list(dict.fromkeys((*_home(order.customer_id, serving), *serving, *rules)))
    if any(rule.deliveries for rule in rules):
        in_turn.sort(key=lambda rule: _preference(order, rule))
    return tuple([rule.site for rule in in_turn])


def _preference(order: Order, rule: SiteRule) -> tuple[bool, bool, Decimal]:
    way = rule.delivery(order.ship_to.country)
    is_late = order.deliver_by is not None and (
        way is None or order.order_date + timedelta(days=way.days) > order.deliver_by
    )
    return not rule.serves(order.ship_to.country), is_late, way.cost if way is not None else Decimal(0)


def _home(customer_id: str, serving: Sequence[SiteRule]) -> tuple[SiteRule, ...]:
    place = share_of("home site", customer_id) * sum(rule.weight for rule in serving)
    for rule in serving:
        place -= rule.weight
        if place < 0:
            return (rule,)
    return ()
