"""Which real servers answer on this machine, and what to say when one does not."""

import os
import socket
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

_ANSWER_S_MAX = 1.0


@dataclass(frozen=True, slots=True)
class Service:
    """A server some tests need: where it is looked for, and how a person starts it."""

    title: str
    port: int
    start: str

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"


KNOWN = {
    "postgresql": Service("PostgreSQL", 5432, "pg_ctl -D DATA_DIR start"),
    "nats": Service("NATS", 4222, "nats-server --jetstream --addr 127.0.0.1"),
}


def are_required() -> bool:
    """Say whether a missing server is a failure: in CI nobody reads what was skipped."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def missing(names: Iterable[str]) -> list[Service]:
    """Give the servers of these names that do not answer."""
    return [service for service in (KNOWN[name] for name in names) if not _answers(service.port)]


def reason(absent: Sequence[Service]) -> str:
    """Say in one line what is missing and how to start it."""
    return "; ".join(
        f"{service.title} does not answer on {service.place}, start it with `{service.start}`"
        for service in absent
    )


def summary(reasons: Iterable[str]) -> list[str]:
    """Say what was left out, one line a reason."""
    counted = Counter(text.removeprefix("Skipped: ") for text in reasons)
    return [
        f"left out: {count} {'test' if count == 1 else 'tests'}: {text}" for text, count in counted.items()
    ]


@cache
def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_S_MAX).close()
    except OSError:
        return False
    return True
