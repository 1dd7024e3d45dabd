from collections.abc import Callable, Mapping

from dualrun.checkers.i04_idempotent_replay import IdempotentReplay
from dualrun.history import Paper
from tests.builders import Story, a_story

KEY = {"idempotency-key": "key-SO-1"}
OTHER_BODY = Paper(KEY, b"another order")
OTHER_ANSWER = Paper({}, b"taken in: another")


def again(**changes: object) -> Story:
    return a_story().repeating("call accept", attempt=2, **changes)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "compares the key without the body": lambda: again(sent=OTHER_BODY),
    "takes another order in under a used key": lambda: again(sent=OTHER_BODY, heard=OTHER_ANSWER, status=202),
    "answers in other words the second time": lambda: again(heard=OTHER_ANSWER),
    "answers with another status the second time": lambda: again(status=202),
    "calls a repeated order reused": lambda: again(status=422),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "one order, one answer": a_story,
    "the same order with the same answer": again,
    "another order under the key, refused": lambda: again(
        sent=OTHER_BODY, heard=Paper({}, b"reused"), status=422
    ),
    "the same order while it is taken in": lambda: again(heard=Paper({}, b"running"), status=409),
    "a busy door": lambda: again(heard=Paper({}, b"busy"), status=429),
    "a broken door": lambda: again(heard=Paper({}, b"broken"), status=503),
    "an answer that never came": lambda: again(sent=None, heard=None, status=0),
    "the key of another sender": lambda: again(source="field_sales", sent=OTHER_BODY, heard=OTHER_ANSWER),
    "a call without a key": lambda: again(sent=Paper({}, b"x"), heard=OTHER_ANSWER),
}


def test_the_key_is_named():
    [violation] = again(sent=OTHER_BODY).play([IdempotentReplay()]).violations()

    assert "key key-SO-1 was used for another request, so 422 is due; found 200" in violation.message
