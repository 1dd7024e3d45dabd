"""What happens in the warehouse by itself, and what it says of it."""

import hmac
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dualrun.clock import VirtualClock, run_virtual
from simulators.chassis.commits import MovementCommit
from simulators.wms import SIMULATOR
from simulators.wms.domain.pace import PACES
from tests.simulators.site_world import SiteWorld, a_master, open_site
from tests.simulators.wms.test_api import ORDERS, an_order, in_warehouse

SUBSCRIPTIONS = "/api/v1/webhookSubscriptions"
HOUR_S = 3600.0


async def released(site: SiteWorld, *rows: tuple[int, str, int], **subscription: Any) -> None:
    site.system.start()
    await site.call("POST", SUBSCRIPTIONS, {"url": "http://listener/notices", **subscription})
    await site.call("POST", ORDERS, an_order(*rows))
    assert (await site.call("POST", f"{ORDERS}/1001/release")).status == 200


def test_a_released_order_waits_for_its_wave_and_leaves_before_a_carrier_cut_off():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(1799)
        assert (await site.call("GET", f"{ORDERS}/1001")).document["waveId"] is None
        await site.clock.sleep(24 * HOUR_S)

        order = (await site.call("GET", f"{ORDERS}/1001")).document
        assert (order["orderStatus"]["number"], order["waveId"]) == (500, 1)
        shipped_at = datetime.fromisoformat(order["changedDate"])
        assert datetime(2026, 1, 5, 10, 30) <= shipped_at <= datetime(2026, 1, 5, 11)  # noqa: DTZ001
        numbers = [document["orderStatus"]["number"] for document in site.listener.documents]
        assert numbers == [200, 300, 400, 450, 500]

    site = in_warehouse(story)
    assert site.statuses == ["allocated", "released", "picked", "shipped"]
    issues = [r for r in site.commits if isinstance(r, MovementCommit) and r.kind == "issue"]
    assert [(issue.item, issue.quantity) for issue in issues] == [("7000001", -24)]


def test_brisk_orders_are_picked_and_shipped_within_seconds():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(1.2)
        assert site.statuses[-1] == "picked"
        await site.clock.sleep(1.3)
        assert site.statuses[-1] == "shipped"

    in_warehouse(story, pace="brisk")


def test_a_wave_order_can_be_cancelled_until_it_is_picked():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(1801)
        assert (await site.call("POST", f"{ORDERS}/1001/cancel")).status == 200
        await site.clock.sleep(24 * HOUR_S)

    assert in_warehouse(story).statuses == ["allocated", "released", "cancelled"]


def test_a_picked_order_cannot_be_cancelled_and_release_is_no_longer_needed():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(2 * HOUR_S)

        cancel = await site.call("POST", f"{ORDERS}/1001/cancel")
        assert (cancel.status, cancel.document["errorCode"]) == (409, "ORDER_ALREADY_PICKED")
        release = await site.call("POST", f"{ORDERS}/1001/release")
        assert (release.status, release.document["errorCode"]) == (409, "ORDER_ALREADY_RELEASED")

    in_warehouse(story)


def test_the_morning_brings_the_goods_of_the_master_data():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        await site.clock.sleep(6 * HOUR_S - 1)
        assert site.stock("7000002").on_hand == 100
        await site.clock.sleep(2)
        assert (site.stock("7000001").on_hand, site.stock("7000002").on_hand) == (100, 150)
        await site.clock.sleep(24 * HOUR_S)
        assert site.stock("7000002").on_hand == 200

    in_warehouse(story, master=a_master("wms", replenishment={"ITEM-2": 50}))


def test_a_webhook_is_signed_over_its_raw_body_and_carries_the_buyers_order():
    async def story(site: SiteWorld) -> None:
        await released(site, orderStatuses=[500])
        await site.clock.sleep(3)

        [(_, headers, body)] = site.listener.heard
        secret = SIMULATOR.credentials()["webhook_secret"].encode()
        assert headers["x-wms-signature"] == b64encode(hmac.digest(secret, body, "sha256")).decode()
        [document] = site.listener.documents
        assert headers["x-wms-message-id"] == document["webhookEventId"]
        assert headers["x-correlation-id"] == document["consigneeOrderNumber"] == "W000123"
        assert document["tracking"][0]["waybill"] == "WB0000001001"
        assert datetime.fromisoformat(document["timestamp"]).tzinfo is None

    in_warehouse(story, pace="brisk")


def test_a_webhook_is_repeated_under_the_same_id_and_signature_until_it_is_answered():
    async def story(site: SiteWorld) -> None:
        site.listener.statuses.extend((500, 429))
        await released(site, orderStatuses=[400])
        await site.clock.sleep(HOUR_S)

        signatures = [
            (h["x-wms-message-id"], h["x-wms-signature"], body) for _, h, body in site.listener.heard
        ]
        assert len(signatures) == 3
        assert len(set(signatures)) == 1

    in_warehouse(story, pace="brisk")


def test_an_unsubscribed_listener_hears_no_more():
    async def story(site: SiteWorld) -> None:
        await released(site)
        assert [
            s["subscriptionId"] for s in (await site.call("GET", SUBSCRIPTIONS)).document["subscriptions"]
        ] == [1]
        assert (await site.call("DELETE", f"{SUBSCRIPTIONS}/1")).status == 204
        assert (await site.call("DELETE", f"{SUBSCRIPTIONS}/1")).status == 404
        assert (await site.call("DELETE", f"{SUBSCRIPTIONS}/x")).status == 404
        await site.clock.sleep(3)
        assert [d["orderStatus"]["number"] for d in site.listener.documents] == [200, 300]

    in_warehouse(story, pace="brisk")


@pytest.mark.parametrize(
    "subscription",
    [{}, {"url": "ftp://x"}, {"url": "http://a b"}, {"url": "http://x", "orderStatuses": ["400"]}],
)
def test_a_bad_subscription_is_refused(subscription: Any):
    async def story(site: SiteWorld) -> None:
        assert (await site.call("POST", SUBSCRIPTIONS, subscription)).status == 400

    in_warehouse(story)


def test_misbehaviours_strike_only_where_they_are_switched_on_and_enter_the_ledger():
    async def story(site: SiteWorld) -> None:
        await released(site, orderStatuses=[400, 500])
        await site.clock.sleep(30 * HOUR_S)

        heard = [
            (at, d["orderStatus"]["number"])
            for (at, _, _), d in zip(site.listener.heard, site.listener.documents, strict=True)
        ]
        assert [number for _, number in heard] == [400, 400, 500, 500]
        assert heard[0][0] >= datetime(2026, 1, 5, 2, tzinfo=UTC)

    site = in_warehouse(
        story,
        misbehaviours={
            "late_webhook": {"share": 1.0},
            "repeated_webhook": {"share": 1.0, "after_s": 5},
            "missed_cut_off": {"share": 1.0},
        },
    )
    assert ("missed_cut_off", "W000123") in site.misbehaved
    assert site.misbehaved.count(("late_webhook", "W000123")) == 2


@pytest.mark.parametrize("missed", [0, 1, 5, 13])
def test_parcels_always_leave_after_they_are_packed(missed: int):
    packed_at = datetime(2026, 1, 5, 18, 45, tzinfo=UTC)
    leaves_at = [PACES["realistic"].leaves_at(packed_at, chance, missed) for chance in (0.0, 0.5, 0.999)]

    assert packed_at < leaves_at[0] < leaves_at[1] < leaves_at[2]
    assert leaves_at[2] - leaves_at[0] < timedelta(minutes=30)


def test_a_hundred_orders_leave_every_shelf_in_balance():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        for n in range(100):
            rows = [(row, f"{7_000_001 + (n + row) % 3}", 1 + n % 4) for row in range(1, 4)]
            await site.call("POST", ORDERS, an_order(*rows, number=f"W{n}"))
            if n % 3:
                await site.call("POST", f"{ORDERS}/{1001 + n}/release")
            if n % 7 == 0:
                await site.call("POST", f"{ORDERS}/{1001 + n}/cancel")
            await site.clock.sleep(600)
        await site.clock.sleep(48 * HOUR_S)

    site = in_warehouse(story, master=a_master("wms", opening=200))
    assert {"allocated", "released", "picked", "shipped", "cancelled"} == set(site.statuses)


def test_the_same_seed_tells_the_same_story():
    async def story(site: SiteWorld) -> None:
        await released(site)
        await site.clock.sleep(24 * HOUR_S)

    first, second = in_warehouse(story), in_warehouse(story)
    assert first.commits == second.commits
    assert first.listener.heard == second.listener.heard


def test_clock_and_jobs_agree_when_the_world_opens_in_the_afternoon():
    async def main(clock: VirtualClock) -> list[float | None]:
        return [job.first_after_s for job in SIMULATOR.jobs(open_site(SIMULATOR, clock).system.service)]

    start = datetime(2026, 1, 5, 14, 20, tzinfo=UTC)
    assert run_virtual(main, start=start) == [600.0, 9 * HOUR_S + 2400, 15 * HOUR_S + 2400]
