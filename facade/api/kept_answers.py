"""An answer that lies ready, sent in two messages and nothing else: these are asked for most of all."""

from collections.abc import Coroutine
from typing import Any

from facade.api.limits import Receive, Scope, Send
from facade.api.problem import ProblemError
from facade.publication.routed import Kept

_JSON = (b"content-type", b"application/json")


class KeptResponse:
    """The ASGI side of an answer that lies ready."""

    __slots__ = ("_kept",)

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        body = self._kept.body
        headers = [_JSON, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class LookedAt:
    """The ASGI side of an answer that a system is being asked for."""

    __slots__ = ("_item", "_looking")

    def __init__(self, item: str, looking: Coroutine[Any, Any, Kept | None]) -> None:
        self._item = item
        self._looking = looking

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it once it is there."""
        kept = await self._looking
        if kept is None:
            await item_unknown(self._item).answer()(scope, receive, send)
        else:
            await KeptResponse(kept)(scope, receive, send)


def item_unknown(item: str) -> ProblemError:
    """Say that nobody knows an item."""
    return ProblemError(404, "item_unknown", f"no book and no site has the item {item!r}", "path.item")
