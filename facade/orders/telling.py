"""Tells the channel what its buyer should see. A channel without a shop of its own is asked, not told."""

from collections.abc import Mapping

from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.handlers import Handler, part_of, shipped
from facade.orders.state import OrderState
from facade.ports import Call, Channel
from facade.routing.policy import Route

STATUS_TOLD: dict[str, str] = {
    Do.TELL_PROCESSING: "processing",
    Do.TELL_BACKORDERED: "backordered",
    Do.TELL_ON_HOLD: "on_hold",
    Do.TELL_REJECTED: "rejected",
    Do.TELL_CANCELLED: "cancelled",
}


class TellingHandlers:
    """The commands that only concern the channel."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels
        self.table: dict[str, Handler] = {
            **dict.fromkeys(STATUS_TOLD, self._status),
            Do.TELL_SHIPMENT: self._shipment,
            Do.TELL_INVOICE: self._invoice,
        }

    async def _status(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        channel = self._channels.get(state.order.channel)
        if channel is not None:
            await channel.tell_status(state.order, STATUS_TOLD[row.do], state.reason, call)
        return ev.ChannelTold(row.do)

    async def _shipment(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        part, channel = part_of(state, row), self._channels.get(state.order.channel)
        if channel is not None:
            await channel.tell_shipment(state.order, shipped(part), call)
        return ev.ChannelTold(row.do, part.number)

    async def _invoice(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        part, channel = part_of(state, row), self._channels.get(state.order.channel)
        if channel is not None and part.invoice is not None:
            await channel.tell_invoice(state.order, part.invoice, call)
        return ev.ChannelTold(row.do, part.number)
