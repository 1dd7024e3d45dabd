"""From picked goods to cartons, a waybill and an empty dock."""

from collections.abc import Sequence

from simulators.chassis.pages import page
from simulators.chassis.stock_room import total_by_item
from simulators.wms.domain.goods import ISSUE
from simulators.wms.domain.order import OrderStatus, WarehouseOrder, by_row
from simulators.wms.domain.packing import Carton, filled, serial_of
from simulators.wms.errors import (
    GoodsUnpackedError,
    NotFoundError,
    OrderNotPickedError,
    QuantityExceededError,
    UnknownRowError,
)
from simulators.wms.service.picking import Picking
from simulators.wms.service.site import Site


class Shipping:
    """What the packers and the dock do."""

    def __init__(self, site: Site, picking: Picking) -> None:
        self._site = site
        self._picking = picking
        self.acts = {"pick": self._pick, "pack": self._pack, "ship": self._ship}

    def put_into_carton(self, order_id: int, lines: tuple[tuple[int, int], ...]) -> Carton:
        """Close one carton with some of an order's goods.

        Raises:
            OrderNotPickedError: the goods have not been picked, or are packed already.
            UnknownRowError: nothing was picked of a row.
            QuantityExceededError: more than was picked.
        """
        order = self._in_status(order_id, OrderStatus.PICKED)
        left = self._unpacked(order)
        for row, quantity in by_row(lines).items():
            if row not in left:
                raise UnknownRowError(f"order {order_id}: nothing was picked of row {row}")
            if quantity > left[row]:
                raise QuantityExceededError(f"row {row}: {left[row]} to be packed, {quantity} in the carton")
        return self._close_carton(self._site.store.orders.edit(order_id), lines)

    def pack(self, order_id: int) -> WarehouseOrder:
        """Say that all goods of an order lie in cartons.

        Raises:
            OrderNotPickedError: it is not at the packers'.
            GoodsUnpackedError: some do not.
        """
        order = self._in_status(order_id, OrderStatus.PICKED)
        left = {row: quantity for row, quantity in self._unpacked(order).items() if quantity}
        if left:
            details = [{"rowNumber": row, "numberOfItems": quantity} for row, quantity in left.items()]
            raise GoodsUnpackedError(
                f"order {order_id}: {sum(left.values())} items lie in no carton", details
            )
        order = self._site.store.orders.edit(order_id)
        order.become(OrderStatus.PACKED, self._site.now())
        self._site.announcer.order(order)
        return order

    def ship(self, order_id: int, waybill: str) -> WarehouseOrder:
        """Hand an order's cartons to the carrier.

        Raises:
            OrderNotPickedError: they are not closed yet, or have left.
        """
        self._in_status(order_id, OrderStatus.PACKED)
        self._leave(order_id, waybill)
        return self._site.store.orders[order_id]

    def by_shipment(self, shipment_id: int) -> WarehouseOrder:
        """Give the order that left as one shipment.

        Raises:
            NotFoundError: nothing left under that id.
        """
        order_id = self._site.store.order_id_by_shipment.get(shipment_id)
        if order_id is None:
            raise NotFoundError("shipment", shipment_id)
        return self._site.store.orders[order_id]

    def shipments(self, first: int, limit: int) -> tuple[list[WarehouseOrder], int | None]:
        """Give a page of what has left, and where the next one begins."""
        order_ids = self._site.store.order_id_by_shipment
        keys, further = page(tuple(order_ids), first, limit)
        return [self._site.store.orders[order_ids[key]] for key in keys], further

    def parcel(self, number: str) -> tuple[WarehouseOrder, Carton]:
        """Give the carton with that SSCC, and its order.

        Raises:
            NotFoundError: it is none of ours.
        """
        serial = serial_of(number)
        order_id = None if serial is None else self._site.store.order_id_by_carton.get(serial)
        if order_id is None:
            raise NotFoundError("parcel", number)
        order = self._site.store.orders[order_id]
        return order, next(carton for carton in order.cartons if carton.serial == serial)

    def _pick(self, order_id: int) -> None:
        site = self._site
        self._picking.pick(order_id)
        order = site.store.orders[order_id]
        if order.status is OrderStatus.PICKED:
            site.after(site.pace.packing_s(site.chance("pack", order)), "pack", order_id)

    def _pack(self, order_id: int) -> None:
        site, now = self._site, self._site.now()
        order = site.store.orders.edit(order_id)
        for lines in filled(order.goods):
            self._close_carton(order, lines)
        order.become(OrderStatus.PACKED, now)
        site.announcer.order(order)
        missed = site.strike("missed_cut_off", order) if site.pace.waits_for_waves else None
        cut_offs = missed["cut_offs"] if missed else 0
        leaves_at = site.pace.leaves_at(now, site.chance("load", order), cut_offs)
        site.store.agenda.put(leaves_at, "ship", order_id)

    def _ship(self, order_id: int) -> None:
        self._leave(order_id, f"WB{order_id:010d}")

    def _leave(self, order_id: int, waybill: str) -> None:
        site, store = self._site, self._site.store
        order = store.orders.edit(order_id)
        store.last_shipment_id += 1
        order.shipment_id, order.waybill = store.last_shipment_id, waybill
        store.order_id_by_shipment[order.shipment_id] = order_id
        order.become(OrderStatus.SHIPPED, site.now())
        gone = total_by_item(order.goods)
        site.room.issue(gone, order.delivery_note)
        store.post(order.changed_at, ISSUE, order.delivery_note, order.picks)
        site.announcer.order(order)
        site.announcer.stock(gone, "issue", order.delivery_note)

    def _close_carton(self, order: WarehouseOrder, lines: tuple[tuple[int, int], ...]) -> Carton:
        store = self._site.store
        store.last_carton += 1
        carton = Carton(store.last_carton, lines)
        order.cartons = (*order.cartons, carton)
        store.order_id_by_carton[carton.serial] = order.order_id
        return carton

    def _unpacked(self, order: WarehouseOrder) -> dict[int, int]:
        packed = by_row(_lines(order.cartons))
        return {row: quantity - packed.get(row, 0) for row, _, quantity in order.goods}

    def _in_status(self, order_id: int, status: OrderStatus) -> WarehouseOrder:
        order = self._site.order(order_id)
        if order.status is not status:
            raise OrderNotPickedError(f"order {order_id} is {order.status.text}, not {status.text}")
        return order


def _lines(cartons: Sequence[Carton]) -> list[tuple[int, int]]:
    return [line for carton in cartons for line in carton.lines]
