"""The prices that answers are made of: the books' lists, customers' contracts, and what else was agreed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.pricing.choice import Asked, Chosen, choose
from facade.pricing.condition import NONE_AGREED, Condition, Conditions, Kind
from facade.routing.stage import Side


class _Heard(NamedTuple):
    rows: Mapping[str, ItemRecord]
    at: datetime


class Contracts(NamedTuple):
    """What one customer has agreed to pay for one EA, by item, and when the book said so."""

    prices: Mapping[str, Decimal]
    at: datetime


class PriceBook:
    """The last word of both books on items and customers, and the conditions beside them."""

    def __init__(self) -> None:
        self._items: dict[Side, _Heard] = {}
        self._customers: dict[Side, Mapping[str, CustomerRecord]] = {}
        self._contracts: dict[Side, dict[str, Contracts]] = {side: {} for side in Side}
        self._conditions: dict[str, tuple[Condition, ...]] = {}
        self.agreed: Conditions = NONE_AGREED
        self.version = 0
        """Moves on with every change: a price chosen before may be another now."""

    def take_items(self, side: Side, rows: Iterable[ItemRecord], at: datetime) -> None:
        """Take in all that a book sells, in the place of what it said before."""
        self._items[side] = _Heard({row.item_id: row for row in rows}, at)
        self.version += 1

    def take_customers(self, side: Side, rows: Iterable[CustomerRecord]) -> None:
        """Take in all who may buy, in the place of what the book said before."""
        self._customers[side] = {row.customer_id: row for row in rows}
        self.version += 1

    def take_contracts(
        self, side: Side, customer_id: str, prices: Mapping[str, Decimal], at: datetime
    ) -> bool:
        """Take in a customer's contracts as a book has them; true when they are others than were known."""
        known = self._contracts[side].get(customer_id)
        self._contracts[side][customer_id] = Contracts(prices, at)
        self.version += 1
        return known is None or known.prices != prices

    def agree(self, agreed: Conditions) -> None:
        """Put what was agreed beside the books in the place of what was agreed before."""
        by_item: dict[str, list[Condition]] = {}
        for condition in agreed.conditions:
            by_item.setdefault(condition.item_id, []).append(condition)
        self._conditions = {item_id: tuple(found) for item_id, found in by_item.items()}
        self.agreed = agreed
        self.version += 1

    def item(self, side: Side, item_id: str) -> ItemRecord | None:
        """Give an item as a book has it, or nothing."""
        heard = self._items.get(side)
        return heard.rows.get(item_id) if heard is not None else None

    def customer(self, side: Side, customer_id: str) -> CustomerRecord | None:
        """Give a customer as a book has it, or nothing."""
        return self._customers.get(side, {}).get(customer_id)

    def contracts(self, side: Side, customer_id: str) -> Contracts | None:
        """Give a customer's contracts as a book has them, or nothing when they were never read there."""
        return self._contracts[side].get(customer_id)

    def contracted(self, side: Side) -> list[str]:
        """Give the customers whose contracts were read in a book, the oldest reading first."""
        read = self._contracts[side]
        return sorted(read, key=lambda one: (read[one].at, one))

    def heard(self) -> Iterator[tuple[Side, datetime, list[ItemRecord]]]:
        """Give what each book said last that it sells, and when."""
        for side, heard in self._items.items():
            yield side, heard.at, list(heard.rows.values())

    def items(self, side: Side) -> list[ItemRecord]:
        """Give everything a book sells."""
        heard = self._items.get(side)
        return list(heard.rows.values()) if heard is not None else []

    def customers(self, side: Side) -> list[CustomerRecord]:
        """Give everybody who may buy."""
        return list(self._customers.get(side, {}).values())

    def choose(self, side: Side, asked: Asked) -> Chosen | None:
        """Choose the price of one EA, or nothing when the book has no such item."""
        item = self.item(side, asked.item_id)
        if item is None:
            return None
        found = self._conditions.get(asked.item_id, ())
        contracts = self._contracts[side].get(asked.customer_id)
        agreed = contracts.prices.get(asked.item_id) if contracts is not None else None
        if agreed is not None:
            found = (*found, Condition(Kind.CONTRACT, asked.item_id, agreed, customer_id=asked.customer_id))
        return choose(asked, item.list_price, found, self.agreed.rebates)

    def as_of(self, side: Side, customer_id: str) -> datetime | None:
        """Give when the oldest word was said that a customer's price rests on, if the book was ever heard."""
        heard = self._items.get(side)
        contracts = self._contracts[side].get(customer_id)
        if heard is None or contracts is None:
            return heard.at if heard is not None else None
        return min(heard.at, contracts.at)
