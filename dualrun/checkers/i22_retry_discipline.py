"""I22: does whoever was told to wait, wait; and does nobody hammer at a door that is shut?"""

from datetime import datetime, timedelta
from typing import NamedTuple

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.history import CallRecord

FACADE = "facade"
BUSY = frozenset({429, 503})
PAUSE_MIN_S = 0.9
"""The shortest pause before the same call is made again: one try must have ended before."""

WRITTEN_DOWN_S = 10.0
"""A call this young when its caller is killed may have been answered, and the answer not written down."""

LogicalCall = tuple[str, str, str]


class _Failed(NamedTuple):
    """A call that failed: when it was made, until when it may not be made again, and why."""

    at: datetime
    waits_until: datetime
    why: str


class RetryDiscipline(Checker):
    """A call of the integration layer that failed is made again no earlier than it was asked to, nor at once.

    The same call is the same operation of the same system under the same message id. A retry beneath a
    retry shows here: two layers that each try three times make nine calls with hardly a pause.
    How a killed process's call ends is heard last, after its successor's: it was made first, and is no retry.
    """

    id = "I22"
    name = "retry_discipline"
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._not_before: dict[LogicalCall, _Failed] = {}
        self._just_asked: dict[LogicalCall, datetime] = {}

    def on_crash(self, at: datetime) -> None:
        """Hold nobody to what a process was told, and took with it when it was killed."""
        for call, asked_at in self._just_asked.items():
            if at - asked_at < timedelta(seconds=WRITTEN_DOWN_S):
                self._not_before.pop(call, None)
        self._just_asked.clear()

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Judge a call against the one of the same name that failed before it."""
        if record.source != FACADE or not record.message_id:
            return
        self.evaluated += 1
        call = (record.target, record.operation, record.message_id)
        failed = self._not_before.get(call)
        if failed is not None and record.at < failed.at:
            return
        self._not_before.pop(call, None)
        if failed is not None and record.at < failed.waits_until:
            self.violate(
                record.correlation_id or record.message_id,
                record.at,
                f"{record.operation} to {record.target} must not be tried again before "
                f"{failed.waits_until.isoformat()}, {failed.why}; it was",
                attempt=record.attempt,
                message_id=record.message_id,
            )
        if record.status in BUSY:
            asked = _seconds(record)
            if asked > PAUSE_MIN_S:
                self._remember(call, record.at)
                self._hold(call, record.at, asked, f"for {asked:g} s were asked for")
                return
        if record.status == 0 or record.status in BUSY:
            self._hold(call, record.at, PAUSE_MIN_S, "for it has just failed")

    def _hold(self, call: LogicalCall, at: datetime, seconds: float, why: str) -> None:
        self._not_before[call] = _Failed(at, at + timedelta(seconds=seconds), why)

    def _remember(self, call: LogicalCall, at: datetime) -> None:
        """Keep that a call was asked to wait, until its caller has surely written it down."""
        just_asked = self._just_asked
        just_asked[call] = at
        while at - just_asked[oldest := next(iter(just_asked))] >= timedelta(seconds=WRITTEN_DOWN_S):
            del just_asked[oldest]


def _seconds(record: CallRecord) -> float:
    """Give how long an answer asks to wait, as far as it says so in seconds."""
    headers = record.heard.headers if record.heard is not None else {}
    for name in ("retry-after", "x-retry-after"):
        try:
            return float(headers.get(name, ""))
        except ValueError:
            continue
    return 0.0
