"""What the façade relies on of the new book."""

from collections.abc import Awaitable
from datetime import date
from decimal import Decimal
from typing import Any

from pact import match

from contracts.consumers.bounds import amount
from contracts.consumers.cloud_erp_purchases import PURCHASES
from contracts.consumers.cloud_erp_words import (
    ACCOUNT,
    ARTICLE,
    BILLED,
    BLOCKED,
    BUYER,
    CANCELED,
    CONSUMER,
    CREATED,
    FULL,
    INVOICED,
    LINES,
    MAY_BUY,
    NOT_THERE,
    NUMBER,
    OPEN,
    PLACE,
    POSTED,
    PROVIDER,
    REFUSED_ENTRY,
    SENT,
    SHIP,
    SHIPPED,
    SIGN_IN,
    acted,
    by_reference,
    consumer,
    customer,
    entered,
    led,
    listed,
    looked_up,
    order,
    prices,
    refused,
    words,
)
from contracts.consumers.facade_calls import AGAIN, CUSTOMER, FIRST, ITEM, LATE, ORDER, REFERENCE
from contracts.consumers.said import Said, Story, story

__all__ = ["CONSUMER", "INTERACTIONS", "PROVIDER", "consumer"]


async def _told(document: Awaitable[Any], *fields: str) -> Any:
    """Give these fields of what an adapter made of an answer, or nothing when it made nothing of it."""
    made = await document
    return None if made is None else tuple(getattr(made, field) for field in fields)


def _does(name: str, act: Any, expected: object, *said: Said) -> Story:
    return story(name, act, expected, SIGN_IN, *said)


def _creates(name: str, expected: object, *said: Said, posting: bool = True, call: Any = FIRST) -> Story:
    def act(erp: Any) -> Any:
        return _told(erp.create_order(ORDER, posting, call), "number", "posting", "status")

    return _does(name, act, expected, *said)


def _reads(state: str, native: str, status: str) -> Story:
    said = by_reference(f"the orders under a reference when {state}", state, [order(native)])
    act = lambda erp: _told(erp.read_order(REFERENCE, FIRST), "number", "status")  # noqa: E731
    return _does(said.description, act, (NUMBER, status), said)


AGREED = {**PLACE, "a price is agreed": {"customerNumber": BUYER, "lineObjectNumber": ARTICLE}}
AGREED_LINE = {"unitPrice": amount(0.75)}


async def _priced(erp: Any) -> Any:
    terms = (await erp.read_terms(CUSTOMER, [ITEM], date(2026, 1, 5), FIRST))[ITEM]
    return terms.base_price, terms.pack_size("CS")


INTERACTIONS = (
    _creates("enters", (NUMBER, True, "open"), CREATED),
    _creates(
        "enters a mirror",
        (NUMBER, False, "open"),
        entered("to enter an order that mirrors", MAY_BUY, "mirror"),
        posting=False,
    ),
    _creates("finds what it entered", (NUMBER, True, "open"), FULL, call=AGAIN),
    _creates("looks before it enters again", (NUMBER, True, "open"), NOT_THERE, CREATED, call=LATE),
    _creates(
        "names a buyer that is not there",
        "refused: Internal_InvalidTableRelation",
        entered("to enter an order of nobody", PLACE, **refused("Internal_InvalidTableRelation")),
    ),
    _reads(SHIPPED, "Fulfilled", "shipped"),
    _reads(INVOICED, "Closed", "invoiced"),
    _reads(CANCELED, "Canceled", "cancelled"),
    _does("reads no order", lambda erp: erp.read_order(REFERENCE, FIRST), None, NOT_THERE),
    _does(
        "amends",
        lambda erp: _told(erp.amend_order(ORDER, NUMBER, FIRST), "status"),
        ("open",),
        looked_up(OPEN),
        acted(
            "amend",
            OPEN,
            {"lines": LINES},
            answers=order("Open", reference=match.regex("STATE", regex="^.+$")),
        ),
    ),
    _does(
        "leads",
        lambda erp: _told(erp.set_posting(NUMBER, True, FIRST), "number", "posting"),
        (NUMBER, True),
        looked_up(OPEN),
        *led(OPEN),
    ),
    _does(
        "cancels",
        lambda erp: erp.cancel_order(NUMBER, FIRST),
        None,
        looked_up(OPEN),
        acted("cancel", OPEN, {}, status=204),
    ),
    _does(
        "cancels twice",
        lambda erp: erp.cancel_order(NUMBER, FIRST),
        None,
        looked_up(CANCELED),
        acted("cancel", CANCELED, {}, status=204),
    ),
    *(
        _does(
            f"cancels too late when {state}",
            lambda erp: erp.cancel_order(NUMBER, FIRST),
            "refused: Application_DialogException",
            looked_up(state),
            acted("cancel", state, {}, **refused("Application_DialogException")),
        )
        for state in (SHIPPED, INVOICED)
    ),
    _does(
        "cancels what is not there",
        lambda erp: erp.cancel_order(NUMBER, LATE),
        "refused: unknown_order",
        looked_up(""),
    ),
    _does(
        "posts a shipment",
        lambda erp: _told(erp.post_shipment(NUMBER, SENT, FIRST), "order_number"),
        (NUMBER,),
        looked_up(OPEN),
        acted("ship", OPEN, SHIP, answers=POSTED),
    ),
    _does(
        "ships more than is left",
        lambda erp: erp.post_shipment(NUMBER, SENT, FIRST),
        "refused: Application_FieldValidationException",
        looked_up(SHIPPED),
        acted("ship", SHIPPED, SHIP, **refused("Application_FieldValidationException")),
    ),
    _does(
        "posts an invoice",
        lambda erp: _told(erp.post_invoice(NUMBER, SENT, 0, FIRST), "order_number", "number"),
        (NUMBER, "INV-1"),
        looked_up(SHIPPED),
        acted("invoice", SHIPPED, {}, answers=BILLED),
    ),
    _does(
        "bills what has not left",
        lambda erp: erp.post_invoice(NUMBER, SENT, 0, FIRST),
        "refused: Application_DialogException",
        looked_up(OPEN),
        acted("invoice", OPEN, {}, **refused("Application_DialogException")),
    ),
    _does(
        "finds the invoice it posted",
        lambda erp: _told(erp.post_invoice(NUMBER, SENT, 0, AGAIN), "order_number"),
        (NUMBER,),
        listed(
            "the invoices of an order",
            {**PLACE, INVOICED: {"number": NUMBER, "customerNumber": BUYER, "lineObjectNumber": ARTICLE}},
            "salesInvoices",
            [BILLED],
            f"orderNumber eq '{NUMBER}'",
            expand="salesInvoiceLines",
        ),
    ),
    _does(
        "reads an account",
        lambda erp: _told(erp.read_customer(CUSTOMER, FIRST), "customer_id", "blocked"),
        (CUSTOMER, False),
        customer(
            "an account",
            {**PLACE, "a customer may buy": {"customerNumber": BUYER}},
            [{**ACCOUNT, "blocked": " "}],
        ),
    ),
    _does(
        "reads a blocked account",
        lambda erp: _told(erp.read_customer(CUSTOMER, FIRST), "customer_id", "blocked"),
        (CUSTOMER, True),
        customer(
            "a blocked account",
            {**PLACE, BLOCKED: {"customerNumber": BUYER}},
            [{**ACCOUNT, "blocked": words("All", "All", "Ship", "Invoice")}],
        ),
    ),
    _does(
        "reads no account",
        lambda erp: erp.read_customer(CUSTOMER, FIRST),
        None,
        customer("no account", PLACE, []),
    ),
    *PURCHASES,
    _does(
        "reads an agreed price",
        lambda erp: _priced(erp),
        (Decimal("0.75"), 24),
        prices("what an item costs who has agreed", AGREED, match.each_like(AGREED_LINE, min=1)),
    ),
    _does(
        "reads a list price",
        lambda erp: _priced(erp),
        (Decimal("1.50"), 24),
        prices("what an item costs everybody", MAY_BUY, []),
    ),
    story("is not let in", lambda erp: erp.read_customer(CUSTOMER, FIRST), "unavailable", REFUSED_ENTRY),
)
