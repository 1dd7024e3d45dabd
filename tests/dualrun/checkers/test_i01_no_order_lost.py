from collections.abc import Callable, Mapping

from dualrun.checkers.i01_no_order_lost import NoOrderLost
from dualrun.history import Outcome
from tests.builders import Story, a_cancelled_story, a_refused_story, a_story


def accepted_and_gone() -> Story:
    return a_story().ending_after("call accept").answering("accepted")


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "answers 202 before the order is stored, and crashes": accepted_and_gone,
    "forgets the order altogether": lambda: a_refused_story().ending_as(Outcome.OK),
    "rejects without saying why": lambda: accepted_and_gone().answering("rejected"),
    "cancels what nobody took back": lambda: a_cancelled_story().ending_as(Outcome.OK, cancel_outcome=""),
    "cancels although it refused to": lambda: a_cancelled_story().ending_as(
        Outcome.OK, cancel_outcome="refused:picked"
    ),
    "cancels the order in the book and calls it completed": lambda: (
        a_cancelled_story().changing("shop cancelled", status="complete").answering("completed")
    ),
    "books only a mirror": lambda: a_story().changing("book", posting=False).ending_after("book"),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "an order in its book": a_story,
    "an order its buyer took back": a_cancelled_story,
    "an order taken back before it was booked": lambda: (
        accepted_and_gone().ending_as(Outcome.OK, cancel_outcome="done").answering("cancelled")
    ),
    "an order rejected with a reason": lambda: accepted_and_gone().answering(
        "rejected", "customer is blocked"
    ),
    "an order whose rejection only the shop tells": lambda: (
        accepted_and_gone()
        .adding("commerce", a_story().says("shop new"), name="shop rejected")
        .changing("shop rejected", status="rejected", reason="customer is blocked")
    ),
    "an order that a site could not fulfil": lambda: (
        a_cancelled_story()
        .ending_as(Outcome.OK, cancel_outcome="")
        .answering("cancelled", "the site has cancelled it")
    ),
}


def test_a_lost_order_is_named_with_what_its_buyer_is_told():
    auditor = accepted_and_gone().play([NoOrderLost()])

    [violation] = auditor.violations()
    assert violation.subject == "SO-1"
    assert "found none, publicly accepted" in violation.message


def test_a_refused_order_is_none_of_its_business():
    [checker] = a_refused_story().play([NoOrderLost()]).checkers

    assert checker.evaluated == 0
