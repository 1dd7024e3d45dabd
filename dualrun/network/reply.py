"""What came back from a call."""

from collections.abc import Mapping
from typing import NamedTuple


class Reply(NamedTuple):
    """One whole answer; header names in lower case, those sent twice joined with a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes
