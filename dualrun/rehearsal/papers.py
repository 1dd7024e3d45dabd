"""Both books' documents of the orders that somebody will ask about: one click away in the report."""

from collections.abc import Iterable, Mapping
from typing import Any

from dualrun.checkers.archive import Archive
from dualrun.rehearsal.course import SIDES
from dualrun.report.document import PaperRow
from facade.dual_run.comparison import Verdict
from simulators.chassis.commits import InvoiceCommit, OrderCommit, OrderLineCommit


def papers(archive: Archive, references: Iterable[str]) -> dict[str, list[PaperRow]]:
    """Give the orders and invoices of each reference as the books have them in the end."""
    found: dict[str, list[PaperRow]] = {}
    for reference in dict.fromkeys(references):
        dossier = archive.dossier(reference)
        rows = [
            *[_row(system, "order", one, one.status) for (system, _), one in dossier.orders.items()],
            *[_row(system, "invoice", one, one.tax_basis) for (system, _), one in dossier.invoices.items()],
        ]
        if rows:
            found[reference] = rows
    return found


def unexplained(samples: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name the orders whose comparison nobody can explain by a rule."""
    return [str(row["subject"]) for row in samples if row["verdict"] != Verdict.TOLERATED]


def _row(system: str, kind: str, one: OrderCommit | InvoiceCommit, said: str) -> PaperRow:
    return PaperRow(
        book=SIDES.get(system, system),
        system=system,
        kind=kind,
        number=one.number,
        posting=one.posting,
        said=said,
        net=str(one.net),
        tax=str(one.tax),
        gross=str(one.net + one.tax),
        currency=one.currency,
        lines=[_line(line) for line in one.lines],
    )


def _line(line: OrderLineCommit) -> str:
    return f"{line.line}: {line.quantity} {line.unit} {line.item} at {line.unit_price}, {line.net}"
