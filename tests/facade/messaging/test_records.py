"""One suite for the records of all stores."""

from dataclasses import replace
from datetime import timedelta

import pytest

from facade.errors import StaleStepError
from facade.messaging.store import DeadLetter, LogEntry, Step
from tests.facade.builders import NOON, a_state
from tests.facade.messaging.rows import NOON_S, a_row
from tests.facade.messaging.test_stores import Keeps, reopened, store  # noqa: F401 - fixtures
from tests.facade.waiting import Waiting

LATER = NOON + timedelta(hours=1)


def with_letters(store: Waiting, count: int = 3) -> list[DeadLetter]:  # noqa: F811
    letters = []
    for number in range(1, count + 1):
        row = a_row(number, order=f"W{number}", attempts=number)
        state = a_state()._replace(order_id=f"W{number}")
        [mine] = store.commit(Step(f"W{number}", state, rows=(row,)))
        store.bury(mine, f"defect {number}", LATER)
        letters.append(DeadLetter(replace(row, due_s=row.written_s), f"defect {number}", LATER))
    return letters


class TestDeadLetters:
    def test_are_kept_with_all_that_is_needed_to_try_again(self, reopened: Keeps) -> None:  # noqa: F811
        letters = with_letters(reopened())

        kept = reopened()

        assert list(kept.dead_letters("", 10)) == letters
        assert list(kept.dead_letters("W1#1", 1)) == letters[1:2]
        assert kept.dead_letter("W3#3") == letters[2]
        assert kept.dead_letter("W9#9") is None
        assert kept.level().dead == 3

    def test_go_back_to_what_is_to_be_done_as_tried_before(self, reopened: Keeps) -> None:  # noqa: F811
        kept = reopened()
        [letter] = with_letters(kept, 1)

        mine = list(kept.revive("W1#1", NOON_S + 5)) or list(kept.claim())

        revived = replace(letter.row, due_s=NOON_S + 5)
        assert mine == [revived]
        assert list(reopened().unsent()) == [revived]
        assert list(kept.dead_letters("", 10)) == []
        assert list(kept.revive("W1#1", NOON_S)) == []

    def test_that_die_again_are_there_once_with_the_newest_reason(self, store: Waiting) -> None:  # noqa: F811
        with_letters(store, 1)
        [mine] = list(store.revive("W1#1", NOON_S)) or list(store.claim())

        store.bury(mine, "again", LATER)

        assert [letter.reason for letter in store.dead_letters("", 10)] == ["again"]


class TestTheLog:
    def test_keeps_its_lines_in_order_over_a_restart(self, reopened: Keeps) -> None:  # noqa: F811
        kept = reopened()
        assert kept.last_entry() is None
        lines = [LogEntry(number, b"line %d" % number) for number in (1, 2, 3)]
        for line in lines:
            kept.enter(line)

        kept = reopened()

        assert list(kept.entries(0, 10)) == lines
        assert list(kept.entries(1, 1)) == lines[1:2]
        assert kept.last_entry() == lines[-1]

    @pytest.mark.parametrize("number", [0, 1, 3])
    def test_takes_no_line_but_the_next(self, store: Waiting, number: int) -> None:  # noqa: F811
        store.enter(LogEntry(1, b"first"))

        with pytest.raises(StaleStepError):
            store.enter(LogEntry(number, b"other"))

        assert [line.body for line in store.entries(0, 10)] == [b"first"]
