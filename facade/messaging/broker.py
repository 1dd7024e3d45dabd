"""Where events go: a port, and the place a URL names. The broker behind it keeps what it has acknowledged."""

from collections.abc import Sequence
from difflib import get_close_matches
from re import fullmatch
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit, urlunsplit

from facade.errors import BrokerRefusedError

SCHEMES = ("nats", "tls")
STREAM = "dualrun"


class Message(NamedTuple):
    """One event on its way: what it is about, what makes it the same when it is sent again, what it says."""

    subject: str
    id: str
    body: bytes


class Broker(Protocol):
    """Takes messages and keeps them for whoever wants them."""

    async def publish(self, messages: Sequence[Message]) -> Sequence[str]:
        """Send messages side by side and give the ids of those that are kept."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


class BrokerPlace(NamedTuple):
    """A server and the stream in it; subjects begin with the stream's name."""

    server: str
    stream: str


def read_url(url: str) -> BrokerPlace:
    """Read `nats://host:port/stream`; without a stream it is `dualrun`.

    Raises:
        BrokerRefusedError: it cannot be read.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BrokerRefusedError(f"the broker's URL cannot be read: {error}") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        near = get_close_matches(parts.scheme, SCHEMES, 1)
        meant = (
            f"did you mean {near[0]}://?" if near and near[0] != parts.scheme else "nats://host:4222 is one"
        )
        raise BrokerRefusedError(f"{url.partition('://')[0][:20]!r} is no broker known here: {meant}")
    stream = parts.path.strip("/") or STREAM
    if not fullmatch(r"[A-Za-z0-9_-]{1,64}", stream):
        raise BrokerRefusedError(f"{stream[:64]!r} cannot name a stream: letters, digits, - and _ can")
    return BrokerPlace(urlunsplit((parts.scheme, parts.netloc, "", "", "")), stream)


def open_broker(url: str) -> Any:
    """Give the broker behind a URL; its driver is only loaded here.

    Raises:
        BrokerRefusedError: the URL cannot be read, or the driver is not there.
    """
    place = read_url(url)
    try:
        from facade.messaging.jetstream import JetStream
    except ImportError as error:
        said = f"the driver of NATS is not here ({error})"
        raise BrokerRefusedError(f"{said}: pip install 'dualrun[nats]'") from None
    return JetStream(place)
