from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from dualrun.checkers.i08_credit import Credit
from tests.builders import Story, a_cancelled_story, a_story
from tests.business import START

NEARLY_ALL = Decimal(9990)
"""Of a limit of 9,999; an order of the story is worth 16.00."""


def a_big_one() -> Story:
    return a_story().changing("book", net=NEARLY_ALL).ending_after("book")


def a_later_one(home: str = "legacy_erp") -> Story:
    """Tell an order that came in when the other was booked already."""
    story = a_story("SO-2", home=home, orders_before=1)
    return story.changing("call accept", at=START + timedelta(hours=1))


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "reads the credit as it was": lambda: a_big_one().together_with(a_later_one()),
    "asks one book alone": lambda: a_big_one().together_with(a_later_one("cloud_erp")),
    "takes one order beyond the limit": lambda: a_story().changing("book", net=Decimal(10_000)),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "two orders under the limit": lambda: a_story().together_with(a_later_one()),
    "an order up to the limit": lambda: a_story().changing("book", net=Decimal(9999)),
    "an order beside one that was taken back": lambda: (
        a_cancelled_story().changing("cancel book", net=NEARLY_ALL).together_with(a_later_one())
    ),
    "an order beside one that came at the same time": lambda: a_big_one().together_with(
        a_story("SO-2", orders_before=1)
    ),
    "a mirror beside its order": lambda: a_story().changing("mirror book", net=NEARLY_ALL),
}


def test_the_customer_is_named_with_what_is_owed():
    [violation] = a_big_one().together_with(a_later_one()).play([Credit()]).violations()

    assert violation.subject == "SO-2"
    assert "CUST-1 may owe 9999" in violation.message
