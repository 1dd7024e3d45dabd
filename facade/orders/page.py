"""The transition tables as a page: every status, every event, what follows.

    python -m facade.orders.page

It is written from the tables that decide, so it cannot say anything else than they do.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, get_args

from facade.orders import events as ev
from facade.orders import order_table, part_table, return_table
from facade.orders.decision import Rule
from facade.orders.part import PartStatus
from facade.orders.process import OF_A_PART, OF_A_RETURN
from facade.orders.returning import ReturnStatus
from facade.orders.state import SAID_OF, Status

EVENTS: tuple[type, ...] = get_args(ev.Event)
Table = Mapping[tuple[Any, type], tuple[Rule[Any], ...]]


def page() -> str:
    """Give the whole page as Markdown."""
    of_orders = tuple(event for event in EVENTS if event not in OF_A_PART | OF_A_RETURN)
    of_returns = tuple(event for event in EVENTS if event in OF_A_RETURN)
    of_parts = (*(event for event in EVENTS if event in OF_A_PART), ev.CancelRequested)
    return "\n".join(
        [
            "# How an order gets on",
            "",
            "Of the rules for one status and event, the first one counts whose condition holds. Commands",
            "that begin with `mirror_` are left out while no copy is kept. A new part asks for its stock,",
            "or is bought from its supplier.",
            "",
            "## The order",
            "",
            *_table(Status, of_orders, order_table.TABLE),
            "",
            "## A part of it",
            "",
            *_table(PartStatus, of_parts, part_table.TABLE),
            "",
            "## Goods that come back",
            "",
            *_table(ReturnStatus, of_returns, return_table.TABLE),
            "",
            "## What an order is called whose least advanced part stands there",
            "",
            "| part | order |",
            "|---|---|",
            *(f"| {part} | {status} |" for part, status in SAID_OF.items()),
            "",
        ]
    )


def _table(statuses: type[StrEnum], events: tuple[type, ...], table: Table) -> Iterator[str]:
    yield "| in | when | if | becomes | does | and writes down |"
    yield "|---|---|---|---|---|---|"
    for status in statuses:
        for event in events:
            for rule in table.get((status, event), ()):
                does = ", ".join(rule.does)
                to = rule.to if rule.to is not status else ""
                cells = (status, event.__name__, _said(rule.when), to, does, _said(rule.writes))
                yield f"| {' | '.join(cells)} |"
        silent = [event.__name__ for event in events if (status, event) not in table]
        if silent:
            yield f"| {status} | {', '.join(silent)} | | | | nothing: this is old news |"


def _said(note: Callable[..., Any] | None) -> str:
    said = (note.__doc__ or "") if note is not None else ""
    return said[:1].lower() + said[1:].rstrip(".")


if __name__ == "__main__":
    sys.stdout.write(page())
