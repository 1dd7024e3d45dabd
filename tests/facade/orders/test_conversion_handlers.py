"""What a conversion does to two books, and what it leaves behind when one of them says no."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from dualrun.clock import MONDAY
from facade.canonical.order import BookedOrder
from facade.dual_run.order_book import DualOrderBook
from facade.dual_run.parity import Parity
from facade.errors import SystemRefusedError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.conversion_handlers import ConversionHandlers
from facade.orders.mirroring import MirrorHandlers
from facade.orders.state import Conversion, OrderState
from facade.orders.worker import Trail
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage
from tests.facade.builders import a_booking, a_state

TO = Route("orders", "pilot", Stage.LIVE, 9)
CALL = Trail("W000001", "W000001#7", "m-1", 1)


class Morning:
    def now(self) -> Any:
        return MONDAY


@dataclass
class Book:
    """Holds one order, and says no to what it is told to refuse."""

    order: BookedOrder
    refuses: tuple[bool, ...] = ()
    told: list[str] = field(default_factory=list)

    async def set_posting(self, number: str, posting: bool, call: Any) -> BookedOrder:
        self.told.append(f"{number} {'posts' if posting else 'follows'}")
        if posting in self.refuses:
            raise SystemRefusedError("book", "locked", "somebody is at it")
        self.order = replace(self.order, posting=posting)
        return self.order

    async def cancel_order(self, number: str, call: Any) -> None:
        self.told.append(f"{number} closed")


def row(do: Do) -> OutboxRow:
    return OutboxRow("W000001#7", "W000001", do.lane, do, "", "m-1", 0.0, 0.0)


def state(**changes: Any) -> OrderState:
    usual = {"booking": a_booking(), "mirror_number": "C-1", "conversion": Conversion(TO, "under_way")}
    return a_state(Stage.SHADOW)._replace(**{**usual, **changes})


def done(do: Do, old: Book, new: Book, at: OrderState | None = None) -> ev.Event:
    at = at or state()
    books = DualOrderBook({Side.OLD: old, Side.NEW: new}, Parity(), Morning())  # type: ignore[dict-item, arg-type]
    handlers = ConversionHandlers(books, Morning())  # type: ignore[arg-type]
    return asyncio.run(handlers.table[do](at, at.route, row(do), CALL))  # type: ignore[arg-type]


def books(**new: Any) -> tuple[Book, Book]:
    ours = a_booking()
    return Book(ours), Book(replace(ours, number="C-1", posting=False, **new))


def test_the_book_that_is_left_ceases_to_post_before_the_other_begins() -> None:
    old, new = books()

    event = done(Do.CONVERT, old, new)

    assert (old.told, new.told) == (["SO-1 follows"], ["C-1 posts"])
    assert event == ev.OrderConverted(new.order)


def test_a_book_that_will_not_cease_is_left_alone_and_so_is_the_other() -> None:
    old, new = books()
    old.refuses = (False,)

    assert done(Do.CONVERT, old, new) == ev.ConversionRefused("somebody is at it")
    assert new.told == []


def test_a_book_that_will_not_begin_gives_the_order_back() -> None:
    old, new = books()
    new.refuses = (True,)

    assert done(Do.CONVERT, old, new) == ev.ConversionRefused("somebody is at it")
    assert (old.told, old.order.posting) == (["SO-1 follows", "SO-1 posts"], True)


def test_a_copy_that_says_the_same_is_fit() -> None:
    old, new = books()

    assert done(Do.MIRROR_CHECK, old, new) == ev.CopyChecked("C-1", a_booking())


def test_a_copy_whose_tax_is_rounded_by_the_line_is_fit_too() -> None:
    cent = a_booking().tax / a_booking().tax / 100
    old, new = books(tax=a_booking().tax + cent, gross=a_booking().gross + cent)

    assert done(Do.MIRROR_CHECK, old, new) == ev.CopyChecked("C-1", a_booking())


def test_a_copy_that_says_something_else_is_told_with_both_values() -> None:
    old, new = books(net=a_booking().net + 1)

    event = done(Do.MIRROR_CHECK, old, new)

    assert isinstance(event, ev.CopyChecked)
    assert event.difference == "its copy differs: net is 30.60 in the old book and 31.60 in the new one"


def test_a_copy_that_is_not_there_is_no_copy() -> None:
    old, new = books()

    event = done(Do.MIRROR_CHECK, old, new, state(mirror_number=""))

    assert event == ev.CopyChecked("", a_booking(), "the other book has refused the order")


GONE = replace(TO, stage=Stage.COMPLETE)


@pytest.mark.parametrize(
    ("route", "outcome", "mirror_number", "event", "told"),
    [
        (GONE, "done", "SO-1", ev.CopyClosed(), ["SO-1 closed"]),
        (TO, "under_way", "SO-1", ev.CopyClosed(), ["SO-1 closed"]),
        (TO, "under_way", "", ev.CopyClosed(), []),
        (TO, "done", "SO-1", ev.Mirrored(Do.CLOSE_COPY), []),
    ],
    ids=["after it moved", "where it is already", "of which there is none", "but for a way back"],
)
def test_a_copy_that_is_kept_no_more_is_closed(
    route: Route, outcome: str, mirror_number: str, event: ev.Event, told: list[str]
) -> None:
    old, new = books()
    at = state(route=route, mirror_number=mirror_number, conversion=Conversion(GONE, outcome))

    assert done(Do.CLOSE_COPY, old, new, at) == event
    assert old.told == told


def test_a_copy_that_a_way_back_wants_meanwhile_is_not_closed() -> None:
    old, new = books()
    at = state(route=TO, conversion=Conversion(TO, "under_way"))

    assert done(Do.CLOSE_COPY, old, new, at) == ev.ConversionRefused("the way back keeps its copy")
    assert old.told == []


def test_rows_for_a_copy_that_was_given_up_meanwhile_keep_nothing() -> None:
    old, new = books()
    gone = state(route=replace(TO, stage=Stage.COMPLETE), conversion=Conversion(TO, "done"))
    both = DualOrderBook({Side.OLD: old, Side.NEW: new}, Parity(), Morning())  # type: ignore[dict-item, arg-type]
    mirror = MirrorHandlers(both, {}, Morning(), None)  # type: ignore[arg-type]

    for do in (Do.MIRROR_BOOKING, Do.MIRROR_AMENDMENT, Do.MIRROR_SHIPMENT):
        event = asyncio.run(mirror.table[do](gone, gone.route, row(do), CALL))  # type: ignore[arg-type]
        assert event == ev.Mirrored(do)
    assert (old.told, new.told) == ([], [])


def test_a_copy_that_is_cancelled_says_nothing_that_could_be_compared() -> None:
    old, new = books()
    both = DualOrderBook({Side.OLD: old, Side.NEW: new}, Parity(), Morning())  # type: ignore[dict-item, arg-type]
    mirror, at = MirrorHandlers(both, {}, Morning(), None), state(conversion=None)  # type: ignore[arg-type]

    asyncio.run(mirror.table[Do.MIRROR_CANCELLATION](at, at.route, row(Do.MIRROR_CANCELLATION), CALL))  # type: ignore[arg-type]

    assert new.told == ["C-1 closed"]
    assert list(both.parity.tallies()) == []
