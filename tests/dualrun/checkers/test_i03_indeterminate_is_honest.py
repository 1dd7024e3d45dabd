from collections.abc import Callable, Mapping

import pytest

from dualrun.checkers.i03_indeterminate_is_honest import IndeterminateIsHonest
from dualrun.history import Outcome
from tests.builders import Story, a_cancelled_story, a_refused_story, a_story


def unknown_and_booked() -> Story:
    return a_story().ending_as(Outcome.INFO)


def unknown_and_nowhere() -> Story:
    return a_refused_story().ending_as(Outcome.INFO)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "takes a timeout for a failure": lambda: a_story().ending_as(Outcome.FAIL),
    "books what it denies": lambda: unknown_and_booked().answering(""),
    "denies in so many words": lambda: unknown_and_booked().answering("unknown"),
    "rejects what stays in the book": lambda: unknown_and_booked().answering("rejected", "timeout"),
    "claims what is in no book": lambda: unknown_and_nowhere().answering("completed"),
    "books the unknown twice": lambda: unknown_and_booked().repeating("book", number="SO-l-2"),
    "leaves an unanswered order behind, denied": lambda: a_story().ending_as(None).answering(""),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "an unknown that was booked": unknown_and_booked,
    "an unknown that never arrived": unknown_and_nowhere,
    "an unknown that was rejected": lambda: unknown_and_nowhere().answering("rejected", "unknown item"),
    "an unknown that waits for credit": lambda: unknown_and_nowhere().answering("on_hold", "credit"),
    "an unknown that was booked and taken back": lambda: a_cancelled_story().ending_as(Outcome.INFO),
    "a refusal": a_refused_story,
}


@pytest.mark.parametrize("is_told_at_the_end", [True, False])
def test_the_public_answer_may_come_from_the_closing_or_from_the_driver(is_told_at_the_end):
    story = unknown_and_booked()
    if not is_told_at_the_end:
        story.closing_with(public_status={}).ending_as(Outcome.INFO, final_status="completed")

    assert story.play([IndeterminateIsHonest()]).violations() == []
