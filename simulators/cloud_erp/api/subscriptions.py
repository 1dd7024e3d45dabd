"""The subscriptions of listeners: entered and renewed after a handshake, listed, ended."""

import re
from typing import Any

from starlette.responses import Response

from simulators.cloud_erp.api.answers import answer, no_content
from simulators.cloud_erp.api.door import Exchange
from simulators.cloud_erp.errors import FieldValidationError, InvalidOperationError, RequiredParameterError
from simulators.cloud_erp.events import Subscription
from simulators.cloud_erp.schemas.bodies import Fields, read_object
from simulators.cloud_erp.service.access import COMPANY_ID

SUPPORTED = ("customers", "items", "salesOrders", "salesInvoices")
RESOURCE = re.compile(rf"(?:.*/)?companies\('?{COMPANY_ID}'?\)/(\w+)")
EPOCH_TICKS = 621_355_968_000_000_000  # .NET counts tenths of microseconds from the year one


async def create(exchange: Exchange) -> Response:
    """Enter a subscription."""
    fields = Fields(read_object(exchange.body), "subscription")
    fields.only(frozenset({"notificationUrl", "resource", "clientState"}))
    url, resource = fields.text("notificationUrl", 2048), fields.text("resource", 2048)
    if not url or not resource:
        raise RequiredParameterError("A subscription needs a notificationUrl and a resource.")
    if not url.startswith(("http://", "https://")):
        raise FieldValidationError(f"subscription.notificationUrl must be an http address, not '{url}'.")
    named = RESOURCE.fullmatch(resource)
    if named is None or named[1] not in SUPPORTED:
        raise InvalidOperationError(f"The resource '{resource}' does not support subscriptions.")
    subscription = await exchange.book.subscriptions.subscribe(
        exchange.user, url, resource, named[1], fields.text("clientState", 2048)
    )
    return _single(exchange, subscription, 201)


async def renew(exchange: Exchange) -> Response:
    """Let a subscription live longer."""
    subscription = _find(exchange)
    exchange.must_match_etag(_etag(subscription))
    fields = Fields(read_object(exchange.body), "subscription").only(frozenset({"clientState"}))
    state = fields.text("clientState", 2048) if fields.has("clientState") else None
    await exchange.book.subscriptions.renew(subscription, state)
    return _single(exchange, subscription)


def read_list(exchange: Exchange) -> Response:
    """Answer with all subscriptions that have not run out."""
    alive = exchange.book.subscriptions.alive()
    context = f"{exchange.root}/$metadata#subscriptions"
    return answer({"@odata.context": context, "value": [_view(entry) for entry in alive]})


def read_one(exchange: Exchange) -> Response:
    """Answer with one subscription."""
    return _single(exchange, _find(exchange))


def delete(exchange: Exchange) -> Response:
    """End a subscription."""
    subscription = _find(exchange)
    exchange.must_match_etag(_etag(subscription))
    exchange.book.subscriptions.remove(subscription)
    return no_content()


def _find(exchange: Exchange) -> Subscription:
    return exchange.book.subscriptions.find(exchange.path["key"].strip("'"))


def _etag(subscription: Subscription) -> str:
    return f'W/"{subscription.version:010}"'


def _single(exchange: Exchange, subscription: Subscription, status: int = 200) -> Response:
    context = f"{exchange.root}/$metadata#subscriptions/$entity"
    etag = _etag(subscription)
    return answer({"@odata.context": context, **_view(subscription)}, status, etag=etag)


def _view(subscription: Subscription) -> dict[str, Any]:
    return {
        "@odata.etag": _etag(subscription),
        "subscriptionId": subscription.id,
        "notificationUrl": subscription.notification_url,
        "resource": subscription.resource,
        "timestamp": int(subscription.modified_at.timestamp() * 10_000_000) + EPOCH_TICKS,
        "userId": subscription.user,
        "lastModifiedDateTime": subscription.modified_at,
        "clientState": subscription.client_state,
        "expirationDateTime": subscription.expires_at,
    }
