"""Which known word was probably meant?"""

from collections.abc import Iterable
from difflib import get_close_matches

_SIMILARITY_MIN = 0.6


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word most like the one that was written, or None when nothing is close.

    The comparison ignores case and takes `-` and `_` for the same letter, because those are the slips people
    make. Among equals the first in alphabetical order wins: the same mistake always gets the same hint.
    """
    by_plain: dict[str, str] = {}
    for candidate in sorted(known):
        by_plain.setdefault(_plain(candidate), candidate)
    close = get_close_matches(_plain(word), by_plain, n=1, cutoff=_SIMILARITY_MIN)
    return by_plain[close[0]] if close else None


def _plain(word: str) -> str:
    return word.strip().lower().replace("_", "-")
