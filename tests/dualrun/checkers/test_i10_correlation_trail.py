from collections.abc import Callable, Mapping

import pytest

from dualrun.checkers.i10_correlation_trail import CorrelationTrail
from dualrun.history import CallRecord
from tests.builders import Story, a_cancelled_story, a_story
from tests.business import START


def retried(**second: object) -> Story:
    """The first attempt to book fails; the second is as told."""
    story = a_story()
    first = story.says("call book")._replace(status=503)
    again = story.says("call book")._replace(attempt=2, **second)
    story.changing("call book", status=503)
    story.adding("", again, name="call book again", after="call book")
    assert story.says("call book") == first
    return story


def lost_cause() -> Story:
    return a_story().changing("call reserve", causation_id="never-sent")


def a_ring() -> Story:
    """Two calls are each other's cause, and hang on nothing."""
    story = a_story()
    return story.changing("call reserve", causation_id=story.says("call release").message_id)


def uncorrelated(operation: str) -> Story:
    call = CallRecord(START, "facade", "legacy_erp", operation, "", "m", "c", 1, 200)
    return a_story().adding("", call)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "drops the correlation on a retry": lambda: retried(correlation_id=""),
    "drops the message id on a retry": lambda: retried(message_id=""),
    "drops the cause on a retry": lambda: retried(causation_id=""),
    "gives a retry a message id of its own": lambda: retried(message_id="other"),
    "names a cause that does not exist": lambda: a_story().changing(
        "call release", causation_id="never-sent"
    ),
    "names a cause in another order": lambda: (
        a_story()
        .changing("call book", causation_id="SO-2:accept")
        .together_with(a_story("SO-2", orders_before=1))
    ),
    "lets two calls cause each other": a_ring,
    "lets a call cause itself": lambda: a_story().changing("call reserve", causation_id="SO-1:reserve"),
    "calls for nobody": lambda: uncorrelated("POST /sales-orders"),
    "calls for an order that nobody placed": lambda: a_story().changing(
        "call release", correlation_id="SO-7"
    ),
    "acts without an acceptance": lambda: a_story().dropping("call accept"),
    "acts upon a refused acceptance": lambda: a_story().changing("call accept", status=422),
    "completes without hearing from the site": lambda: a_story().dropping("call ship notice"),
    "completes without a reservation": lambda: a_story().dropping("call reserve", "call release"),
    "completes without an invoice": lambda: a_story().dropping("invoice"),
    "completes without showing the invoice": lambda: (
        a_story().changing("shop invoiced", invoices=()).changing("shop complete", invoices=())
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "an unbroken trail": a_story,
    "a trail without a shop": lambda: a_story(channel="field_sales"),
    "a trail that ends early": a_cancelled_story,
    "a retry under its own message": retried,
    "an acceptance whose answer was lost": lambda: a_story().changing("call accept", status=0),
    "an acceptance that is heard after its first effects": lambda: a_story().moving(
        "call accept", before="call reserve"
    ),
    "a token that serves no order": lambda: uncorrelated("POST /oauth2/token"),
    "a cause named by the order's own reference": lambda: a_story().changing(
        "call book", causation_id="SO-1"
    ),
    "a subscription under a name of its own": lambda: a_story().adding(
        "", uncorrelated("PUT /subscriptions").says("extra")._replace(correlation_id="setup")
    ),
}


def test_another_command_that_fails_on_the_same_way_is_no_retry():
    story = retried(message_id="other")
    own_retry = story.says("call book")._replace(attempt=2, status=200)
    story.adding("", own_retry, after="call book again")
    story.adding("", own_retry._replace(message_id="other", causation_id="SO-1:read customer", attempt=3))

    assert story.play([CorrelationTrail()]).violations() == []


def test_two_who_look_at_an_order_do_not_try_the_same_thing_again():
    story = a_story()
    look = story.says("call book")._replace(
        operation="urn:legacy-erp:page:salesorder:ReadMultiple", message_id="SO-1#read1", status=0
    )
    story.adding("", look, after="call book")
    story.adding("", look._replace(message_id="SO-1#read2", attempt=2, status=200))

    assert story.play([CorrelationTrail()]).violations() == []


@pytest.mark.parametrize("lacking", ["message_id", "causation_id"])
def test_a_call_after_completion_must_still_say_why(lacking):
    story = a_story()
    late = story.says("call mirror invoice")._replace(**{lacking: ""})

    [violation] = story.adding("", late).play([CorrelationTrail()]).violations()
    assert violation.subject == "SO-1"


def test_a_completed_trail_is_verified_once_and_forgotten():
    checker = CorrelationTrail()

    a_story().play([checker])
    assert checker._trails == {}
    assert checker.violations == []
