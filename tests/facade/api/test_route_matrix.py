"""Every principal at every route there is, with its own and with others' objects: nothing leaks.

Each route has a place here, by what protects the objects that it names; one that has none fails the test.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from contracts.alone import facade_alone
from facade.api.versions import UNVERSIONED
from tests.facade.api.callers import ACCESS, CHANNELS, NOBODY_MUCH, OPERATOR, as_
from tests.facade.door import Door


class Guarded(StrEnum):
    """What keeps a route's objects from those whose they are not."""

    ORDER = "the channel of the order in the path"
    WEBHOOK = "the channel of the webhook in the path"
    LISTED = "a list holds what is the caller's own"
    NAMED = "the channel in the body"
    ASKED = "the channel that may be asked for"
    OFFICE = "the scopes of the operator"
    EVERYBODYS = "nobody owns what it tells, but one has to be somebody"
    SIGNED = "the signature, or the key, of a neighbour"
    OPEN = "nothing: it tells of no object"


G = Guarded
PLACES = {
    "GET /v1/orders": G.LISTED,
    "POST /v1/orders": G.NAMED,
    "GET /v1/orders/{reference}": G.ORDER,
    "GET /v1/orders/{reference}/status": G.ORDER,
    "GET /v1/orders/{reference}/trail": G.ORDER,
    "POST /v1/orders/{reference}/cancel": G.ORDER,
    "POST /v1/orders/{reference}/returns": G.ORDER,
    "GET /v1/webhooks": G.LISTED,
    "POST /v1/webhooks": G.NAMED,
    "GET /v1/webhooks/{webhook_id}": G.WEBHOOK,
    "DELETE /v1/webhooks/{webhook_id}": G.WEBHOOK,
    "GET /v1/availability/{item}": G.ASKED,
    "POST /v1/availability": G.NAMED,
    "GET /v1/prices/{item}": G.EVERYBODYS,
    "POST /v1/prices": G.EVERYBODYS,
    "POST /v1/control/orders/{reference}/cancel": G.OFFICE,
    "GET /v1/control/orders": G.OFFICE,
    "GET /v1/control/audit": G.OFFICE,
    "GET /v1/control/audit/verification": G.OFFICE,
    "GET /v1/control/policy": G.OFFICE,
    "GET /v1/control/parity": G.OFFICE,
    "GET /v1/control/mismatches": G.OFFICE,
    "GET /v1/control/outbox": G.OFFICE,
    "POST /v1/control/stages": G.OFFICE,
    "GET /v1/control/retire": G.OFFICE,
    "GET /v1/control/gates": G.OFFICE,
    "GET /v1/control/repair-queue": G.OFFICE,
    "POST /v1/control/approvals": G.OFFICE,
    "GET /v1/control/rollbacks": G.OFFICE,
    "POST /v1/control/rollbacks": G.OFFICE,
    "GET /v1/control/conversions": G.OFFICE,
    "POST /v1/control/conversions": G.OFFICE,
    "GET /v1/control/systems": G.OFFICE,
    "GET /v1/control/dead-letters": G.OFFICE,
    "GET /v1/control/parked": G.OFFICE,
    "POST /v1/control/replays": G.OFFICE,
    "GET /v1/control/publication": G.OFFICE,
    "GET /v1/control/publication/runs": G.OFFICE,
    "POST /v1/control/publication/runs": G.OFFICE,
    "GET /v1/control/price-conditions": G.OFFICE,
    "PUT /v1/control/price-conditions": G.OFFICE,
    "GET /metrics": G.OFFICE,
    "GET /slas": G.OFFICE,
    "POST /intake/wms": G.SIGNED,
    "POST /intake/threepl": G.SIGNED,
    "POST /intake/commerce/orders": G.SIGNED,
    "POST /intake/commerce/cancellations": G.SIGNED,
    "GET /v1/control/health": G.OPEN,
    "POST /oauth2/token": G.OPEN,
    "GET /services": G.OPEN,
    "GET /asyncapi.json": G.OPEN,
}
STRANGER = ""
CALLERS = (*CHANNELS, OPERATOR.client_id, NOBODY_MUCH.client_id, STRANGER)
HIDDEN = "hidden"
"""What stands in every object, and so in no answer to anybody whose it is not."""
BODIES: dict[str, Any] = {
    "/returns": {"lines": [{"line": 1, "quantity": 1}], "reason": "unwanted"},
    "/control/orders/{reference}/cancel": {"lines": [], "reason": "no"},
    "/cancel": {"lines": []},
    "/stages": {"capability": "orders", "cohort": "all", "to": "dualwrite"},
    "/replays": {"everything": True, "dry_run": True},
    "/rollbacks": {"cohort": "all", "to": "off", "reason": "no"},
    "/conversions": {"cohort": "all", "reason": "no"},
}
"""By the end of an address, what is sent there; the first that fits is meant."""


class Asking(Door):
    """A façade with an order and a webhook of each channel, and their ids."""

    def __init__(self) -> None:
        super().__init__(facade_alone(access=ACCESS))
        self.webhooks: dict[str, str] = {}
        for channel in CHANNELS:
            made = self.as_caller(channel, "POST", "/v1/orders", self.hidden_order(f"OF-{channel}", channel))
            assert made.status_code == 202, made.text
            wish = {"url": f"https://{HIDDEN}.example/{channel}", "channel": channel}
            self.webhooks[channel] = self.as_caller(channel, "POST", "/v1/webhooks", wish).json()["id"]

    def hidden_order(self, reference: str, channel: str) -> dict[str, Any]:
        order = self.order(reference, channel=channel)
        return {**order, "ship_to": {**order["ship_to"], "name": HIDDEN}}

    def as_caller(self, caller: str, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = as_(caller) if caller else {"authorization": ""}
        keyed = {"idempotency-key": f"{caller}:{path}", **headers}
        return self.ask(method, path, body, headers=keyed)


@pytest.fixture(scope="module")
def facade() -> Iterator[Asking]:
    opened = Asking()
    yield opened
    assert not opened.alone.defects
    opened.close()


def routes(*kinds: Guarded) -> list[tuple[str, str]]:
    """Give method and address of the routes of some kinds, and those of before versions as well."""
    found = [route.split(" ") for route, kind in PLACES.items() if kind in kinds]
    old = [(method, path.removeprefix("/v1")) for method, path in found]
    return [(m, p) for m, p in found] + [(m, p) for m, p in old if p.startswith(tuple(UNVERSIONED))]


def sent(method: str, path: str) -> Any:
    if method in ("GET", "DELETE"):
        return None
    return next((body for end, body in BODIES.items() if path.endswith(end)), {})


def is_let_in(caller: str, scope: str) -> bool:
    return scope in next((one.scopes for one in ACCESS.principals if one.client_id == caller), ())


def shut(reply: httpx.Response, caller: str) -> bool:
    return reply.status_code == (403 if caller else 401) and HIDDEN not in reply.text


def test_every_route_has_a_place(facade: Asking) -> None:
    known = [one for one in facade.alone.facade.app.routes if isinstance(one, APIRoute)]

    assert PLACES.keys() == {f"{method} {one.path}" for one in known for method in one.methods}
    for route, kind in PLACES.items():
        assert ("{reference}" not in route) or kind in (G.ORDER, G.OFFICE), route


@pytest.mark.parametrize(("method", "path"), routes(G.ORDER, G.WEBHOOK))
def test_an_object_is_there_for_those_alone_whose_it_is(facade: Asking, method: str, path: str) -> None:
    is_order, to = "{reference}" in path, sent(method, path)
    scope = ("orders.read" if method == "GET" else "orders.write") if is_order else "webhooks.manage"
    own = {name: f"OF-{name}" if is_order else facade.webhooks[name] for name in CHANNELS}

    def at(object_id: str) -> str:
        return path.replace("{reference}", object_id).replace("{webhook_id}", object_id)

    for caller in CALLERS:
        for owner in CHANNELS:
            if caller == owner:
                continue
            reply = facade.as_caller(caller, method, at(own[owner]), to)
            if caller == OPERATOR.client_id and is_let_in(caller, scope):
                assert reply.status_code in (200, 202, 409)
            elif not is_let_in(caller, scope):
                assert shut(reply, caller)
            else:
                never = facade.as_caller(caller, method, at("NEVER"), to)
                assert (reply.status_code, never.status_code) == (404, 404)
                assert reply.text.replace(own[owner], "NEVER") == never.text
    for owner in CHANNELS:  # last, for it may go with that
        assert facade.as_caller(owner, method, at(own[owner]), to).status_code in (200, 202, 204, 404, 409)


@pytest.mark.parametrize(("method", "path"), routes(G.LISTED))
def test_a_list_holds_ones_own(facade: Asking, method: str, path: str) -> None:
    for caller in CALLERS:
        reply = facade.as_caller(caller, method, path)
        scope = "orders.read" if path.endswith("orders") else "webhooks.manage"
        if not is_let_in(caller, scope):
            assert shut(reply, caller)
        elif caller in CHANNELS:
            others = [name for name in CHANNELS if name != caller]
            assert not any(f"OF-{name}" in reply.text or f"/{name}" in reply.text for name in others)


@pytest.mark.parametrize(("method", "path"), routes(G.NAMED, G.ASKED))
def test_nobody_speaks_for_a_channel_that_is_not_theirs(facade: Asking, method: str, path: str) -> None:
    item = facade.alone.master.items[0].id
    for caller in CALLERS:
        for owner in (name for name in CHANNELS if name != caller):
            wish: dict[str, Any] = {"items": [item], "channel": owner}
            if path.endswith("/orders"):
                wish = facade.hidden_order(f"NEW-{owner}", owner)
            elif path.endswith("/webhooks"):
                wish = {"url": "https://partner.example/in", "channel": owner}
            asked = path.replace("{item}", f"{item}?channel={owner}")

            reply = facade.as_caller(caller, method, asked, None if method == "GET" else wish)

            if caller == OPERATOR.client_id and "availability" in path:
                continue
            assert shut(reply, caller), (caller, owner, reply.text)


@pytest.mark.parametrize(("method", "path"), routes(G.OFFICE))
def test_the_office_is_shut_to_everybody_else(facade: Asking, method: str, path: str) -> None:
    asked = path.replace("{reference}", f"OF-{CHANNELS[0]}")
    for caller in CALLERS:
        reply = facade.as_caller(caller, method, asked, sent(method, path))
        if caller == OPERATOR.client_id:
            assert reply.status_code not in (401, 403, 404)
        else:
            assert shut(reply, caller)


@pytest.mark.parametrize(("method", "path"), routes(G.EVERYBODYS, G.SIGNED, G.OPEN))
def test_what_has_no_owner_tells_of_no_object(facade: Asking, method: str, path: str) -> None:
    for caller in CALLERS:
        reply = facade.as_caller(caller, method, path.replace("{item}", "I-1"), sent(method, path))

        assert HIDDEN not in reply.text
        if PLACES.get(f"{method} {path}") is G.SIGNED:
            assert reply.status_code in (400, 401, 422)
        elif PLACES.get(f"{method} {path}") is G.EVERYBODYS and not is_let_in(caller, "answers.read"):
            assert shut(reply, caller)
