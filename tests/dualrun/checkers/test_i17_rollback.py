from collections.abc import Callable, Mapping
from datetime import timedelta

from dualrun.checkers.closing import Moved
from dualrun.checkers.i17_rollback import Rollback
from facade.routing.stage import Stage
from tests.builders import Story, a_story
from tests.business import START

LATER = START + timedelta(days=1)
BACK = Moved(LATER, LATER, "pilot", Stage.COMPLETE, Stage.OFF, is_rollback=True)


def gone_back(story: Story) -> Story:
    """The cohort of the order has gone back after it was placed."""
    return story.closing_with(moves=(BACK,), cohorts={story.ref: "pilot"})


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "copies without a void": lambda: (
        a_story()
        .changing("mirror book", posting=True)
        .changing("mirror shipped", posting=True)
        .changing("mirror invoiced", posting=True)
    ),
    "goes back and copies nothing": lambda: gone_back(a_story(home="cloud_erp", mirrored=False)),
    "goes back and copies twice": lambda: gone_back(
        a_story(home="cloud_erp").repeating("mirror book", number="SO-l-again")
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "in the new book alone, and nobody has gone back": lambda: a_story(home="cloud_erp", mirrored=False),
    "copied on the way back": lambda: gone_back(a_story(home="cloud_erp")),
    "at home in the old book all along": lambda: gone_back(a_story(mirrored=False)),
}


def test_a_missing_copy_is_told_with_the_way_back_that_needs_it():
    [violation] = gone_back(a_story(home="cloud_erp", mirrored=False)).play([Rollback()]).violations()

    assert violation.message == (
        "SO-1: pilot has gone back to off; cloud_erp SO-c-SO-1 must have one copy in legacy_erp, and has 0"
    )
