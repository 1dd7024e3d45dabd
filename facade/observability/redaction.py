"""What must never be written down where people look: found by name, and replaced."""

from collections.abc import Mapping
from typing import Any

HIDDEN = "***"
_SECRET_WORDS = ("authorization", "secret", "password", "token", "api-key", "api_key", "apikey", "cookie")
_SECRET_WORDS_MORE = ("signature", "credential", "idempotency-key", "idempotency_key", "private_key")
_DEPTH_MAX = 20


def is_secret(name: str) -> bool:
    """Say whether what goes by this name is nobody's business."""
    low = name.lower()
    return any(word in low for word in (*_SECRET_WORDS, *_SECRET_WORDS_MORE))


def without_secrets(document: Any, depth: int = 0) -> Any:
    """Give a document in which every secret is hidden, however deep it lies."""
    if depth > _DEPTH_MAX:
        return HIDDEN
    if isinstance(document, Mapping):
        return {
            str(name): HIDDEN if is_secret(str(name)) else without_secrets(value, depth + 1)
            for name, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [without_secrets(value, depth + 1) for value in document]
    return document
