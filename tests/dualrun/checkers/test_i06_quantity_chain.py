from collections.abc import Callable, Mapping
from decimal import Decimal

from dualrun.checkers.i06_quantity_chain import QuantityChain
from simulators.chassis.commits import CreditCommit, ReturnCommit
from tests.builders import Story, a_story

SHORT = ((1, Decimal(3)), (2, Decimal(4)))
FULL = ((1, Decimal(3)), (2, Decimal(5)))
LONG = ((1, Decimal(3)), (2, Decimal(6)))


def invoiced_short() -> Story:
    story = a_story()
    first, second = story.says("invoice").lines
    return story.changing("invoice", lines=(first, second._replace(quantity=Decimal(4))))


def amended_after_shipping() -> Story:
    story = a_story()
    first, second = story.says("shipped").lines
    return story.changing("shipped", lines=(first, second._replace(quantity=Decimal(4))))


def shipped_as(*rows: tuple[int, str, int]) -> Callable[[], Story]:
    return lambda: a_story().changing("ship", shipped=rows)


def left_short() -> Story:
    """The site found four of five of line 2; the books leave the order open."""
    story = a_story()
    for name in ("shipped", "invoiced", "mirror shipped", "mirror invoiced"):
        story.changing(name, status="open")
    for name in ("shipment", "mirror shipment"):
        story.changing(name, quantities=SHORT)
    for name in ("invoice", "mirror invoice"):
        first, second = story.says(name).lines
        story.changing(name, lines=(first, second._replace(quantity=Decimal(4))))
    return story.changing("ship", shipped=((1, "7000001", 30), (2, "7000002", 4)))


def a_third_of_a_case_short() -> Story:
    """Of three cases of ten pieces 27 left, and the book keeps five decimals."""
    story = left_short()
    left = ((1, Decimal("2.70001")), (2, Decimal(4)))
    for name in ("shipment", "mirror shipment"):
        story.changing(name, quantities=left)
    for name in ("invoice", "mirror invoice"):
        first, second = story.says(name).lines
        story.changing(name, lines=(first._replace(quantity=Decimal("2.70001")), second))
    return story.changing("ship", shipped=((1, "7000001", 27), (2, "7000002", 4)))


def left_in_two_parts() -> Story:
    """Each line left from a site of its own, with a shipment and an invoice of its own in both books."""
    story = a_story().changing("ship", reserved=(), shipped=((1, "7000001", 30),))
    story.repeating("ship", number="W-2", shipped=((2, "7000002", 5),))
    for name in ("shipment", "mirror shipment"):
        story.changing(name, quantities=FULL[:1]).repeating(name, number="PS-2", quantities=FULL[1:])
    for name in ("invoice", "mirror invoice"):
        first, second = story.says(name).lines
        story.changing(name, lines=(first,)).repeating(name, number="PI-2", lines=(second,))
    return story


def sent_back(pieces: int = 12, credited: int = 12, promised: int = 12) -> Story:
    """Some pieces of line 1 are back at the warehouse, and the old book has credited them."""
    story = a_story()
    first, *_ = story.says("invoice").lines
    line = first._replace(quantity=Decimal(credited) / 10, net=first.unit_price * credited / 10)
    back = ReturnCommit("WH-01", "R-1", "SO-1", "expected", (("7000001", pieces),), ())
    memo = CreditCommit("CM-1", "PI-1", "SO-1", True, (line,), line.net, Decimal(0), "GBP")
    story.adding("wms", back, name="expect back")
    story.adding("wms", back._replace(status="received", received=back.expected), name="back")
    if credited:
        story.adding("legacy_erp", memo, name="credit")
    story.operations[0].returned = ((1, promised // 10),)
    return story.answering("returned")


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "posts the shipment again on a second notice": lambda: a_story().repeating("shipment", number="PS-2"),
    "posts the invoice again": lambda: a_story().repeating("invoice", number="PI-2"),
    "posts it again in the mirror": lambda: a_story().repeating("mirror shipment", number="PS-2"),
    "posts more than was ordered": lambda: a_story().changing("shipment", quantities=LONG),
    "posts less than has left": lambda: a_story().changing("shipment", quantities=SHORT),
    "posts a negative quantity": lambda: a_story().changing("shipment", quantities=((1, Decimal(-3)),)),
    "changes what it has posted": lambda: a_story().repeating("shipment", quantities=SHORT),
    "posts against no order": lambda: a_story().changing("shipment", order_number="SO-9"),
    "invoices less than was shipped": invoiced_short,
    "invoices before it has shipped": lambda: a_story().moving("invoice", before="shipment"),
    "amends an order below what has left": amended_after_shipping,
    "ships from a second site as well": lambda: a_story().repeating("ship", number="W-2"),
    "ships short, posts in full": shipped_as((1, "7000001", 30), (2, "7000002", 4)),
    "ships the wrong item": shipped_as((1, "7000001", 30), (2, "7000001", 5)),
    "ships cases as pieces": shipped_as((1, "7000001", 3), (2, "7000002", 5)),
    "ships more than it reserved": shipped_as((1, "7000001", 30), (2, "7000002", 6)),
    "posts in full an order that left short": lambda: left_short().changing("shipment", quantities=FULL),
    "invoices less than left short": lambda: left_short().changing(
        "invoice", lines=left_short().says("invoice").lines[:1]
    ),
    "ships a part twice": lambda: left_in_two_parts().repeating("ship", number="W-3"),
    "posts a part twice": lambda: left_in_two_parts().repeating("shipment", number="PS-3"),
    "invoices a part twice": lambda: left_in_two_parts().repeating("invoice", number="PI-3"),
    "posts a part that has not left": lambda: left_in_two_parts().dropping("ship again"),
    "posts both parts at once, and one again": lambda: left_in_two_parts().changing(
        "shipment", quantities=FULL
    ),
    "sends what is bound to a site from another": lambda: a_story().changing("ship", site="WH-09"),
    "takes back more than has left": lambda: sent_back(40, 40, 40),
    "takes back what has left, twice": lambda: sent_back(20, 20, 20).repeating("back", number="R-2"),
    "takes in more than was announced": lambda: sent_back(10, 20, 20).changing(
        "back", received=(("7000001", 20),)
    ),
    "credits more than is back": lambda: sent_back(10, 20, 20),
    "credits less than is back": lambda: sent_back(20, 10, 10),
    "credits nothing of what is back": lambda: sent_back(10, 0, 0),
    "credits a return twice": lambda: sent_back(10, 10, 10).repeating("credit", number="CM-2"),
    "credits before the goods are back": lambda: sent_back(10, 10, 10).moving("credit", before="back"),
    "forgets a return that it has promised": lambda: sent_back(10, 10, 20),
    "calls an order invoiced that never left": lambda: a_story().dropping("ship"),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "a full chain": a_story,
    "a return that was credited": lambda: sent_back(10, 10, 10),
    "a return that nobody sent": lambda: sent_back(10, 0, 0).changing(
        "back", status="cancelled", received=()
    ),
    "a memo that posts nothing": lambda: sent_back(10, 10, 10).repeating(
        "credit", number="CM-2", posting=False
    ),
    "an order that left in two parts": left_in_two_parts,
    "a chain of what a site found, less than was ordered": left_short,
    "a part of a case as a book writes it": a_third_of_a_case_short,
    "a shipment stored twice alike": lambda: a_story().repeating("shipment"),
    "an order that has not left yet": lambda: a_story().ending_after("call release"),
    "a site that empties its reservation as goods leave": lambda: a_story().changing("ship", reserved=()),
}


def test_a_line_brought_down_to_nothing_needs_no_shipment():
    story = a_story()
    for name in ("book", "shipped", "invoiced", "mirror book", "mirror shipped", "mirror invoiced"):
        first, second = story.says(name).lines
        story.changing(name, lines=(first, second._replace(quantity=Decimal(0))))
    for name in ("shipment", "mirror shipment"):
        story.changing(name, quantities=((1, Decimal(3)),))
    for name in ("invoice", "mirror invoice"):
        story.changing(name, lines=story.says(name).lines[:1])
    story.changing("ship", shipped=((1, "7000001", 30),))

    assert story.play([QuantityChain()]).violations() == []


def test_what_left_is_compared_in_pieces():
    story = shipped_as((1, "7000001", 3), (2, "7000002", 5))()

    messages = [violation.message for violation in story.play([QuantityChain()]).violations()]
    assert any("1/ITEM-1: 30, 2/ITEM-2: 5} EA, left {1/ITEM-1: 3" in message for message in messages)


def test_goods_that_left_from_where_they_may_not_are_named():
    [violation] = a_story().changing("ship", site="WH-09").play([QuantityChain()]).violations()

    assert "line 2: ITEM-2 leaves from SITE-1 only, and has left from" in violation.message
