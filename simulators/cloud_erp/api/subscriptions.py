"""The subscriptions of listeners: entered and renewed after a handshake, listed, ended."""

import re
from typing import Any

from starlette.responses import Response

from simulators.cloud_erp.api.answers import answer, no_content
from simulators.cloud_erp.api.door import Exchange
from simulators.cloud_erp.domain.listening import Subscription
from simulators.cloud_erp.errors import FieldValidationError, InvalidOperationError, RequiredParameterError
from simulators.cloud_erp.schemas.bodies import only, read_object, read_text
from simulators.cloud_erp.service.access import COMPANY_ID

SUPPORTED = (
    *("customers", "vendors", "items", "salesOrders", "salesInvoices", "salesCreditMemos"),
    *("purchaseInvoices", "paymentTerms", "unitsOfMeasure", "currencies", "locations"),
)
RESOURCE = re.compile(rf"(?:.*/)?companies\('?{COMPANY_ID}'?\)/(\w+)")
TEXT_MAX = 2048
EPOCH_TICKS = 621_355_968_000_000_000  # .NET counts tenths of microseconds from the year one


async def create(exchange: Exchange) -> Response:
    """Enter a subscription."""
    body = _read(exchange, ("notificationUrl", "resource", "clientState"))
    url, resource = body.get("notificationUrl"), body.get("resource")
    if not url or not resource:
        raise RequiredParameterError("A subscription needs a notificationUrl and a resource.")
    _address(url)
    named = RESOURCE.fullmatch(resource)
    if named is None or named[1] not in SUPPORTED:
        raise InvalidOperationError(f"The resource '{resource}' does not support subscriptions.")
    subscription = await exchange.book.subscriptions.subscribe(
        exchange.user, url, resource, named[1], body.get("clientState", "")
    )
    return _single(exchange, subscription, 201)


async def renew(exchange: Exchange) -> Response:
    """Let a subscription live longer, if its listener still answers and nobody changed it meanwhile."""
    subscription = _find(exchange)
    exchange.must_match_etag(_etag(subscription))
    body = _read(exchange, ("notificationUrl", "resource", "clientState"))
    resource = body.get("resource", subscription.resource)
    named = RESOURCE.fullmatch(resource)
    if named is None or named[1] != subscription.entity_set:
        raise InvalidOperationError(f"A subscription to '{subscription.resource}' is none to '{resource}'.")
    url = _address(body.get("notificationUrl", subscription.notification_url))
    await exchange.book.subscriptions.shake_hands(url)
    exchange.must_match_etag(_etag(_find(exchange)))
    state = body.get("clientState")
    return _single(exchange, exchange.book.subscriptions.renew(subscription.id, url, state))


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
    exchange.book.subscriptions.remove(subscription.id)
    return no_content()


def _read(exchange: Exchange, names: tuple[str, ...]) -> dict[str, str]:
    """Read the texts of a subscription that are given."""
    body = read_object(exchange.body)
    only(body, frozenset(names), "subscription")
    return {
        name: read_text(body[name], TEXT_MAX, f"subscription.{name}")
        for name in names
        if body.get(name) is not None
    }


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise FieldValidationError(f"subscription.notificationUrl must be an http address, not '{url}'.")
    return url


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
