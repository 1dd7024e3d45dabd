"""Who is told of what, and how far calls have come that were handed over together."""

from typing import Any

from simulators.commerce.api.asking import LIST, NUMBER, YES, Ask, Route, searching
from simulators.commerce.domain.bulk import STATUSES
from simulators.commerce.errors import NoSuchEntityError
from simulators.commerce.schemas.hooks import (
    HookBody,
    HookKeyBody,
    native_bulk,
    native_subscription,
    subscription_key_of,
    subscription_of,
)
from simulators.commerce.service.search import fields_of


def subscribe(ask: Ask) -> Any:
    """Say a hook to a URL from now on; the same hook again moves it."""
    body: HookBody = ask.body
    ask.shop.subscribe(subscription_of(body.webhook))
    return True


def unsubscribe(ask: Ask) -> Any:
    """Say a hook there no more."""
    body: HookKeyBody = ask.body
    ask.shop.unsubscribe(subscription_key_of(body.webhook))
    return True


def subscribers(ask: Ask) -> Any:
    """Give who is told of what."""
    return [native_subscription(subscription) for subscription in ask.shop.subscribers()]


def bulk_status(ask: Ask) -> Any:
    """Give how far calls have come."""
    bulk = ask.shop.bulks.bulk(ask.text("bulkUuid"))
    return native_bulk(bulk, ask.shop.bulks.operations(bulk), is_detailed=False)


def bulk_details(ask: Ask) -> Any:
    """Give how far calls have come, what they were and what came of them."""
    bulk = ask.shop.bulks.bulk(ask.text("bulkUuid"))
    return native_bulk(bulk, ask.shop.bulks.operations(bulk), is_detailed=True)


def bulk_count(ask: Ask) -> Any:
    """Give how many of the calls stand at a status."""
    bulk, status = ask.shop.bulks.bulk(ask.text("bulkUuid")), ask.number("status")
    if status not in STATUSES:
        raise NoSuchEntityError("status", status)
    return ask.shop.bulks.count(bulk, status)


def _native(row: Any) -> dict[str, Any]:
    return native_bulk(row, [], is_detailed=False)


BULK_FIELDS = fields_of(_native, "bulk_id", "start_time", "description", "operation_count")

ROUTES = (
    Route("POST", "/webhooks/subscribe", subscribe, "Say a hook to a URL", HookBody, YES),
    Route("POST", "/webhooks/unsubscribe", unsubscribe, "Say a hook there no more", HookKeyBody, YES),
    Route("GET", "/webhooks/list", subscribers, "Read who is told of what", gives=LIST),
    searching("/bulk", lambda shop: shop.store.bulks.values(), _native, BULK_FIELDS, "Search bulk calls"),
    Route("GET", "/bulk/{bulkUuid}/status", bulk_status, "Read how far bulk calls have come"),
    Route("GET", "/bulk/{bulkUuid}/detailed-status", bulk_details, "Read what came of bulk calls"),
    Route(
        "GET",
        "/bulk/{bulkUuid}/operation-status/{status}",
        bulk_count,
        "Count bulk calls by status",
        gives=NUMBER,
    ),
)
