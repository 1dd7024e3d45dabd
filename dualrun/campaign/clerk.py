"""Somebody at the old book, who agrees with a customer on another price while orders are on their way."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from dualrun.clock import VirtualClock
from facade.adapters.legacy_erp_wire import SYSTEM, LegacyErpWire, escape
from facade.errors import SystemTimeoutError, SystemUnavailableError
from facade.orders.worker import Trail
from facade.ports import Wire
from facade.settings import SystemSettings
from simulators.registry import load

AGAIN_S, ATTEMPTS_MAX = 5.0, 40


class Revision(NamedTuple):
    """What an item costs a customer from some seconds after the flow's first order on."""

    customer_id: str
    item_id: str
    price: Decimal
    after_s: float


class Clerk:
    """Revises prices by the book's own page services, as its users do."""

    def __init__(self, clock: VirtualClock, wire: Wire, codes: Mapping[str, Mapping[str, str]]) -> None:
        self._clock = clock
        self._codes = codes
        settings = SystemSettings(f"http://{SYSTEM}", load(SYSTEM).credentials(), codes)
        self._erp = LegacyErpWire(wire, settings)
        self.revised = 0

    async def revise(self, revision: Revision, wait_s: float) -> None:
        """Wait, and enter the new price; a book that is away is asked again for a while."""
        await self._clock.sleep_until(self._clock.now() + timedelta(seconds=wait_s + revision.after_s))
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                await self._enter(revision, attempt)
            except (SystemUnavailableError, SystemTimeoutError):
                await self._clock.sleep(AGAIN_S)
            else:
                self.revised += 1
                return

    async def _enter(self, revision: Revision, attempt: int) -> None:
        customer = self._codes["customer"][revision.customer_id]
        item = self._codes["item"][revision.item_id]
        name = f"clerk:{revision.customer_id}:{revision.item_id}"
        call = Trail(name, name, name, attempt)
        place = f"<Sales_Code>{escape(customer)}</Sales_Code><Item_No>{escape(item)}</Item_No>"
        found = await self._erp.page("SalesPrice", "Read", place, call)
        key = found.findtext(".//{*}Key") or ""
        changed = f"<Key>{escape(key)}</Key><Unit_Price>{revision.price:f}</Unit_Price>"
        await self._erp.page("SalesPrice", "Update", f"<SalesPrice>{changed}</SalesPrice>", call)
