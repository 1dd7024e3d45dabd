"""What the portal relies on of the façade."""

from pact import match

from contracts.consumers.news import News
from contracts.consumers.ordering import ACCEPTED, COMPLETED, NOTHING, Channel, Client, refused, standing

CONSUMER, PROVIDER = "portal", "facade"
REFERENCE = "PT-000017"
CHANNEL = Channel("portal", REFERENCE, "basket-17", "EA", "GBP", "GB")
NEWS = News(CHANNEL)
consumer = Client
"""Puts up the channel before a façade."""

HAPPENED = match.each_like({"event": match.regex("OrderAccepted", regex="^.+$")}, min=1)
DONE = standing(REFERENCE, "completed")

INTERACTIONS = (
    *CHANNEL.basics(),
    CHANNEL.looks("the whole of a new order", f"/orders/{REFERENCE}", standing(REFERENCE)),
    CHANNEL.looks("the whole of a completed order", f"/orders/{REFERENCE}", DONE, COMPLETED),
    CHANNEL.looks(
        "the whole of an unknown order",
        f"/orders/{REFERENCE}",
        state=NOTHING,
        **refused(404, "order_unknown"),
    ),
    CHANNEL.looks("what has happened to an order", f"/orders/{REFERENCE}/trail", HAPPENED),
    CHANNEL.looks(
        "the first page of orders", "/orders", {"orders": match.each_like(standing(REFERENCE), min=1)}
    ),
    CHANNEL.looks("a page when there are no orders", "/orders", {"orders": []}, NOTHING),
    CHANNEL.looks("the page after the last order", "/orders", {"orders": []}, query={"after": REFERENCE}),
    CHANNEL.looks(
        "a page that is too long", "/orders", query={"limit": "201"}, **refused(422, "invalid_request")
    ),
    CHANNEL.takes_back("taking back all of a new order", [], ACCEPTED),
    CHANNEL.takes_back("taking back a completed order", [], COMPLETED, **refused(409, "too_late_to_cancel")),
    CHANNEL.takes_back("taking back an unknown order", [], NOTHING, **refused(404, "order_unknown")),
    CHANNEL.takes_back(
        "taking back more than was ordered",
        [{"line": 1, "quantity": 7}],
        ACCEPTED,
        **refused(409, "more_than_ordered"),
    ),
    NEWS.status("processing"),
    *(NEWS.status(word, with_reason=True) for word in ("backordered", "on_hold", "rejected", "cancelled")),
    NEWS.shipped("shipment", "tracking", "shipped_at", "lines"),
    NEWS.invoiced("invoice", "net", "tax", "gross", "currency"),
    NEWS.refunded("credit_memo", "lines", "gross", "currency"),
)
