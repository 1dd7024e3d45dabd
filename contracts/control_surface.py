"""The OpenAPI document of the control plane, from which requests to it are made up."""

from collections.abc import Mapping
from typing import Any

import orjson
import schemathesis
from fastapi import Request
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from contracts.alone import ControlAlone
from contracts.generation import configuration
from simulators.chassis.control.reading import PREFIX
from simulators.chassis.served import Asgi
from simulators.chassis.switch import Receive, Scope, Send

AT_ONCE: Mapping[str, tuple[float, float]] = {"timeout_s": (0.01, 300.0), "by_s": (60.0, 3660 * 86_400.0)}
"""What is put in the place of times, up to the longest, that make a request wait or do years of work."""
WAIT, ADVANCE = f"{PREFIX}/wait", f"{PREFIX}/clock/advance"
VALID_REFUSED = "ST202"
TIMED_OUT = 408
BEYOND_THE_DOCUMENT = ("system:", "kind:", "settings:", "path_matches:", "by_s, to:")
"""How refusals begin of what the document cannot foretell: which systems and faults there are is data."""


def control_schema(alone: ControlAlone, examples: int, seed: int) -> BaseSchema:
    """Read the document of the control plane in process."""
    config = configuration(examples, seed)
    schema: BaseSchema = schemathesis.openapi.from_asgi(
        f"{PREFIX}/openapi.json", _Hurried(alone.port), config=config
    )

    schema.hook("filter_failure")(_counts)
    return schema


def _counts(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Leave out refusals of valid requests that no document can foretell."""
    if failure.code != VALID_REFUSED or response.status_code == TIMED_OUT:
        return failure.code != VALID_REFUSED
    return not str(orjson.loads(response.content)["error"]).startswith(BEYOND_THE_DOCUMENT)


class _Hurried:
    """In front of the control plane: lets no request wait or work for long. What does not fit passes."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in (WAIT, ADVANCE):
            await self._app(scope, receive, send)
            return
        body = _hurried(await Request(scope, receive).body(), is_wait=scope["path"] == WAIT)

        async def again() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        length = (b"content-length", b"%d" % len(body))
        headers = [length if name == b"content-length" else (name, value) for name, value in scope["headers"]]
        await self._app({**scope, "headers": headers}, again, send)


def _hurried(body: bytes, *, is_wait: bool) -> bytes:
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    if not isinstance(asked, dict):
        return body
    given = {"timeout_s": 10.0, **asked} if is_wait else asked
    return orjson.dumps(
        {
            name: AT_ONCE[name][0] if name in AT_ONCE and _is_long(value, *AT_ONCE[name]) else value
            for name, value in given.items()
        }
    )


def _is_long(value: Any, at_once: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and at_once < value <= most
