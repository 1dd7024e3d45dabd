"""Goods that come back: why, what becomes of them, and what a book gives back for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.order import Order


class ReturnReason(StrEnum):
    """Why a buyer sends goods back."""

    UNWANTED = "unwanted"
    WRONG_ITEM = "wrong_item"
    DEFECTIVE = "defective"
    DAMAGED = "damaged"


class Disposition(StrEnum):
    """What becomes of goods that are back."""

    RESTOCK = "restock"
    QUARANTINE = "quarantine"
    SCRAP = "scrap"


PROPOSED: Mapping[ReturnReason, Disposition] = {
    ReturnReason.UNWANTED: Disposition.RESTOCK,
    ReturnReason.WRONG_ITEM: Disposition.RESTOCK,
    ReturnReason.DEFECTIVE: Disposition.QUARANTINE,
    ReturnReason.DAMAGED: Disposition.SCRAP,
}
"""What a site is asked to do with them; what it has done, it says itself."""


class TakenBack(NamedTuple):
    """How much of an order line is back, in EA, and what has become of it."""

    line: int
    base_units: int
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class Rma:
    """Goods that a buyer may send back, as a book and a site are told of them.

    `goods` is the order with the lines that come back alone. The site's numbers of other returns of the same
    order are named, for a site that has no place for our reference can tell them apart by nothing else.
    """

    reference: str
    goods: Order
    reason: ReturnReason
    invoice: str
    shipment: str
    site_order: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnNotice:
    """A site says that goods are back: (item, EA, what became of them) each."""

    source: str
    message_id: str
    fulfilment_ref: str
    site_number: str
    taken: tuple[tuple[str, int, Disposition], ...]


@dataclass(frozen=True, slots=True)
class CreditMemo:
    """What a book gives back for goods: of the lines it names, in ordered units."""

    number: str
    lines: tuple[tuple[int, Decimal], ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str
