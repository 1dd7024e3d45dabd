"""Which differences does the old side show against a second instance of itself?

Every request goes to the old side, to the new one and to a second old one. A field that differs as often
between the two old ones is noise: a timestamp, a number drawn, an order nobody promised. The arithmetic is
Diffy's, to the letter and all comparisons strict. It is no test of significance, cannot see what is wrong in
both old instances, and hides a true regression in a field that is noisy already; so what it drops is listed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from facade.dual_run.difference import Difference
from facade.dual_run.rules import for_all_lines


@dataclass(frozen=True, slots=True)
class NoiseLimits:
    """How much more often the new side must differ than the old one does from itself, in percent."""

    relative: float = 20.0
    absolute: float = 0.03


@dataclass(slots=True)
class PathCount:
    """How often one path has differed: the new side from the old, and the old side from itself."""

    raw: int = 0
    noise: int = 0

    def relative(self) -> float:
        """The excess as a share of all differences, in percent."""
        seen = self.raw + self.noise
        return abs(self.raw - self.noise) / seen * 100 if seen else 0.0

    def absolute(self, requests: int) -> float:
        """The excess as a share of all requests, in percent."""
        return abs(self.raw - self.noise) / requests * 100 if requests else 0.0

    def is_flagged(self, requests: int, limits: NoiseLimits) -> bool:
        """Say whether the new side differs here, noise taken off."""
        return (
            self.raw > self.noise
            and self.relative() > limits.relative
            and self.absolute(requests) > limits.absolute
        )


@dataclass(slots=True)
class NoiseFilter:
    """Counts the differences of one document type, path by path; a path includes the kind of difference."""

    limits: NoiseLimits = NoiseLimits()
    noisy_prefixes: tuple[str, ...] = ()
    """Fields marked by hand, dropped whatever their counts."""
    requests: int = 0
    paths: dict[str, PathCount] = field(default_factory=dict)

    def see(self, against_new: Iterable[Difference], against_itself: Iterable[Difference]) -> None:
        """Count one request: where the new side differed, and where the second old one did."""
        self.requests += 1
        for path in _paths(against_new):
            self.paths.setdefault(path, PathCount()).raw += 1
        for path in _paths(against_itself):
            self.paths.setdefault(path, PathCount()).noise += 1

    def flagged(self) -> Iterator[str]:
        """Give the paths at which the new side differs, noise taken off."""
        for path, count in self.paths.items():
            if not self._is_marked(path) and count.is_flagged(self.requests, self.limits):
                yield path

    def dropped(self) -> Iterator[str]:
        """Give the paths that differed and are taken for noise."""
        for path, count in self.paths.items():
            if count.raw and (self._is_marked(path) or not count.is_flagged(self.requests, self.limits)):
                yield path

    def _is_marked(self, path: str) -> bool:
        return path.startswith(self.noisy_prefixes)


def _paths(differences: Iterable[Difference]) -> Iterable[str]:
    return dict.fromkeys(f"{for_all_lines(d.field)}:{d.kind}" for d in differences)
