"""What is special about the fulfilment house: tokens that run out, credits, backorders, and its signature."""

from datetime import timedelta

import orjson
import pytest

from facade.errors import NoticeRefusedError, SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from tests.facade.adapters.site_trial import REF, ACall, Trial, an_order, one_notice, trial_of
from tests.simulators.site_world import Answer

at_house = trial_of("threepl_graphql")


def orders_of(t: Trial) -> list[str]:
    return [order.stage.value for order in t.site.system.service.store.orders.values()]


def test_what_the_house_would_wait_for_is_taken_back_at_once():
    async def story(t: Trial) -> None:
        assert await t.adapter.reserve(REF, an_order((1, "ITEM-1", 101, 1)), ACall()) is None
        assert orders_of(t) == ["canceled"]

    assert at_house(story).commits == []


def test_a_backorder_that_a_lost_answer_left_behind_is_found_and_taken_back():
    async def story(t: Trial) -> None:
        short = an_order((1, "ITEM-1", 101, 1))
        t.site.wire.after.append(TimeoutError())
        with pytest.raises(SystemTimeoutError):
            await t.adapter.reserve(REF, short, ACall())
        assert orders_of(t) == ["backordered"]
        assert await t.adapter.reserve(REF, short, ACall(attempt=2)) is None
        assert orders_of(t) == ["canceled"]

    at_house(story)


def test_a_token_that_has_run_out_is_renewed_on_the_way():
    async def story(t: Trial) -> None:
        await t.site.clock.sleep(timedelta(days=29).total_seconds())
        assert await t.adapter.reserve(REF, an_order(), ACall())
        assert [url.rpartition("/")[2] for _, url, _ in t.site.wire.sent] == ["graphql", "refresh", "graphql"]

    at_house(story)


def test_who_is_out_of_credits_learns_how_long_to_wait():
    async def story(t: Trial) -> None:
        for n in range(2):
            await t.adapter.reserve(f"R{n}", an_order(), ACall())
        with pytest.raises(SystemUnavailableError) as busy:
            await t.adapter.reserve(REF, an_order(), ACall())
        assert busy.value.retry_after_s == 3.0

    at_house(story, misbehaviours={"credit_limit": {"max_available": 12, "increment_rate": 1}})


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": null}',
        b'{"data": {"order_create": null}}',
        b'{"data": {"order_create": {"order": null}}}',
        b'{"data": {"order_create": {"order": {"id": 5, "partner_order_id": "W000123/2"}}}}',
        b'{"data": {"order_create": {"order": {"id": "x", "partner_order_id": "other"}}}}',
        b'{"errors": [], "data": null}',
    ],
)
def test_an_answer_that_is_not_about_the_order_counts_as_none(body):
    async def story(t: Trial) -> None:
        t.site.wire.before.append(Answer(200, {}, body))
        with pytest.raises(SystemTimeoutError):
            await t.adapter.reserve(REF, an_order(), ACall())

    at_house(story)


def test_an_error_of_an_unknown_kind_is_a_refusal():
    async def story(t: Trial) -> None:
        for code in (b"77", b'"odd"', b"null", b"[]"):
            t.site.wire.before.append(Answer(200, {}, b'{"errors": [{"code": ' + code + b"}]}"))
            with pytest.raises(SystemRefusedError):
                await t.adapter.cancel(REF, "x", ACall())

    at_house(story)


def test_a_notice_that_the_house_did_not_sign_is_refused():
    async def story(t: Trial) -> None:
        headers, body = await one_notice(t)
        now, signature = t.site.clock.now(), "x-threepl-hmac-sha256"
        for bad_headers, bad_body in (
            (headers, body.replace(b'"W000123/2"', b'"W000124/2"')),
            (headers, body.replace(b'"Shipment Update"', b'"Order Canceled"')),
            (headers | {signature: ""}, body),
            (headers | {signature: "\u00e9" * 44}, body),
            ({}, body),
            (headers, b"[]"),
            (headers, b"{}"),
        ):
            with pytest.raises(NoticeRefusedError):
                t.adapter.read_notice(bad_headers, bad_body, now)
        assert t.adapter.read_notice(headers, body, now)
        assert t.adapter.read_notice(headers | {"x-threepl-message-id": "forged"}, body, now).message_id == (
            t.adapter.read_notice(headers, body, now).message_id
        )

    at_house(story)


def test_a_repeated_notice_keeps_its_message_id():
    async def story(t: Trial) -> None:
        await one_notice(t)
        await t.site.clock.sleep(120)
        ids = [notice.message_id for notice in t.hear()]
        assert (len(ids), len(set(ids))) == (4, 2)

    at_house(story, misbehaviours={"repeated_webhook": {"share": 1.0}})


def test_after_a_new_subscription_old_secrets_no_longer_count():
    async def story(t: Trial) -> None:
        await t.adapter.subscribe("http://listener/notices")
        await t.adapter.subscribe("http://listener/elsewhere")
        number = await t.adapter.reserve(REF, an_order(), ACall())
        await t.adapter.release(REF, number, ACall())
        await t.site.clock.sleep(3)
        assert [notice.event for notice in t.hear()] == ["picked", "shipped"]
        assert orjson.loads(t.site.listener.heard[0][2])["webhook_type"] == "Order Packed Out"

    at_house(story)
