"""An order as the façade knows it, to begin a test with."""

from datetime import UTC, date, datetime
from decimal import Decimal

from facade.canonical.fulfilment import PostedShipment, Shipment, ShippedLine
from facade.canonical.goods_back import CreditMemo, Disposition, ReturnReason, TakenBack
from facade.canonical.invoice import Invoice
from facade.canonical.order import Address, BookedLine, BookedOrder, Order, OrderLine
from facade.canonical.value import Money, Quantity
from facade.orders.part import Part, PartStatus
from facade.orders.returning import GoodsReturn, ReturnStatus
from facade.orders.state import OrderState, standing
from facade.routing.policy import Route
from facade.routing.stage import Stage

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_line(line: int = 1, quantity: int = 6, uom: str = "EA", price: str = "2.55") -> OrderLine:
    return OrderLine(
        line,
        f"I{line:03}",
        Quantity(Decimal(quantity), uom),
        Money(Decimal(price), "GBP"),
        1 if uom == "EA" else 12,
    )


def an_order(lines: int = 2, channel: str = "commerce") -> Order:
    address = Address("Acme", "1 High Street", "Leeds", "LS1 1AA", "GB")
    return Order(
        "W000001",
        channel,
        "17",
        "K00001",
        date(2026, 3, 2),
        "GBP",
        address,
        tuple(a_line(number) for number in range(1, lines + 1)),
    )


def a_state(stage: Stage = Stage.OFF, **changes: object) -> OrderState:
    route = Route("orders", "pilot", stage, 3)
    return OrderState("W000001", changes.pop("order", an_order()), route, **changes)  # type: ignore[arg-type]


def a_booking(order: Order | None = None, tax: str = "6.12") -> BookedOrder:
    order = order or an_order()
    lines = tuple(
        BookedLine(
            line.line,
            line.item_id,
            line.quantity,
            line.unit_price.amount,
            line.quantity.value * line.unit_price.amount,
        )
        for line in order.lines
    )
    net = sum((line.net for line in lines), Decimal(0))
    return BookedOrder(
        "SO-1",
        order.external_ref,
        order.customer_id,
        "open",
        True,
        order.order_date,
        lines,
        net,
        Decimal(tax),
        net + Decimal(tax),
        "GBP",
    )


def a_shipment() -> Shipment:
    lines = tuple(ShippedLine(line.line, line.quantity) for line in an_order().lines)
    return Shipment("S-1", "DC1", "T-1", NOON, lines)


def a_posted_shipment() -> PostedShipment:
    return PostedShipment("PS-1", "SO-1", ((1, Decimal(6)), (2, Decimal(6))))


def an_invoice() -> Invoice:
    booking = a_booking()
    return Invoice(
        "PI-1",
        "SO-1",
        "W000001",
        True,
        date(2026, 3, 3),
        booking.lines,
        booking.net,
        booking.tax,
        booking.gross,
        "GBP",
    )


def a_memo(gross: str = "6.12") -> CreditMemo:
    return CreditMemo("CM-1", ((1, Decimal(2)),), Decimal("5.10"), Decimal("1.02"), Decimal(gross), "GBP")


def a_return(status: ReturnStatus = ReturnStatus.REQUESTED, units: int = 2, number: int = 1) -> GoodsReturn:
    taken = (TakenBack(1, units, Disposition.RESTOCK),)
    return GoodsReturn(
        number, 1, ((1, units),), ReturnReason.UNWANTED, "return:k", status, "RMA-1", "9", taken
    )


def a_completed(*returns: GoodsReturn, **changes: object) -> OrderState:
    """An order of two lines with six of each, gone at noon and invoiced."""
    part = Part(
        1,
        PartStatus.COMPLETED,
        site="DC1",
        site_number="77",
        shipment=a_shipment(),
        shipment_number="PS-1",
        invoice=an_invoice(),
        departure=1,
    )
    state = a_state(booking=a_booking(), asked=("DC1",), parts=(part,), returns=returns, **changes)
    return state._replace(status=standing(state))
