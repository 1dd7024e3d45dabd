"""A channel says where its events go: to itself alone, and to addresses out in the open alone."""

from collections.abc import Iterator

import httpx
import pytest

from contracts.alone import facade_alone
from facade.adapters.webhooks import EVENTS
from facade.messaging.memory import MemoryStore
from tests.facade.adapters.test_targets import HOSTILE
from tests.facade.api.callers import ACCESS, CHANNELS, as_
from tests.facade.door import Door, refusal

URL = "https://hooks.partner.example/in"


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def door(store: MemoryStore) -> Iterator[Door]:
    opened = Door(facade_alone(store, access=ACCESS))
    yield opened
    assert not opened.alone.defects
    opened.close()


def add(
    door: Door, channel: str = "field_sales", key: str = "k", caller: str = "", **changes: object
) -> httpx.Response:
    wish = {"url": URL, "channel": channel, **changes}
    headers = {"idempotency-key": key, **as_(caller or channel)}
    return door.ask("POST", "/v1/webhooks", wish, headers=headers)


def test_a_webhook_is_made_with_a_secret_that_is_shown_once(door: Door) -> None:
    made = add(door)

    document = made.json()
    assert made.status_code == 201
    assert document["secret"].startswith("whsec_")
    assert document["events"] == [
        "order.status_changed",
        "order.shipped",
        "order.invoiced",
        "order.refunded",
    ]
    shown = door.ask("GET", made.headers["location"], headers=as_("field_sales")).json()
    assert shown == {name: value for name, value in document.items() if name != "secret"}
    assert "whsec_" not in door.ask("GET", "/v1/webhooks", headers=as_("field_sales")).text


def test_the_same_key_gives_the_same_webhook_and_no_other(door: Door) -> None:
    first, again = add(door), add(door)

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert refusal(add(door, url="https://other.example/in")) == (422, "idempotency_key_reused")
    without = door.ask(
        "POST", "/v1/webhooks", {"url": URL, "channel": "field_sales"}, headers=as_("field_sales")
    )
    assert refusal(without) == (400, "idempotency_key_missing")


def test_every_event_can_be_asked_for_by_itself(door: Door) -> None:
    for number, event in enumerate(EVENTS):
        made = add(door, key=f"k{number}", events=[event])
        assert (made.status_code, made.json()["events"]) == (201, [event])


@pytest.mark.parametrize("url", HOSTILE)
def test_no_hostile_address_is_kept(door: Door, url: str) -> None:
    reply = add(door, url=url)

    assert reply.status_code == 422
    assert refusal(reply)[1] in ("webhook_target_refused", "invalid_request")
    assert door.ask("GET", "/v1/webhooks", headers=as_("field_sales")).json() == []


@pytest.mark.parametrize("caller", CHANNELS)
@pytest.mark.parametrize("owner", CHANNELS)
def test_a_webhook_is_there_for_its_own_channel_only(door: Door, owner: str, caller: str) -> None:
    path = add(door, owner).headers["location"]

    is_own = owner == caller
    assert door.ask("GET", path, headers=as_(caller)).status_code == (200 if is_own else 404)
    assert len(door.ask("GET", "/v1/webhooks", headers=as_(caller)).json()) == is_own
    if not is_own:
        assert refusal(add(door, owner, key="j", caller=caller)) == (403, "channel_not_yours")
    assert door.ask("DELETE", path, headers=as_(caller)).status_code == (204 if is_own else 404)
    left = door.ask("GET", path, headers=as_(owner))
    assert left.status_code == (404 if is_own else 200)


def test_a_channel_has_so_many_and_no_more(door: Door) -> None:
    for number in range(5):
        assert add(door, key=f"k{number}").status_code == 201

    assert refusal(add(door, key="k5")) == (409, "too_many_webhooks")
    assert add(door, "marketplace").status_code == 201


def test_a_webhook_outlives_the_process(door: Door, store: MemoryStore) -> None:
    path = add(door).headers["location"]
    again = Door(facade_alone(store, access=ACCESS))

    assert again.ask("GET", path, headers=as_("field_sales")).json()["url"] == URL
    again.close()


def test_the_operator_has_no_say_in_where_events_go(door: Door) -> None:
    assert refusal(add(door, caller="operator")) == (403, "scope_missing")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"url": 1}, "body.url"),
        ({"url": "x"}, "body.url"),
        ({"events": []}, "body.events"),
        ({"events": ["order.lost"]}, "body.events.0"),
        ({"secret": "mine"}, "body.secret"),
        ({"channel": "Field"}, "body.channel"),
    ],
)
def test_a_wish_that_does_not_fit_is_refused_by_its_place(door: Door, change, where) -> None:
    reply = add(door, caller="field_sales", **change)

    assert refusal(reply) == (422, "invalid_request")
    assert reply.json()["where"] == where
