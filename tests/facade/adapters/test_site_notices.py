"""The warehouse and the provider behind the same port: what one promises, the other does too."""

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from dualrun.clock import VirtualClock, run_virtual
from facade.adapters.threepl import ThreePl
from facade.canonical.xref import CrossReference
from facade.errors import (
    NoticeRefusedError,
)
from facade.settings import SystemSettings
from simulators import registry
from tests.facade.adapters.site_trial import Trial, one_notice, trial
from tests.simulators.site_world import open_site

__all__ = ["trial"]


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
        t.site.system.start()
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
