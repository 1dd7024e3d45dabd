"""The releases that the systems serve side by side, and how each is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts.pact_file import Request
from simulators.cloud_erp.schemas.waves import WAVES as CLOUD_WAVES
from simulators.threepl.schemas.waves import CURRENT as THREEPL_CURRENT
from simulators.threepl.schemas.waves import WAVES as THREEPL_WAVES


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a system: what callers are told of it, and the path that stands for it."""

    name: str = ""
    credentials: Mapping[str, str] = field(default_factory=dict)
    path_in_force: str = ""
    path: str = ""

    def asked(self, request: Request) -> Request:
        """Give a request as it is put to this release."""
        if not self.path or not request.target.startswith(self.path_in_force):
            return request
        return replace(request, target=self.path + request.target.removeprefix(self.path_in_force))


IN_FORCE = Release()
RELEASES: Mapping[str, tuple[Release, ...]] = {
    "cloud_erp": tuple(Release(wave.version, {"environment": wave.environment}) for wave in CLOUD_WAVES),
    "threepl": tuple(
        Release(wave, path_in_force=f"/{THREEPL_CURRENT}/", path=f"/{wave}/")
        for wave in THREEPL_WAVES
        if wave >= THREEPL_CURRENT
    ),
}
"""By system, the release in force and those to come; the others serve but one."""


def releases_of(system: str) -> tuple[Release, ...]:
    """Give the releases of a system, the one in force first."""
    return RELEASES.get(system, (IN_FORCE,))
