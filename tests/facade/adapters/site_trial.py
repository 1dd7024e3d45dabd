"""Either site behind its adapter, on a wire that can be broken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dualrun.clock import VirtualClock, run_virtual
from facade.adapters.threepl import ThreePl
from facade.adapters.threepl_graphql import ThreePlGraphQl
from facade.adapters.wms import Wms
from facade.canonical.fulfilment import SiteNotice
from facade.canonical.order import Address, Order, OrderLine
from facade.canonical.value import Money, Quantity
from facade.canonical.xref import CrossReference
from facade.settings import SystemSettings
from simulators import registry
from simulators.chassis.commits import FulfilmentCommit
from tests.simulators.site_world import SiteWorld, open_site

ADAPTERS = {"wms": Wms, "threepl": ThreePl, "threepl_graphql": ThreePlGraphQl}
REF = "W000123/2"


@dataclass(frozen=True)
class ACall:
    attempt: int = 1
    trace: str = ""
    correlation_id: str = "W000123"
    message_id: str = "m-1"
    causation_id: str = "m-0"


@dataclass
class Trial:
    site: SiteWorld
    adapter: Wms | ThreePl | ThreePlGraphQl
    notices: list[SiteNotice | None] = field(default_factory=list)

    @property
    def commits(self) -> list[FulfilmentCommit]:
        return [record for record in self.site.commits if isinstance(record, FulfilmentCommit)]

    def hear(self) -> list[SiteNotice]:
        """Read every webhook as it arrived."""
        read = (self.adapter.read_notice(h, body, at) for at, h, body in self.site.listener.heard)
        return [notice for notice in read if notice is not None]


def an_order(*lines: tuple[int, str, int, int]) -> Order:
    return Order(
        external_ref="W000123",
        channel="commerce",
        channel_order_id="17",
        customer_id="C-1",
        order_date=date(2026, 1, 5),
        currency="EUR",
        ship_to=Address("Nordby Tools", "1 Quay", "Aarhus", "8000", "DK"),
        lines=tuple(
            OrderLine(
                line,
                item,
                Quantity(Decimal(count), "CS" if pack > 1 else "EA"),
                Money(Decimal(1), "EUR"),
                pack,
            )
            for line, item, count, pack in lines or ((1, "ITEM-1", 2, 12), (2, "ITEM-2", 5, 1))
        ),
    )


@pytest.fixture(params=["wms", "threepl"])
def trial(request: pytest.FixtureRequest) -> Callable[..., Trial]:
    return trial_of(request.param)


@pytest.fixture(params=ADAPTERS)
def every_trial(request: pytest.FixtureRequest) -> Callable[..., Trial]:
    return trial_of(request.param)


def trial_of(name: str) -> Callable[..., Trial]:
    def run(story: Callable[[Trial], Any], **world: Any) -> Trial:
        async def main(clock: VirtualClock) -> Trial:
            simulator = registry.load(name)
            site = open_site(simulator, clock, **{"pace": "brisk", **world})
            codes = simulator.codes(site.world.master)
            settings = SystemSettings(f"http://{name}", simulator.credentials(), codes)
            done = Trial(site, ADAPTERS[name](site.wire, settings, CrossReference(name, codes)))
            site.system.start()
            await story(done)
            assert not site.defects
            site.assert_stock_adds_up()
            return done

        return run_virtual(main)

    return run


async def one_notice(t: Trial) -> tuple[dict[str, str], bytes]:
    await t.adapter.subscribe("http://listener/notices")
    number = await t.adapter.reserve(REF, an_order(), ACall())
    await t.adapter.release(REF, number, ACall())
    await t.site.clock.sleep(3)
    _, headers, body = t.site.listener.heard[-1]
    return dict(headers), body
