"""What came back from a call."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole answer; header names in lower case, those sent twice joined with a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes
