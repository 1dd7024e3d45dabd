"""What the façade relies on in the webhooks of the fulfilment house."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from pact import match

from contracts.consumers.said import Heard
from dualrun.clock import MONDAY

OWN, SECRET = "STATE-REF-1", "consumer-secret"
LINE = {"partner_line_item_id": match.regex("1", regex="^[0-9]{1,9}$"), "quantity": match.int(2)}
ABOUT: Mapping[str, Any] = {
    "order_uuid": match.regex("T3JkZXI6MQ==", regex="^.+$"),
    "timestamp": match.regex(
        "2026-01-05T00:00:00.000+00:00", regex="^[0-9-]{10}T[0-9:.]{8,12}[+-][0-9:]{5}$"
    ),
    "partner_order_id": OWN,
    "line_items": match.each_like(LINE, min=1),
}
LEFT = {
    "fulfillment": {**ABOUT, "shipment_id": match.int(1), "tracking_number": match.regex("T-1", regex="^.+$")}
}


def _read(event: str, kind: str) -> Any:
    def reads(house: Any, body: bytes) -> bool:
        house.adapter._secrets[kind] = SECRET  # given when the façade subscribed
        signature = b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
        notice = house.adapter.read_notice({"x-threepl-hmac-sha256": signature}, body, MONDAY)
        return (notice.event, notice.fulfilment_ref, notice.base_units) == (event, OWN, ((1, 2),))

    return reads


def heard(event: str, kind: str, state: str) -> Heard:
    """Hear that an order is further along."""
    told = LEFT if event == "shipped" else {**ABOUT, "order_id": match.int(1)}
    metadata = {"x-threepl-hmac-sha256": match.regex(f"{'A' * 43}=", regex="^[A-Za-z0-9+/]{43}=$")}
    given = {state: {"partner_order_id": OWN}}
    return Heard(
        f"that an order is {event}", given, {"webhook_type": kind, **told}, _read(event, kind), metadata
    )
