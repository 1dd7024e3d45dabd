from collections.abc import Callable, Mapping

from dualrun.checkers.i28_crash_atomicity import CrashAtomicity
from tests.builders import Story, a_cancelled_story, a_refused_story, a_story

MUTANTS: Mapping[str, Callable[[], Story]] = {
    "forgets an order that it has booked": lambda: a_story().crashing(after="book").answering(""),
    "says it is cancelled, and leaves the book as it was": (
        lambda: a_cancelled_story().dropping("cancel book").crashing(after="book")
    ),
    "says it is cancelled, and leaves the goods where they are": (
        lambda: a_cancelled_story().dropping("unreserve").crashing(after="reserve")
    ),
    "says it is done before the invoice is": (
        lambda: a_story().dropping("invoice", "mirror invoice").crashing(after="book")
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "no crash": a_story,
    "a crash in the middle": lambda: a_story().crashing(after="book"),
    "taken back over a crash": lambda: a_cancelled_story().crashing(after="book"),
    "refused": a_refused_story,
}


def test_the_evidence_says_how_many_crashes_there_were():
    [violation] = MUTANTS["forgets an order that it has booked"]().play([CrashAtomicity()]).violations()

    assert violation.evidence["crashes"] == "1"
