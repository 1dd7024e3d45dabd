from collections.abc import Callable, Mapping
from datetime import timedelta

from dualrun.checkers.i24_liveness import Liveness
from dualrun.history import Outcome
from tests.builders import Story, a_cancelled_story, a_story
from tests.business import START


def too_late() -> Story:
    return a_story().closing_with(deadline=START + timedelta(seconds=5))


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "forgets to set its timer again": lambda: a_story().ending_after("call reserve").answering("allocated"),
    "parks without a reason": lambda: a_story().ending_after("call book").answering("on_hold"),
    "leaves an order it does not know": lambda: a_story().ending_after("call book").answering("unknown"),
    "comes to rest too late": too_late,
    "lets everybody wait for ever": lambda: a_story().closing_with(deadlocked=True),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "completed": a_story,
    "taken back": a_cancelled_story,
    "rejected": lambda: a_story().ending_after("call accept").answering("rejected", "unknown item"),
    "refused at the door, which only the shop tells": lambda: (
        a_story()
        .ending_after("shop new")
        .adding("commerce", a_story().says("shop new"), name="shop rejected")
        .changing("shop rejected", status="rejected", reason="unknown item")
        .answering("unknown")
    ),
    "parked for want of stock": lambda: (
        a_story().ending_after("call book").answering("backordered", "no stock")
    ),
    "nobody knows whether it was accepted": lambda: a_story().answering("allocated").ending_as(Outcome.INFO),
}


def test_the_last_change_is_named_when_it_came_after_the_deadline():
    [violation] = too_late().play([Liveness()]).violations()

    assert violation.at > START + timedelta(seconds=5)
    assert "must have come to rest by 2026-01-05T08:00:05+00:00" in violation.message
