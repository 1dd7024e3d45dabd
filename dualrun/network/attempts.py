"""Which try of a call is this, as the wire sees it?"""

_CALLS_REMEMBERED = 10_000


class Attempts:
    """Counts calls by who calls whom for what, in bounded memory.

    It forgets what was not asked for during the last `remembered` different calls. Keys are kept as their
    hashes, because a rehearsal makes millions of them and only ever asks whether two are the same.
    """

    def __init__(self, remembered: int = _CALLS_REMEMBERED) -> None:
        self._remembered = remembered
        self._young: dict[int, int] = {}
        self._old: dict[int, int] = {}

    def count(self, *call: str) -> int:
        """Count this call and give its number, 1 at first."""
        key = hash(call)
        number = self._young.get(key) or self._old.get(key, 0)
        if not number and len(self._young) >= self._remembered:
            self._old, self._young = self._young, {}
        self._young[key] = number + 1
        return number + 1
