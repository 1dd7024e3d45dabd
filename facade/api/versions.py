"""Which version of the API an address speaks, and how long addresses without one are still served.

`/v1` is the address of record, and what the OpenAPI document shows. The addresses that came before it answer
the same until they go, and say so with every answer: Deprecation (RFC 9745), Sunset (RFC 8594) and where
their successor is. It is this way round because a version in the address is what a later `/v2` needs beside
it, and because nothing that calls the old addresses today has to change on the day it updates.
"""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

UNVERSIONED = ("/orders", "/control")
DEPRECATED_AT = datetime(2026, 11, 21, tzinfo=UTC)
SUNSET_AT = datetime(2027, 6, 30, tzinfo=UTC)

_FIXED = (
    (b"deprecation", b"@%d" % DEPRECATED_AT.timestamp()),
    (b"sunset", format_datetime(SUNSET_AT, usegmt=True).encode()),
)


@lru_cache(1000)
def farewell(successor: str) -> tuple[tuple[bytes, bytes], ...]:
    """Give the headers of an answer from an address that will go."""
    return (*_FIXED, (b"link", f'<{quote(successor)}>; rel="successor-version"'.encode()))
