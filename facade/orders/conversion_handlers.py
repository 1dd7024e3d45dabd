"""What a conversion does to the books: the copy is looked at, then the two documents change roles."""

from facade.dual_run.comparison import Comparison, Verdict, compare, weighed_fields
from facade.dual_run.order_book import DualOrderBook
from facade.errors import SystemRefusedError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.conversion_notes import is_open, wanted
from facade.orders.handlers import OTHER, Handler, booked_number
from facade.orders.mirroring import by_name, mirror_number
from facade.orders.state import OrderState
from facade.ports import Call, Clock
from facade.routing.policy import Route


class ConversionHandlers:
    """The commands by which an open order changes its book."""

    def __init__(self, books: DualOrderBook, clock: Clock) -> None:
        self._books = books
        self._clock = clock
        self.table: dict[str, Handler] = {
            Do.MIRROR_CHECK: self._check,
            Do.CONVERT: self._convert,
            Do.CLOSE_COPY: self._close,
        }

    async def _check(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        """Read the copy beside the posting document; where they differ, the buyer would pay for it."""
        booking = state.booking
        if booking is None:
            raise AssertionError(f"{state.order_id}: no book has it, so there is no copy to look at")
        try:
            book = self._books.side(OTHER[route.authoritative])
            copy = await book.set_posting(mirror_number(state), False, call)
        except SystemRefusedError as refusal:
            return ev.CopyChecked(state.mirror_number, booking, refusal.message)
        sides = by_name(route, weighed_fields(booking), weighed_fields(copy))
        found = compare(*sides, today=self._clock.now().date())
        return ev.CopyChecked(copy.number, booking, _said(found))

    async def _convert(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        """Let one book cease to post before the other begins; a book that refuses leaves all as it was."""
        number, leaving = booked_number(state), self._books.side(route.authoritative)
        entering = self._books.side(wanted(state).to.authoritative)
        try:
            await leaving.set_posting(number, False, call)
        except SystemRefusedError as refusal:
            return ev.ConversionRefused(refusal.message)
        try:
            return ev.OrderConverted(await entering.set_posting(mirror_number(state), True, call))
        except SystemRefusedError as refusal:
            await leaving.set_posting(number, True, call)
            return ev.ConversionRefused(refusal.message)

    async def _close(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        """Close the copy that is kept no more, unless a way back has asked for one meanwhile."""
        is_asked = is_open(state)
        if is_asked and wanted(state).to.mirror is not None:
            return ev.ConversionRefused("the way back keeps its copy")
        if not is_asked and route.mirror is not None:
            return ev.Mirrored(row.do)
        if not state.mirror_number:
            return ev.CopyClosed()
        try:
            await self._books.side(OTHER[route.authoritative]).cancel_order(state.mirror_number, call)
        except SystemRefusedError as refusal:
            if not is_asked:
                raise
            return ev.ConversionRefused(refusal.message)
        return ev.CopyClosed()


def _said(found: Comparison) -> str:
    if found.verdict is not Verdict.MISMATCH:
        return ""
    first = next(one for one in found.differences if not one.rule)
    return f"its copy differs: {first.field} is {first.old} in the old book and {first.new} in the new one"
