"""Where can a process die? Between any two of its steps, and around everything it writes down."""

from typing import NamedTuple

from dualrun.errors import UsageError


class Point(NamedTuple):
    """One place: the nth time that something of this kind is reached since the run began.

    `step` is before a step of the loop; `before` and `after` are around a write or a statement of the store.
    With a `key` only what is written of that order counts, so that a point keeps its meaning when something
    else in the run changes.
    """

    kind: str
    number: int
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}" + (f":{self.key}" if self.key else "")


class PowerCut(BaseException):
    """Ends code that has no next step to be stopped at; no handler of ordinary errors may catch it."""


def read_point(text: str) -> Point:
    """Read what `str` of a point has written.

    Raises:
        UsageError: it is no point.
    """
    kind, _, rest = text.partition(":")
    number, _, key = rest.partition(":")
    if kind not in ("step", "before", "after") or not number.isdecimal() or not int(number):
        raise UsageError(f"--cut {text}: write step:12, before:3 or after:3")
    return Point(kind, int(number), key)
