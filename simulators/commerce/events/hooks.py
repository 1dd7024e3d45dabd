"""What the shop's webhooks say, and the headers they say it with."""

from collections.abc import Mapping

import orjson

from simulators.commerce.domain.documents import Notice
from simulators.commerce.domain.hooks import Subscription
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.events.orders import native_order
from simulators.commerce.events.signature import SIGNATURE_HEADER, signed


def notice_body(notice: Notice, order: SalesOrder) -> bytes:
    """Write one notice; every attempt gives the same bytes, whatever was told in between."""
    if notice.cancel is None:
        return orjson.dumps(native_order(order, as_placed=True))
    return orjson.dumps(
        {
            "entity_id": order.id,
            "increment_id": order.increment_id,
            "ext_order_id": order.reference,
            "cancel_id": notice.key,
            "items": [
                {
                    "item_id": order.first_item_id + line - 1,
                    "line": line,
                    "sku": order.items[line - 1].sku,
                    "qty": quantity,
                }
                for line, quantity in order.cancels[notice.cancel - 1].quantities
            ],
        }
    )


def notice_headers(notice: Notice, order: SalesOrder) -> dict[str, str]:
    """Give the headers of one attempt; the key stays the same over all of them."""
    return {
        "content-type": "application/json",
        "idempotency-key": notice.key,
        "x-correlation-id": order.reference,
        "x-request-id": notice.key,
        "x-attempt": str(notice.attempts + 1),
    }


def own_headers(subscription: Subscription, body: bytes) -> Mapping[str, str]:
    """Give what a subscriber asked to be sent, and the signature where that is switched on."""
    asked = dict(subscription.headers)
    return {**asked, SIGNATURE_HEADER: signed(body)} if subscription.is_signed else asked
