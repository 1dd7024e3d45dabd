"""Against whom interactions are tried: each system in each of its releases, the façade at each stage too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.pact_file import Interaction
from contracts.providers.facade import FacadeProvider
from contracts.providers.known import FACADE
from contracts.providers.releases import Release, releases_of
from contracts.providers.setting import Setting
from contracts.providers.simulator import SimulatorProvider
from contracts.verification import Provider
from facade.routing.stage import DUTIES, Side, Stage

NEW_BOOK = "cloud_erp"


@dataclass(frozen=True, slots=True)
class Column:
    """One provider as it stands at one time; `stage` is the façade's, `release` the new book's or its own."""

    provider: str
    stage: str
    release: str

    @property
    def name(self) -> str:
        """The provider, its stage and the release, as the head of a column."""
        return " ".join(part for part in (self.provider, self.stage, self.release) if part)


@dataclass(frozen=True, slots=True)
class Target:
    """A column, and the provider that stands for it."""

    column: Column
    provider: Provider


def targets(interactions: Sequence[Interaction], stages: Sequence[Stage] = tuple(Stage)) -> list[Target]:
    """Give every column that these interactions can be tried in."""
    found: list[Target] = []
    for name in dict.fromkeys(one.provider for one in interactions):
        found += _facades(stages) if name == FACADE else _releases(name)
    return found


def _releases(name: str) -> Iterator[Target]:
    for release in releases_of(name):
        yield Target(Column(name, "", release.name), SimulatorProvider(name, release))


def _facades(stages: Sequence[Stage]) -> Iterator[Target]:
    """Give the façade at each stage; while the old book alone is asked, the new one's is no matter."""
    for stage in stages:
        for number, release in enumerate(releases_of(NEW_BOOK)):
            if number and Side.NEW not in (*DUTIES[stage].reads, *DUTIES[stage].writes):
                continue
            yield Target(Column(FACADE, stage, release.name), FacadeProvider(_setting(stage, release)))


def _setting(stage: Stage, release: Release) -> Setting:
    return Setting(stage, release.credentials["environment"])
