"""Pages, new orders and unknown addresses, for every principal; test_route_matrix.py has every route."""

from collections.abc import Iterator

import pytest

from contracts.alone import facade_alone
from tests.facade.api.callers import ACCESS, CHANNELS, NOBODY_MUCH, OPERATOR, as_
from tests.facade.door import Door, refusal

PLACES = [*CHANNELS, OPERATOR.client_id, NOBODY_MUCH.client_id, ""]


@pytest.fixture(scope="module")
def shared() -> Iterator[Door]:
    """A façade with an order of each channel."""
    door = Door(facade_alone(access=ACCESS))
    for channel in CHANNELS:
        reply = door.ask(
            "POST",
            "/v1/orders",
            door.order(f"SECRET-{channel}", channel=channel),
            headers={"idempotency-key": "k", **as_(channel)},
        )
        assert reply.status_code == 202, reply.text
    yield door
    assert not door.alone.defects
    door.close()


def signed(caller: str) -> dict[str, str]:
    return as_(caller) if caller else {"authorization": ""}


@pytest.mark.parametrize("caller", PLACES)
def test_a_page_holds_the_callers_own_orders(shared: Door, caller: str) -> None:
    reply = shared.ask("GET", "/v1/orders", headers=signed(caller))

    if caller in ("", NOBODY_MUCH.client_id):
        assert reply.status_code == (403 if caller else 401)
        return
    seen = [order["reference"] for order in reply.json()["orders"]]
    whose = CHANNELS if caller == OPERATOR.client_id else (caller,)
    assert seen == [f"SECRET-{channel}" for channel in whose]


@pytest.mark.parametrize("caller", CHANNELS)
def test_a_page_cannot_begin_after_somebody_elses_order(shared: Door, caller: str) -> None:
    for owner in CHANNELS:
        reply = shared.ask("GET", f"/v1/orders?after=SECRET-{owner}", headers=as_(caller))
        assert reply.status_code == (200 if owner == caller else 404)


@pytest.mark.parametrize("owner", CHANNELS)
@pytest.mark.parametrize("caller", PLACES)
def test_nobody_places_orders_for_a_channel_that_is_not_theirs(shared: Door, caller: str, owner: str) -> None:
    order = shared.order(f"NEW-{owner}", channel=owner)
    headers = {"idempotency-key": f"new-{owner}", **signed(caller)}

    reply = shared.ask("POST", "/v1/orders", order, headers=headers)

    if caller == owner:
        assert reply.status_code == 202
    else:
        may_not = "channel_not_yours" if caller in CHANNELS else "scope_missing"
        assert refusal(reply) == ((403, may_not) if caller else (401, "token_missing"))


def test_every_route_of_the_document_is_shut_to_strangers_or_meant_to_be_open(shared: Door) -> None:
    document = shared.alone.facade.app.openapi()
    reached = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            reply = shared.ask(method.upper(), path.replace("{", "").replace("}", ""), headers=signed(""))
            if reply.status_code != 401 or path.startswith("/intake"):
                reached.append(path)
                assert operation["security"] == []
            assert operation["security"] or path.startswith(OPEN), path

    assert "/v1/control/health" in reached


OPEN = ("/intake/", "/oauth2/token", "/v1/control/health", "/services", "/asyncapi.json")


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v1/nothing", "/v1/orders/", "/intakes"])
def test_an_address_that_nobody_thought_of_is_not_open(shared: Door, path: str) -> None:
    assert refusal(shared.ask("POST", path, {}, headers=signed(""))) == (401, "token_missing")
