"""Two books and a site that keep their promises as the real ones do, and can be taken away."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from dualrun.clock import VirtualClock, run_virtual
from dualrun.streams import Streams
from facade.availability.atp import Share
from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.canonical.order import Address
from facade.canonical.page import Page
from facade.canonical.supply import Due, Lot, OnHand, Position
from facade.dual_run.parity import Parity
from facade.errors import SystemUnavailableError
from facade.publication.desk import Publication, PublicationRules
from facade.routing.policy import Policy
from facade.routing.stage import Side, Stage

HOME = Address("Acme", "1 High Street", "Leeds", "LS1 1AA", "GB")
CUSTOMER = CustomerRecord("C1", HOME, HOME, "GBP", 30, Decimal(20), Decimal(1000), Decimal(0), False)
SHARES = {"marketplace": Share(50)}
SUPPLIERS = {"S1": "SUP1"}


def an_item(item_id: str, price: str) -> ItemRecord:
    return ItemRecord(item_id, f"Item {item_id}", Decimal(price), (("EA", 1), ("CS", 12)))


@dataclass
class ABook:
    name: str
    stock: dict[str, int]
    prices: dict[str, str]
    agreed: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    coming: list[Due] = field(default_factory=list)
    is_down: bool = False
    takes_s: float = 0.0
    clock: Any = None
    asked: list[str] = field(default_factory=list)

    async def _hear(self, what: str) -> None:
        self.asked.append(what)
        if self.takes_s:
            await self.clock.sleep(self.takes_s)
        if self.is_down:
            raise SystemUnavailableError(self.name, "gone for lunch")

    async def items(self, after, call):
        await self._hear("items")
        rows = [an_item(item_id, price) for item_id, price in self.prices.items()]
        at = int(after or 0)
        return Page(tuple(rows[at : at + 1]), str(at + 1) if at + 1 < len(rows) else "")

    async def customers(self, after, call):
        await self._hear("customers")
        return Page((CUSTOMER,))

    async def on_hand(self, after, call):
        await self._hear("on_hand")
        return Page(tuple(OnHand(item_id, "", units) for item_id, units in self.stock.items()))

    async def on_hand_of(self, item_id, call):
        units = self.stock[item_id]
        await self._hear(f"on_hand_of {item_id}")
        return (OnHand(item_id, "", units),)

    async def due(self, after, call):
        return Page(tuple(self.coming))

    async def contracts(self, customer_id, call):
        await self._hear(f"contracts {customer_id}")
        return self.agreed.get(customer_id, {})


@dataclass
class ASite:
    name: str = "wms"
    site: str = "DC1"
    rows: tuple[Position, ...] = ()
    is_down: bool = False
    kept: tuple[Lot, ...] = ()

    async def lots(self, call):
        return self.kept

    async def positions(self, after, call):
        if self.is_down:
            raise SystemUnavailableError(self.name, "gone for lunch")
        return Page(self.rows)


@dataclass
class Desk:
    """A publication over the two books and the site, and everything a test may turn."""

    clock: VirtualClock
    old: ABook
    new: ABook
    site: ASite
    parity: Parity = field(default_factory=Parity)
    policy: Policy = field(default_factory=Policy)
    defects: list[str] = field(default_factory=list)
    published: Publication = field(init=False)

    def __post_init__(self) -> None:
        self.old.clock = self.new.clock = self.clock
        self.published = Publication(
            {Side.OLD: self.old, Side.NEW: self.new},
            [self.site],
            PublicationRules(SHARES, SUPPLIERS),
            lambda: self.policy,
            self.parity,
            (self.clock, Streams(1)),
            lambda where, error: self.defects.append(f"{where}: {error!r}"),
        )

    def stand(self, capability: str, stage: Stage) -> None:
        self.policy = Policy(stages={(capability, "all"): stage}, version=self.policy.version + 1)


def at_desk(story: Callable[[Desk], Coroutine[Any, Any, None]]) -> None:
    async def main(clock: VirtualClock) -> None:
        prices, agreed = {"I1": "10.00", "I2": "2.00"}, {"C1": {"I2": Decimal("1.50")}}
        old = ABook("old", {"I1": 100, "I2": 5}, dict(prices), agreed)
        new = ABook("new", {"I1": 90, "I2": 5}, dict(prices), dict(agreed))
        position = Position("I1", "DC1", 100, allocated=10, held=5), Position("I2", "DC1", 5)
        desk = Desk(clock, old, new, ASite(rows=position))
        await story(desk)
        desk.published.stop()
        assert not desk.defects

    run_virtual(main)


TOMORROW = date(2026, 1, 6)
