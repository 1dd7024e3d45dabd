"""Many calls handed over at once and carried out later, one by one."""

from dataclasses import dataclass
from datetime import datetime

COMPLETE, RETRIABLE, FAILED, OPEN, REJECTED = 1, 2, 3, 4, 5
STATUSES = (COMPLETE, RETRIABLE, FAILED, OPEN, REJECTED)


@dataclass(frozen=True, slots=True)
class Operation:
    """One of the calls: what was asked, and what came of it."""

    id: int
    method: str
    path: str
    body: bytes
    status: int = OPEN
    message: str = ""
    error_code: int | None = None
    result: bytes = b""


@dataclass(frozen=True, slots=True)
class Bulk:
    """The calls handed over together."""

    uuid: str
    at: datetime
    description: str
    user: str
    count: int
