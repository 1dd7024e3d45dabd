"""What of an order may come back, and from which of its shipments? Decided line by line, with a reason.

A return belongs to one departure: the site that sent the goods takes them back, and the invoice that was
made of them is credited. A wish over several departures becomes one return for each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.goods_back import CreditMemo, ReturnReason, TakenBack
from facade.canonical.order import Order
from facade.orders.part import Part, PartStatus, Units, contents

MAY_COME_BACK = frozenset({PartStatus.INVOICED, PartStatus.COMPLETED})
RETURNS_MAX = 50
"""So many returns an order may come to."""


class ReturnStatus(StrEnum):
    """Where a return stands; read from top to bottom it is the way of the goods and of the money."""

    REQUESTED = "requested"
    REGISTERED = "registered"  # the book has given it a number
    EXPECTED = "expected"  # so has the site
    RECEIVED = "received"  # and has said what became of the goods
    CREDITED = "credited"
    SETTLED = "settled"  # the channel knows


class GoodsReturn(NamedTuple):
    """Goods of one departure that come back."""

    number: int
    part: int
    units: Units
    reason: ReturnReason
    asked_by: str = ""  # the message that asked for it
    status: ReturnStatus = ReturnStatus.REQUESTED
    rma_number: str = ""
    site_number: str = ""
    taken: tuple[TakenBack, ...] = ()
    memo: CreditMemo | None = None

    @property
    def argument(self) -> str:
        """How commands name this return."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """Within which time goods may be sent back, counted from when they left."""

    window_days: int = 30


class NotReturnableError(Exception):
    """The goods may not be sent back; `code` names the reason and the text explains it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def return_reference(order: Order, one: GoodsReturn) -> str:
    """Give the reference under which book and site know a return."""
    return f"{order.external_ref}/R{one.number}"


def goods_of(order: Order, one: GoodsReturn) -> Order:
    """Give the order with the lines that come back alone."""
    return contents(order, Part(units=one.units))


def divided_returns(
    order: Order,
    parts: tuple[Part, ...],
    earlier: tuple[GoodsReturn, ...],
    wanted: Units,
    reason: ReturnReason,
    last_day: datetime,
) -> list[GoodsReturn]:
    """Give the returns that a wish comes to, one a departure; goods that left before `last_day` stay out.

    Raises:
        NotReturnableError: some of it may not come back.
    """
    if len(earlier) >= RETURNS_MAX:
        raise NotReturnableError("too_many_returns", f"an order has at most {RETURNS_MAX} returns")
    found: dict[int, list[tuple[int, int]]] = {}
    for line, units in wanted:
        for part, much in _from_departures(order, parts, earlier, (line, units), last_day):
            found.setdefault(part, []).append((line, much))
    return [
        GoodsReturn(number, part, tuple(goods), reason)
        for number, (part, goods) in enumerate(found.items(), start=len(earlier) + 1)
    ]


def _from_departures(
    order: Order,
    parts: tuple[Part, ...],
    earlier: tuple[GoodsReturn, ...],
    wanted: tuple[int, int],
    last_day: datetime,
) -> Iterator[tuple[int, int]]:
    line, units = wanted
    if all(one.line != line for one in order.lines):
        raise NotReturnableError("line_unknown", f"the order has no line {line}")
    left = [(part, gone) for part in parts if (gone := _gone(part, line))]
    if not left:
        raise NotReturnableError("not_shipped", f"nothing of line {line} has left yet")
    if any(part.supplier for part, _ in left):
        detail = f"line {line} came from its supplier, who takes goods back by agreement alone"
        raise NotReturnableError("sent_by_supplier", detail)
    ready = [(part, gone) for part, gone in left if part.status in MAY_COME_BACK]
    free = {part.number: gone - _coming(earlier, part.number, line) for part, gone in ready}
    if units > sum(free.values()):
        raise _too_much(
            line, units, sum(free.values()), sum(gone for _, gone in left), len(ready) < len(left)
        )
    in_time = [part for part, _ in ready if _left_at(part) >= last_day]
    still = sum(free[part.number] for part in in_time)
    if units > still:
        day = max(_left_at(part) for part, _ in ready if part not in in_time).date()
        detail = f"line {line} left on {day}: the time to send it back is over; {still} can still come back"
        raise NotReturnableError("too_late_to_return", detail)
    for part in in_time:
        much = min(units, free[part.number])
        units -= much
        if much:
            yield part.number, much


def _too_much(line: int, units: int, free: int, gone: int, is_not_invoiced: bool) -> NotReturnableError:
    if is_not_invoiced and units <= gone:
        detail = f"some of line {line} has left and is not invoiced yet: ask again once it is"
        return NotReturnableError("not_invoiced_yet", detail)
    detail = f"{gone} of line {line} have left and {free} can still come back, not {units}"
    return NotReturnableError("more_than_shipped", detail)


def _gone(part: Part, line: int) -> int:
    """Give the whole units of a line that have left with a part; of an opened case none can come back."""
    if part.shipment is None:
        return 0
    return sum(int(one.quantity.value) for one in part.shipment.lines if one.line == line)


def _coming(earlier: tuple[GoodsReturn, ...], part: int, line: int) -> int:
    return sum(dict(one.units).get(line, 0) for one in earlier if one.part == part)


def _left_at(part: Part) -> datetime:
    assert part.shipment is not None, "only what has left may come back"
    return part.shipment.shipped_at


def last_day(now: datetime, rules: ReturnRules) -> datetime:
    """Give the instant from which on goods must have left to be sent back now."""
    return now - timedelta(days=rules.window_days)


def all_is_back(parts: tuple[Part, ...], returns: tuple[GoodsReturn, ...]) -> bool:
    """Say whether nothing of what has left is still with the buyer."""
    back: Mapping[int, int] = _sum(units for one in returns for units in one.units)
    gone: Mapping[int, int] = _sum(
        (line.line, int(line.quantity.value))
        for part in parts
        if part.shipment is not None
        for line in part.shipment.lines
    )
    return all(back.get(line, 0) >= units for line, units in gone.items())


def _sum(pairs: Iterator[tuple[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for line, units in pairs:
        total[line] = total.get(line, 0) + units
    return total
