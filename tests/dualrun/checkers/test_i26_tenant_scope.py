from collections.abc import Callable, Mapping

import orjson
import pytest

from dualrun.campaign.case import Case
from dualrun.campaign.trial import try_out
from dualrun.history import CallRecord, Paper
from facade.api.access import Grant
from tests.builders import Story, a_story
from tests.business import START


def looked_at(client: str, *references: str, path: str = "/orders", page: bool = True) -> Story:
    """Tell a story at whose end a client of the integration layer looks at orders."""
    rows = [{"reference": reference, "status": "completed"} for reference in references]
    body = orjson.dumps({"orders": rows} if page else rows[0])
    sent = Paper({"authorization": f"Bearer rehearsal.{client}"}, b"")
    heard = Paper({}, body)
    look = CallRecord(START, "driver", "facade", f"GET {path}", "", "m", "", 1, 200, sent, heard)
    return a_story().adding("facade", look)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "drops the owner filter of a page": lambda: looked_at("portal", "SO-9", "SO-1"),
    "shows an order to whoever knows its name": lambda: looked_at("field_sales", "SO-1", page=False),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "nobody looks": a_story,
    "a channel looks at its own": lambda: looked_at("commerce", "SO-1"),
    "the operator looks at all": lambda: looked_at("operator", "SO-1"),
    "an empty page": lambda: looked_at("portal"),
    "an order that no buyer has placed": lambda: looked_at("portal", "SO-9"),
}


@pytest.mark.parametrize("flow", ["plain", "cancel"])
def test_a_facade_that_owns_everything_for_everybody_is_found_out(flow, monkeypatch):
    assert try_out(Case(flow, 7)).evaluated["I26"] >= 3

    monkeypatch.setattr(Grant, "owns_all", True)
    monkeypatch.setattr(Grant, "owns", lambda *_: True)

    assert "I26" in {found.invariant for found in try_out(Case(flow, 7)).findings}
