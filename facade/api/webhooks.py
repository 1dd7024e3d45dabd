"""Webhooks of the channels: where their events go, said by themselves."""

import hmac
from base64 import b64encode
from hashlib import blake2b
from typing import Annotated, Literal

import orjson
from fastapi import FastAPI, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field, StringConstraints

from facade.adapters.targets import URL_LENGTH_MAX, Resolve, TargetRefusedError, TargetRules, check_target
from facade.adapters.webhooks import EVENTS, SECRET_PREFIX
from facade.api.access import VERSION, Grant
from facade.api.body import JsonRoute
from facade.api.edge import Caller
from facade.api.orders import KeyHeader
from facade.api.problem import KEY_REUSED, ProblemError, documented
from facade.api.schemas import Channel, Strict
from facade.messaging.subscriptions import Subscription, SubscriptionBook
from facade.ports import Clock

PER_CHANNEL_MAX = 5
_ONE = f"{VERSION}/webhooks/{{webhook_id}}"
Url = Annotated[
    str, StringConstraints(pattern=r"^https?://[\x21-\x7e]+$", min_length=9, max_length=URL_LENGTH_MAX)
]
Kind = Literal["order.status_changed", "order.shipped", "order.invoiced", "order.refunded"]
IdPath = Annotated[str, Path(max_length=40, description="the webhook's id")]


class NewWebhook(Strict):
    """A wish to be told of a channel's orders, of everything unless events are named."""

    url: Url
    channel: Channel
    events: Annotated[list[Kind], Field(min_length=1, max_length=10)] | None = None


class WebhookShown(BaseModel):
    """A webhook. `ended` says why nothing is sent any more; nothing does while it is empty."""

    id: str
    channel: str
    url: str
    events: list[str]
    created_at: str
    ended: str


class WebhookMade(WebhookShown):
    """A new webhook, with the secret that its deliveries are signed with; it is not shown again."""

    secret: str


class WebhookRoutes:
    """The routes of the webhooks."""

    def __init__(
        self,
        book: SubscriptionBook,
        clock: Clock,
        rules: TargetRules,
        resolve: Resolve | None,
        key: bytes,
    ) -> None:
        self._book = book
        self._clock = clock
        self._rules = rules
        self._resolve = resolve
        self._key = key

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.router.add_api_route(
            f"{VERSION}/webhooks",
            self.add,
            methods=["POST"],
            tags=["webhooks"],
            status_code=201,
            summary="Have the events of a channel sent somewhere, signed as Standard Webhooks has it",
            response_model=WebhookMade,
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )
        app.add_api_route(
            f"{VERSION}/webhooks",
            self.all,
            methods=["GET"],
            tags=["webhooks"],
            summary="The webhooks of one's own channels",
            response_model=list[WebhookShown],
        )
        app.add_api_route(
            _ONE,
            self.one,
            methods=["GET"],
            tags=["webhooks"],
            summary="Look at a webhook",
            response_model=WebhookShown,
            responses=documented(404, 422),
        )
        app.add_api_route(
            _ONE,
            self.remove,
            methods=["DELETE"],
            tags=["webhooks"],
            status_code=204,
            summary="Have nothing sent there any more",
            response_class=Response,
            responses=documented(404, 422),
        )

    async def add(self, caller: Caller, wish: NewWebhook, key: KeyHeader) -> Response:
        """The same key gives the same webhook; where it leads is looked at before it is kept."""
        if not caller.owns(wish.channel):
            detail = f"the token is not for the channel {wish.channel!r}"
            raise ProblemError(403, "channel_not_yours", detail, "body.channel")
        name = f"{caller.principal.client_id} {key}".encode()
        webhook_id = "wh_" + blake2b(name, digest_size=10).hexdigest()
        events = tuple(kind for kind in EVENTS if wish.events is None or kind in wish.events)
        known = self._book.find(webhook_id)
        if known is not None:
            if (known.channel, known.url, known.events) != (wish.channel, wish.url, events):
                raise ProblemError(422, *KEY_REUSED)
            return _made(known, {"Idempotency-Replayed": "true"})
        try:
            await check_target(wish.url, self._rules, self._resolve)
        except TargetRefusedError as refused:
            raise ProblemError(422, "webhook_target_refused", str(refused), "body.url") from None
        if sum(one.channel == wish.channel for one in self._book.all()) >= PER_CHANNEL_MAX:
            detail = f"a channel has {PER_CHANNEL_MAX} webhooks at most: delete one first"
            raise ProblemError(409, "too_many_webhooks", detail, "body.channel")
        secret = SECRET_PREFIX + b64encode(hmac.digest(self._key, webhook_id.encode(), "sha256")).decode()
        at = self._clock.now().isoformat()
        new = Subscription(webhook_id, wish.channel, wish.url, events, secret, at)
        await self._book.add(new)
        return _made(new, {})

    async def all(self, caller: Caller) -> Response:
        """Also those that have ended, with the reason."""
        own = [_shown(one) for one in self._book.all() if caller.owns(one.channel)]
        return Response(orjson.dumps(own), media_type="application/json")

    async def one(self, webhook_id: IdPath, caller: Caller) -> Response:
        """Its secret is not shown again."""
        shown = _shown(self._owned(webhook_id, caller))
        return Response(orjson.dumps(shown), media_type="application/json")

    async def remove(self, webhook_id: IdPath, caller: Caller) -> Response:
        """What is on its way is not called back."""
        await self._book.remove(self._owned(webhook_id, caller).id)
        return Response(status_code=204)

    def _owned(self, webhook_id: str, caller: Grant) -> Subscription:
        found = self._book.find(webhook_id)
        if found is None or not caller.owns(found.channel):
            raise ProblemError(
                404, "webhook_unknown", f"there is no webhook {webhook_id!r}", "path.webhook_id"
            )
        return found


def _shown(one: Subscription) -> dict[str, object]:
    return {name: value for name, value in one._asdict().items() if name != "secret"}


def _made(one: Subscription, headers: dict[str, str]) -> Response:
    headers["Location"] = f"{VERSION}/webhooks/{one.id}"
    return Response(orjson.dumps(one._asdict()), 201, headers, "application/json")
