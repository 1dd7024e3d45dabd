"""How a JSON body is read: as RFC 8259 has it, and never so that two readers could differ over it."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from facade.api.problem import ProblemError

JSON = "application/json"
NAME_SHOWN_MAX = 40

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def read_json(body: bytes) -> Any:
    """Read a document.

    A name that is there twice, NaN and Infinity are refused, because readers differ over what they mean.

    Raises:
        JSONDecodeError: it is none, with the reason.
    """
    try:
        return json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError:
        raise
    except UnicodeDecodeError as error:
        raise json.JSONDecodeError("not UTF-8", "", error.start) from None
    except RecursionError:
        raise json.JSONDecodeError("nested too deep", "", 0) from None
    except ValueError as error:
        raise json.JSONDecodeError(str(error), "", 0) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in document if names.count(name) > 1)
        raise ValueError(f"{twice[:NAME_SHOWN_MAX]!r} is there twice")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def sent_kind(request: Request) -> str:
    """Give the media type of what is sent, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


class JsonRequest(Request):
    """A request whose body is read strictly."""

    async def json(self) -> Any:
        """Read the body."""
        return read_json(await self.body())


class JsonRoute(APIRoute):
    """A route that takes JSON and nothing else."""

    def get_route_handler(self) -> Handler:
        """Give the handler, behind the check of what is sent."""
        handler = super().get_route_handler()
        if self.body_field is None:
            return handler

        async def strictly(request: Request) -> Response:
            kind = sent_kind(request)
            if kind != JSON:
                raise ProblemError(
                    415, "not_json", f"send {JSON}, not {kind or 'an unnamed type'}", "header.Content-Type"
                )
            return await handler(JsonRequest(request.scope, request.receive))

        return strictly
