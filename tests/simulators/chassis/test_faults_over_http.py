import asyncio

import pytest

from tests.simulators.chassis.worlds_of_wms import in_worlds

ORDERS = "/api/v1/orders?goodsOwnerOrderNumber=A-1"


async def entered(place) -> int:
    return len((await place.ask("GET", ORDERS)).document)


@pytest.mark.parametrize(
    ("kind", "orders"),
    [("status", 0), ("status_after", 1), ("twice", 2), ("late_response", 1), ("latency", 1), ("garbled", 1)],
)
def test_a_fault_stands_where_it_says_before_or_after_the_commit(kind, orders):
    async def act(place):
        await place.steer("PUT", "/faults/f", document={"kind": kind, "method": "POST"})
        answer = await place.order("A-1")

        assert await entered(place) == orders
        assert answer.headers["x-dualrun-fault"] == f"fault-1 {kind}"
        assert answer.headers["x-dualrun-system"] == "wms"

    in_worlds(act)


@pytest.mark.parametrize(("kind", "orders"), [("drop_request", 0), ("drop_response", 1)])
def test_a_dropped_call_leaves_the_caller_waiting_and_the_ledger_knows_why(kind, orders):
    async def act(place):
        await place.steer("PUT", "/faults/f", document={"kind": kind, "settings": {"hold_s": 600}})
        waiting = asyncio.create_task(place.order("A-1"))
        await place.clock.sleep(5)
        waiting.cancel()
        await place.steer("DELETE", "/faults/f")

        assert await entered(place) == orders
        [entry] = (await place.steer("GET", "/faults/ledger")).document
        assert (entry["id"], entry["kind"], entry["rule"]) == ("fault-1", kind, "f")

    in_worlds(act)


def test_latency_keeps_the_caller_waiting_that_long():
    async def act(place):
        began = place.clock.monotonic()
        await place.ask("GET", "/api/v1/articles", **{"x-dualrun-fault": "latency; delay_s=3"})

        assert place.clock.monotonic() - began == 3

    in_worlds(act)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ("latncy", "no kind 'latncy'"),
        ("latency; dely_s=3", "latency has no setting 'dely_s'"),
        ("latency; delay_s=soon", "delay_s='soon' is no float"),
    ],
)
def test_a_request_that_asks_for_no_known_fault_is_told_so(asked, complaint):
    async def act(place):
        refused = await place.ask("GET", "/api/v1/articles", **{"x-dualrun-fault": asked})

        assert refused.status == 400
        assert complaint in refused.body.decode()

    in_worlds(act)


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"kind": "statsu"}, "kind: no 'statsu'; did you mean 'status'?"),
        ({"kind": "status", "settings": {"code": 1}}, "settings: status has no 'code'"),
        ({"kind": "status", "system": "wsm"}, "system: there is no 'wsm'"),
        ({"kind": "status", "share": 2}, "body.share: "),
        ({"kind": "status", "often": 2}, "body.often: "),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_the_nearest_word(rule, complaint):
    async def act(place):
        refused = await place.steer("PUT", "/faults/f", document=rule)

        assert refused.status == 422
        assert refused.document["error"].startswith(complaint)

    in_worlds(act)


def test_rules_given_together_replace_all_others():
    async def act(place):
        await place.steer("PUT", "/faults/old", document={"kind": "reset"})
        given = [{"kind": "status", "method": "POST"}, {"id": "slow", "kind": "latency"}]
        await place.steer("PUT", "/faults", document=given)

        assert [one["id"] for one in (await place.steer("GET", "/faults")).document] == ["status-1", "slow"]
        assert (await place.steer("DELETE", "/faults/old")).status == 404

    in_worlds(act)


def test_a_products_own_misbehaviour_is_switched_on_like_any_fault():
    async def act(place):
        rule = {"kind": "repeated_webhook", "settings": {"share": 1.0, "after_s": 1}}
        put = await place.steer("PUT", "/faults/any", document=rule)
        assert (put.status, put.document["id"]) == (200, rule["kind"])
        hook = {"url": "http://listener/hook", "orderStatuses": [200]}
        await place.ask("POST", "/api/v1/webhookSubscriptions", document=hook)
        await place.order("A-1")
        await place.clock.sleep(5)

        assert len(place.listener.heard) == 2
        [entry] = (await place.steer("GET", "/faults/ledger")).document
        assert (entry["kind"], entry["subject"]) == ("repeated_webhook", "PO-A-1")

    in_worlds(act)


async def _told_twice(place, *rules):
    """Who is told twice of three orders under these rules."""
    for rule in rules:
        put = await place.steer("PUT", "/faults/any", document={"kind": "repeated_webhook", **rule})
        assert put.status == 200, put.body
    hook = {"url": "http://listener/hook", "orderStatuses": [200]}
    await place.ask("POST", "/api/v1/webhookSubscriptions", document=hook)
    for number in ("A-1", "A-2", "A-3"):
        await place.order(number)
    await place.clock.sleep(300)
    return [entry["subject"] for entry in (await place.steer("GET", "/faults/ledger")).document]


def test_a_misbehaviour_takes_its_share_and_its_subject_like_any_fault():
    async def every_one(place):
        assert await _told_twice(place, {"share": 1.0}) == ["PO-A-1", "PO-A-2", "PO-A-3"]

    async def no_one(place):
        assert await _told_twice(place, {"share": 0.0}) == []

    async def this_one(place):
        assert await _told_twice(place, {"key": "PO-A-2"}) == ["PO-A-2"]
        [rule] = (await place.steer("GET", "/faults")).document
        assert (rule["key"], rule["settings"]) == ("PO-A-2", {"share": 1.0, "after_s": 30.0})

    for act in (every_one, no_one, this_one):
        in_worlds(act)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {"path": "/api/*"},
            "path: repeated_webhook is a misbehaviour of wms and knows share, key, s",
        ),
        ({"attempts": [1]}, "attempts: repeated_webhook is a misbehaviour of wms and knows share, key"),
        ({"times": 1}, "times: repeated_webhook is a misbehaviour of wms"),
        ({"cohort": [0, 5]}, "cohort: repeated_webhook is a misbehaviour of wms"),
        ({"share": 0.5, "settings": {"share": 0.2}}, "share: 0.5 here, and 0.2 in settings"),
        ({"settings": {"share": "often"}}, "settings: share must be a share from 0 to 1, found 'often'"),
        ({"settings": {"shar": 1}}, "settings: repeated_webhook has no 'shar'; did you mean 'share'?"),
        ({"kind": "stale_stock", "key": "A"}, "key: stale_stock is a misbehaviour of wms and knows settings"),
        ({"kind": "stale_stock", "share": 0.0}, "share: stale_stock is a misbehaviour of wms and knows"),
        ({"kind": "latency", "settings": {"delay_s": "long"}}, "settings: delay_s must be a number"),
        ({"kind": "late_webhok"}, "kind: no 'late_webhok'; did you mean 'late_webhook'?"),
    ],
)
def test_what_a_misbehaviour_cannot_honour_is_refused_with_what_it_knows(rule, said):
    async def act(place):
        for put in (
            await place.steer("PUT", "/faults/any", document={"kind": "repeated_webhook", **rule}),
            await place.steer("PUT", "/faults", document=[{"kind": "repeated_webhook", **rule}]),
        ):
            assert put.status == 422
            assert put.document["error"].startswith(said)
        assert (await place.steer("GET", "/faults")).document == []

    in_worlds(act)


def test_rules_that_were_listed_can_be_put_again():
    async def act(place):
        rules = [{"kind": "repeated_webhook", "key": "PO-1"}, {"kind": "stale_stock"}, {"kind": "latency"}]
        first = await place.steer("PUT", "/faults", document=rules)
        again = await place.steer("PUT", "/faults", document=first.document)

        assert (again.status, again.document) == (200, first.document)

    in_worlds(act)


def test_faults_of_one_world_strike_no_other():
    async def act(place):
        await place.steer("PUT", "/faults/f", "one", {"kind": "status"})

        assert (await place.ask("GET", "/api/v1/articles", "one")).status == 503
        assert (await place.ask("GET", "/api/v1/articles", "two")).status == 200

    in_worlds(act)
