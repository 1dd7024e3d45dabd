"""A way back in one sentence, on every medium alike."""

from collections.abc import Mapping

from dualrun.report.both_books import (
    ConversionRow,
    NoReturnRow,
    RetirementRow,
    RollbackRow,
    WayBackRow,
)
from dualrun.report.phrasing import duration, virtual_day

SAID = {
    "OrderShipped": "goods left",
    "InvoicePosted": "an invoice was posted",
    "ReturnCredited": "money was given back",
}


def way_back(row: RollbackRow, start: str) -> str:
    """Tell a way back: when, from where to where, what was copied, what went wrong, and what is beyond it."""
    first = f" (first {row.lost_first})" if row.lost_first else ""
    told = (
        f"{row.cohort} {virtual_day(start, row.at)} from {row.stage_from} to {row.to}: "
        f"{_documents(row.only_new, row.money)} only in the new book, {row.copied} orders copied in "
        f"{duration(row.took_s)}; lost {row.lost}{first}, doubled {row.doubled}, reordered {row.reordered}"
    )
    if not row.point_of_no_return:
        return f"{told}; before the point of no return"
    passed = virtual_day(start, row.point_of_no_return)
    return f"{told}; past the point of no return, {passed}: {SAID[row.no_return_event]} in the new book alone"


def conversion(row: ConversionRow, start: str) -> str:
    """Tell a conversion: when, which open orders changed their book, and why others did not."""
    told = (
        f"{row.cohort} {virtual_day(start, row.at)} to the {row.to} book, at {row.stage}: "
        f"{row.converted} of {row.asked} open orders moved"
    )
    refused = [f"{count} refused: {why}" for why, count in row.refused.items()]
    staying = [f"{count} stay: {why}" for why, count in row.staying.items()]
    return "; ".join([told, *refused, *staying])


def retirement(row: RetirementRow, start: str) -> str:
    """Tell whether the old book could be switched off when it was to be."""
    when = virtual_day(start, row.at)
    if not row.left:
        return f"nothing was left of the old book {when}: it could be switched off"
    return f"the old book could not be switched off {when}: {'; '.join(row.left)}"


def tried(row: WayBackRow) -> str:
    """Tell what going back at one hour would have met."""
    told = (
        f"going back at hour {row.hour}: {row.orders} orders only in the new book, in the old one after "
        f"{duration(row.took_s)}; lost {row.lost}, doubled {row.doubled}, reordered {row.reordered}"
    )
    broken = f"; {row.violations} violations" if row.violations else ""
    return f"{told}{broken}; {'past' if row.is_beyond else 'before'} the point of no return"


def no_return(row: NoReturnRow, start: str) -> str:
    """Tell since when a cohort leaves something behind if it goes back."""
    only_new = {"orders": row.orders, "shipments": row.shipments, "invoices": row.invoices}
    return (
        f"{row.cohort} {virtual_day(start, row.at)}, when {SAID[row.event]} on {row.reference}; "
        f"by the end {_documents(only_new, row.money)} are in the new book alone"
    )


def _documents(counts: Mapping[str, int], money: Mapping[str, str]) -> str:
    counted = ", ".join(f"{count} {name}" for name, count in counts.items())
    return (
        f"{counted} ({', '.join(f'{total} {currency}' for currency, total in money.items())})"
        if money
        else counted
    )
