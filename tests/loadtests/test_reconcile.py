"""What the reconciliation says of an order, by what the buyer, the façade and the books say of it."""

from collections import Counter

import pytest

from loadtests.ledger import ACKNOWLEDGED, REFUSED, SENT, Ledger, outcomes
from loadtests.reconcile import counted


def judged(status, documents, outcome=ACKNOWLEDGED):
    statuses = {"A": status} if outcome == ACKNOWLEDGED else {}
    return counted({"A": outcome}, statuses, Counter({"A": documents}))


class TestAnAcknowledgedOrder:
    def test_that_stands_in_one_book_is_there_once(self):
        result = judged("completed", 1)

        assert (result.acknowledged, result.once) == (1, 1)
        assert (result.lost, result.doubled, result.waiting) == ([], [], [])

    @pytest.mark.parametrize("status", ["allocated", "on_hold", "completed"])
    def test_that_is_called_booked_and_stands_nowhere_is_lost(self, status):
        assert judged(status, 0).lost == ["A"]

    @pytest.mark.parametrize("documents", [0, 1])
    def test_that_the_facade_has_forgotten_is_lost_wherever_it_stands(self, documents):
        result = judged("", documents)

        assert (result.lost, result.once) == (["A"], 0)

    def test_that_stands_there_twice_is_doubled(self):
        result = judged("completed", 2)

        assert (result.doubled, result.once) == (["A"], 0)

    def test_that_was_rejected_is_neither_lost_nor_in_a_book(self):
        result = judged("rejected", 0)

        assert (result.rejected, result.lost, result.waiting) == (1, [], [])

    def test_that_is_on_its_way_is_waiting(self):
        result = judged("accepted", 0)

        assert (result.waiting, result.lost) == (["A"], [])


class TestAnOrderNobodyAcknowledged:
    @pytest.mark.parametrize("documents", [0, 1])
    def test_may_stand_in_a_book_or_not(self, documents):
        result = judged("", documents, SENT)

        assert (result.unanswered, result.lost, result.doubled) == (1, [], [])

    @pytest.mark.parametrize("outcome", [SENT, REFUSED])
    def test_must_not_stand_there_twice(self, outcome):
        assert judged("", 2, outcome).doubled == ["A"]


class TestTheLedger:
    def test_gives_the_last_word_on_every_order(self, tmp_path):
        ledger = Ledger(str(tmp_path / "ledger"))
        for event, reference in [(SENT, "A"), (SENT, "B"), (SENT, "C"), (ACKNOWLEDGED, "A"), (REFUSED, "B")]:
            ledger.note(event, reference)

        assert outcomes(tmp_path / "ledger") == {"A": ACKNOWLEDGED, "B": REFUSED, "C": SENT}
        ledger.close()
