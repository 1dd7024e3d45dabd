"""How do lines become orders, contracts and cancellations, with none of them lost on the way?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter
from statistics import median

from dualrun.errors import UsageError
from dualrun.history import LineIntent
from dualrun.scenario.cells import Codes
from dualrun.scenario.country import alpha_2
from dualrun.scenario.matching import Matcher, Taken, TakingBack
from dualrun.scenario.past import OrderHistory, PastCustomer, PastItem, PastOrder
from dualrun.scenario.rejection import REASONS, OrderLine, is_cancellation
from simulators.chassis.master import EACH

_LINES_OF_AN_ORDER_MAX = 999
_DESCRIPTION_MAX = 80
_CENT = Decimal("0.01")

Contracts = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class _DraftLine:
    item_id: str
    quantity: int
    price: Decimal
    at: datetime


@dataclass(slots=True)
class _Draft:
    """An order while its lines are still coming in."""

    external_ref: str
    customer_id: str
    at: datetime
    lines: list[_DraftLine] = field(default_factory=list)


class Collection:
    """Collects the lines of one file, keeping of each only what an order needs: files may have a million."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._read = 0
        self._rejected: Counter[str] = Counter()
        self._rounded = 0
        self._drafts: dict[str, _Draft] = {}
        self._cancelling: list[TakingBack] = []
        self._order_codes, self._customer_codes, self._item_codes = Codes(), Codes(), Codes()
        self._countries: dict[str, str] = {}
        self._descriptions: dict[str, str] = {}

    def enter(self, line: OrderLine | str) -> None:
        """Take in one line, or the reason why it is none."""
        self._read += 1
        if isinstance(line, str):
            self._rejected[line] += 1
            return
        customer = self._customer_codes.safe(line.customer)
        item = self._item_codes.safe(line.sku)
        if line.quantity < 0 and is_cancellation(line.order):
            self._cancelling.append(TakingBack(line.order, customer, item, line.at, -line.quantity))
            return
        draft = self._drafts.get(line.order)
        if draft is None:
            draft = _Draft(self._order_codes.safe(line.order), customer, line.at)
            self._drafts[line.order] = draft
        reason = _misfit(draft, customer)
        if reason:
            self._rejected[reason] += 1
            return
        draft.at = min(draft.at, line.at)
        draft.lines.append(_DraftLine(item, line.quantity, line.price, line.at))
        self._rounded += line.is_price_rounded
        self._describe(line, customer, item)

    def closed(self, notes: Mapping[str, int]) -> OrderHistory:
        """Price the orders by contract, match the cancellations, and add everything up.

        Raises:
            UsageError: there is not one order.
        """
        drafts = sorted(self._drafts.values(), key=attrgetter("at"))
        if not drafts:
            reasons = ", ".join(
                f"{reason} {count}" for reason, count in self._counted(self._rejected).items()
            )
            raise UsageError(
                f"{self._label}: no order in it: {self._read} lines read; {reasons or 'none below line 1'}"
            )
        contracts = _contracts(drafts)
        taken = [_taken(draft, contracts) for draft in drafts]
        matcher = Matcher(taken)
        cancellations = matcher.match(self._cancelling)
        own_notes = {
            "price_rounded_to_cents": self._rounded,
            "repriced_to_contract": _repriced(drafts, contracts),
        }
        first_at = taken[0].at
        return OrderHistory(
            label=self._label,
            lines_read=self._read,
            lines_used=sum(len(order.lines) for order in taken) + sum(c.lines for c in cancellations),
            rejected=self._counted(self._rejected + matcher.rejected),
            notes={**notes, **{note: count for note, count in own_notes.items() if count}},
            first_at=first_at,
            orders=tuple(_past(order, first_at) for order in taken),
            cancellations=cancellations,
            customers=tuple(self._customers(taken)),
            items=tuple(self._items(drafts)),
            contracts=contracts,
        )

    def _describe(self, line: OrderLine, customer: str, item: str) -> None:
        if customer not in self._countries and line.country.strip():
            self._countries[customer] = alpha_2(line.country)
        if item not in self._descriptions and line.description.strip():
            self._descriptions[item] = _printable(line.description)

    def _counted(self, rejected: Counter[str]) -> dict[str, int]:
        return {reason: rejected[reason] for reason in REASONS if rejected[reason]}

    def _customers(self, taken: list[Taken]) -> Iterator[PastCustomer]:
        totals: dict[str, Decimal] = {}
        for order in taken:
            value = sum((line.quantity * line.unit_price for line in order.lines), Decimal(0))
            totals[order.customer_id] = totals.get(order.customer_id, Decimal(0)) + value
        for customer, total in totals.items():
            yield PastCustomer(customer, self._countries.get(customer, alpha_2("")), total)

    def _items(self, drafts: list[_Draft]) -> Iterator[PastItem]:
        prices: dict[str, Counter[Decimal]] = {}
        units: Counter[str] = Counter()
        for draft in drafts:
            for line in draft.lines:
                prices.setdefault(line.item_id, Counter())[line.price] += 1
                units[line.item_id] += line.quantity
        for item, paid in prices.items():
            list_price = median(paid.elements()).quantize(_CENT, ROUND_HALF_UP)
            yield PastItem(item, self._descriptions.get(item, item), list_price, units[item])


def _printable(text: str) -> str:
    """Give the text without what would break out of an XML document or a fixed-width file further on."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_DESCRIPTION_MAX]


def _misfit(draft: _Draft, customer: str) -> str:
    if draft.customer_id != customer:
        return "order_of_two_customers"
    return "order_too_long" if len(draft.lines) >= _LINES_OF_AN_ORDER_MAX else ""


def _contracts(drafts: list[_Draft]) -> dict[tuple[str, str], Decimal]:
    """Give what each customer paid for each item the first time: that is the contract."""
    first: dict[tuple[str, str], _DraftLine] = {}
    for draft in drafts:
        for line in draft.lines:
            known = first.setdefault((draft.customer_id, line.item_id), line)
            if line.at < known.at:
                first[draft.customer_id, line.item_id] = line
    return {pair: line.price for pair, line in first.items()}


def _repriced(drafts: list[_Draft], contracts: Contracts) -> int:
    return sum(
        line.price != contracts[draft.customer_id, line.item_id] for draft in drafts for line in draft.lines
    )


def _taken(draft: _Draft, contracts: Contracts) -> Taken:
    lines = tuple(
        LineIntent(number, line.item_id, line.quantity, EACH, contracts[draft.customer_id, line.item_id])
        for number, line in enumerate(draft.lines, 1)
    )
    return Taken(draft.external_ref, draft.customer_id, draft.at, lines)


def _past(order: Taken, first_at: datetime) -> PastOrder:
    return PastOrder(
        order.external_ref, order.customer_id, (order.at - first_at).total_seconds(), order.lines
    )
