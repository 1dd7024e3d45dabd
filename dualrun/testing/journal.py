"""What was asked of the systems of one world, and what has happened there, as a test reads it."""

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode

from dualrun.testing.control import ANSWERS_WITHIN_S, ControlPlane, LandscapeError

TIMED_OUT = 408
Documents = list[dict[str, Any]]


class Criteria(TypedDict, total=False):
    """Which requests are meant; what is not given does not matter."""

    method: str
    path: str
    path_matches: str
    status: int
    body_contains: str
    headers: Mapping[str, str]
    trace: str


class Journal:
    """The requests and events of one world. Both are bounded: the oldest make room."""

    def __init__(self, control: ControlPlane) -> None:
        self._control = control

    def requests(self, limit: int = 100) -> Documents:
        """Give the last requests with their answers, oldest first."""
        found: Documents = self._control.ask("GET", f"/requests?limit={limit}")
        return found

    def count(self, **criteria: Unpack[Criteria]) -> int:
        """Tell how many requests fit."""
        found: int = self._control.ask("POST", "/requests/count", criteria)["count"]
        return found

    def find(self, **criteria: Unpack[Criteria]) -> Documents:
        """Give the requests that fit, oldest first."""
        found: Documents = self._control.ask("POST", "/requests/find", criteria)
        return found

    def unmatched(self) -> Documents:
        """Give the requests that no route took; `nearest` says which almost did, and what differed."""
        found: Documents = self._control.ask("GET", "/requests/unmatched")
        return found

    def events(self, kind: str | None = None, limit: int = 100) -> Documents:
        """Give what has become durable lately: orders, shipments, invoices, stock and so on."""
        query = urlencode({"limit": limit, **({"kind": kind} if kind else {})})
        found: Documents = self._control.ask("GET", f"/events?{query}")
        return found

    def wait(
        self, kind: str, where: Mapping[str, Any] | None = None, *, count: int = 1, timeout_s: float = 10.0
    ) -> None:
        """Wait on the server until that many such events have happened, earlier ones counted.

        Raises:
            TimeoutError: they have not.
        """
        self._wait({"kind": kind, "where": dict(where or {}), "count": count, "timeout_s": timeout_s})

    def wait_until_idle(self, timeout_s: float = 10.0) -> None:
        """Wait on the server until nothing that is due is left to do.

        Raises:
            TimeoutError: something is.
        """
        self._wait({"until": "idle", "timeout_s": timeout_s})

    def _wait(self, asked: dict[str, Any]) -> None:
        try:
            self._control.ask("POST", "/wait", asked, asked["timeout_s"] + ANSWERS_WITHIN_S)
        except LandscapeError as refusal:
            if refusal.status == TIMED_OUT:
                raise TimeoutError(str(refusal)) from None
            raise
