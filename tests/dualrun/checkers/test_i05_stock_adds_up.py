from collections.abc import Callable, Mapping

from dualrun.checkers.i05_stock_adds_up import StockAddsUp
from simulators.chassis.commits import MovementCommit
from tests.builders import Story, a_cancelled_story, a_story


def reserved_twice() -> Story:
    """The site's own rows add up; only the order shows that its goods are held twice."""
    story = a_story().repeating("reserve", number="W-2")
    held = story.says("leave 1")._replace(allocated=30)
    return story.adding("wms", held).adding("wms", story.says("leave 2")._replace(allocated=5))


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "reserves twice on redelivery": reserved_twice,
    "promises more than lies there": lambda: a_story().changing("hold 1", allocated=1001),
    "lets stock go below nothing": lambda: a_story().changing("leave 1", on_hand=-1, allocated=-1),
    "ships more than ever lay there": lambda: a_story().changing("issue 2", quantity=-501),
    "forgets a movement": lambda: a_story().dropping("issue 1"),
    "counts a movement twice": lambda: a_story().repeating("issue 2"),
    "forgets to take goods off the shelf": lambda: a_story().dropping("leave 2"),
    "forgets to free what has left": lambda: a_story().changing("leave 1", allocated=30),
    "forgets to free what was taken back": lambda: a_cancelled_story().dropping("free 2"),
    "leaves the goods with a cancelled order": lambda: a_cancelled_story().dropping(
        "unreserve", "free 1", "free 2"
    ),
    "opens with other stock than the business has": lambda: (
        a_story()
        .dropping("opening ITEM-1")
        .changing("opening stock ITEM-1", on_hand=900)
        .ending_after("book")
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "goods that were held and left": a_story,
    "goods that were freed": a_cancelled_story,
    "a site that announces no opening": lambda: a_story().dropping("opening ITEM-1", "opening ITEM-2"),
    "two orders for the same goods": lambda: a_story().together_with(a_story("SO-2", orders_before=1)),
    "an order that holds goods again after letting them go": lambda: a_story().adding(
        "wms", a_story().says("reserve")._replace(number="W-0", status="cancelled", reserved=())
    ),
}


def test_a_receipt_counts_as_stock():
    story = a_story()
    more = story.says("leave 1")._replace(on_hand=1070)
    receipt = MovementCommit("WH-01", more.item, 100, "receipt", "R-1")
    story.adding("wms", receipt).adding("wms", more)

    assert story.play([StockAddsUp()]).violations() == []


def test_the_item_and_the_site_are_named_in_the_sites_own_codes():
    [violation] = a_story().dropping("issue 1").play([StockAddsUp()]).violations()

    assert violation.subject == "wms WH-01 7000001"
    assert "sum of movements, 1000; found 970" in violation.message
