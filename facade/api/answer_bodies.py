"""Questions on stock and prices, and the conditions that prices follow: what is sent and what is answered."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from facade.api.schemas import Channel, Code, Day, Price, Strict, Text, Units, decimal
from facade.pricing.condition import Condition, Conditions, Freight, Kind, Rebate
from facade.routing.stage import Side, Stage

LINES_MAX = 500
Percent = Annotated[str, Field(pattern=r"^(100|[0-9]{1,2}(\.[0-9]{1,2})?)$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class AskStock(Strict):
    """Which items a channel wants to promise, to whom and by when."""

    items: Annotated[list[Code], Field(min_length=1, max_length=LINES_MAX)]
    channel: Channel | None = None
    customer: Code = ""
    by: Day | None = None


class PriceLine(Strict):
    """How much of an item the price is for."""

    item: Code
    quantity: Units = 1
    uom: Literal["EA", "CS"] = "EA"


class AskPrices(Strict):
    """What a customer wants to buy, where and when; without a country it goes to the customer's own."""

    customer: Code
    lines: Annotated[list[PriceLine], Field(min_length=1, max_length=LINES_MAX)]
    branch: Code | None = None
    on: Day | None = None
    ship_to_country: Country | None = None


class AgreedPrice(Strict):
    """A price of one EA, or a percentage off the list: a tier, a promotion, a contract, an exception."""

    kind: Literal["tier", "promotion", "contract", "branch_exception"]
    item: Code
    price: Price | None = None
    percent_off: Percent | None = None
    quantity_from: Units = 1
    customer: Code | None = None
    branch: Code | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    name: Text | None = None

    def canonical(self) -> Condition:
        """Give it in canonical words."""
        return Condition(
            Kind(self.kind),
            self.item,
            decimal(self.price) if self.price is not None else None,
            decimal(self.percent_off) if self.percent_off is not None else None,
            self.quantity_from,
            self.customer or "",
            self.branch or "",
            self.valid_from,
            self.valid_to,
            self.name or "",
        )


class AgreedRebate(Strict):
    """What comes back at the end of a period."""

    percent: Percent
    customer: Code | None = None
    item: Code | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None

    def canonical(self) -> Rebate:
        """Give it in canonical words."""
        return Rebate(
            decimal(self.percent), self.customer or "", self.item or "", self.valid_from, self.valid_to
        )


class AgreedFreight(Strict):
    """What carriage costs, and from which value of goods on it is free."""

    amount: Price
    country: Country | None = None
    free_from: Price | None = None

    def canonical(self) -> Freight:
        """Give it in canonical words."""
        free_from = decimal(self.free_from) if self.free_from is not None else None
        return Freight(decimal(self.amount), self.country or "", free_from)


class PriceConditions(Strict):
    """Everything agreed beside the books' own prices, in the place of what was agreed before."""

    prices: list[AgreedPrice] = Field(default_factory=list, max_length=2_000)
    rebates: list[AgreedRebate] = Field(default_factory=list, max_length=1_000)
    freight: list[AgreedFreight] = Field(default_factory=list, max_length=300)

    def canonical(self) -> Conditions:
        """Give them in canonical words."""
        return Conditions(
            tuple([one.canonical() for one in self.prices]),
            tuple([one.canonical() for one in self.rebates]),
            tuple([one.canonical() for one in self.freight]),
        )


class SiteStock(BaseModel):
    """What may be promised from one warehouse."""

    site: str
    available: int


class LotStock(BaseModel):
    """What may be promised of one lot."""

    site: str
    lot: str
    available: int
    expires: date | None


class StockShown(BaseModel):
    """What may be promised; `available` is nothing where no book was ever heard.

    What is `sent_by_supplier` may be ordered though none is available: it is bought when it is sold.
    """

    item: str
    channel: str | None
    by: date
    available: int | None
    sites: list[SiteStock]
    lots: list[LotStock]
    sent_by_supplier: bool
    side: Side
    stage: Stage
    as_of: datetime | None
    is_stale: bool
    age_s: int | None


class StocksShown(BaseModel):
    """What may be promised of many items, and which of them nobody knows."""

    answers: list[StockShown]
    unknown: list[str]


class PriceShown(BaseModel):
    """What one unit costs, why, and when the book said so; no price where no book was ever heard."""

    item: str
    customer: str
    quantity: int
    uom: str
    currency: str | None
    side: Side
    stage: Stage
    unit_price: str | None
    price_each: str | None
    list_price_each: str | None
    kind: Kind | None
    agreement: str | None
    rebate_percent: str | None
    is_checked: bool
    price_as_of: datetime | None
    is_stale: bool
    age_s: int | None


class PricesShown(BaseModel):
    """What many lines cost, their goods and freight; no sum where a line has no price."""

    answers: list[PriceShown]
    unknown: list[str]
    goods: str | None
    freight: str | None


class SourceShown(BaseModel):
    """How the readings of one source went."""

    source: str
    read_at: datetime | None
    age_s: float | None
    failed_at: datetime | None
    reason: str
    readings: int
    failures: int
