"""Goods that come back, from the wish to the settlement."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from simulators.chassis.world import World
from simulators.commerce.domain.documents import HistoryEntry, Track
from simulators.commerce.domain.hooks import RETURN_SAVED
from simulators.commerce.domain.returns import DENIED, NEXT, REJECTED, Return, ReturnItem
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.service.orders import Orders
from simulators.commerce.store import Store

_GONE = (DENIED, REJECTED)


class Returns:
    """The return authorisations of one shop."""

    def __init__(self, world: World, store: Store, orders: Orders, announcements: Announcements) -> None:
        self._clock = world.clock
        self._store = store
        self._orders = orders
        self._announcements = announcements

    def rma(self, rma_id: int) -> Return:
        """Give a return.

        Raises:
            NoSuchEntityError: there is none of that number.
        """
        try:
            return self._store.returns[rma_id]
        except KeyError:
            raise NoSuchEntityError("rmaId", rma_id) from None

    def ask(self, order_id: int, items: Sequence[ReturnItem], comment: str, email: str) -> Return:
        """Ask to send goods back.

        Raises:
            NoSuchEntityError: no such order.
            StateError: more would come back than has left, or an item is not the order's.
        """
        order = self._orders.order(order_id)
        numbered = tuple([replace(item, id=self._store.next_id("return_item")) for item in items])
        coming = self._coming(order_id)
        for item in numbered:
            line = item.order_item_id - order.first_item_id
            if not 0 <= line < len(order.items):
                raise StateError("Order %order has no item %item.", order=order_id, item=item.order_item_id)
            left = order.items[line].shipped - coming.get(item.order_item_id, 0)
            if item.requested > left:
                raise StateError(
                    "Of item %item %left can come back; %quantity were asked for.",
                    item=item.order_item_id,
                    left=left,
                    quantity=item.requested,
                )
            coming[item.order_item_id] = coming.get(item.order_item_id, 0) + item.requested
        now, number = self._clock.now(), self._store.next_id("return")
        comments = (HistoryEntry(now, "pending", comment),) if comment else ()
        rma = Return(
            number,
            order.id,
            order.increment_id,
            order.company_id,
            now,
            numbered,
            comments=comments,
            email=email,
        )
        return self._keep(rma)

    def _coming(self, order_id: int) -> dict[int, int]:
        coming: dict[int, int] = {}
        for rma in self._store.returns.values():
            if rma.order_id == order_id and not rma.is_closed:
                for item in rma.items:
                    counted = 0 if item.status in _GONE else item.requested
                    coming[item.order_item_id] = coming.get(item.order_item_id, 0) + counted
        return coming

    def move(self, rma_id: int, changes: Sequence[tuple[int, Callable[[ReturnItem], ReturnItem]]]) -> Return:
        """Change lines of a return, each by its number; all of them or none.

        Raises:
            NoSuchEntityError: no such return, or no such line in it.
            StateError: a line cannot go that way, or the return is closed.
        """
        rma = self._open(rma_id)
        items = {item.id: item for item in rma.items}
        for item_id, change in changes:
            before = items.get(item_id)
            if before is None:
                raise NoSuchEntityError("entityId", item_id)
            after = change(before)
            if after.status not in NEXT[before.status]:
                raise StateError(
                    "Item %item is %before and cannot become %after.",
                    item=item_id,
                    before=before.status,
                    after=after.status,
                )
            after.expect_sound()
            items[item_id] = after
        return self._keep(replace(rma, items=tuple(items.values())))

    def close(self, rma_id: int) -> Return:
        """End a return, wherever it stands."""
        return self._keep(replace(self.rma(rma_id), is_closed=True))

    def delete(self, rma_id: int) -> None:
        """Forget a return.

        Raises:
            NoSuchEntityError: no such return.
            StateError: something of it has already been decided.
        """
        rma = self._open(rma_id)
        if rma.status != "pending":
            raise StateError("Return %number is %status and stays.", number=rma_id, status=rma.status)
        del self._store.returns[rma_id]

    def comment(self, rma_id: int, comment: str) -> HistoryEntry:
        """Write something to a return."""
        rma = self.rma(rma_id)
        entry = HistoryEntry(self._clock.now(), rma.status, comment)
        self._store.returns[rma_id] = replace(rma, comments=(*rma.comments, entry))
        return entry

    def add_track(self, rma_id: int, track: Track) -> Track:
        """Say by which parcel the goods come."""
        rma = self._open(rma_id)
        track = replace(track, id=self._store.next_id("track"))
        self._store.returns[rma_id] = replace(rma, tracks=(*rma.tracks, track))
        return track

    def drop_track(self, rma_id: int, track_id: int) -> None:
        """Take a parcel away again.

        Raises:
            NoSuchEntityError: no such return or parcel.
        """
        rma = self.rma(rma_id)
        left = tuple([track for track in rma.tracks if track.id != track_id])
        if len(left) == len(rma.tracks):
            raise NoSuchEntityError("trackId", track_id)
        self._store.returns[rma_id] = replace(rma, tracks=left)

    def _open(self, rma_id: int) -> Return:
        rma = self.rma(rma_id)
        if rma.is_closed:
            raise StateError("Return %number is closed.", number=rma_id)
        return rma

    def _keep(self, rma: Return) -> Return:
        self._store.returns[rma.id] = rma
        if self._announcements.is_wanted(RETURN_SAVED):
            row = {"entity_id": rma.id, "order_id": rma.order_id, "status": rma.status}
            self._announcements.tell(RETURN_SAVED, rma.order_increment, row)
        return rma
