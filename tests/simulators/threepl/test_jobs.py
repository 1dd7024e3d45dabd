"""What happens at the provider by itself, and what it says of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook as StandardWebhook

from dualrun.clock import LiveClock, VirtualClock, run_virtual
from simulators.chassis.commits import MovementCommit
from simulators.threepl import SIMULATOR
from simulators.threepl.domain.pace import PACES
from simulators.threepl.events import TOPICS, signed
from tests.simulators.site_world import SiteWorld, a_master, open_site
from tests.simulators.threepl.test_api import FIRST, ONE, ORDER, THREE, TWO, an_order, at_provider

WEBHOOK = "/2026-01/webhook"
SECRET = SIMULATOR.credentials()["webhook_secret"]
HOUR_S = 3600.0


async def released(site: SiteWorld, *topics: str, **order: Any) -> None:
    site.system.start()
    asked = {"url": "http://listener/n", "topics": topics or list(TOPICS.values()), "secret": SECRET}
    assert (await site.call("POST", WEBHOOK, asked)).status == 201
    await site.call("POST", ORDER, an_order(**order))
    assert (await site.call("POST", f"{ORDER}/{FIRST}:release")).status == 200


def test_a_released_order_waits_for_its_batch_and_leaves_with_the_afternoon_carrier():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(24 * HOUR_S)

        order = (await site.call("GET", f"{ORDER}/{FIRST}")).document
        [shipment] = order["shipments"]
        assert (order["status"], shipment["status"]) == ("Fulfilled", "Completed")
        assert "2026-01-05T16:00" <= shipment["tracking"]["shipping_date"] <= "2026-01-05T17:00:00.000Z"
        assert [d["type"] for d in site.listener.documents] == [
            "order.shipment.on_hold",
            "order.shipment.processing",
            "order.shipment.picked",
            "order.shipped",
        ]

    site = at_provider(story)
    assert site.statuses == ["allocated", "released", "picked", "shipped"]
    issues = [r for r in site.commits if isinstance(r, MovementCommit) and r.kind == "issue"]
    assert [(issue.item, issue.quantity) for issue in issues] == [(str(ONE), -24)]


def test_no_carrier_comes_at_the_weekend():
    friday_evening = datetime(2026, 1, 9, 17, 30, tzinfo=UTC)

    assert PACES["realistic"].leaves_at(friday_evening, 0.5) == datetime(2026, 1, 12, 16, 30, tzinfo=UTC)


def test_brisk_orders_are_picked_and_shipped_within_seconds():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(1.2)
        assert site.statuses[-1] == "picked"
        await site.clock.sleep(1.2)
        assert site.statuses[-1] == "shipped"

    at_provider(story, pace="brisk")


def test_a_batched_order_can_be_cancelled_until_it_is_picked():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(HOUR_S + 1)
        assert (await site.call("POST", f"{ORDER}/{FIRST}:cancel")).status == 200
        await site.clock.sleep(24 * HOUR_S)

    assert at_provider(story).statuses == ["allocated", "released", "cancelled"]


def test_a_picked_order_cannot_be_cancelled():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(4 * HOUR_S)
        refused = await site.call("POST", f"{ORDER}/{FIRST}:cancel")
        assert (refused.status, refused.document["code"]) == (422, "order_already_picked")

    at_provider(story)


def test_the_morning_brings_the_goods_of_the_master_data():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        await site.clock.sleep(6 * HOUR_S + 1)
        assert (site.stock(str(ONE)).on_hand, site.stock(str(TWO)).on_hand) == (100, 150)

    at_provider(story, master=a_master("threepl", replenishment={"ITEM-2": 50}))


def test_an_independent_library_verifies_the_signature():
    at = LiveClock().now()
    body = b'{"type":"order.shipped"}'
    headers = dict(signed(SECRET, "order.shipped", "msg_1", at, body))

    StandardWebhook(SECRET).verify(body, headers)
    assert headers["webhook-signature"] == StandardWebhook(SECRET).sign("msg_1", at, body.decode())


def test_a_webhook_that_was_sent_verifies_and_carries_the_buyers_order():
    async def story(site: SiteWorld) -> None:
        await released(site, "order.shipped", reference="W000123/2")
        await site.clock.sleep(3)

        [(at, headers, body)] = site.listener.heard
        oracle = StandardWebhook(SECRET).sign(headers["webhook-id"], at, body.decode())
        assert headers["webhook-signature"] == oracle
        assert headers["x-webhook-topic"] == "order.shipped"
        assert headers["x-correlation-id"] == "W000123"
        [document] = site.listener.documents
        assert document["data"]["reference_id"] == "W000123/2"
        assert document["data"]["tracking"]["tracking_number"]

    at_provider(story, pace="brisk")


def test_a_repeated_attempt_has_the_same_id_and_body_and_a_time_of_its_own():
    async def story(site: SiteWorld) -> None:
        site.listener.statuses.append(503)
        await released(site, "order.shipment.picked")
        await site.clock.sleep(HOUR_S)

        (_, first, body), (_, second, again) = site.listener.heard
        assert (first["webhook-id"], body) == (second["webhook-id"], again)
        assert int(second["webhook-timestamp"]) >= int(first["webhook-timestamp"]) + 5
        assert first["webhook-signature"] != second["webhook-signature"]

    at_provider(story, pace="brisk")


def test_a_subscription_without_a_secret_is_given_one_that_no_list_shows():
    async def story(site: SiteWorld) -> None:
        asked = {"url": "http://listener/n", "topics": ["order.shipped"]}
        secrets = [(await site.call("POST", WEBHOOK, asked)).document["secret"] for _ in range(2)]

        assert len(set(secrets)) == 2
        StandardWebhook(secrets[0])
        assert all("secret" not in w for w in (await site.call("GET", WEBHOOK)).document["items"])
        assert (await site.call("DELETE", f"{WEBHOOK}/1")).status == 204
        assert (await site.call("DELETE", f"{WEBHOOK}/1")).status == 404

    at_provider(story)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"url": "gopher://x", "topics": ["order.shipped"]},
        {"url": "http://x", "topics": []},
        {"url": "http://x", "topics": ["order.eaten"]},
        {"url": "http://x", "topics": ["order.shipped"], "secret": "whsec_short"},
        {"url": "http://x", "topics": ["order.shipped"], "description": 5},
    ],
)
def test_a_bad_subscription_is_refused(asked: Any):
    async def story(site: SiteWorld) -> None:
        assert (await site.call("POST", WEBHOOK, asked)).status == 422

    at_provider(story)


def test_misbehaviours_strike_only_where_they_are_switched_on_and_enter_the_ledger():
    async def story(site: SiteWorld) -> None:
        await released(site, "order.shipment.picked", "order.shipped")
        await site.clock.sleep(30)
        assert site.listener.heard == []
        await site.clock.sleep(2 * HOUR_S)
        types = [document["type"] for document in site.listener.documents]
        assert types == ["order.shipment.picked", "order.shipped"] * 2

    habits = {"late_webhook": {"share": 1.0}, "repeated_webhook": {"share": 1.0}}
    site = at_provider(story, pace="brisk", misbehaviours=habits)
    assert site.misbehaved.count(("late_webhook", "W000123")) == 2
    assert site.misbehaved.count(("repeated_webhook", "W000123")) == 2


def test_a_hundred_orders_leave_every_bin_in_balance():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        for n in range(100):
            products = [(line, (ONE, TWO, THREE)[(n + line) % 3], 1 + n % 4) for line in range(1, 4)]
            order = await site.call("POST", ORDER, an_order(*products, reference=f"W{n}"))
            if n % 3:
                await site.call("POST", f"{ORDER}/{order.document.get('id', 0)}:release")
            if n % 7 == 0:
                await site.call("POST", f"{ORDER}/{order.document.get('id', 0)}:cancel")
            await site.clock.sleep(600)
        await site.clock.sleep(48 * HOUR_S)

    site = at_provider(story, master=a_master("threepl", opening=200))
    assert {"allocated", "released", "picked", "shipped", "cancelled"} == set(site.statuses)


def test_the_same_seed_tells_the_same_story():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(24 * HOUR_S)

    first, second = at_provider(story), at_provider(story)
    assert first.commits == second.commits
    assert first.listener.heard == second.listener.heard


def test_clock_and_jobs_agree_when_the_world_opens_in_the_afternoon():
    async def main(clock: VirtualClock) -> list[float | None]:
        return [job.first_after_s for job in SIMULATOR.jobs(open_site(SIMULATOR, clock).system.service)]

    start = datetime(2026, 1, 5, 14, 20, tzinfo=UTC)
    assert run_virtual(main, start=start) == [2400.0, 15 * HOUR_S + 2400]
