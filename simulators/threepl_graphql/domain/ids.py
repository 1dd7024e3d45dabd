"""Node ids: what everything is called in the API, made of its type and its legacy id."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from functools import lru_cache

from simulators.threepl_graphql.errors import NotFoundError

LEGACY_ID_MAX = 2**31 - 1


@lru_cache(4_096)
def node_id(entity: str, legacy_id: int) -> str:
    """Give the node id of an entity."""
    return b64encode(f"{entity}:{legacy_id}".encode()).decode()


def legacy_id(entity: str, text: str) -> int:
    """Give the legacy id behind a node id.

    Raises:
        NotFoundError: it is no node id of such an entity.
    """
    try:
        found, _, digits = b64decode(text, validate=True).decode("ascii").partition(":")
    except (Base64Error, ValueError):
        found, digits = "", ""
    if found != entity or not (digits.isdigit() and len(digits) <= 10):
        raise NotFoundError(f"{entity} not found: {text[:40]!r}")
    return int(digits)
