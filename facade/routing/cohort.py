"""To which cohort does a business key belong?"""

from dataclasses import dataclass
from hashlib import blake2b

_SPAN = float(1 << 64)


def share_of(salt: str, key: str) -> float:
    """Place a key in [0, 1), for ever: the salt differs per migration so that nobody is always first."""
    digest = blake2b(f"{salt}\x00{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / _SPAN


@dataclass(frozen=True, slots=True)
class Cohort:
    """Some who move together: customers by name, channels, types of order, or a share of all the others."""

    name: str
    percent: float = 0.0
    customers: frozenset[str] = frozenset()
    """A list, or all of a region, a country, a branch: whoever makes the policy knows who they are."""
    channels: tuple[str, ...] = ()
    """Every order that comes this way; given customers too, only theirs."""
    order_types: tuple[str, ...] = ()
    """Every order of these types; given customers or channels too, only theirs."""

    @property
    def is_named(self) -> bool:
        """Say whether it takes those it names rather than a share."""
        return bool(self.customers or self.is_of_orders)

    @property
    def is_of_orders(self) -> bool:
        """Say whether it asks how an order comes or what it is, and not only whose it is."""
        return bool(self.channels or self.order_types)

    def names(self, key: str, channel: str, order_type: str) -> bool:
        """Say whether it names an order of this type that comes with this key by this channel."""
        is_meant = not self.channels or channel in self.channels
        return self.may_name(key) and is_meant and (not self.order_types or order_type in self.order_types)

    def may_name(self, key: str) -> bool:
        """Say whether it names some order that comes with this key."""
        return self.is_named and (not self.customers or key in self.customers)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """All cohorts of one migration, side by side; they cover 100 percent of those whom none of them names.

    Who is named by several belongs to the first. Naming more, or raising the percentage of the first
    share, takes members from the next and loses none of its own. A document without a key goes to the last
    share: it moves when everybody has moved.
    """

    salt: str
    members: tuple[Cohort, ...]

    def __post_init__(self) -> None:
        """Refuse shares that leave somebody out, or that are of those already named."""
        if any(c.is_named and c.percent for c in self.members):
            raise ValueError("a cohort names its members or takes a share, not both")
        if abs(sum(c.percent for c in self.members) - 100) > 1e-6:
            raise ValueError("the percentages of the cohorts must add up to 100")

    def of(self, key: str, channel: str = "", order_type: str = "") -> str:
        """Give the name of the cohort of `key`; an order has a channel and a type, too."""
        for cohort in self.members:
            if cohort.names(key, channel, order_type):
                return cohort.name
        return self._share_of(key)

    def may_hold(self, key: str) -> tuple[str, ...]:
        """Give the cohorts in which a customer's orders may be, however they come."""
        named = [c.name for c in self.members if c.may_name(key)]
        return (*named, self._share_of(key))

    def is_of_orders(self, name: str) -> bool:
        """Say whether a cohort is one of orders rather than of customers."""
        return any(c.is_of_orders for c in self.members if c.name == name)

    def _share_of(self, key: str) -> str:
        place = share_of(self.salt, key) * 100 if key else 100.0
        upper = 0.0
        for cohort in self.members:
            upper += cohort.percent
            if place < upper:
                return cohort.name
        return next(cohort.name for cohort in reversed(self.members) if cohort.percent)
