from collections.abc import Callable, Mapping
from datetime import timedelta

from dualrun.checkers.closing import Moved
from dualrun.checkers.i18_monotone_cutover import MonotoneCutover
from facade.routing.stage import Stage
from tests.builders import Story, a_story
from tests.business import START

EARLIER, LATER = START - timedelta(days=1), START + timedelta(days=1)
DURING = START + timedelta(seconds=1)


def moved(story: Story, *moves: tuple[object, Stage, Stage]) -> Story:
    """The cohort of the order was moved at these times."""
    seen = tuple(Moved(at, at, "pilot", stage_from, to) for at, stage_from, to in moves)
    return story.closing_with(moves=seen, cohorts={story.ref: "pilot"}, began_at=Stage.SHADOW)


CUT = (EARLIER, Stage.SHADOW, Stage.LIVE)

MUTANTS: Mapping[str, Callable[[], Story]] = {
    "books in the old book after the cut": lambda: moved(a_story(), CUT),
    "books in the new book before the cut": lambda: moved(
        a_story(home="cloud_erp"), (LATER, Stage.SHADOW, Stage.LIVE)
    ),
    "moves by itself": lambda: moved(a_story(home="cloud_erp")),
    "goes on with the new book after the way back": lambda: moved(
        a_story(home="cloud_erp"), CUT, (EARLIER, Stage.LIVE, Stage.OFF)
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "nobody has drawn cohorts": lambda: a_story(home="cloud_erp"),
    "before the cut": lambda: moved(a_story(), (LATER, Stage.SHADOW, Stage.LIVE)),
    "after the cut": lambda: moved(a_story(home="cloud_erp"), CUT),
    "at the very moment, in the old book": lambda: moved(a_story(), (DURING, Stage.SHADOW, Stage.LIVE)),
    "at the very moment, in the new book": lambda: moved(
        a_story(home="cloud_erp"), (DURING, Stage.SHADOW, Stage.LIVE)
    ),
}


def test_the_book_is_named_with_the_one_it_should_have_been():
    [violation] = moved(a_story(), CUT).play([MonotoneCutover()]).violations()

    assert violation.message == "SO-1 was placed when orders of pilot went to cloud_erp; legacy_erp has it"
