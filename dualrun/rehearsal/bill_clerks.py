"""The clerks of accounts payable: hold every vendor's bill against its order and its receipt, and post it.

They look in the book that leads. A bill that matches nothing there waits: the goods are on the shelf, and the
vendor is not paid. So many a working day they put right: an order that the book lacks is entered by hand, and
over a wrong price or quantity somebody talks to the vendor. It is posted where the goods were ordered.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from functools import partial
from typing import TypeVar

from dualrun.clock import VirtualClock
from dualrun.cutover.loading import persistently
from dualrun.reconciliation.pages import Reading
from dualrun.rehearsal.mornings import is_working_day, mornings
from dualrun.rehearsal.planner import BOOKS
from dualrun.rehearsal.shelf_orders import ShelfBook, Standing
from dualrun.report.bills import BillDay, BillsRow
from dualrun.scenario.bills import BillsPlan
from facade.errors import SystemRefusedError
from facade.routing.stage import Side
from simulators.chassis.master import OnOrder, Supplier
from simulators.chassis.ports import Chance
from simulators.chassis.suppliers import PAYMENT_DAY

BEGINS = time(9, 0)
WEEK_DAYS = 7
CENT = Decimal("0.01")
DEARER, LONGER = Decimal("1.1"), Decimal("1.25")
NO_ORDER, NO_RECEIPT, QUANTITY, PRICE = "no order", "no receipt", "other quantity", "other price"
NOT_POSTED = "refused where it was ordered"

T = TypeVar("T")
LeadOf = Callable[[str], Side]
"""Give the book that leads for an item."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a vendor asks for the goods of one order."""

    order: OnOrder
    came: date
    units: Decimal
    cost: Decimal
    why: str = ""
    """Why it waits."""


def mismatch(bill: Bill, found: Standing | None) -> str:
    """Give why a bill does not match an order as a book has it; nothing when it does."""
    if found is None:
        return NO_ORDER
    if not found.came:
        return NO_RECEIPT
    if bill.units != found.came:
        return QUANTITY
    return PRICE if bill.cost != found.cost else ""


def is_paid_late(bill: Bill, terms_days: int, posted: date) -> bool:
    """Say whether vendors were paid on a Friday on which the bill was due and not posted yet."""
    from_then = max(bill.came + timedelta(days=1), bill.came + timedelta(days=terms_days))
    return from_then + timedelta(days=(PAYMENT_DAY - from_then.weekday()) % WEEK_DAYS) <= posted


class BillClerks:
    """Those who post bills, with their queue."""

    def __init__(
        self,
        clock: VirtualClock,
        books: Mapping[Side, ShelfBook],
        lead_of: LeadOf,
        plan: BillsPlan,
        suppliers: tuple[Supplier, ...],
        chance: Chance,
    ) -> None:
        self._clock = clock
        self._books = books
        self._lead_of = lead_of
        self._plan = plan
        self._terms = {one.id: one.terms_days for one in suppliers}
        self._chance = chance
        self._mail: list[tuple[OnOrder, date]] = []
        self._queue: list[Bill] = []
        self._failed: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._days: list[BillDay] = []

    def take(self, delivered: OnOrder) -> None:
        """Take the bill that comes with goods; it is looked at on the next working morning."""
        self._mail.append((delivered, self._clock.now().date()))

    async def act(self, until: datetime) -> None:
        """Go to work every working morning, until the end."""
        async for today in mornings(self._clock, BEGINS, until):
            if is_working_day(today):
                await self._work()

    def row(self) -> BillsRow:
        """Give what has become of all bills; one that waits still is late when it was to be paid by now."""
        today = self._clock.now().date()
        waiting = sum(is_paid_late(bill, self._terms[bill.order.supplier], today) for bill in self._queue)
        return BillsRow(
            came=self._counts["came"],
            at_once=self._counts["at once"],
            posted=self._counts["posted"],
            failed=dict(sorted(self._failed.items())),
            paid_late=self._counts["late"] + waiting,
            days=self._days,
        )

    async def _work(self) -> None:
        mail, self._mail = self._mail, []
        for delivered, came in mail:
            self._counts["came"] += 1
            bill = await self._written(delivered, came)
            found = await self._standing(self._lead_of(delivered.item), delivered)
            if why := await self._post(bill, found):
                self._failed[why] += 1
                self._queue.append(replace(bill, why=why))
            else:
                self._counts["at once"] += 1
        for bill in self._queue[: self._plan.put_right_a_day]:
            await self._see_to(bill)
        now = self._clock.now()
        ages = [(now.date() - bill.came).days for bill in self._queue]
        self._days.append(BillDay(at=now.isoformat(), waiting=len(ages), oldest_days=max(ages, default=0)))

    async def _written(self, order: OnOrder, came: date) -> Bill:
        """Give the bill as its vendor writes it: of the order that was sent to him, now and then wrong."""
        sent = await self._standing(_own(order), order)
        units, cost = Decimal(order.units), sent.cost if sent is not None else Decimal(0)
        if self._chance.uniform("longer", order.reference) < self._plan.longer_share:
            units = (units * LONGER).quantize(Decimal(1), ROUND_UP)
        if self._chance.uniform("dearer", order.reference) < self._plan.dearer_share:
            cost = (cost * DEARER).quantize(CENT, ROUND_UP)
        return Bill(order, came, units, cost)

    async def _see_to(self, bill: Bill) -> None:
        """Put a bill right as far as its reason goes, and try it again."""
        place = self._queue.index(bill)
        order, lead, before = bill.order, self._lead_of(bill.order.item), bill.why
        if before in (NO_ORDER, NO_RECEIPT, NOT_POSTED):
            for side in (lead, _own(order)):
                await self._try("order", side, order)
                await self._try("take_in", side, order)
        found = await self._standing(lead, order)
        if found is not None and before in (QUANTITY, PRICE):
            bill = replace(bill, units=found.came, cost=found.cost)
        if why := await self._post(bill, found):
            self._failed[why] += why != before
            self._queue[place] = replace(bill, why=why)
        else:
            del self._queue[place]

    async def _post(self, bill: Bill, found: Standing | None) -> str:
        """Post a bill that matches; give why it could not be posted, or nothing."""
        why = mismatch(bill, found)
        if why:
            return why
        if not await self._try("bill", _own(bill.order), bill.order):
            return NOT_POSTED
        self._counts["posted"] += 1
        today = self._clock.now().date()
        self._counts["late"] += is_paid_late(bill, self._terms[bill.order.supplier], today)
        return ""

    async def _standing(self, side: Side, order: OnOrder) -> Standing | None:
        return await self._ask(self._books[side].standing, "look", order)

    async def _try(self, what: str, side: Side, order: OnOrder) -> bool:
        """Do something in a book; what it refuses is found missing there when it is looked for again."""
        try:
            return bool(await self._ask(getattr(self._books[side], what), what, order))
        except SystemRefusedError:
            return False

    async def _ask(self, act: Callable[[OnOrder, Reading], Awaitable[T]], what: str, order: OnOrder) -> T:
        call = Reading(f"clerk-{what}-{order.reference}", order.reference, order.reference)
        return await persistently(self._clock, partial(act, order, call))


def _own(order: OnOrder) -> Side:
    """Give the book in which an order posts."""
    return next(side for side, name in BOOKS.items() if name == order.book)
