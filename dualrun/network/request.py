"""What goes out on the wire: one call, told apart from all others."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

Scope = dict[str, Any]

_LEAVE_AS_IS = "%/:=&?#~+!$,;'@()*[]"
_REMEMBERED = 1024
_ASGI = {"version": "3.0", "spec_version": "2.4"}


class Request:
    """One call on its way, with what the wire reads from its headers.

    `operation` is what one address for everything is asked to do (the SOAP action, the GraphQL operation) or
    "METHOD /path"; `key` is the business key that faults and chance go by: the correlation id, or the message
    id for calls that have none.
    """

    __slots__ = (
        "body",
        "causation_id",
        "correlation_id",
        "headers",
        "key",
        "message_id",
        "method",
        "operation",
        "path",
        "query",
        "source",
        "target",
    )

    def __init__(self, source: str, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        self.source = source
        self.method = method
        self.target, self.path, self.query = _parts(url)
        self.body = body
        self.headers = named = {name.lower(): value for name, value in headers.items()}
        _refuse_line_breaks("".join(named) + "".join(named.values()))
        self.correlation_id = named.get("x-correlation-id", "")
        self.message_id = named.get("x-request-id", "")
        self.causation_id = named.get("x-causation-id", "")
        self.key = self.correlation_id or self.message_id
        action = named.get("soapaction") or named.get("x-apollo-operation-name")
        self.operation = action.strip('"') if action else f"{method} {self.path}"

    @property
    def is_news(self) -> bool:
        """Whether somebody tells the integration layer something: an order with its key, a webhook."""
        return self.target == "facade" and self.method == "POST"

    @property
    def is_look(self) -> bool:
        """Whether somebody looks at orders."""
        return self.target == "facade" and self.method == "GET" and "/orders" in self.path

    def scope(self) -> Scope:
        """Give the ASGI scope of one delivery; each delivery gets its own, for applications write in it."""
        path = self.path
        return {
            "type": "http",
            "asgi": _ASGI,
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": unquote(path) if "%" in path else path,
            "raw_path": path.encode(),
            "query_string": self.query.encode(),
            "root_path": "",
            "headers": [
                (b"host", self.target.encode()),
                *[(name.encode(), value.encode()) for name, value in self.headers.items()],
            ],
            "client": (self.source, 0),
            "server": (self.target, 80),
        }


@lru_cache(_REMEMBERED)
def _parts(url: str) -> tuple[str, str, str]:
    if not url.isascii() or " " in url:
        url = quote(url, safe=_LEAVE_AS_IS)
    scheme, colon, rest = url.partition("://")
    if not colon or scheme not in ("http", "https"):
        raise ValueError(f"{url!r} is no address on this wire: write http://system/path")
    host, _, tail = rest.partition("#")[0].partition("/")
    path, _, query = tail.partition("?")
    return host.partition(":")[0], "/" + path, query


def _refuse_line_breaks(headers: str) -> None:
    if "\n" in headers or "\r" in headers or "\0" in headers:
        raise ValueError("a header holds a line break: it would start a header of its own on a real wire")
