"""Who may do what at the façade: principals, their scopes, and the channels whose orders are theirs.

All of it is data that the façade is handed, so that a landscape, a rehearsal and a test can each bring
their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

EVERY_CHANNEL = "*"
VERSION = "/v1"


class Scope(StrEnum):
    """What a principal may be allowed."""

    ORDERS_READ = "orders.read"
    ORDERS_WRITE = "orders.write"
    CONTROL_READ = "control.read"
    CONTROL_WRITE = "control.write"
    WEBHOOKS = "webhooks.manage"
    ANSWERS_READ = "answers.read"


SCOPES: Mapping[str, str] = {
    Scope.ORDERS_READ: "Look at the orders of one's own channels",
    Scope.ORDERS_WRITE: "Place orders for one's own channels, and take them back",
    Scope.CONTROL_READ: "See stages, parity, the outbox and what is unfinished, of all channels",
    Scope.CONTROL_WRITE: "Move stages",
    Scope.ANSWERS_READ: "Ask what may be promised, and at what price",
    Scope.WEBHOOKS: "Say where the events of one's own channels go",
}
"""What each scope is for, as the OpenAPI document tells it."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How often a principal may call: so many at once, and so many a second in the long run."""

    burst: int
    per_s: float


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller with a name; it has a secret to get tokens with, a standing token, or both.

    A standing token never runs out: it is for harnesses that play both sides on virtual time.
    """

    client_id: str
    scopes: tuple[str, ...]
    channels: tuple[str, ...] = ()
    secret: str = ""
    standing: str = ""
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Everybody who may call, the key that tokens are signed with, and how long a token lasts.

    Without principals nobody may call, which is what a façade does that nobody has told.
    """

    principals: tuple[Principal, ...] = ()
    key: bytes = b""
    life_s: int = 900


class Grant(NamedTuple):
    """What one token allows, and until when."""

    principal: Principal
    scopes: frozenset[str]
    expires_s: float

    def owns(self, channel: str) -> bool:
        """Say whether the orders of a channel are the caller's own."""
        return channel in self.principal.channels or self.owns_all

    @property
    def owns_all(self) -> bool:
        """Whether the orders of every channel are."""
        return EVERY_CHANNEL in self.principal.channels


_NEEDED: tuple[tuple[str, str, str], ...] = (
    (f"{VERSION}/control/health", "", ""),
    (f"{VERSION}/orders", Scope.ORDERS_READ, Scope.ORDERS_WRITE),
    (f"{VERSION}/control", Scope.CONTROL_READ, Scope.CONTROL_WRITE),
    (f"{VERSION}/webhooks", Scope.WEBHOOKS, Scope.WEBHOOKS),
    (f"{VERSION}/availability", Scope.ANSWERS_READ, Scope.ANSWERS_READ),
    (f"{VERSION}/prices", Scope.ANSWERS_READ, Scope.ANSWERS_READ),
    ("/metrics", Scope.CONTROL_READ, Scope.CONTROL_READ),
    ("/slas", Scope.CONTROL_READ, Scope.CONTROL_READ),
    ("/intake", "", ""),  # neighbours sign what they send
    ("/oauth2/token", "", ""),
    ("/services", "", ""),
    ("/asyncapi.json", "", ""),
    ("/openapi.json", "", ""),
    ("/docs", "", ""),
    ("/redoc", "", ""),
)
"""By the beginning of an address: the scope to read there, and the scope for everything else."""
ANY = "any"
"""No scope in particular; but whoever asks must be somebody."""


def needed(method: str, path: str) -> str:
    """Give the scope that a request needs, "" for none; an address that is not listed is not open either."""
    for root, to_read, to_write in _NEEDED:
        if path.startswith(root) and (len(path) == len(root) or path[len(root)] == "/"):
            return to_read if method in ("GET", "HEAD") else to_write
    return ANY
