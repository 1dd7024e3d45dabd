from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from dualrun.checkers.i13_message_balance import MessageBalance
from tests.builders import Story, a_story
from tests.business import START

NOTICE = "call ship notice"


def answered(status: int) -> Story:
    return a_story().changing(NOTICE, status=status)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "answers a notice never": lambda: answered(0),
    "fails at a notice for ever": lambda: answered(500),
    "sends a notice away for ever": lambda: answered(429),
    "takes in another message instead": lambda: answered(0).repeating(NOTICE, message_id="m-2", status=204),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "everything is answered": a_story,
    "a notice is refused": lambda: answered(401),
    "a notice is taken in the second time": lambda: answered(0).repeating(NOTICE, status=204),
    "a notice is told again after it was taken in": lambda: answered(204).repeating(NOTICE, status=204),
    "a notice that will be sent again": lambda: answered(0).changing(NOTICE, at=START + timedelta(hours=20)),
    "an answer to nobody's message": lambda: a_story().changing("call book", status=500),
}


@pytest.mark.parametrize("status", [0, 503])
def test_the_message_is_named_with_its_sender(status):
    [violation] = answered(status).play([MessageBalance()]).violations()

    assert violation.subject == "SO-1"
    assert violation.evidence["source"] == "wms"
