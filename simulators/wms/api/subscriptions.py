"""Who is told of what, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.wms.api.serving import answer, document, entered, nothing, path_id
from simulators.wms.schemas.answers import subscription_document
from simulators.wms.schemas.described.stock import SubscriptionAnswer, SubscriptionList
from simulators.wms.schemas.stock import SubscriptionRequest


async def subscribe(request: Request) -> Response:
    """Begin to tell a subscriber."""
    announcer = entered(request).announcer
    asked = await document(request, SubscriptionRequest)
    topics = tuple(dict.fromkeys(asked.topics))
    subscription = announcer.subscribe(asked.url, tuple(asked.order_statuses), topics)
    return answer(subscription_document(subscription), 201)


async def get_subscriptions(request: Request) -> Response:
    """Show who is told."""
    subscriptions = entered(request).announcer.subscriptions()
    return answer({"subscriptions": [subscription_document(s) for s in subscriptions]})


async def get_subscription(request: Request) -> Response:
    """Show one subscriber."""
    subscription = entered(request).announcer.subscription(path_id(request, "subscription"))
    return answer(subscription_document(subscription))


async def unsubscribe(request: Request) -> Response:
    """Tell a subscriber nothing more."""
    entered(request).announcer.unsubscribe(path_id(request, "subscription"))
    return nothing()


_ROOT = "/api/v1/webhookSubscriptions"
_ONE = f"{_ROOT}/{{subscription_id}}"
OPERATIONS = (
    Operation("POST", _ROOT, subscribe, SubscriptionAnswer, 201, (400, 401, 413), SubscriptionRequest),
    Operation("GET", _ROOT, get_subscriptions, SubscriptionList),
    Operation("GET", _ONE, get_subscription, SubscriptionAnswer, refusals=(401, 404)),
    Operation("DELETE", _ONE, unsubscribe, None, 204, (401, 404)),
)
