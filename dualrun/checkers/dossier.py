"""Everything the systems hold of one order: its documents in both books, its goods, its money.

Which of its orders posts, and which only follow, is decided here for every checker alike.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dualrun.checkers.filed import NOTHING, DocumentKey, Filed
from simulators.chassis.commits import (
    ChannelCommit,
    CreditCommit,
    FulfilmentCommit,
    InvoiceCommit,
    OrderCommit,
    PurchaseCommit,
    ReturnCommit,
    ShipmentCommit,
)

if TYPE_CHECKING:
    from dualrun.checkers.archive import Archive

Departure = FulfilmentCommit | PurchaseCommit
"""Goods on their way to the buyer, from a site or from a supplier."""

Rows = tuple[tuple[int, str, int], ...]
"""Order line, the system's own code of an item, EA."""

PhysicalLine = tuple[int, str]
"""An order line, the business id of its item."""

CLOSED = "cancelled"
"""What an order is that its book has taken back or given up."""


@dataclass(slots=True)
class Dossier:
    """Everything the systems hold of one order, the newest record of each document.

    `posted` names, in order of appearance, every order that has ever been a posting document: what
    posted once has been in a ledger, whatever its flag says now. Two of them there are after a conversion.
    """

    external_ref: str
    orders: Filed[OrderCommit] = NOTHING
    shipments: Filed[ShipmentCommit] = NOTHING
    invoices: Filed[InvoiceCommit] = NOTHING
    fulfilments: Filed[FulfilmentCommit] = NOTHING
    purchases: Filed[PurchaseCommit] = NOTHING
    returns: Filed[ReturnCommit] = NOTHING
    credits: Filed[CreditCommit] = NOTHING
    channel: ChannelCommit | None = None
    channel_system: str = ""
    posted: tuple[DocumentKey, ...] = ()
    last_at: datetime | None = None

    @property
    def home(self) -> DocumentKey | None:
        """The order that posts, or that did when none does now."""
        if len(self.posted) < 2:
            return self.posted[0] if self.posted else None
        return next(iter(self.posting()), self.posted[0])

    def posting(self) -> list[DocumentKey]:
        """Name the orders that post now."""
        return [key for key in self.posted if self.orders.at(key).posting]

    def mirrors(self) -> list[DocumentKey]:
        """Name the orders that do not post: those that never have, and those that have ceased to."""
        if len(self.posted) < 2:
            return [key for key, _ in self.orders.items() if key not in self.posted]
        return [key for key, order in self.orders.items() if key not in self.posted or not order.posting]

    def kept(self) -> list[DocumentKey]:
        """Name the order that posts and the mirrors that follow it still: not those closed before it."""
        home = self.home
        if home is None or self.orders.at(home).status == CLOSED:
            return [key for key, _ in self.orders.items()]
        return [key for key, order in self.orders.items() if key == home or order.status != CLOSED]

    def shipments_of(self, order: DocumentKey) -> list[ShipmentCommit]:
        """Give the shipments a book has posted against that order of its own."""
        system, number = order
        return [s for (at, _), s in self.shipments.items() if at == system and s.order_number == number]

    def invoices_of(self, order: DocumentKey) -> list[InvoiceCommit]:
        """Give the invoices a book has made of that order of its own."""
        system, number = order
        return [i for (at, _), i in self.invoices.items() if at == system and i.order_number == number]

    def pieces_held(self, archive: "Archive") -> dict[PhysicalLine, int]:
        """Give what sites hold for it, suppliers are to send or either have sent, in EA by line and item."""
        held: dict[PhysicalLine, int] = {}
        for system, rows in (*self._at_sites(), *self._bought()):
            for line, item, units in rows:
                place = (line, archive.business(system, "item", item))
                held[place] = held.get(place, 0) + units
        return held

    def _at_sites(self) -> list[tuple[str, Rows]]:
        return [
            (system, f.shipped if f.status == "shipped" else f.reserved)
            for (system, _), f in self.fulfilments.items()
            if f.status != "cancelled"
        ]

    def _bought(self) -> list[tuple[str, Rows]]:
        return [
            (system, one.ordered)
            for (system, _), one in self.purchases.items()
            if one.papers or (one.posting and one.status != "cancelled")
        ]

    def departures(self) -> list[tuple[str, Departure]]:
        """Give what has physically left: with the system that ships from there, or bought it."""
        left: list[tuple[str, Departure]] = [
            (key[0], f) for key, f in self.fulfilments.items() if f.status == "shipped"
        ]
        if self.purchases:
            left += [(key[0], one) for key, one in self.purchases.items() if one.papers]
        return left
