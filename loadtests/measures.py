"""What a promise can be about: technical measures of the load, business measures of the orders, and harm."""

from typing import Literal, NamedTuple

Source = Literal["requests", "business", "samples", "books"]
Unit = Literal["s", "share", "orders"]


class Measure(NamedTuple):
    """Where a measure is taken, in which unit, and what it means."""

    source: Source
    unit: Unit
    meaning: str


MEASURES: dict[str, Measure] = {
    "p50": Measure("requests", "s", "half of the requests, from the moment they were due"),
    "p95": Measure("requests", "s", "95 of 100 requests, from the moment they were due"),
    "p99": Measure("requests", "s", "99 of 100 requests, from the moment they were due"),
    "errors": Measure("requests", "share", "requests that did not end as they should"),
    "order_acknowledgement": Measure(
        "business", "s", "arrival of an order to its acknowledgement, 95 of 100"
    ),
    "price_freshness": Measure(
        "business", "s", "reading the prices to the booking that uses them, 95 of 100"
    ),
    "inventory_latency": Measure("business", "s", "booking to a site's word on its stock, 95 of 100"),
    "shipment_propagation": Measure("business", "s", "goods leave to the book knows it, 95 of 100"),
    "invoice_availability": Measure("business", "s", "invoice in the book to the channel has it, 95 of 100"),
    "order_cycle_time": Measure("business", "s", "acceptance to completion, 95 of 100"),
    "queue_age": Measure("samples", "s", "how long the oldest work had been due, at worst"),
    "oversell": Measure("books", "orders", "articles of which a site has promised more than it has"),
    "lost": Measure("books", "orders", "acknowledged, and in no book"),
    "doubled": Measure("books", "orders", "in the books more than once"),
    "mispriced": Measure("books", "orders", "in a book at another amount than was ordered"),
    "unknown": Measure("books", "orders", "acknowledged, and nobody can say where they stand"),
}
BUSINESS = tuple(name for name, one in MEASURES.items() if one.source == "business")
