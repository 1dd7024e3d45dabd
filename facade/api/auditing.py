"""Nothing is done through the control API that is not in the log: before it is done, and how it ended."""

from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Query
from fastapi.responses import Response
from pydantic import BaseModel

from facade.api.limits import App, Message, Receive, Scope, Send, whole_body
from facade.api.native import WholeRequest
from facade.api.places import CONTROL
from facade.api.problem import documented
from facade.observability.audit import AuditLog
from facade.observability.redaction import without_secrets

ANSWER_HEADER = b"x-audit-line"
SAID_BYTES_MAX = 10_000
KEPT = r"^([0-9]{1,15}:[0-9a-f]{64})?$"
_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class LineShown(BaseModel):
    """One line: who asked for what, or how it ended; `before` is the hash of the line before."""

    number: int
    at: str
    who: str
    action: str
    said: Any
    before: str
    hash: str


class VerificationShown(BaseModel):
    """Whether the log is as it was written; `broken_at` is the first line that is not."""

    is_intact: bool
    lines: int
    head: str
    broken_at: int | None
    reason: str


class Audited:
    """Writes down who asked for what, lets it happen, writes down how it ended, and only then answers."""

    def __init__(self, app: App, log: AuditLog) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] in _LOOKING or f"{CONTROL}/" not in scope["path"]:
            await self._app(scope, receive, send)
            return
        body = await whole_body(scope, receive)
        who, action = caller_name(scope), f"{scope['method']} {scope['path']}"
        line = await self._log.enter(who, action, {"asked": _said(body)})
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        try:
            await self._app(scope, WholeRequest(scope, body).receive, hold)
        except BaseException as error:
            await self._log.enter(who, action, {"of": _number(line), "broke": type(error).__name__})
            raise
        status = next((message["status"] for message in held if "status" in message), 0)
        line = await self._log.enter(who, action, {"of": _number(line), "status": status})
        for message in held:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (ANSWER_HEADER, line.encode())]
            await send(message)


def caller_name(scope: Scope) -> str:
    """Give who calls, as the layer that lets callers in has found out."""
    principal = getattr(scope.get("facade.caller"), "principal", None)
    return str(getattr(principal, "client_id", "")) or "anybody"


def _said(body: bytes) -> Any:
    if len(body) > SAID_BYTES_MAX:
        return f"{len(body)} bytes"
    try:
        return without_secrets(orjson.loads(body)) if body else None
    except orjson.JSONDecodeError:
        return f"{len(body)} bytes that are no JSON"


def _number(line: str) -> int:
    return int(line.partition(":")[0])


class AuditRoutes:
    """The routes that show the log and check it."""

    def __init__(self, log: AuditLog) -> None:
        self._log = log

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.add_api_route(
            f"{CONTROL}/audit",
            self.lines,
            methods=["GET"],
            tags=["control"],
            summary="Who did what, line by line, oldest first",
            response_model=list[LineShown],
            responses=documented(422),
        )
        app.add_api_route(
            f"{CONTROL}/audit/verification",
            self.verify,
            methods=["GET"],
            tags=["control"],
            summary="Is the log as it was written?",
            response_model=VerificationShown,
            responses=documented(422),
        )

    async def lines(
        self,
        after: Annotated[int, Query(ge=0, le=2**53)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 200,
    ) -> Response:
        """The last page is the one that is not full."""
        bodies = [line.body for line in await self._log.lines(after, limit)]
        return Response(b"[" + b",".join(bodies) + b"]", media_type="application/json")

    async def verify(
        self,
        kept: Annotated[str, Query(pattern=KEPT, description="an x-audit-line somebody has kept")] = "",
    ) -> Response:
        """Every hash is worked out again, from the first line on."""
        found = await self._log.verify(kept)
        return Response(orjson.dumps(asdict(found)), media_type="application/json")
