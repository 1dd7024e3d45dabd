"""Goods that come back, at the façade's door."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contracts.alone import facade_alone
from dualrun.clock import MONDAY
from facade.api.returns import back_at_site
from facade.canonical.goods_back import Disposition, ReturnNotice
from facade.orders.returning import ReturnStatus
from tests.facade.api.callers import ACCESS, as_
from tests.facade.builders import a_completed, a_return, a_state, an_order
from tests.facade.door import Door, refusal

LINES = [{"line": 1, "quantity": 2}]


@pytest.fixture
def channels() -> Iterator[Door]:
    """A façade that knows its channels apart."""
    opened = Door(facade_alone(access=ACCESS))
    yield opened
    opened.close()


def ask(door: Door, key: str = "k-1", headers: Any = None, **changes: Any) -> httpx.Response:
    document = {"lines": LINES, "reason": "unwanted", **changes}
    sent = {"idempotency-key": key, **(headers or {})} if key else dict(headers or {})
    return door.ask("POST", "/v1/orders/W000001/returns", document, headers=sent)


def put(door: Door, *returns: Any, channel: str = "commerce", days_ago: int = 0) -> None:
    """Let an order be there that has left so long ago."""
    now = MONDAY - timedelta(days=days_ago)
    state = a_completed(*returns, order=an_order(channel=channel))
    (part,) = state.parts
    assert part.shipment is not None
    door.put(state._replace(parts=(part._replace(shipment=replace(part.shipment, shipped_at=now)),)))


def test_a_return_is_taken_in_and_shown_with_its_order(door: Door) -> None:
    put(door)

    reply = ask(door)

    assert reply.status_code == 202, reply.text
    (one,) = reply.json()["returns"]
    assert (one["reference"], one["status"], one["site"]) == ("W000001/R1", "requested", "DC1")
    assert one["lines"] == LINES
    shown = door.get("/v1/orders/W000001/status")
    assert [back["reference"] for back in shown["returns"]] == ["W000001/R1"]
    trail = [(one["event"], one["status_to"]) for one in door.get("/v1/orders/W000001/trail")]
    assert ("ReturnRequested", "returning") in trail


def test_the_same_key_gives_the_same_answer_and_no_second_return(door: Door) -> None:
    put(door)
    first = ask(door)

    second = ask(door)

    assert (second.status_code, second.content) == (202, first.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert len(door.get("/v1/orders/W000001/status")["returns"]) == 1


def test_the_same_key_for_another_wish_is_refused(door: Door) -> None:
    put(door)
    ask(door)

    assert refusal(ask(door, reason="damaged")) == (422, "idempotency_key_reused")


def test_without_a_key_nothing_is_taken_in(door: Door) -> None:
    put(door)

    assert refusal(ask(door, key=""))[0] == 400
    assert door.get("/v1/orders/W000001/status")["returns"] == []


def test_two_wishes_at_once_for_the_same_goods_come_to_one_return(channels: Door) -> None:
    door = channels
    put(door, channel="field_sales")
    wish = {"lines": [{"line": 1, "quantity": 6}], "reason": "unwanted"}
    calls = [("POST", "/v1/orders/W000001/returns", wish)] * 2

    replies = door.at_once(calls, {**as_("field_sales"), "idempotency-key": "k"})

    assert {reply.status_code for reply in replies} <= {202, 409}
    shown = door.ask("GET", "/v1/orders/W000001/status", headers=as_("field_sales")).json()
    assert len(shown["returns"]) == 1


def test_what_may_not_come_back_is_refused_with_the_reason(door: Door) -> None:
    put(door, a_return(units=5))
    too_much = ask(door)
    assert refusal(too_much) == (409, "more_than_shipped")
    assert too_much.json()["detail"] == "6 of line 1 have left and 1 can still come back, not 2"

    door.put(a_state())
    assert refusal(ask(door)) == (409, "not_shipped")

    assert refusal(ask(door, lines=[*LINES, *LINES])) == (422, "line_named_twice")
    assert refusal(ask(door, lines=[]))[0] == 422
    assert refusal(ask(door, reason="bored"))[0] == 422


def test_goods_of_long_ago_stay_with_their_buyer(door: Door) -> None:
    put(door, days_ago=31)

    assert refusal(ask(door)) == (409, "too_late_to_return")


def test_another_channels_order_is_as_unknown_as_one_that_never_was(channels: Door) -> None:
    put(channels)

    assert refusal(ask(channels, headers=as_("field_sales"))) == (404, "order_unknown")
    assert ask(channels, headers=as_("commerce")).status_code == 202


def test_a_notice_of_a_return_is_put_on_the_lines_it_was_asked_for() -> None:
    state = a_completed(a_return(ReturnStatus.EXPECTED))
    again, scrap = Disposition.RESTOCK, Disposition.SCRAP
    taken = (("I001", 1, again), ("I001", 1, scrap), ("I002", 4, again))

    event = back_at_site(ReturnNotice("wms", "m", "W000001/R1", "9", taken), "DC1", state)

    assert event is not None
    assert [tuple(one) for one in event.taken] == [(1, 1, "restock"), (1, 1, "scrap")]
