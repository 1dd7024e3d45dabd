"""Subscriptions, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.chassis.pages import page
from simulators.threepl.api.serving import (
    CURSOR,
    ENTER,
    LOOK,
    OF_QUERY,
    ONE,
    address,
    answer,
    document,
    entered,
    nothing,
    path_id,
    queried,
)
from simulators.threepl.schemas.answers import page_document, webhook_document
from simulators.threepl.schemas.described import WebhookAnswer, WebhookPage
from simulators.threepl.schemas.requests import WebhookRequest

PAGE = (CURSOR, OF_QUERY.whole("RecordsPerPage", 50, 250))


async def subscribe(request: Request) -> Response:
    """Begin to tell a subscriber of some topics."""
    provider = entered(request)
    asked = await document(request, WebhookRequest)
    topics = tuple(asked.topics)
    webhook = provider.telling.subscribe(asked.url, topics, asked.secret, asked.description or "-")
    return answer(request, {**webhook_document(webhook), "secret": webhook.secret}, 201)


async def get_webhooks(request: Request) -> Response:
    """Show a page of those who are told."""
    webhooks = {webhook.id: webhook for webhook in entered(request).telling.webhooks()}
    first, size = queried(request, PAGE)
    found, further = page(tuple(webhooks), first, size)
    shown = [webhook_document(webhooks[webhook_id]) for webhook_id in found]
    target = address(request, f"/webhook?RecordsPerPage={size}&")
    return answer(request, page_document(shown, target, further))


async def unsubscribe(request: Request) -> Response:
    """Tell a subscriber nothing more."""
    entered(request).telling.unsubscribe(path_id(request, "webhook"))
    return nothing(request)


OPERATIONS = (
    Operation("POST", "/webhook", subscribe, WebhookAnswer, 201, ENTER, WebhookRequest),
    Operation("GET", "/webhook", get_webhooks, WebhookPage, refusals=LOOK, query=PAGE),
    Operation("DELETE", "/webhook/{webhook_id}", unsubscribe, None, 204, ONE),
)
