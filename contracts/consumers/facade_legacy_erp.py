"""What the façade relies on of the old book."""

from collections.abc import Awaitable
from datetime import date
from operator import methodcaller
from typing import Any

from contracts.consumers.facade_calls import AGAIN, CUSTOMER, FIRST, ITEM, LATE, ORDER, REFERENCE
from contracts.consumers.legacy_erp_purchases import PURCHASES
from contracts.consumers.legacy_erp_words import (
    BUYER,
    CANCELLED,
    CHANGE,
    CONSUMER,
    CREATED,
    FOLLOW,
    INVOICE,
    INVOICED,
    KEY,
    MAY_BUY,
    NEW,
    NUMBER,
    PRICES,
    PROVIDER,
    RELEASED,
    SENDING,
    SENT,
    SHIPMENT,
    SHIPPED,
    account,
    by_reference,
    consumer,
    customer,
    entered,
    fault,
    known,
    listed,
    order,
    posted,
    read,
    said_of,
)
from contracts.consumers.said import Said, Story, story
from contracts.consumers.soap import Tag, like

__all__ = ["CONSUMER", "INTERACTIONS", "PROVIDER", "consumer"]


async def _told(document: Awaitable[Any], *fields: str) -> Any:
    made = await document
    return None if made is None else tuple(getattr(made, field) for field in fields)


def _creates(name: str, expected: object, *said: Said, posting: bool = True, call: Any = FIRST) -> Story:
    return story(
        name, lambda erp: _told(erp.create_order(ORDER, posting, call), "number", "posting"), expected, *said
    )


def _reads(state: str, native: str, status: str) -> Story:
    said = by_reference(state, [order(native)])
    return story(
        said.description,
        lambda erp: _told(erp.read_order(REFERENCE, FIRST), "number", "status"),
        (NUMBER, status),
        said,
    )


CANCELS = methodcaller("cancel_order", NUMBER, FIRST)
SHIPS = methodcaller("post_shipment", NUMBER, SENT, FIRST)
BILLS = methodcaller("post_invoice", NUMBER, SENT, 0, FIRST)
READS_ACCOUNT = methodcaller("read_customer", CUSTOMER, FIRST)
FAILED: dict[str, Any] = {"status": 500}


def _refuses(act: Any, code: str, operation: str, state: str, content: str = "") -> Story:
    said = posted(operation, state, content, fault(code), **FAILED)
    return story(said.description, act, f"refused: {code}", said)


INTERACTIONS = (
    _creates("enters", (NUMBER, True), CREATED),
    _creates(
        "enters a mirror",
        (NUMBER, False),
        entered(
            "to enter an order that mirrors", MAY_BUY, [order("Released", "Mirror", number=NEW)], "Mirror"
        ),
        posting=False,
    ),
    _creates(
        "finds what it entered",
        (NUMBER, True),
        by_reference(RELEASED, [order("Released")], Book_Role="Leading"),
        call=AGAIN,
    ),
    _creates(
        "looks before it enters again",
        (NUMBER, True),
        by_reference("", [], Book_Role="Leading"),
        CREATED,
        call=LATE,
    ),
    _creates(
        "names a buyer that is not there",
        "refused: Erp.Runtime.RecordNotFoundException",
        entered("to enter an order of nobody", {}, fault("Erp.Runtime.RecordNotFoundException"), **FAILED),
    ),
    _reads(SHIPPED, "Shipped", "shipped"),
    _reads(INVOICED, "Invoiced", "invoiced"),
    _reads(CANCELLED, "Cancelled", "cancelled"),
    story("reads no order", lambda erp: erp.read_order(REFERENCE, FIRST), None, by_reference("", [])),
    story(
        "amends",
        lambda erp: _told(erp.amend_order(ORDER, NUMBER, FIRST), "number"),
        (NUMBER,),
        read(RELEASED, [order("Released")]),
        said_of(
            "to lower a line",
            known(RELEASED, key=KEY, externalDocumentNo=REFERENCE),
            "Page/SalesOrder",
            "Update",
            CHANGE,
            [order("Released")],
        ),
    ),
    story(
        "amends nothing",
        lambda erp: erp.amend_order(ORDER, NUMBER, FIRST),
        "refused: unknown_order",
        read("", []),
    ),
    story(
        "makes a copy of it",
        lambda erp: _told(erp.set_posting(NUMBER, False, FIRST), "number", "posting"),
        (NUMBER, False),
        read(RELEASED, [order("Released")]),
        said_of(
            "to let another book lead an order",
            known(RELEASED, key=KEY, externalDocumentNo=REFERENCE),
            "Page/SalesOrder",
            "Update",
            FOLLOW,
            [order("Released", "Mirror")],
        ),
    ),
    story(
        "leads already",
        lambda erp: _told(erp.set_posting(NUMBER, True, FIRST), "number", "posting"),
        (NUMBER, True),
        read(RELEASED, [order("Released")]),
    ),
    story("cancels", CANCELS, None, posted("CancelOrder", RELEASED, "", [])),
    story(
        "cancels twice",
        CANCELS,
        None,
        posted("CancelOrder", CANCELLED, "", fault("Erp.Sales.AlreadyCancelledException"), **FAILED),
    ),
    _refuses(CANCELS, "Erp.Sales.AlreadyShippedException", "CancelOrder", SHIPPED),
    _refuses(CANCELS, "Erp.Runtime.RecordNotFoundException", "CancelOrder", ""),
    story(
        "posts a shipment",
        lambda erp: _told(erp.post_shipment(NUMBER, SENT, FIRST), "order_number"),
        (NUMBER,),
        posted("PostShipment", RELEASED, SENDING, [SHIPMENT]),
    ),
    _refuses(SHIPS, "Erp.Sales.OverShipmentException", "PostShipment", SHIPPED, SENDING),
    _refuses(SHIPS, "Erp.Sales.OrderClosedException", "PostShipment", CANCELLED, SENDING),
    story(
        "posts an invoice",
        lambda erp: _told(erp.post_invoice(NUMBER, SENT, 0, FIRST), "number", "order_number"),
        ("PI-1", NUMBER),
        posted("PostInvoice", SHIPPED, "", [INVOICE]),
    ),
    _refuses(BILLS, "Erp.Sales.NothingToPostException", "PostInvoice", RELEASED),
    story(
        "finds the invoice it posted",
        lambda erp: _told(erp.post_invoice(NUMBER, SENT, 0, AGAIN), "number", "order_number"),
        ("PI-1", NUMBER),
        listed(
            "the invoice of an order",
            known(INVOICED),
            "PostedSalesInvoice",
            {"Order_No": NUMBER},
            [INVOICE],
            0,
        ),
    ),
    story(
        "reads an account",
        lambda erp: _told(erp.read_customer(CUSTOMER, FIRST), "customer_id", "blocked"),
        (CUSTOMER, False),
        customer(
            "an account", {"a customer may buy": {"customerNo": BUYER}}, [account(Tag("Blocked", "_blank_"))]
        ),
    ),
    story(
        "reads a blocked account",
        lambda erp: _told(erp.read_customer(CUSTOMER, FIRST), "customer_id", "blocked"),
        (CUSTOMER, True),
        customer(
            "a blocked account",
            {"a customer is blocked": {"customerNo": BUYER}},
            [account(like("Blocked", "All", "^(All|Ship|Invoice)$"))],
        ),
    ),
    story("reads no account", READS_ACCOUNT, None, customer("no account", {}, [])),
    *PURCHASES,
    story("reads prices", lambda erp: _priced(erp), ([ITEM], 24), PRICES),
)


async def _priced(erp: Any) -> Any:
    terms = await erp.read_terms(CUSTOMER, [ITEM], date(2026, 1, 5), FIRST)
    return list(terms), terms[ITEM].pack_size("CS")
