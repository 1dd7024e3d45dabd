"""What the marketplace relies on of the façade."""

from contracts.consumers.news import News
from contracts.consumers.ordering import ACCEPTED, COMPLETED, Channel, Client, refused, standing

CONSUMER, PROVIDER = "marketplace", "facade"
REFERENCE = "MP-000017"
CHANNEL = Channel("marketplace", REFERENCE, "sale-17", "EA", "GBP", "GB")
NEWS = News(CHANNEL)
consumer = Client
"""Puts up the channel before a façade."""

INTERACTIONS = (
    *CHANNEL.basics(),
    CHANNEL.places(
        "an order in a currency that is none", order={"currency": "pounds"}, **refused(422, "invalid_request")
    ),
    CHANNEL.takes_back("taking back a piece", [{"line": 1, "quantity": 1}], ACCEPTED),
    CHANNEL.takes_back(
        "taking back a line twice",
        [{"line": 1, "quantity": 1}] * 2,
        ACCEPTED,
        **refused(422, "line_named_twice"),
    ),
    CHANNEL.takes_back(
        "taking back a line that is not there",
        [{"line": 9, "quantity": 1}],
        ACCEPTED,
        **refused(409, "more_than_ordered"),
    ),
    CHANNEL.looks(
        "where a completed order stands",
        f"/orders/{REFERENCE}/status",
        standing(REFERENCE, "completed"),
        COMPLETED,
    ),
    NEWS.status("processing"),
    NEWS.status("backordered"),
    NEWS.status("rejected"),
    NEWS.status("cancelled"),
    NEWS.shipped("tracking", "lines"),
    NEWS.refunded("lines"),
)
