"""Where is what at a façade? Ours by default; a mapping file names the routes of another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dualrun.errors import UsageError
from dualrun.scenario.marked import read
from dualrun.scenario.values import hint, shown

OURS: Mapping[str, str] = {
    "sign in": "POST /oauth2/token",
    "health": "GET /v1/control/health",
    "place order": "POST /v1/orders",
    "look at order": "GET /v1/orders/{reference}",
    "order status": "GET /v1/orders/{reference}/status",
    "order trail": "GET /v1/orders/{reference}/trail",
    "cancel order": "POST /v1/orders/{reference}/cancel",
    "return goods": "POST /v1/orders/{reference}/returns",
    "orders": "GET /v1/orders?limit=50",
    "price": "GET /v1/prices/{item}?customer={customer}",
    "availability": "GET /v1/availability/{item}",
    "prices of cart": "POST /v1/prices",
    "stock for cart": "POST /v1/availability",
    "warehouse event": "POST /intake/wms",
    "measures": "GET /metrics",
    "outbox": "GET /v1/control/outbox",
    "systems": "GET /v1/control/systems",
    "unfinished": "GET /v1/control/orders",
    "parity": "GET /v1/control/parity",
    "policy": "GET /v1/control/policy",
    "dead letters": "GET /v1/control/dead-letters",
    "replay": "POST /v1/control/replays",
    "move stage": "POST /v1/control/stages",
}
DUE = ("place order", "health")
"""What no façade can do without, if it is to be loaded."""
FIELDS = ("routes", "headers", "acknowledges")
ACKNOWLEDGES = (200, 201, 202)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Routes:
    """By what is wanted, the method and the address; and the headers that stand in for signing in."""

    known: Mapping[str, str] = field(default_factory=lambda: OURS)
    headers: Mapping[str, str] = field(default_factory=dict)
    acknowledges: tuple[int, ...] = ACKNOWLEDGES
    """The statuses that say an order is taken."""

    def has(self, what: str) -> bool:
        """Say whether this façade has it."""
        return what in self.known

    def of(self, what: str, **named: str) -> tuple[str, str]:
        """Give method and address of what is wanted."""
        method, _, path = self.known[what].partition(" ")
        return method, path.format(**named) if "{" in path else path

    def document(self) -> dict[str, Any]:
        """Give it as data."""
        acknowledges = list(self.acknowledges)
        return {"routes": dict(self.known), "headers": dict(self.headers), "acknowledges": acknowledges}


def routes_from(document: Mapping[str, Any]) -> Routes:
    """Give the routes back that were written down as data."""
    return Routes(document["routes"], document["headers"], tuple(document["acknowledges"]))


def mapped(path: str) -> Routes:
    """Read a mapping file: `routes` by the names above, `headers` to send, `acknowledges` as statuses.

    Raises:
        UsageError: it cannot be read, or names what is not known here.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    tree = read(text, path).value
    if not isinstance(tree, dict) or not isinstance(tree.get("routes"), dict):
        raise UsageError(
            f"{path}: a mapping file says routes: and below it, for one, place order: POST /orders"
        )
    for key in tree:
        if key not in FIELDS:
            raise UsageError(f'{path}: unknown key "{key}"{hint(str(key), FIELDS)}')
    found = {what: _route(path, what, route) for what, route in tree["routes"].items()}
    missing = [what for what in DUE if what not in found]
    if missing:
        raise UsageError(f'{path}: routes: "{missing[0]}" is due: without it there is nothing to load')
    headers = {str(name): str(value) for name, value in (tree.get("headers") or {}).items()}
    return Routes(found, headers, tuple(tree.get("acknowledges") or ACKNOWLEDGES))


def _route(path: str, what: str, route: object) -> str:
    if what not in OURS:
        raise UsageError(f'{path}: routes: unknown "{what}"{hint(what, OURS)}')
    method, _, address = str(route).partition(" ")
    if method not in METHODS or not address.startswith("/"):
        raise UsageError(f"{path}: routes: {what}: {shown(route)} is no route; write POST /orders")
    return f"{method} {address}"
