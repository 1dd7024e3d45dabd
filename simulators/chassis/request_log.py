"""What was asked of a system lately, and what did it answer? Bounded, so that no load fills the memory."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

REQUESTS_KEPT = 1000
BODY_BYTES_KEPT = 2048
PATH_LENGTH_KEPT = 500
TRACE_END = 35
SECRET_HEADERS = ("authorization", "x-api-key", "cookie")


class LoggedRequest(NamedTuple):
    """One request with its answer; whatever is long (a body, a query, a header) is cut to its first bytes."""

    number: int
    at: datetime
    method: str
    path: str
    query: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    status: int
    answer: bytes
    fault: str
    nearest: str
    """For a request that no route took: the nearest route, and what differed."""

    @property
    def trace(self) -> str:
        """The id of the trace it belongs to, if it came with one."""
        parents = [value for name, value in self.headers if name.lower() == b"traceparent"]
        return parents[0][3:35].decode("latin-1") if parents and len(parents[0]) >= TRACE_END else ""

    def document(self, system: str) -> dict[str, Any]:
        """Give it in words; secrets are left out."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.headers}
        shown = {name: "***" if name in SECRET_HEADERS else value for name, value in headers.items()}
        return {
            "id": f"{system}-{self.number}",
            "system": system,
            "at": self.at.isoformat(),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": shown,
            "body": self.body.decode("utf-8", "replace"),
            "status": self.status,
            "answer": self.answer.decode("utf-8", "replace"),
            "trace": self.trace or None,
            "fault": self.fault or None,
            "nearest": self.nearest or None,
        }


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which requests are meant; what is not given does not matter."""

    method: str | None = None
    path: str | None = None
    path_matches: str | None = None
    status: int | None = None
    body_contains: str | None = None
    headers: Mapping[str, str] | None = None
    trace: str | None = None
    is_unmatched: bool | None = None

    def fits(self, request: LoggedRequest) -> bool:
        """Tell whether a request is meant."""
        return (
            (self.method is None or request.method == self.method.upper())
            and (self.path is None or request.path == self.path)
            and (self.path_matches is None or re.search(self.path_matches, request.path) is not None)
            and (self.status is None or request.status == self.status)
            and (self.body_contains is None or self.body_contains.encode() in request.body)
            and (self.trace is None or request.trace == self.trace)
            and (self.is_unmatched is None or bool(request.nearest) == self.is_unmatched)
            and all(self._has(request, name, value) for name, value in (self.headers or {}).items())
        )

    @staticmethod
    def _has(request: LoggedRequest, name: str, value: str) -> bool:
        wanted = (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        return wanted in request.headers


class RequestLog:
    """The last requests of one system in one world, oldest first; `served` counts all there ever were."""

    def __init__(self, kept: int = REQUESTS_KEPT) -> None:
        self.served = 0
        self._kept: deque[LoggedRequest] = deque(maxlen=kept)

    def add(self, request: LoggedRequest) -> None:
        """Take down a request; the oldest makes room."""
        self._kept.append(request)

    def find(self, criteria: Criteria) -> Iterator[LoggedRequest]:
        """Give the requests that are meant."""
        return filter(criteria.fits, self._kept)

    def forget(self) -> None:
        """Begin with an empty page."""
        self._kept.clear()
