"""The warehouse and the provider behind the same port: what one promises, the other does too."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from dualrun.clock import VirtualClock, run_virtual
from facade.adapters.threepl import ThreePl
from facade.canonical.xref import CrossReference
from facade.errors import (
    SystemRefusedError,
    SystemTimeoutError,
    SystemUnavailableError,
    UnknownCodeError,
)
from facade.settings import SystemSettings
from simulators import registry
from tests.facade.adapters.site_trial import REF, ACall, Trial, an_order
from tests.facade.adapters.site_trial import every_trial as trial
from tests.simulators.site_world import Answer, open_site

__all__ = ["trial"]


def test_it_speaks_for_the_business_site_and_not_for_its_native_code(trial):
    async def story(t: Trial) -> None:
        assert t.adapter.site == "WEST"
        assert t.adapter.name == t.site.world.system

    trial(story)


def test_it_says_what_is_free_of_each_item_in_base_units(trial):
    async def story(t: Trial) -> None:
        items = ("ITEM-1", "ITEM-2", "ITEM-99")
        assert await t.adapter.available(items, ACall()) == {"ITEM-1": 100, "ITEM-2": 100}

        await t.adapter.reserve(REF, an_order(), ACall())
        assert await t.adapter.available(items, ACall()) == {"ITEM-1": 76, "ITEM-2": 95}
        assert await t.adapter.available(("ITEM-99",), ACall()) == {}

    trial(story)


def test_an_order_is_reserved_in_base_units_released_and_shipped_with_notices(trial):
    async def story(t: Trial) -> None:
        await t.adapter.subscribe("http://listener/notices")
        number = await t.adapter.reserve(REF, an_order(), ACall())
        await t.adapter.release(REF, number, ACall())
        await t.site.clock.sleep(3)

        picked, shipped = t.hear()
        assert (picked.event, shipped.event) == ("picked", "shipped")
        assert shipped.fulfilment_ref == REF
        assert shipped.source == t.adapter.name
        assert shipped.base_units == ((1, 24), (2, 5))
        assert shipped.tracking
        assert not picked.tracking
        assert shipped.shipment_reference
        assert picked.message_id != shipped.message_id
        now = t.site.clock.now()
        assert now - timedelta(seconds=3) <= picked.occurred_at < shipped.occurred_at <= now

    commits = trial(story).commits
    assert [commit.status for commit in commits] == ["allocated", "released", "picked", "shipped"]
    assert {commit.external_ref for commit in commits} == {"W000123"}
    assert [units for _, _, units in commits[0].reserved] == [24, 5]


def test_every_call_leaves_its_trail(trial):
    async def story(t: Trial) -> None:
        number = await t.adapter.reserve(REF, an_order(), ACall(attempt=7))
        await t.adapter.release(REF, number, ACall(attempt=7))
        await t.adapter.cancel(REF, number, ACall(attempt=7))

        assert len(t.site.wire.sent) == 4
        for _, _, headers in t.site.wire.sent:
            assert headers["x-correlation-id"] == "W000123"
            assert headers["x-request-id"] == "m-1"
            assert headers["x-causation-id"] == "m-0"
            assert headers["x-attempt"] == "7"

    trial(story)


def test_what_stock_does_not_cover_is_not_reserved(trial):
    async def story(t: Trial) -> None:
        assert (
            await t.adapter.reserve(REF, an_order((1, "ITEM-1", 1, 1), (2, "ITEM-2", 101, 1)), ACall())
            is None
        )

    assert trial(story).commits == []


def test_lines_without_quantity_are_left_out(trial):
    async def story(t: Trial) -> None:
        await t.adapter.reserve(REF, an_order((1, "ITEM-1", 0, 1), (2, "ITEM-2", 5, 1)), ACall())

    [commit] = trial(story).commits
    assert [(line, units) for line, _, units in commit.reserved] == [(2, 5)]


def test_an_item_the_site_does_not_know_is_not_sent(trial):
    async def story(t: Trial) -> None:
        with pytest.raises(UnknownCodeError):
            await t.adapter.reserve(REF, an_order((1, "ITEM-9", 1, 1)), ACall())
        assert t.site.wire.sent == []

    trial(story)


def test_after_a_lost_answer_it_looks_and_does_not_reserve_twice(trial):
    async def story(t: Trial) -> None:
        t.site.wire.after.append(TimeoutError())
        with pytest.raises(SystemTimeoutError):
            await t.adapter.reserve(REF, an_order(), ACall())
        number = await t.adapter.reserve(REF, an_order(), ACall(attempt=2))

        assert t.commits[0].number == number
        method, url, _ = t.site.wire.sent[-1]
        if method == "GET":
            assert REF in dict(parse_qsl(urlsplit(url).query)).values()

    assert len(trial(story).commits) == 1


def test_after_a_lost_request_it_looks_and_reserves(trial):
    async def story(t: Trial) -> None:
        t.site.wire.before.append(TimeoutError())
        with pytest.raises(SystemTimeoutError):
            await t.adapter.reserve(REF, an_order(), ACall())
        assert await t.adapter.reserve(REF, an_order(), ACall(attempt=7))

    assert len(trial(story).commits) == 1


def test_a_request_that_may_still_arrive_is_waited_for(trial):
    """Found by the campaign of seed 7: it came after its caller had given up, looked and asked again."""

    async def story(t: Trial) -> None:
        t.site.wire.before.append(TimeoutError())
        with pytest.raises(SystemTimeoutError):
            await t.adapter.reserve(REF, an_order(), ACall())
        with pytest.raises(SystemUnavailableError, match="or not yet"):
            await t.adapter.reserve(REF, an_order(), ACall(attempt=2))

    trial(story)


def test_a_cancelled_order_is_not_taken_for_a_reservation(trial):
    async def story(t: Trial) -> None:
        first = await t.adapter.reserve(REF, an_order(), ACall())
        await t.adapter.cancel(REF, first, ACall())

        assert await t.adapter.reserve(REF, an_order(), ACall(attempt=7)) != first

    trial(story)


def test_two_references_of_one_order_are_two_orders(trial):
    async def story(t: Trial) -> None:
        first = await t.adapter.reserve("W000123", an_order(), ACall())
        assert await t.adapter.reserve("W000123/2", an_order(), ACall(attempt=7)) != first

    trial(story)


def test_releasing_twice_is_no_error_but_releasing_a_cancelled_order_is(trial):
    async def story(t: Trial) -> None:
        number = await t.adapter.reserve(REF, an_order(), ACall())
        await t.adapter.release(REF, number, ACall())
        await t.adapter.release(REF, number, ACall(attempt=2))
        await t.adapter.cancel(REF, number, ACall())
        with pytest.raises(SystemRefusedError) as refused:
            await t.adapter.release(REF, number, ACall())
        assert "cancelled" in refused.value.code.lower()

    assert [c.status for c in trial(story).commits] == ["allocated", "released", "cancelled"]


def test_cancelling_twice_is_true_and_cancelling_what_is_picked_is_false(trial):
    async def story(t: Trial) -> None:
        first, second = [await t.adapter.reserve(ref, an_order(), ACall()) for ref in ("A", "B")]
        assert await t.adapter.cancel("A", first, ACall()) is True
        assert await t.adapter.cancel("A", first, ACall(attempt=2)) is True
        await t.adapter.release("B", second, ACall())
        await t.site.clock.sleep(1.5)
        assert await t.adapter.cancel("B", second, ACall()) is False

    trial(story)


def test_a_cancellation_is_noticed(trial):
    async def story(t: Trial) -> None:
        await t.adapter.subscribe("http://listener/notices")
        number = await t.adapter.reserve(REF, an_order(), ACall())
        await t.adapter.cancel(REF, number, ACall())
        await t.site.clock.sleep(1)

        [notice] = t.hear()
        assert (notice.event, notice.tracking) == ("cancelled", "")

    trial(story)


def test_an_unknown_order_is_refused(trial):
    async def story(t: Trial) -> None:
        for ask in (t.adapter.release, t.adapter.cancel):
            with pytest.raises(SystemRefusedError) as refused:
                await ask(REF, "4711", ACall())
            assert refused.value.code.lower().endswith("not_found")

    trial(story)


def test_subscribing_twice_leaves_one_subscription(trial):
    async def story(t: Trial) -> None:
        t.site.wire.after.extend((None, TimeoutError()))
        with pytest.raises(SystemTimeoutError):
            await t.adapter.subscribe("http://listener/notices")
        await t.adapter.subscribe("http://listener/notices")
        number = await t.adapter.reserve(REF, an_order(), ACall())
        await t.adapter.release(REF, number, ACall())
        await t.site.clock.sleep(3)
        assert len(t.site.listener.heard) == 2

    trial(story)


def test_the_wire_and_the_status_decide_which_error_it_is(trial):
    cases: list[tuple[Exception | Answer, type[Exception]]] = [
        (TimeoutError(), SystemTimeoutError),
        (ConnectionRefusedError(), SystemUnavailableError),
        (ConnectionResetError(), SystemUnavailableError),
        (Answer(302, {}, b""), SystemUnavailableError),
        (Answer(401, {}, b"<html>"), SystemRefusedError),
        (Answer(422, {}, b"[]"), SystemRefusedError),
        (Answer(429, {}, b""), SystemUnavailableError),
        (Answer(500, {}, b"{}"), SystemUnavailableError),
        (Answer(503, {}, b""), SystemUnavailableError),
        (Answer(200, {}, b'{"error":'), SystemTimeoutError),
        (Answer(200, {}, b'{"error":"no"}'), SystemTimeoutError),
        (Answer(201, {}, b'{"orderId":7,"id":7}'), SystemTimeoutError),
    ]

    async def story(t: Trial) -> None:
        for outcome, error in cases:
            for ask in (
                lambda: t.adapter.reserve(REF, an_order(), ACall()),
                lambda: t.adapter.reserve(REF, an_order(), ACall(attempt=2)),
                lambda: t.adapter.release(REF, "4", ACall()),
                lambda: t.adapter.cancel(REF, "4", ACall()),
            ):
                t.site.wire.before.append(outcome)
                with pytest.raises(error):
                    await ask()

    trial(story)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"x-retry-after": "3"}, 3.0),
        ({"retry-after": "0", "x-retry-after": "3"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "-1"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_wherever_it_stands(trial, headers, seconds):
    async def story(t: Trial) -> None:
        t.site.wire.before.append(Answer(429, headers, b""))
        with pytest.raises(SystemUnavailableError) as busy:
            await t.adapter.cancel(REF, "4", ACall())
        assert busy.value.retry_after_s == seconds

    trial(story)


def test_the_providers_own_quota_is_understood():
    async def main(clock: VirtualClock) -> float | None:
        simulator = registry.load("threepl")
        site = open_site(simulator, clock, misbehaviours={"request_rate": {"calls": 2}})
        codes = simulator.codes(site.world.master)
        settings = SystemSettings("http://threepl", simulator.credentials(), codes)
        adapter = ThreePl(site.wire, settings, CrossReference("threepl", codes))
        await adapter.subscribe("http://listener/notices")
        with pytest.raises(SystemUnavailableError) as busy:
            await adapter.reserve(REF, an_order(), ACall())
        return busy.value.retry_after_s

    assert run_virtual(main) == 60.0
