"""What the reconciliation says of an order, by what the buyer, the façade and the books say of it."""

from decimal import Decimal

import pytest

from loadtests.books import Posted
from loadtests.ledger import ACKNOWLEDGED, CANCELLED, REFUSED, SENT, Ledger, Sent, orders_sent
from loadtests.reconcile import counted, status_in


def judged(status, documents, outcome=ACKNOWLEDGED, left=0, nets=("10.00", "10.00"), taken_back=False):
    statuses = {"A": status} if outcome == ACKNOWLEDGED else {}
    held = [Posted("A", Decimal(net)) for net in nets[:documents]]
    return counted({"A": Sent(outcome, "10.00", taken_back)}, statuses, held, left)


class TestAnAcknowledgedOrder:
    def test_that_stands_in_one_book_is_there_once(self):
        result = judged("completed", 1)

        assert (result.acknowledged, result.once) == (1, 1)
        assert not any(result.harm.values())

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

        assert (result.rejected, result.harm["lost"], result.harm["unknown"]) == (1, 0, 0)

    def test_that_is_on_its_way_while_there_is_work_left_is_unknown(self):
        result = judged("accepted", 0, left=3)

        assert (result.unknown, result.lost) == (["A"], [])

    def test_that_is_on_its_way_though_nobody_has_it_left_to_do_is_lost(self):
        result = judged("accepted", 0, left=0)

        assert (result.lost, result.unknown) == (["A"], [])

    def test_that_a_book_has_at_another_amount_is_mispriced(self):
        assert judged("completed", 1, nets=("9.99",)).mispriced == ["A"]

    def test_of_which_some_was_taken_back_may_have_another_amount(self):
        assert judged("completed", 1, nets=("4.00",), taken_back=True).mispriced == []

    def test_that_only_the_facade_itself_vouches_for_is_unknown(self):
        result = counted({"A": Sent(ACKNOWLEDGED)}, {"A": "completed"}, None, 0)

        assert (result.unknown, result.once) == (["A"], 0)


class TestAnOrderNobodyAcknowledged:
    @pytest.mark.parametrize("documents", [0, 1])
    def test_may_stand_in_a_book_or_not(self, documents):
        result = judged("", documents, SENT)

        assert (result.unanswered, result.harm["lost"], result.harm["doubled"]) == (1, 0, 0)

    @pytest.mark.parametrize("outcome", [SENT, REFUSED])
    def test_must_not_stand_there_twice(self, outcome):
        assert judged("", 2, outcome).doubled == ["A"]


class TestTheLedger:
    def test_gives_the_last_word_on_every_order(self, tmp_path):
        ledger = Ledger(str(tmp_path / "ledger"))
        for event, reference in [(SENT, "A"), (SENT, "B"), (SENT, "C"), (ACKNOWLEDGED, "A"), (REFUSED, "B")]:
            ledger.note(event, reference, "1.50" if event == SENT else "")
        ledger.note(CANCELLED, "A")

        assert orders_sent(tmp_path / "ledger") == {
            "A": Sent(ACKNOWLEDGED, "1.50", taken_back=True),
            "B": Sent(REFUSED, "1.50"),
            "C": Sent(SENT, "1.50"),
        }
        ledger.close()

    def test_of_another_machine_travels_in_lines(self, tmp_path):
        away, here = Ledger(""), Ledger(str(tmp_path / "ledger"))
        away.keeps = True
        away.note(SENT, "A", "1.50")
        here.add(away.taken())

        assert orders_sent(tmp_path / "ledger") == {"A": Sent(SENT, "1.50")}
        assert away.taken() == []
        here.close()


class TestWithoutBooks:
    def test_that_nothing_is_lost_is_not_proven_but_what_the_facade_forgot_is_lost(self):
        statuses = {"A": "completed", "B": ""}
        result = counted({one: Sent(ACKNOWLEDGED, "10.00") for one in statuses}, statuses, None, 1)

        assert result.proven(None) == {"lost": 1, "unknown": 1}

    def test_nothing_found_in_the_books_is_proven(self):
        harm = ("lost", "doubled", "mispriced", "unknown", "oversell")

        assert judged("completed", 1).proven([]) == dict.fromkeys(harm, 0)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"status": "completed"}', "completed"),
        ("{}", "accepted"),
        ("[]", "accepted"),
        ("<html>", "accepted"),
    ],
)
def test_what_a_facade_says_of_an_order_need_not_be_of_use(text, status):
    assert status_in(text) == status
