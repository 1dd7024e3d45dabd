"""The old book's adapter with a real back office behind it, and an order to pass between them."""

import asyncio
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from facade.adapters.legacy_erp import LegacyErp
from facade.canonical.fulfilment import Shipment, ShippedLine
from facade.canonical.order import Address, Order, OrderLine
from facade.canonical.value import Money, Quantity
from facade.canonical.xref import CrossReference
from facade.settings import SystemSettings
from simulators.chassis.commits import OrderCommit
from simulators.legacy_erp import SIMULATOR
from tests.simulators.legacy_erp.back_office import MASTER, MONDAY, BackOffice

ORDER = Order(
    external_ref="000000123",
    channel="commerce",
    channel_order_id="7",
    customer_id="CUST-1",
    order_date=date(2026, 1, 5),
    currency="EUR",
    ship_to=Address("Dock <4> & Co\x0b", "Kai 1", "Kiel", "24103", "DE"),
    lines=(
        OrderLine(1, "BOLT", Quantity(Decimal(10), "EA"), Money(Decimal("0.30"), "EUR")),
        OrderLine(3, "NUT", Quantity(Decimal(2), "CS"), Money(Decimal("6.60"), "EUR"), pack_size=6),
    ),
)
SHIPMENT = Shipment(
    reference="WMS-77",
    site="SITE-2",
    tracking="T1",
    shipped_at=MONDAY,
    lines=tuple(ShippedLine(line.line, line.quantity) for line in ORDER.lines),
)


@dataclass(frozen=True)
class Trail:
    correlation_id: str = "000000123"
    message_id: str = "message-1"
    causation_id: str = "message-0"
    attempt: int = 1
    trace: str = ""


FIRST, SECOND, AT_LAST = Trail(), Trail(attempt=2), Trail(attempt=7)


def an_adapter(office, **settings):
    codes = SIMULATOR.codes(MASTER)
    reached = SystemSettings("http://legacy_erp", SIMULATOR.credentials(), codes, **settings)
    return LegacyErp(office, reached, CrossReference("legacy_erp", codes))


def tell(story, office=None):
    """Run a story of an adapter and the back office behind it."""
    office = office or BackOffice()

    async def told():
        return await story(an_adapter(office), office)

    return asyncio.run(told())


def orders(office):
    return {one.number for one in office.commits if isinstance(one, OrderCommit)}
