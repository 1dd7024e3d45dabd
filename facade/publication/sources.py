"""What is asked of the systems so that channels need not ask them: long lists, page by page."""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.canonical.page import Page
from facade.canonical.supply import Due, Lot, OnHand, Position
from facade.ports import Call

CORRELATION = "publication"
PAGES_MAX = 10_000
Row = TypeVar("Row")


class BookPages(Protocol):
    """A book, read page by page. All methods raise as those of OrderBook do."""

    name: str

    async def items(self, after: str, call: Call) -> Page[ItemRecord]:
        """Give a page of articles with their list prices."""
        ...

    async def customers(self, after: str, call: Call) -> Page[CustomerRecord]:
        """Give a page of customers."""
        ...

    async def on_hand(self, after: str, call: Call) -> Page[OnHand]:
        """Give a page of what lies where."""
        ...

    async def on_hand_of(self, item_id: str, call: Call) -> tuple[OnHand, ...]:
        """Give what lies where of one item, now."""
        ...

    async def due(self, after: str, call: Call) -> Page[Due]:
        """Give a page of what is on its way."""
        ...

    async def contracts(self, customer_id: str, call: Call) -> Mapping[str, Decimal]:
        """Give what a customer has agreed to pay for one EA, by item."""
        ...


class SitePages(Protocol):
    """A site, read page by page."""

    name: str
    site: str

    async def positions(self, after: str, call: Call) -> Page[Position]:
        """Give a page of what lies here."""
        ...

    async def lots(self, call: Call) -> tuple[Lot, ...]:
        """Give what may be sold of each lot, where lots are told apart."""
        ...


class ReadingCall(NamedTuple):
    """Implements Call for what is read on nobody's behalf."""

    message_id: str
    correlation_id: str = CORRELATION
    causation_id: str = CORRELATION
    attempt: int = 1
    trace: str = ""


async def whole(read: Callable[[str, Call], Awaitable[Page[Row]]], call: Call) -> list[Row]:
    """Read page after page to the end of a list."""
    rows: list[Row] = []
    following = ""
    for _ in range(PAGES_MAX):
        page = await read(following, call)
        rows += page.rows
        if not page.following or page.following == following:
            break
        following = page.following
    return rows
