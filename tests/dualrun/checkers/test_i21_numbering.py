from collections.abc import Callable, Mapping

from dualrun.checkers.i21_numbering import Numbering
from tests.builders import Story, a_story


def numbered(*numbers: str) -> Story:
    """Tell orders whose invoices in the old book bear those numbers."""
    story: Story | None = None
    for place, number in enumerate(numbers):
        one = a_story(f"SO-{place + 1}", mirrored=False, orders_before=place).changing(
            "invoice", number=number
        )
        story = one if story is None else story.together_with(one)
    assert story is not None
    return story


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "takes a number before it is sure of the invoice": lambda: numbered("INV-1001", "INV-1003"),
    "gives a number twice": lambda: numbered("INV-1001", "INV-1001"),
    "gives a number of another width twice": lambda: numbered("I-1", "I-1"),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "one invoice after the other": lambda: numbered("INV-1001", "INV-1002", "INV-1003"),
    "two series side by side": lambda: numbered("A-1001", "B-2001", "A-1002"),
    "an invoice that is told again": lambda: numbered("INV-1001", "INV-1002").repeating("invoice"),
    "both books with a series each": a_story,
}


def test_the_missing_numbers_are_named():
    [violation] = numbered("INV-1001", "INV-1004").play([Numbering()]).violations()

    assert "2 are no invoice: INV-1002, INV-1003" in violation.message
