"""What the gateway of an EDI partner relies on of the façade."""

from contracts.consumers.news import News
from contracts.consumers.ordering import COMPLETED, Channel, Client, refused, standing

CONSUMER, PROVIDER = "edi-partner", "facade"
REFERENCE = "850-000017"
CHANNEL = Channel("edi", REFERENCE, "interchange-17", "EA", "GBP", "GB")
NEWS = News(CHANNEL)
"""Its gateway makes of these the 855, the 856 and the 810."""
consumer = Client
"""Puts up the channel before a façade."""

INTERACTIONS = (
    *CHANNEL.basics(),
    CHANNEL.places("an order without lines", order={"lines": []}, **refused(422, "invalid_request")),
    CHANNEL.places(
        "an order of a line named twice",
        order={"lines": CHANNEL.order["lines"] * 2},
        **refused(422, "line_named_twice"),
    ),
    CHANNEL.places(
        "an order on a day that is none",
        order={"order_date": "2026-02-30"},
        **refused(422, "invalid_request"),
    ),
    CHANNEL.looks(
        "where a completed order stands",
        f"/orders/{REFERENCE}/status",
        standing(REFERENCE, "completed"),
        COMPLETED,
    ),
    NEWS.status("processing"),
    NEWS.status("rejected", with_reason=True),
    NEWS.status("cancelled"),
    NEWS.shipped("shipment", "tracking", "shipped_at", "lines"),
    NEWS.invoiced("invoice", "invoice_date", "net", "tax", "gross", "currency"),
    NEWS.refunded("credit_memo", "lines", "net", "tax", "gross", "currency"),
)
