"""Have goods that are bound to some of the sites left from anywhere else? A part of I06."""

from collections.abc import Iterator

from dualrun.checkers.archive import Archive
from simulators.chassis.commits import FulfilmentCommit


def left_from_elsewhere(archive: Archive, system: str, now: FulfilmentCommit) -> Iterator[str]:
    """Give what has left from a site from which it may not."""
    bound = archive.master.only_from
    if not bound:
        return
    site = archive.business(system, "site", now.site)
    for line, code, _ in now.shipped:
        item = archive.business(system, "item", code)
        sites = bound.get(item, (site,))
        if site not in sites:
            yield f"line {line}: {item} leaves from {' or '.join(sites)} only, and has left from {site}"
