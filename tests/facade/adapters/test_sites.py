"""The warehouse and the provider behind the same port: what one promises, the other does too."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest

from dualrun.clock import VirtualClock, run_virtual
from facade.adapters.threepl import ThreePl
from facade.adapters.wms import Wms
from facade.canonical.fulfilment import SiteNotice
from facade.canonical.order import Address, Order, OrderLine
from facade.canonical.value import Money, Quantity
from facade.canonical.xref import CrossReference
from facade.errors import (
    NoticeRefusedError,
    SystemRefusedError,
    SystemTimeoutError,
    SystemUnavailableError,
    UnknownCodeError,
)
from facade.settings import SystemSettings
from simulators import registry
from simulators.chassis.commits import FulfilmentCommit
from tests.simulators.site_world import Answer, SiteWorld, open_site

ADAPTERS = {"wms": Wms, "threepl": ThreePl}
REF = "W000123/2"


@dataclass(frozen=True)
class ACall:
    attempt: int = 1
    correlation_id: str = "W000123"
    message_id: str = "m-1"
    causation_id: str = "m-0"


@dataclass
class Trial:
    site: SiteWorld
    adapter: Wms | ThreePl
    notices: list[SiteNotice | None] = field(default_factory=list)

    @property
    def commits(self) -> list[FulfilmentCommit]:
        return [record for record in self.site.commits if isinstance(record, FulfilmentCommit)]

    def hear(self) -> list[SiteNotice]:
        """Read every webhook as it arrived."""
        read = (self.adapter.read_notice(h, body, at) for at, h, body in self.site.listener.heard)
        return [notice for notice in read if notice is not None]


def an_order(*lines: tuple[int, str, int, int]) -> Order:
    return Order(
        external_ref="W000123",
        channel="commerce",
        channel_order_id="17",
        customer_id="C-1",
        order_date=date(2026, 1, 5),
        currency="EUR",
        ship_to=Address("Nordby Tools", "1 Quay", "Aarhus", "8000", "DK"),
        lines=tuple(
            OrderLine(
                line,
                item,
                Quantity(Decimal(count), "CS" if pack > 1 else "EA"),
                Money(Decimal(1), "EUR"),
                pack,
            )
            for line, item, count, pack in lines or ((1, "ITEM-1", 2, 12), (2, "ITEM-2", 5, 1))
        ),
    )


@pytest.fixture(params=["wms", "threepl"])
def trial(request: pytest.FixtureRequest) -> Callable[..., Trial]:
    name = request.param

    def run(story: Callable[[Trial], Any], **world: Any) -> Trial:
        async def main(clock: VirtualClock) -> Trial:
            simulator = registry.load(name)
            site = open_site(simulator, clock, **{"pace": "brisk", **world})
            codes = simulator.codes(site.world.master)
            settings = SystemSettings(f"http://{name}", simulator.credentials(), codes)
            done = Trial(site, ADAPTERS[name](site.wire, settings, CrossReference(name, codes)))
            site.system.start()
            await story(done)
            assert not site.defects
            site.assert_stock_adds_up()
            return done

        return run_virtual(main)

    return run


def test_it_speaks_for_the_business_site_and_not_for_its_native_code(trial):
    async def story(t: Trial) -> None:
        assert t.adapter.site == "WEST"
        assert t.adapter.name == t.site.world.system

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
        number = await t.adapter.reserve(REF, an_order(), ACall(attempt=2))
        await t.adapter.release(REF, number, ACall(attempt=2))
        await t.adapter.cancel(REF, number, ACall(attempt=2))

        assert len(t.site.wire.sent) == 4
        for _, _, headers in t.site.wire.sent:
            assert headers["x-correlation-id"] == "W000123"
            assert headers["x-request-id"] == "m-1"
            assert headers["x-causation-id"] == "m-0"
            assert headers["x-attempt"] == "2"

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
        assert method == "GET"
        assert REF in dict(parse_qsl(urlsplit(url).query)).values()

    assert len(trial(story).commits) == 1


def test_after_a_lost_request_it_looks_and_reserves(trial):
    async def story(t: Trial) -> None:
        t.site.wire.before.append(TimeoutError())
        with pytest.raises(SystemTimeoutError):
            await t.adapter.reserve(REF, an_order(), ACall())
        assert await t.adapter.reserve(REF, an_order(), ACall(attempt=2))

    assert len(trial(story).commits) == 1


def test_a_cancelled_order_is_not_taken_for_a_reservation(trial):
    async def story(t: Trial) -> None:
        first = await t.adapter.reserve(REF, an_order(), ACall())
        await t.adapter.cancel(REF, first, ACall())

        assert await t.adapter.reserve(REF, an_order(), ACall(attempt=2)) != first

    trial(story)


def test_two_references_of_one_order_are_two_orders(trial):
    async def story(t: Trial) -> None:
        first = await t.adapter.reserve("W000123", an_order(), ACall())
        assert await t.adapter.reserve("W000123/2", an_order(), ACall(attempt=2)) != first

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
            assert refused.value.code.lower() == "order_not_found"

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


async def one_notice(t: Trial) -> tuple[dict[str, str], bytes]:
    await t.adapter.subscribe("http://listener/notices")
    number = await t.adapter.reserve(REF, an_order(), ACall())
    await t.adapter.release(REF, number, ACall())
    await t.site.clock.sleep(3)
    _, headers, body = t.site.listener.heard[-1]
    return dict(headers), body


def test_a_notice_that_is_not_what_the_site_sent_is_refused(trial):
    async def story(t: Trial) -> None:
        headers, body = await one_notice(t)
        now = t.site.clock.now()
        signature = next(name for name in headers if name.endswith("-signature"))
        message_id = next(name for name in headers if name.endswith(("-message-id", "webhook-id")))
        forged: deque[tuple[dict[str, str], bytes]] = deque(
            [
                (headers, body.replace(b'"W000123/2"', b'"W000124/2"')),
                (headers, body + b" "),
                (headers | {signature: ""}, body),
                (headers | {signature: "é" * 44}, body),
                (headers | {signature: headers[signature][:-4] + "AAA="}, body),
                (headers | {message_id: "another"}, body),
                ({name: value for name, value in headers.items() if name != signature}, body),
                ({name: value for name, value in headers.items() if name != message_id}, body),
            ]
        )
        for bad_headers, bad_body in forged:
            with pytest.raises(NoticeRefusedError):
                t.adapter.read_notice(bad_headers, bad_body, now)
        assert t.adapter.read_notice(headers, body, now)

    trial(story)


def test_a_repeated_notice_keeps_its_message_id(trial):
    async def story(t: Trial) -> None:
        await one_notice(t)
        await t.site.clock.sleep(120)
        ids = [notice.message_id for notice in t.hear()]
        assert len(ids) == 4
        assert len(set(ids)) == 2

    trial(story, misbehaviours={"repeated_webhook": {"share": 1.0, "after_s": 60}})


def signed_notice(t: Trial, document: Any) -> tuple[dict[str, str], bytes]:
    from simulators.threepl.events import signed as standard
    from simulators.wms.events import signed as plain

    body = document if isinstance(document, bytes) else orjson.dumps(document)
    secret = t.site.system.simulator.credentials()["webhook_secret"]
    if t.adapter.name == "wms":
        return dict(plain(secret.encode(), "m", body)), body
    return dict(standard(secret, "order.shipped", "m", t.site.clock.now(), body)), body


def test_a_signed_notice_of_another_shape_is_refused_and_of_another_status_ignored(trial):
    async def story(t: Trial) -> None:
        _, body = await one_notice(t)
        whole = orjson.loads(body) | {"webhookEventId": "m"}
        now = t.site.clock.now()
        for field_name in ("orderStatus", "type", "timestamp", "data", "orderLines", "goodsOwnerOrderNumber"):
            if field_name in whole:
                for wrong in (None, 5, "x"):
                    if field_name == "type" and wrong == "x":
                        continue
                    if field_name == "goodsOwnerOrderNumber" and wrong == "x":
                        continue
                    with pytest.raises(NoticeRefusedError):
                        t.adapter.read_notice(*signed_notice(t, whole | {field_name: wrong}), now)
        for nonsense in (b"", b"[]", b"NaN", b"\xff"):
            with pytest.raises(NoticeRefusedError):
                t.adapter.read_notice(*signed_notice(t, nonsense), now)
        other = whole | {"type": "order.shipment.on_hold", "orderStatus": {"number": 450, "text": "Packed"}}
        assert t.adapter.read_notice(*signed_notice(t, other), now) is None

    trial(story)


def test_the_warehouse_writes_no_zone_and_the_provider_always_does(trial):
    async def story(t: Trial) -> None:
        _, body = await one_notice(t)
        whole = orjson.loads(body) | {"webhookEventId": "m"}
        now = t.site.clock.now()
        other_way = whole["timestamp"] + "Z" if t.adapter.name == "wms" else whole["timestamp"].rstrip("Z")
        with pytest.raises(NoticeRefusedError):
            t.adapter.read_notice(*signed_notice(t, whole | {"timestamp": other_way}), now)
        assert t.adapter.read_notice(*signed_notice(t, whole), now).occurred_at.tzinfo is not None

    trial(story)


@pytest.mark.parametrize(
    ("skew_s", "accepted"), [(0, True), (299, True), (-299, True), (302, False), (-302, False)]
)
def test_the_providers_signature_is_good_for_five_minutes(skew_s: int, accepted: bool):
    async def main(clock: VirtualClock) -> None:
        simulator = registry.load("threepl")
        site = open_site(simulator, clock, pace="brisk")
        codes = simulator.codes(site.world.master)
        settings = SystemSettings("http://threepl", simulator.credentials(), codes)
        t = Trial(site, ThreePl(site.wire, settings, CrossReference("threepl", codes)))
        headers, body = await one_notice(t)
        sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        now = sent_at + timedelta(seconds=skew_s)
        if accepted:
            assert t.adapter.read_notice(headers, body, now)
            rotated = headers | {"webhook-signature": f"v1,b2xk v1a,x {headers['webhook-signature']}"}
            assert t.adapter.read_notice(rotated, body, now)
        else:
            with pytest.raises(NoticeRefusedError):
                t.adapter.read_notice(headers, body, now)

    run_virtual(main)
