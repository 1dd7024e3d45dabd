"""How a clean order runs through all systems, step by step: what `tests.builders` bends."""

import hmac
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from dualrun.checkers.rounding import to_cents
from dualrun.history import CallRecord, LineIntent, OrderIntent, Paper
from simulators.chassis.commits import (
    ChannelCommit,
    Commit,
    FulfilmentCommit,
    InvoiceCommit,
    MovementCommit,
    OrderCommit,
    OrderLineCommit,
    ShipmentCommit,
    StockCommit,
)
from simulators.chassis.master import CASE
from simulators.wms import SIMULATOR
from tests.business import CODES, MASTER, OPENING_EA, OTHER_BOOK, START, TAX_BASIS


@dataclass(slots=True)
class Step:
    """One thing that is announced: a commit of `system`, or a call."""

    name: str
    system: str
    says: Commit | CallRecord


def base_units(line: LineIntent) -> int:
    packs = {item.id: item.pack_size for item in MASTER.items}
    return line.quantity * (packs[line.item_id] if line.uom == CASE else 1)


def signed(body: bytes) -> str:
    """Sign as the warehouse does."""
    secret = SIMULATOR.credentials()["webhook_secret"].encode()
    return b64encode(hmac.digest(secret, body, "sha256")).decode()


@dataclass(slots=True)
class Teller:
    """Builds the clean story, step by step."""

    intent: OrderIntent
    home: str
    mirrored: bool
    on_hand: dict[str, int]
    steps: list[Step] = field(default_factory=list)
    last_message: str = ""

    @property
    def ref(self) -> str:
        return self.intent.external_ref

    @property
    def has_shop(self) -> bool:
        return self.intent.channel == "commerce"

    def commit(self, name: str, system: str, record: Commit) -> None:
        self.steps.append(Step(name, system, record))

    def call(self, name: str, source: str, target: str, operation: str, cause: str | None = None) -> None:
        message = f"{self.ref}:{name}"
        causation = self.last_message if cause is None else cause
        sent, heard = self.papers(source, target)
        record = CallRecord(
            START, source, target, operation, self.ref, message, causation, 1, 200, sent, heard
        )
        self.steps.append(Step(f"call {name}", "", record))
        self.last_message = message

    def papers(self, source: str, target: str) -> tuple[Paper | None, Paper | None]:
        """What is read of news to the integration layer: the key of an order, the signature of a notice."""
        if target != "facade":
            return None, None
        body = f"news of {self.ref}".encode()
        headers = (
            {"idempotency-key": f"key-{self.ref}"} if source != "wms" else {"x-wms-signature": signed(body)}
        )
        return Paper(headers, body), Paper({}, f"taken in: {self.ref}".encode())

    def on_both_books(self, tell: Callable[[str, str], None]) -> None:
        tell(self.home, "")
        if self.mirrored:
            tell(OTHER_BOOK[self.home], "mirror ")

    def order(self, system: str, status: str) -> OrderCommit:
        lines = tuple(self.line(system, line) for line in self.intent.lines)
        net = sum((line.net for line in lines), Decimal())
        return OrderCommit(
            number=self.number(system, "SO"),
            external_ref=self.ref,
            customer=CODES[system]["customer"][self.intent.customer_id],
            posting=system == self.home,
            status=status,
            order_date=self.intent.at.date(),
            lines=lines,
            net=net,
            tax=self.tax(system, lines),
            currency="EUR",
        )

    def line(self, system: str, line: LineIntent) -> OrderLineCommit:
        codes = CODES[system]
        return OrderLineCommit(
            line=line.line,
            item=codes["item"][line.item_id],
            quantity=Decimal(line.quantity),
            unit=codes["unit"][line.uom],
            unit_price=line.unit_price,
            net=to_cents(line.quantity * line.unit_price),
        )

    def tax(self, system: str, lines: tuple[OrderLineCommit, ...]) -> Decimal:
        rate = self.tax_rate()
        if TAX_BASIS[system] == "line":
            return sum((to_cents(line.net * rate) for line in lines), Decimal())
        return to_cents(sum((line.net for line in lines), Decimal()) * rate)

    def tax_rate(self) -> Decimal:
        return next(c.tax_rate for c in MASTER.customers if c.id == self.intent.customer_id)

    def number(self, system: str, kind: str) -> str:
        return f"{kind}-{system[0]}-{self.ref}"

    def fulfilment(self, status: str) -> FulfilmentCommit:
        rows = tuple(
            (line.line, CODES["wms"]["item"][line.item_id], base_units(line)) for line in self.intent.lines
        )
        shipped = rows if status == "shipped" else ()
        return FulfilmentCommit("WH-01", self.number("wms", "W"), self.ref, status, rows, shipped)

    def stock(self, item_id: str, on_hand: int, allocated: int) -> StockCommit:
        return StockCommit("WH-01", CODES["wms"]["item"][item_id], on_hand, allocated)

    def shop(
        self, status: str, shipments: tuple[str, ...] = (), invoices: tuple[str, ...] = ()
    ) -> ChannelCommit:
        customer = CODES["commerce"]["customer"][self.intent.customer_id]
        return ChannelCommit(self.ref, customer, status, "", shipments, invoices, START)

    def tell(self) -> list[Step]:
        self._open_site()
        self._accept()
        self._book()
        self._reserve()
        self._fulfil()
        self._post()
        return self.steps

    def _open_site(self) -> None:
        for item_id, quantity in OPENING_EA.items():
            code = CODES["wms"]["item"][item_id]
            self.commit(
                f"opening {item_id}", "wms", MovementCommit("WH-01", code, quantity, "opening", "OPENING")
            )
            self.commit(f"opening stock {item_id}", "wms", self.stock(item_id, quantity, 0))

    def _accept(self) -> None:
        source = "driver"
        if self.has_shop:
            source = "commerce"
            self.commit("shop new", "commerce", self.shop("new"))
        self.call("accept", source, "facade", "POST /orders", cause="")
        self.call("read customer", "facade", "legacy_erp", "GET /customers")

    def _book(self) -> None:
        def book(system: str, prefix: str) -> None:
            self.commit(f"{prefix}book", system, self.order(system, "open"))
            self.call(f"{prefix}book", "facade", system, "POST /sales-orders")

        self.on_both_books(book)

    def _reserve(self) -> None:
        for line, (_, _, units) in zip(self.intent.lines, self.fulfilment("allocated").reserved, strict=True):
            self.commit(
                f"hold {line.line}", "wms", self.stock(line.item_id, self.on_hand[line.item_id], units)
            )
        self.commit("reserve", "wms", self.fulfilment("allocated"))
        self.call("reserve", "facade", "wms", "PUT /orders")
        self._tell_shop("processing", self.shop("processing"))
        self.commit("release", "wms", self.fulfilment("released"))
        self.call("release", "facade", "wms", "POST /orders/release")

    def _fulfil(self) -> None:
        self.commit("pick", "wms", self.fulfilment("picked"))
        self.call("picked notice", "wms", "facade", "POST /notices/wms", cause="")
        shipped = self.fulfilment("shipped")
        for line, (number, item, units) in zip(self.intent.lines, shipped.shipped, strict=True):
            self.on_hand[line.item_id] -= units
            self.commit(f"leave {number}", "wms", self.stock(line.item_id, self.on_hand[line.item_id], 0))
            self.commit(
                f"issue {number}", "wms", MovementCommit("WH-01", item, -units, "issue", f"DN-{self.ref}")
            )
        self.commit("ship", "wms", shipped)
        self.call("ship notice", "wms", "facade", "POST /notices/wms", cause="")

    def _post(self) -> None:
        self.on_both_books(self._post_shipment)
        shipments = (f"DN-{self.ref}",)
        self._tell_shop("shipped", self.shop("shipped", shipments))
        self.on_both_books(self._post_invoice)
        invoices = (self.number(self.home, "PI"),)
        self._tell_shop("invoiced", self.shop("invoiced", shipments, invoices))
        self._tell_shop("complete", self.shop("complete", shipments, invoices))

    def _post_shipment(self, system: str, prefix: str) -> None:
        quantities = tuple((line.line, Decimal(line.quantity)) for line in self.intent.lines)
        number, order = self.number(system, "PS"), self.number(system, "SO")
        record = ShipmentCommit(number, order, self.ref, system == self.home, quantities)
        self.commit(f"{prefix}shipment", system, record)
        self.commit(f"{prefix}shipped", system, self.order(system, "shipped"))
        self.call(f"{prefix}shipment", "facade", system, "POST /shipments")

    def _post_invoice(self, system: str, prefix: str) -> None:
        order = self.order(system, "invoiced")
        record = InvoiceCommit(
            number=self.number(system, "PI"),
            order_number=order.number,
            external_ref=self.ref,
            posting=order.posting,
            lines=order.lines,
            net=order.net,
            tax=order.tax,
            tax_rate=self.tax_rate(),
            tax_basis=TAX_BASIS[system],
            currency="EUR",
        )
        self.commit(f"{prefix}invoice", system, record)
        self.commit(f"{prefix}invoiced", system, order)
        self.call(f"{prefix}invoice", "facade", system, "POST /invoices")

    def _tell_shop(self, name: str, record: ChannelCommit) -> None:
        if self.has_shop:
            self.commit(f"shop {name}", "commerce", record)
            self.call(f"tell {name}", "facade", "commerce", "POST /orders/status")
