"""The façade's own adapters as consumers: how they are put up before a mock, and what they are asked.

An adapter speaks to one neighbour. What it makes of an answer is tried here; whether the neighbour answers
so is for the verification to find out.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from dualrun.clock import MONDAY
from dualrun.network.reply import Reply
from facade.canonical.fulfilment import Shipment, shipped_line
from facade.canonical.order import Address, Order, OrderLine
from facade.canonical.value import Money, Quantity
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.settings import SystemSettings

REFERENCE, FULFILMENT = "PACT-000017", "PACT-000017-F1"
CUSTOMER, ITEM, SITE, SUPPLIER = "C00001", "I00001", "DC1", "SUP1"
ORDER = Order(
    external_ref=REFERENCE,
    channel="portal",
    channel_order_id="900001",
    customer_id=CUSTOMER,
    order_date=date(2026, 1, 5),
    currency="GBP",
    ship_to=Address("Corner Shop", "1 High Street", "Leeds", "LS1 1AA", "GB"),
    lines=(OrderLine(1, ITEM, Quantity(Decimal(2), "EA"), Money(Decimal("1.50"), "GBP")),),
)


def shipment(reference: str, units: int = 2) -> Shipment:
    """Give goods of the order's one line that have left."""
    lines = (shipped_line(1, Quantity(Decimal(units), "EA")),)
    return Shipment(reference, SITE, "TRK-0001", datetime(2026, 1, 6, 9, tzinfo=UTC), lines)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Implements Call: who asks, and which try it is."""

    attempt: int
    correlation_id: str = REFERENCE
    message_id: str = "message-1"
    causation_id: str = "cause-1"
    trace: str = ""


FIRST, AGAIN = Attempt(1), Attempt(2)
LATE = Attempt(8)
"""By now a list that lags shows what was entered, so nothing there means that nothing was entered."""


class StillClock:
    """Implements Clock; nobody waits on it."""

    def now(self) -> datetime:
        """Give the one instant there is."""
        return MONDAY

    def monotonic(self) -> float:
        """Give nought: a token that was given lasts."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Go on at once."""


class HttpWire:
    """Implements Wire over sockets."""

    def __init__(self) -> None:
        self._http = httpx.Client(trust_env=False)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call; the mock is in this process and answers at once, so blocking harms nobody."""
        reply = self._http.request(method, url, headers=dict(headers), content=body, timeout=timeout_s)
        return Reply(reply.status_code, dict(reply.headers), reply.content)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()


class Adapted:
    """One adapter before one neighbour."""

    def __init__(
        self,
        url: str,
        make: Callable[[HttpWire, SystemSettings], Any],
        credentials: Mapping[str, str],
        codes: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._wire = HttpWire()
        self.adapter = make(self._wire, SystemSettings(url.rstrip("/"), credentials, codes))

    def does(self, act: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        """Give what the adapter makes of an act, or how it says that it was refused."""
        try:
            return asyncio.run(act(self.adapter))
        except SystemRefusedError as refused:
            return f"refused: {refused.code}"
        except SystemUnavailableError:
            return "unavailable"
        except SystemTimeoutError:
            return "unanswered"

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()
