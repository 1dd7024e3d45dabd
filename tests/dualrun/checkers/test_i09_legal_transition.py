from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from dualrun.checkers.i09_legal_transition import CHANNEL, FULFILMENT, ORDER, LegalTransition
from tests.builders import Story, a_cancelled_story, a_story


def backordered() -> Story:
    story = a_story()
    waiting = story.says("shop processing")._replace(status="backordered", reason="no stock")
    again = waiting._replace(status="processing", reason="")
    return story.adding("commerce", waiting, name="wait", after="shop processing").adding(
        "commerce", again, after="wait"
    )


def cut(*kept: int, shipped: tuple[int, ...] | None = None) -> Story:
    """All but so many of each line is taken back after they have left; the book invoices at once."""
    story = a_story(mirrored=False).dropping("shipped")
    lines = story.says("invoiced").lines
    gone = enumerate(kept if shipped is None else shipped, 1)
    story = story.changing("shipment", quantities=tuple((line, Decimal(units)) for line, units in gone))
    left = tuple(
        line._replace(quantity=Decimal(units)) for line, units in zip(lines, kept, strict=True) if units
    )
    return story.changing("invoiced", lines=left)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "posts a shipment before the goods have left": lambda: a_story().moving("shipment", before="ship"),
    "posts an invoice before the shipment": lambda: a_story().moving("invoice", before="shipment"),
    "posts an invoice after another book's shipment": lambda: a_story().dropping("mirror shipment"),
    "ships before it has allocated": lambda: a_story().dropping("reserve"),
    "picks what was not released": lambda: a_story().dropping("release"),
    "ships what was not picked": lambda: a_story().dropping("pick"),
    "begins with a shipped order": lambda: a_story().dropping("book"),
    "invoices an order that was not shipped": lambda: a_story().dropping("shipped"),
    "invoices an order that was cut to less than what left": lambda: cut(3, 1, shipped=(3, 2)),
    "invoices an order of which some is outstanding": lambda: cut(3, 4, shipped=(3, 2)),
    "revives a cancelled order": lambda: a_cancelled_story().adding("legacy_erp", a_story().says("shipped")),
    "cancels what has left": lambda: a_story().adding(
        "wms", a_story().says("ship")._replace(status="cancelled")
    ),
    "cancels an order that was shipped": lambda: a_story().repeating("shipped", status="cancelled"),
    "opens an invoiced order": lambda: a_story().repeating("invoiced", status="open"),
    "shows a buyer the invoice before the shipment": lambda: a_story().dropping("shop shipped"),
    "rejects what the buyer has already received": lambda: a_story().repeating(
        "shop complete", status="rejected"
    ),
    "invents a status": lambda: a_story().changing("shop processing", status="pondering"),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "the whole path": a_story,
    "an order that was taken back": a_cancelled_story,
    "an order cut to what had left and was invoiced": lambda: cut(3, 2),
    "an order of which a whole line was cut": lambda: cut(3, 0, shipped=(3,)),
    "an order that waited for stock": backordered,
    "documents stored again as they are": lambda: (
        a_story().repeating("book").repeating("ship").repeating("invoiced")
    ),
}


@pytest.mark.parametrize("path", [ORDER, FULFILMENT, CHANNEL])
def test_every_status_of_a_path_can_be_reached(path):
    reached = {status for may_follow in path.values() for status in may_follow}

    assert reached | {""} == set(path)


def test_what_may_come_is_said_beside_what_came():
    [violation] = a_story().dropping("pick").play([LegalTransition()]).violations()

    assert (
        "fulfilment in wms: after released may come cancelled or picked; found shipped" in violation.message
    )
