"""Every system of the registry at its busiest, told by its own tests; `keep` is called before all else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from dualrun.clock import VirtualClock, run_virtual
from simulators.chassis.master import MasterData
from simulators.chassis.running import RunningSystem
from simulators.threepl import SIMULATOR as THREEPL
from simulators.threepl_graphql import SIMULATOR as HOUSE
from simulators.wms import SIMULATOR as WMS
from tests.simulators.cloud_erp.busy_day import busy_day, listen
from tests.simulators.cloud_erp.erp_world import open_erp
from tests.simulators.cloud_erp.test_subscriptions import listening
from tests.simulators.commerce import test_worlds as shop_day
from tests.simulators.commerce.shop_world import open_shop
from tests.simulators.legacy_erp import test_forking as office_day
from tests.simulators.legacy_erp.back_office import BackOffice
from tests.simulators.site_world import SiteWorld, a_master, open_site
from tests.simulators.threepl import test_worlds as provider_day
from tests.simulators.threepl.test_api import ONE, ORDER, an_order
from tests.simulators.threepl_graphql import test_worlds as house_day
from tests.simulators.threepl_graphql.house import CREATE, House
from tests.simulators.threepl_graphql.house import an_order as house_order
from tests.simulators.wms import test_worlds as floor_day


def restocked(system: str) -> MasterData:
    """A business that sends goods to the site each morning."""
    return a_master(system, replenishment={"ITEM-1": 1})


async def in_the_next_batch(site: SiteWorld, path: str, order: Mapping[str, Any]) -> None:
    """Order what waits until the pickers walk, and let them walk."""
    site.world.pace = "realistic"
    site.system.reopen()
    assert (await site.call("POST", path, order)).status < 300
    await site.clock.sleep(2 * 3600)


Keep = Callable[[RunningSystem], None]
Story = Callable[[VirtualClock, Keep], Awaitable[RunningSystem]]


async def _cloud_erp(clock: VirtualClock, keep: Keep) -> RunningSystem:
    erp = open_erp(clock)
    keep(erp.system)
    listening(erp)
    await listen(erp)
    await busy_day(erp, "first")
    await clock.sleep(31)
    await busy_day(erp, "second")
    return erp.system


async def _commerce(clock: VirtualClock, keep: Keep) -> RunningSystem:
    shop = open_shop(clock)
    keep(shop.system)
    shop.system.start()
    await shop.sign_in()
    await shop_day.rich_flow(shop)
    await shop_day.everything_changes(shop, "PO-6")
    return shop.system


async def _legacy_erp(clock: VirtualClock, keep: Keep) -> RunningSystem:
    office = BackOffice()
    keep(office.system)
    await office_day.a_rich_past(office)
    await office_day.everything_happens(office)
    office.company = "Retail"
    await office_day.entered(office, ref="RETAIL")
    return office.system


async def _threepl(clock: VirtualClock, keep: Keep) -> RunningSystem:
    site = open_site(THREEPL, clock, restocked("threepl"), "brisk", {"exceptions": {}})
    keep(site.system)
    site.system.start()
    await provider_day.a_rich_flow(site)
    await provider_day.every_use_case(site)
    await clock.sleep(5)
    await in_the_next_batch(site, ORDER, an_order((1, ONE, 1), reference="BATCH", hold=False))
    return site.system


async def _threepl_graphql(clock: VirtualClock, keep: Keep) -> RunningSystem:
    site = open_site(HOUSE, clock, restocked("threepl_graphql"), "brisk")
    keep(site.system)
    site.system.start()
    house = House(site)
    made = await house_day.a_rich_flow(house)
    await house_day.every_use_case(house, made)
    await clock.sleep(5)
    data = house_order((house_day.ONE, 1), ref="BATCH", holds={})
    await in_the_next_batch(site, "/graphql", {"query": CREATE, "variables": {"data": data}})
    return site.system


async def _wms(clock: VirtualClock, keep: Keep) -> RunningSystem:
    site = open_site(WMS, clock, restocked("wms"), misbehaviours={"stale_stock": {"age_s": 900.0}})
    keep(site.system)
    await floor_day.rich_flow(site)
    await floor_day.everything_changes(site)
    for _ in range(3):
        await site.call("GET", "/api/v1/stock")
        await clock.sleep(3600)
        await floor_day.ordered(site, (1, floor_day.B, 1), number="STALE")
    return site.system


BUSY: Mapping[str, Story] = {
    "cloud_erp": _cloud_erp,
    "commerce": _commerce,
    "legacy_erp": _legacy_erp,
    "threepl": _threepl,
    "threepl_graphql": _threepl_graphql,
    "wms": _wms,
}


def at_its_busiest(name: str, keep: Keep, judge: Callable[[RunningSystem], Any]) -> Any:
    """Let a system have its day, stop it in the middle of what is under way, and judge what it holds."""

    async def main(clock: VirtualClock) -> Any:
        system = await BUSY[name](clock, keep)
        await asyncio.sleep(0)
        system.stop()
        return judge(system)

    return run_virtual(main)
