"""What each command about goods that come back does: one call at the book, at the site, or at the channel."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from facade.canonical.goods_back import Rma
from facade.errors import SystemRefusedError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.part import Part
from facade.orders.returning import GoodsReturn, goods_of, return_reference
from facade.orders.state import OrderState
from facade.ports import Call, Channel, Fulfilment, Returns
from facade.routing.policy import Route
from facade.routing.stage import Side

if TYPE_CHECKING:
    from facade.orders.handlers import Handler


class ReturnHandlers:
    """The commands of returns. They go to the pinned book alone: a copy of an order is never credited."""

    def __init__(
        self,
        books: Mapping[Side, Returns],
        sites: Mapping[str, Fulfilment],
        channels: Mapping[str, Channel],
    ) -> None:
        self._books = books
        self._sites = sites
        self._channels = channels
        self.table: dict[str, Handler] = {
            Do.REGISTER_RETURN: self._register,
            Do.EXPECT_RETURN: self._expect,
            Do.CREDIT_RETURN: self._credit,
            Do.TELL_REFUND: self._tell,
        }

    async def _register(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        one = return_of(state, row)
        number = await self._books[route.authoritative].register_return(rma_of(state, one), call)
        return ev.ReturnRegistered(one.number, number)

    async def _expect(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        one = return_of(state, row)
        number = await self._sites[part_back(state, one).site].expect_return(rma_of(state, one), call)
        return ev.ReturnExpected(one.number, number)

    async def _credit(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        one = return_of(state, row)
        book, rma = self._books[route.authoritative], rma_of(state, one)
        return ev.ReturnCredited(one.number, await book.credit_return(one.rma_number, rma, one.taken, call))

    async def _tell(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        one, channel = return_of(state, row), self._channels.get(state.order.channel)
        if channel is not None and one.memo is not None:
            await channel.tell_refund(state.order, one.memo, call)
        return ev.RefundTold(one.number)


def return_of(state: OrderState, row: OutboxRow) -> GoodsReturn:
    """Give the return that a command is about."""
    one = state.goods_return(int(row.argument))
    if one is None:
        raise AssertionError(f"{state.order_id}: {row.do} names return {row.argument}, which it has not")
    return one


def part_back(state: OrderState, one: GoodsReturn) -> Part:
    """Give the part whose goods come back."""
    part = state.part(one.part)
    if part is None:
        raise AssertionError(f"{state.order_id}: return {one.number} is of part {one.part}, which it has not")
    return part


def rma_of(state: OrderState, one: GoodsReturn) -> Rma:
    """Give a return as a book and a site are told of it."""
    part = part_back(state, one)
    if part.invoice is None or part.shipment is None:
        raise SystemRefusedError("facade", "not_invoiced", "the goods are not invoiced yet")
    return Rma(
        reference=return_reference(state.order, one),
        goods=goods_of(state.order, one),
        reason=one.reason,
        invoice=part.invoice.number,
        shipment=part.shipment.reference,
        site_order=part.site_number,
        others=tuple([other.site_number for other in state.returns if other.site_number]),
    )
