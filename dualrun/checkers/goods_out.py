"""Have goods left from where they may not: a site they are not bound to, a supplier they do not come from?

A part of I06.
"""

from collections.abc import Iterator

from dualrun.checkers.archive import Archive
from simulators.chassis.commits import FulfilmentCommit, PurchaseCommit


def left_from_elsewhere(archive: Archive, system: str, now: FulfilmentCommit) -> Iterator[str]:
    """Give what has left from a site from which it may not."""
    bound, dropped = archive.master.only_from, archive.master.drop_shipped
    if not (bound or dropped):
        return
    site = archive.business(system, "site", now.site)
    for line, code, _ in now.shipped:
        item = archive.business(system, "item", code)
        if item in dropped:
            yield f"line {line}: {item} comes from {dropped[item]} alone, and has left from {site}"
        sites = bound.get(item, (site,))
        if site not in sites:
            yield f"line {line}: {item} leaves from {' or '.join(sites)} only, and has left from {site}"


def bought_elsewhere(archive: Archive, system: str, now: PurchaseCommit) -> Iterator[str]:
    """Give what is bought from somebody who does not supply it."""
    supplier = archive.business(system, "supplier", now.supplier)
    for line, code, _ in now.ordered:
        item = archive.business(system, "item", code)
        if archive.master.drop_shipped.get(item) != supplier:
            whose = archive.master.drop_shipped.get(item, "no supplier")
            yield f"line {line}: {item} comes from {whose}, and was bought from {supplier}"
