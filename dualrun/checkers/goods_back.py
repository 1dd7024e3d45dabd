"""How much of an order has left, come back and been credited, by item, in EA?"""

from collections.abc import Iterable

from dualrun.checkers.archive import Archive
from dualrun.checkers.dossier import Dossier

Pieces = dict[str, int]
"""EA by the business id of an item."""


def over_returned(archive: Archive, dossier: Dossier) -> str:
    """Say what comes back, is back or is credited beyond what it may; nothing when all is well."""
    gone = _sum(
        (archive.business(system, "item", item), units)
        for system, departure in dossier.departures()
        for _, item, units in departure.shipped
    )
    coming, back = _coming(archive, dossier), returned(archive, dossier)
    return (
        _excess("returned must not exceed shipped", coming, gone)
        or _excess("what is back must not exceed what was to come back", back, coming)
        or _excess("credited must not exceed returned", credited(archive, dossier), back)
    )


def not_credited(archive: Archive, dossier: Dossier) -> str:
    """Say what is back and not credited; nothing when all is."""
    return _excess("what is back must be credited", returned(archive, dossier), credited(archive, dossier))


def returned(archive: Archive, dossier: Dossier) -> Pieces:
    """Give what sites have back."""
    return _sum(
        (archive.business(system, "item", item), units)
        for (system, _), one in dossier.returns.items()
        for item, units in one.received
    )


def credited(archive: Archive, dossier: Dossier) -> Pieces:
    """Give what books have credited that posts."""
    total: list[tuple[str, int]] = []
    for (system, _), memo in dossier.credits.items():
        lines = [(line, line.quantity) for line in memo.lines] if memo.posting else []
        for line, quantity in lines:
            item = archive.business(system, "item", line.item)
            pack = archive.pack(item, archive.business(system, "unit", line.unit))
            total.append((item, round(quantity * pack)))
    return _sum(total)


def _coming(archive: Archive, dossier: Dossier) -> Pieces:
    """Give what is to come back, or is; of a cancelled return what came before that."""
    return _sum(
        (archive.business(system, "item", item), units)
        for (system, _), one in dossier.returns.items()
        for item, units in (one.received if one.status == "cancelled" else one.expected)
    )


def _sum(pieces: Iterable[tuple[str, int]]) -> Pieces:
    total: Pieces = {}
    for item, units in pieces:
        total[item] = total.get(item, 0) + units
    return total


def _excess(rule: str, more: Pieces, limit: Pieces) -> str:
    for item, units in more.items():
        if not 0 <= units <= limit.get(item, 0):
            return f"{rule}; {item}: {units} EA against {limit.get(item, 0)}"
    return ""
