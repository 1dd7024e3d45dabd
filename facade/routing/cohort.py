"""To which cohort does a business key belong?"""

from dataclasses import dataclass
from hashlib import blake2b

_SPAN = float(1 << 64)


def share_of(salt: str, key: str) -> float:
    """Place a key in [0, 1), for ever: the salt differs per migration so that nobody is always first."""
    digest = blake2b(f"{salt}\x00{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / _SPAN


@dataclass(frozen=True, slots=True)
class Cohort:
    """A named share of the business keys, in percent."""

    name: str
    percent: float


@dataclass(frozen=True, slots=True)
class Cohorts:
    """All cohorts of one migration, side by side; they cover 100 percent.

    Raising the percentage of the first cohort takes members from the next and loses none of its own.
    A document without a key goes to the last cohort: it moves when everybody has moved.
    """

    salt: str
    members: tuple[Cohort, ...]

    def __post_init__(self) -> None:
        """Refuse shares that leave somebody out."""
        if abs(sum(c.percent for c in self.members) - 100) > 1e-6:
            raise ValueError("the percentages of the cohorts must add up to 100")

    def of(self, key: str) -> str:
        """Give the name of the cohort of `key`."""
        if not key:
            return self.members[-1].name
        place = share_of(self.salt, key) * 100
        upper = 0.0
        for cohort in self.members:
            upper += cohort.percent
            if place < upper:
                return cohort.name
        return self.members[-1].name
