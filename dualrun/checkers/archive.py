"""What have the systems of record said so far? One dossier an order, over all systems.

The archive keeps the systems' own records by reference and copies nothing, so that ten thousand orders
stay small. It translates by the codes the systems publish, never by the integration layer's mapping.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from dualrun.checkers.dossier import Dossier, PhysicalLine
from simulators.chassis.commits import (
    ChannelCommit,
    Commit,
    CreditCommit,
    FulfilmentCommit,
    InvoiceCommit,
    MovementCommit,
    OrderCommit,
    OrderLineCommit,
    PurchaseCommit,
    ReturnCommit,
    ShipmentCommit,
    StockCommit,
)
from simulators.chassis.master import EACH, Codes, MasterData

Filing = Callable[[datetime, str, Any], None]
"""Files a record of one kind: when it became durable, in which system, and the record."""

StockKey = tuple[str, str, str]
"""A system, its own code of a site, its own code of an item."""


class Archive:
    """All dossiers and all stock, with the words to compare one system's with another's.

    `filing` says by the kind of a record how to put it where it belongs, in place of the one it follows;
    `previous` is the record that the newest one has replaced, or nothing when its document is new.
    """

    def __init__(self, master: MasterData, codes: Mapping[str, Codes]) -> None:
        self.master = master
        self.customers = {customer.id: customer for customer in master.customers}
        self.items = {item.id: item for item in master.items}
        self.dossiers: dict[str, Dossier] = {}
        self.stock: dict[StockKey, StockCommit] = {}
        self.opening: dict[StockKey, int] = {}
        self.moved: dict[StockKey, int] = {}
        self.books: dict[str, None] = {}
        self.sites: dict[str, None] = {}
        self.channels: dict[str, None] = {}
        self.previous: Commit | None = None
        self.filing: dict[type[Commit], Filing] = {
            StockCommit: self._file_stock,
            MovementCommit: self._file_movement,
            ChannelCommit: self._file_channel,
            OrderCommit: self._file_order,
            FulfilmentCommit: self._file_fulfilment,
            PurchaseCommit: self._file_purchase,
            ShipmentCommit: self._file_shipment,
            InvoiceCommit: self._file_invoice,
            ReturnCommit: self._file_return,
            CreditCommit: self._file_credit,
        }
        self._business: dict[tuple[str, str], dict[str, str]] = {}
        self.doubled_codes: list[tuple[str, str, str]] = []
        """System, kind and code of every code that stands for two things."""
        for system, kinds in codes.items():
            for kind, table in kinds.items():
                self._business[system, kind] = self._inverted(system, kind, table)

    def _inverted(self, system: str, kind: str, table: Mapping[str, str]) -> dict[str, str]:
        inverted: dict[str, str] = {}
        for business_id, code in table.items():
            if code in inverted:
                self.doubled_codes.append((system, kind, code))
            inverted[code] = business_id
        return inverted

    def dossier(self, external_ref: str) -> Dossier:
        """Give what is known of an order; an empty dossier when no system has named it."""
        return self.dossiers.get(external_ref) or Dossier(external_ref)

    def business(self, system: str, kind: str, code: str) -> str:
        """Give the business id behind a native code.

        A code that its system has not published stands for itself, marked so that it equals no other
        system's. A kind the system codes not at all is in business words already.
        """
        table = self._business.get((system, kind))
        if table is None:
            return code
        return table.get(code) or f"?{system}:{code}"

    def pack(self, item_id: str, unit: str) -> int:
        """Give how many EA one `unit` (EA or CS) of the item holds; 0 when the item is unknown."""
        item = self.items.get(item_id)
        if item is None:
            return 0
        return 1 if unit == EACH else item.pack_size

    def pieces(
        self, system: str, quantities: Iterable[tuple[OrderLineCommit, Decimal]]
    ) -> dict[PhysicalLine, int]:
        """Give quantities of a book's lines in EA; a book has few decimals for a third of a case."""
        total: dict[PhysicalLine, int] = {}
        for line, quantity in quantities:
            if quantity:
                item = self.business(system, "item", line.item)
                pack = self.pack(item, self.business(system, "unit", line.unit))
                total[line.line, item] = round(quantity * pack)
        return total

    def opening_stock(self, key: StockKey) -> int:
        """Give what lay there first: what the site announced, or else what the business says."""
        announced = self.opening.get(key)
        if announced is not None:
            return announced
        system, site, item = key
        place = (self.business(system, "site", site), self.business(system, "item", item))
        return self.master.opening_stock.get(place, 0)

    def sum_of_movements(self, key: StockKey) -> int:
        """Give what should lie there now, by every movement since the opening."""
        moved = self.moved.get(key)
        return self.opening_stock(key) if moved is None else moved

    def _file_stock(self, _: datetime, system: str, record: StockCommit) -> None:
        key = (system, record.site, record.item)
        self.sites[system] = None
        self.previous = self.stock.get(key)
        self.stock[key] = record

    def _file_movement(self, _: datetime, system: str, record: MovementCommit) -> None:
        key = (system, record.site, record.item)
        self.sites[system] = None
        self.previous = None
        if record.kind == "opening":
            self.opening[key] = self.opening.get(key, 0) + record.quantity
            self.moved[key] = self.moved.get(key, 0) + record.quantity
        else:
            self.moved[key] = self.sum_of_movements(key) + record.quantity

    def _file_channel(self, at: datetime, system: str, record: ChannelCommit) -> None:
        dossier = self._touch(at, record.external_ref)
        self.previous = dossier.channel
        dossier.channel = record
        dossier.channel_system = system
        self.channels[system] = None

    def _file_order(self, at: datetime, system: str, record: OrderCommit) -> None:
        dossier, key = self._touch(at, record.external_ref), (system, record.number)
        self.books[system] = None
        self.previous = dossier.orders.get(key)
        dossier.orders = dossier.orders.filed(system, record)
        if record.posting and key not in dossier.posted:
            dossier.posted = (*dossier.posted, key)

    def _file_fulfilment(self, at: datetime, system: str, record: FulfilmentCommit) -> None:
        dossier, key = self._touch(at, record.external_ref), (system, record.number)
        self.sites[system] = None
        self.previous = dossier.fulfilments.get(key)
        dossier.fulfilments = dossier.fulfilments.filed(system, record)

    def _file_purchase(self, at: datetime, system: str, record: PurchaseCommit) -> None:
        dossier, key = self._touch(at, record.external_ref), (system, record.number)
        self.previous = dossier.purchases.get(key)
        dossier.purchases = dossier.purchases.filed(system, record)

    def _file_shipment(self, at: datetime, system: str, record: ShipmentCommit) -> None:
        dossier, key = self._touch(at, record.external_ref), (system, record.number)
        self.previous = dossier.shipments.get(key)
        dossier.shipments = dossier.shipments.filed(system, record)

    def _file_invoice(self, at: datetime, system: str, record: InvoiceCommit) -> None:
        dossier, key = self._touch(at, record.external_ref), (system, record.number)
        self.previous = dossier.invoices.get(key)
        order = dossier.orders.get((system, record.order_number))
        if order is not None and order.lines == record.lines:
            record = record._replace(lines=order.lines)  # what is said twice is held once
        dossier.invoices = dossier.invoices.filed(system, record)

    def _file_return(self, at: datetime, system: str, record: ReturnCommit) -> None:
        dossier, key = self._touch(at, record.external_ref), (system, record.number)
        self.previous = dossier.returns.get(key)
        dossier.returns = dossier.returns.filed(system, record)

    def _file_credit(self, at: datetime, system: str, record: CreditCommit) -> None:
        dossier, key = self._touch(at, record.external_ref), (system, record.number)
        self.previous = dossier.credits.get(key)
        dossier.credits = dossier.credits.filed(system, record)

    def _touch(self, at: datetime, external_ref: str) -> Dossier:
        dossier = self.dossiers.get(external_ref)
        if dossier is None:
            dossier = self.dossiers[external_ref] = Dossier(external_ref)
        dossier.last_at = at
        return dossier
