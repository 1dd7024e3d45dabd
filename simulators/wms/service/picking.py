"""Waves and picks: who goes to the shelves for which orders, and what they find there."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from simulators.chassis.stock_room import Line, total_by_item
from simulators.wms.domain.goods import StockItem
from simulators.wms.domain.order import OrderDraft, OrderStatus, WarehouseOrder, by_row
from simulators.wms.domain.work import Wave
from simulators.wms.errors import (
    NotFoundError,
    OrderNotReleasedError,
    QuantityExceededError,
    UnknownRowError,
    WaveAlreadyReleasedError,
)
from simulators.wms.service.counting import Counting
from simulators.wms.service.site import Site


class Picking:
    """From the release of an order to its goods in the picker's hands."""

    def __init__(self, site: Site, counting: Counting) -> None:
        self._site = site
        self._counting = counting

    def start_waves_without_waiting(self) -> None:
        """Start a wave now if this floor does not wait for the half hour."""
        if not self._site.pace.waits_for_waves:
            self.start_wave()

    def start_wave(self) -> None:
        """Take every released order into one wave and send the floor's own pickers."""
        waiting = self._site.store.waiting_for_wave
        if waiting:
            self.release_wave(self.create_wave(tuple(waiting), is_handheld=False).wave_id)

    def create_wave(self, order_ids: tuple[int, ...], *, is_handheld: bool) -> Wave:
        """Plan a wave of released orders, the most urgent first.

        Raises:
            NotFoundError: an order does not exist.
            OrderNotReleasedError: an order is not released, or in a wave already.
        """
        site, store = self._site, self._site.store
        orders = [site.order(order_id) for order_id in dict.fromkeys(order_ids)]
        for order in orders:
            if order.order_id not in store.waiting_for_wave:
                raise OrderNotReleasedError(f"order {order.order_id} does not wait for a wave")
        orders.sort(key=lambda order: (order.terms.priority, order.order_id))
        store.last_wave_id += 1
        ids = tuple([order.order_id for order in orders])
        wave = Wave(store.last_wave_id, ids, is_handheld, site.now(), None)
        store.waves[wave.wave_id] = wave
        for order_id in ids:
            del store.waiting_for_wave[order_id]
            store.orders.edit(order_id).wave_id = wave.wave_id
        return wave

    def wave(self, wave_id: int) -> Wave:
        """Give one wave.

        Raises:
            NotFoundError: no wave has that id.
        """
        wave = self._site.store.waves.get(wave_id)
        if wave is None:
            raise NotFoundError("wave", wave_id)
        return wave

    def release_wave(self, wave_id: int) -> Wave:
        """Send the pickers.

        Raises:
            WaveAlreadyReleasedError: they are on their way.
        """
        site, now = self._site, self._site.now()
        wave = self.wave(wave_id)
        if wave.released_at is not None:
            raise WaveAlreadyReleasedError(f"wave {wave_id} was released before")
        wave = site.store.waves[wave_id] = replace(wave, released_at=now)
        if not wave.is_handheld:
            for order_id in wave.order_ids:
                order = site.store.orders[order_id]
                walk_s = site.pace.picking_s(len(order.rows), site.chance("pick", order))
                site.store.agenda.put(now + timedelta(seconds=walk_s), "pick", order_id)
        return wave

    def pick(self, order_id: int) -> None:
        """Take an order's goods from their shelves, as far as they are there."""
        site = self._site
        order = site.store.orders.edit(order_id)
        if order.status is not OrderStatus.RELEASED:
            return  # cancelled while the picker was on the way
        lines = order.allocated if site.habits.is_good else self._found(order)
        order.picks = tuple(site.bins.take_lines(lines))
        self._complete(order, has_all=lines is order.allocated)

    def report(
        self, order_id: int, grips: Iterable[tuple[int, int]], short_rows: tuple[int, ...]
    ) -> WarehouseOrder:
        """Enter what a handheld has picked; the order is picked when every row is whole or said to be short.

        Raises:
            OrderNotReleasedError: no handheld is sent to pick this order.
            UnknownRowError: the order has no such row.
            QuantityExceededError: more than is allocated, or than lies on the shelves.
        """
        site, order = self._site, self._site.order(order_id)
        self._must_be_picked_by_handheld(order)
        articles = {row: article for row, article, _ in order.allocated}
        taken = by_row(grips)
        if unknown := [row for row in (*taken, *short_rows) if row not in articles]:
            raise UnknownRowError(f"order {order_id} has nothing allocated on row {unknown[0]}")
        self._must_be_there(order, taken)
        order = site.store.orders.edit(order_id)
        picks = [
            (row, grip, stock_item_id)
            for row, quantity in taken.items()
            for stock_item_id, grip in site.bins.take(articles[row], quantity)
        ]
        order.picks = (*order.picks, *picks)
        order.short_rows = tuple(dict.fromkeys((*order.short_rows, *short_rows)))
        order.change(site.now())
        picked = by_row(order.picks)
        if all(row in order.short_rows or picked.get(row, 0) == n for row, _, n in order.allocated):
            self._complete(order)
        return order

    def next_places(self, order: WarehouseOrder) -> Mapping[int, StockItem]:
        """Give, for each row that is not whole, where to go for it next."""
        picked = by_row(order.picks)
        places: dict[int, StockItem] = {}
        if order.status < OrderStatus.PICKED:
            for row, article, quantity in order.allocated:
                shelves = self._site.bins.pickable(article)
                if picked.get(row, 0) < quantity and shelves:
                    places[row] = shelves[0]
        return places

    def _must_be_picked_by_handheld(self, order: WarehouseOrder) -> None:
        wave = None if order.wave_id is None else self._site.store.waves[order.wave_id]
        is_sent = wave is not None and wave.is_handheld and wave.released_at is not None
        if order.status is not OrderStatus.RELEASED or not is_sent:
            raise OrderNotReleasedError(f"order {order.order_id} is in no released wave of a handheld")

    def _must_be_there(self, order: WarehouseOrder, taken: Mapping[int, int]) -> None:
        picked = by_row(order.picks)
        more: list[Line] = []
        for row, article, quantity in order.allocated:
            grip = taken.get(row, 0)
            if picked.get(row, 0) + grip > quantity:
                raise QuantityExceededError(f"row {row}: {quantity} allocated, {picked.get(row, 0)} picked")
            more.append((row, article, grip))
        for article, quantity in total_by_item(more).items():
            there = sum(item.quantity for item in self._site.bins.pickable(article))
            if quantity > there:
                raise QuantityExceededError(f"article {article}: {there} on the shelves, {quantity} picked")

    def _found(self, order: WarehouseOrder) -> tuple[Line, ...]:
        """Say how much of each line the picker finds; bad habits strike the first one."""
        site, lines = self._site, order.allocated
        if not lines:
            return lines
        row, article, quantity = lines[0]
        if short := site.strike("short_pick", order):
            missing = max(1, quantity * int(short["missing_percent"]) // 100)
            return ((row, article, quantity - missing), *lines[1:])
        has_more = site.habits.settings("over_ship") and not site.room.short_of({article: 1})
        if has_more and site.strike("over_ship", order):
            site.room.reserve({article: 1})
            return ((row, article, quantity + 1), *lines[1:])
        return lines

    def _complete(self, order: WarehouseOrder, *, has_all: bool = True) -> None:
        """Let an order be picked; it has all unless a bad habit or an empty shelf struck."""
        wanted = sum([line[2] for line in order.allocated])
        if has_all and order.allocated is order.rows and sum([pick[1] for pick in order.picks]) == wanted:
            order.goods = order.rows
        else:
            self._settle(order, by_row(order.picks))
        status = OrderStatus.PICKED if order.goods else OrderStatus.CANCELLED
        order.become(status, self._site.now())
        self._site.announcer.order(order)

    def _settle(self, order: WarehouseOrder, picked: Mapping[int, int]) -> None:
        """Let an order be content with what was picked, and look after what was not."""
        site = self._site
        order.goods = tuple([(r, a, picked[r]) for r, a, _ in order.allocated if picked.get(r)])
        missing = [(r, a, n - picked.get(r, 0)) for r, a, n in order.allocated]
        short = {article: n for article, n in total_by_item(missing).items() if n > 0}
        kept = [(r, a, min(n, picked.get(r, 0))) for r, a, n in order.allocated]
        order.allocated = tuple([line for line in kept if line[2]])
        site.room.free(short)
        lost = [item for article, n in short.items() for item in site.bins.lose(article, n)]
        if lost:
            self._counting.plan([item.stock_item_id for item in lost], f"short pick of {order.number}")
        site.announcer.stock(short, "shortPick", order.number)
        open_rows = tuple([(r, a, n - picked.get(r, 0)) for r, a, n in order.rows if n > picked.get(r, 0)])
        if open_rows and order.terms.on_short_pick == "Backorder":
            self._backorder(order, open_rows)

    def _backorder(self, order: WarehouseOrder, rows: tuple[Line, ...]) -> None:
        site = self._site
        draft = OrderDraft(order.number, order.reference, order.consignee, rows, order.terms)
        rest = site.store.add_order(draft, OrderStatus.BACKORDERED, site.now())
        rest.backorder_of, order.backorder_id = order.order_id, rest.order_id
        site.store.waiting_for_goods[rest.order_id] = None
        site.announcer.order(rest)
