"""The new book behind a real adapter, on a wire that a test can break, and an order to put in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dualrun.clock import VirtualClock, run_virtual
from facade.adapters.cloud_erp import CloudErp
from facade.canonical.fulfilment import Shipment, ShippedLine
from facade.canonical.order import Address, Order, OrderLine
from facade.canonical.value import Money, Quantity
from facade.canonical.xref import CrossReference
from facade.settings import SystemSettings
from simulators.cloud_erp import SIMULATOR
from tests.simulators.cloud_erp.erp_world import MASTER, ErpWorld, open_erp
from tests.simulators.site_world import Answer

CODES = SIMULATOR.codes(MASTER)
SETTINGS = SystemSettings("http://cloud_erp", SIMULATOR.credentials(), CODES)


@dataclass(frozen=True)
class Trail:
    correlation_id: str = "WEB-1"
    message_id: str = "message-1"
    causation_id: str = "cause-1"
    attempt: int = 1
    trace: str = ""


FIRST, AGAIN, AT_LAST = Trail(), Trail(attempt=2), Trail(attempt=8)


def a_line(line: int = 1, quantity: int = 3, uom: str = "CS", price: str = "5.35") -> OrderLine:
    return OrderLine(line, f"ITEM-{line}", Quantity(Decimal(quantity), uom), Money(Decimal(price), "EUR"), 12)


ORDER = Order(
    "WEB-1",
    "commerce",
    "000000001",
    "CUST-B",
    date(2026, 1, 5),
    "EUR",
    Address("O'Brien & Söhne", "Ring 2", "Ulm", "89073", "DE"),
    (a_line(), a_line(2, 5, "EA", "1.10")),
)
SHIPMENT = Shipment(
    "WH-7",
    "SITE-1",
    "1Z",
    datetime(2026, 1, 6, tzinfo=UTC),
    (ShippedLine(1, Quantity(Decimal(3), "CS")), ShippedLine(2, Quantity(Decimal(5), "EA"))),
)


@dataclass
class Distance:
    """Makes every call take a while, so that several are on their way at once."""

    clock: VirtualClock
    wire: Any

    async def send(self, method, url, **rest):
        await self.clock.sleep(0.01)
        return await self.wire.send(method, url, **rest)


@dataclass
class Bench:
    """The adapter, and the book it speaks to."""

    erp: ErpWorld
    book: CloudErp

    def commits(self, kind: type) -> list[Any]:
        return [record for record in self.erp.commits if isinstance(record, kind)]

    @property
    def paths(self) -> list[str]:
        return [f"{method} {url.rpartition(')/')[2]}" for method, url, _ in self.erp.wire.sent]

    def say_next(self, *answers: Answer | Exception, after: bool = False) -> None:
        """Sign in first, then let the next calls end like this."""
        (self.erp.wire.after if after else self.erp.wire.before).extend(answers)


def at_the_bench(
    story: Callable[[Bench], Awaitable[Any]], signed_in: bool = True, **misbehaviours: Any
) -> Any:
    async def main(clock: VirtualClock) -> Any:
        erp = open_erp(clock, **misbehaviours)
        xref = CrossReference("cloud_erp", CODES)
        bench = Bench(erp, CloudErp(Distance(clock, erp.wire), SETTINGS, xref, clock))
        if signed_in:
            await bench.book.read_customer("CUST-A", FIRST)
            erp.wire.sent.clear()
        return await story(bench)

    return run_virtual(main)
