"""The cross-reference that a migration builds as it goes: which number of the new book stands for which."""


class Numbers:
    """Old number to new, by kind; one to one, and never pointed elsewhere."""

    def __init__(self) -> None:
        self._new: dict[tuple[str, str], str] = {}
        self._old: dict[tuple[str, str], str] = {}

    def pair(self, kind: str, old: str, new: str) -> None:
        """Take down that a record has become another.

        Raises:
            ValueError: either of the two is paired with something else already.
        """
        if self._new.setdefault((kind, old), new) != new or self._old.setdefault((kind, new), old) != old:
            raise ValueError(f"{kind} {old} and {new}: one of them is paired already")

    def new(self, kind: str, old: str) -> str:
        """Give the new number, or nothing when the record was not taken over."""
        return self._new.get((kind, old), "")

    def old(self, kind: str, new: str) -> str:
        """Give the old number, or nothing when the record was made in the new book."""
        return self._old.get((kind, new), "")

    def count(self, kind: str) -> int:
        """Count what was taken over of a kind."""
        return sum(known == kind for known, _ in self._new)
