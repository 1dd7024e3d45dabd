"""The outermost hearing: how long each request took, and whose trace it belongs to."""

from facade.api.access import VERSION
from facade.api.limits import App, Message, Receive, Scope, Send
from facade.observability.measures import Measures
from facade.ports import Clock
from facade.way_out.tracing import INCOMING, read_trace

ROUTES_MAX = 200
_ORDERS = {"/orders": "direct", "/v1/orders": "direct", "/intake/commerce/orders": "commerce"}
_ASKED = (f"{VERSION}/availability/", f"{VERSION}/prices/")
_REPLAYED = b"idempotency-replayed"
ACCEPTED = 202


class Seen:
    """Lets the measures know of every request."""

    def __init__(self, app: App, measures: Measures, clock: Clock) -> None:
        self._app = app
        self._measures = measures
        self._clock = clock
        self._routes: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun_s, method, path = self._clock.monotonic(), scope["method"], scope["path"]

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                took_s, status = self._clock.monotonic() - begun_s, message["status"]
                self._measures.request(method, self._route(path), status, took_s)
                if status == ACCEPTED and method == "POST" and path in _ORDERS:
                    self._order(path, message, took_s)
            await send(message)

        if method != "POST" or path not in _ORDERS:
            await self._app(scope, receive, heard)
            return
        before = INCOMING.set(_trace(scope))
        try:
            await self._app(scope, receive, heard)
        finally:
            INCOMING.reset(before)

    def _order(self, path: str, message: Message, took_s: float) -> None:
        channel = _ORDERS[path]
        if any(name.lower() == _REPLAYED for name, _ in message.get("headers", ())):
            self._measures.duplicate(channel)
        else:
            self._measures.acknowledged(channel, took_s)

    def _route(self, path: str) -> str:
        """Give the address without the names in it, of which there are as many as callers like."""
        if path in self._routes:
            return path
        if path.startswith(_ASKED):
            root = path[: path.index("/", len(VERSION) + 1)]
            route = f"{root}/{{item}}"
        else:
            parts = path.split("/")
            if "orders" in parts:
                place = parts.index("orders") + 1
                if parts[1] != "intake" and place < len(parts) and parts[place]:
                    parts[place] = "{reference}"
            route = "/".join(parts)
        if route not in self._routes and len(self._routes) >= ROUTES_MAX:
            return "others"
        return self._routes.setdefault(route, route)


def _trace(scope: Scope) -> str:
    """Give the trace that a request came with; several states are one list, several parents are none."""
    named = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    parents = [value for name, value in named if name == b"traceparent"]
    state = ",".join(value for name, value in named if name == b"tracestate")
    trace = read_trace(parents[0], state) if len(parents) == 1 else None
    return trace.written() if trace is not None else ""
