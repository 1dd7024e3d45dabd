"""What does a test wish for? Its marks, read and checked, and what all tests of a run wish for together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dualrun.nearest import nearest
from dualrun.testing.control import LandscapeError

FACADE = "facade"
TYPES: Mapping[str, tuple[type, ...]] = {
    "seed": (int,),
    "snapshot": (str,),
    "frozen": (bool,),
    "only": (str, tuple, list),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """The world that a test wishes for, and the systems it needs; none named means all."""

    seed: int | None = None
    snapshot: str | None = None
    frozen: bool = False
    only: tuple[str, ...] = ()

    @property
    def is_of_a_world(self) -> bool:
        """Tell whether it says anything of the world, not only of the systems there are."""
        return self.seed is not None or self.snapshot is not None or self.frozen


def read_wish(asked: Mapping[str, Any]) -> Wish:
    """Read what a mark says.

    Raises:
        LandscapeError: a word is not known, or says something that it cannot.
    """
    for name, value in asked.items():
        if name not in TYPES:
            meant = nearest(name, TYPES)
            hint = f"did you mean {meant}?" if meant else f"there are {', '.join(TYPES)}"
            raise LandscapeError(f"@pytest.mark.dualrun({name}=...): no such word; {hint}")
        if not isinstance(value, TYPES[name]) or (name == "seed" and isinstance(value, bool)):
            raise LandscapeError(
                f"@pytest.mark.dualrun({name}={value!r}): {TYPES[name][0].__name__} is meant"
            )
    if "seed" in asked and "snapshot" in asked:
        raise LandscapeError("@pytest.mark.dualrun(seed=, snapshot=): a snapshot has its own seed; give one")
    only = asked.get("only", ())
    return Wish(**{**asked, "only": (only,) if isinstance(only, str) else tuple(only)})


def systems_for_all(wishes: Iterable[Wish]) -> tuple[str, ...]:
    """Give the systems that are enough for every wish; none named means all, as the façade needs them."""
    named: dict[str, None] = {}
    for wish in wishes:
        if not wish.only or FACADE in wish.only:
            return ()
        named.update(dict.fromkeys(wish.only))
    return tuple(named)
