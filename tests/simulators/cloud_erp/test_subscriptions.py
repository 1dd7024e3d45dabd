from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from tests.simulators.cloud_erp.erp_world import API, COMPANY, ErpWorld, error_of, in_an_erp
from tests.simulators.site_world import Answer

URL = "http://listener/hook"


@dataclass
class ListenerWire:
    """Somebody who answers handshakes, and notifications with the statuses it was given (then 202)."""

    statuses: deque[int | Exception] = field(default_factory=deque)
    shakes_hands: bool = True
    heard: list[tuple[float, Any]] = field(default_factory=list)
    erp: Any = None

    async def send(self, method, url, *, headers, body=b"", timeout_s=10.0):
        token = parse_qs(urlsplit(url).query).get("validationToken")
        if token:
            return Answer(200, {}, token[0].encode() if self.shakes_hands else b"no")
        self.heard.append((self.erp.clock.monotonic(), orjson.loads(body)))
        status = self.statuses.popleft() if self.statuses else 202
        if isinstance(status, Exception):
            raise status
        return Answer(status, {}, b"")

    @property
    def told(self) -> list[list[str]]:
        return [[entry["changeType"] for entry in body["value"]] for _, body in self.heard]


def listening(erp: ErpWorld, *statuses: int | Exception) -> ListenerWire:
    wire = ListenerWire(deque(statuses), erp=erp)
    erp.system.world.wire = wire
    erp.system.start()
    return wire


async def subscribe(erp: ErpWorld, entity_set: str = "salesOrders", **changes: Any) -> Answer:
    resource = f"{COMPANY.removeprefix(API)}/{entity_set}".replace("/companies", "/api/v2.0/companies", 1)
    body = {"notificationUrl": URL, "resource": resource, "clientState": "secret", **changes}
    return await erp.at("POST", f"{API}/subscriptions", body)


async def is_alive(erp: ErpWorld) -> bool:
    erp.token = ""
    return bool((await erp.at("GET", f"{API}/subscriptions")).document["value"])


class TestSubscribing:
    def test_a_listener_that_shakes_hands_is_entered_for_three_days(self):
        async def story(erp: ErpWorld):
            listening(erp)
            entered = await subscribe(erp)
            await erp.clock.sleep(3 * 86400 - 10)
            before = await is_alive(erp)
            await erp.clock.sleep(20)
            return entered, before, await is_alive(erp)

        entered, before, after = in_an_erp(story)

        assert entered.status == 201
        assert entered.document["expirationDateTime"] == "2026-01-08T00:00:00Z"
        assert entered.document["clientState"] == "secret"
        assert (before, after) == (True, False)

    def test_one_that_does_not_is_refused(self):
        async def story(erp: ErpWorld):
            listening(erp).shakes_hands = False
            return await subscribe(erp), await is_alive(erp)

        refused, alive = in_an_erp(story)

        assert error_of(refused) == (400, "BadRequest_InvalidOperation")
        assert not alive

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"notificationUrl": None}, "BadRequest_RequiredParamNotProvided"),
            ({"notificationUrl": "ftp://listener"}, "Application_FieldValidationException"),
            ({"resource": "/api/v2.0/nothing"}, "BadRequest_InvalidOperation"),
            ({"clientState": "x" * 2049}, "Application_StringExceededLength"),
        ],
    )
    def test_a_wrong_subscription_is_refused(self, change, code):
        async def story(erp: ErpWorld):
            listening(erp)
            return await subscribe(erp, **change)

        assert error_of(in_an_erp(story)) == (400, code)

    def test_two_hundred_are_enough(self):
        async def story(erp: ErpWorld):
            listening(erp)
            statuses = [(await subscribe(erp)).status for _ in range(200)]
            return statuses, await subscribe(erp)

        statuses, one_more = in_an_erp(story)

        assert set(statuses) == {201}
        assert error_of(one_more) == (400, "BadRequest_InvalidOperation")

    def test_shipments_cannot_be_listened_to(self):
        async def story(erp: ErpWorld):
            listening(erp)
            return await subscribe(erp, "salesShipments")

        assert error_of(in_an_erp(story)) == (400, "BadRequest_InvalidOperation")

    def test_it_is_read_renewed_and_deleted_with_its_etag(self):
        async def story(erp: ErpWorld):
            listening(erp)
            entered = (await subscribe(erp)).document
            path = f"{API}/subscriptions('{entered['subscriptionId']}')"
            await erp.clock.sleep(3000)
            without = await erp.at("PATCH", path, {})
            renewed = await erp.at("PATCH", path, {"clientState": "new"}, if_match=entered["@odata.etag"])
            stale = await erp.at("DELETE", path, if_match=entered["@odata.etag"])
            deleted = await erp.at("DELETE", path, if_match="*")
            return without, renewed.document, stale, deleted, await erp.at("GET", path)

        without, renewed, stale, deleted, gone = in_an_erp(story)

        assert error_of(without) == (400, "BadRequest_InvalidToken")
        assert (renewed["expirationDateTime"], renewed["clientState"]) == ("2026-01-08T00:50:00Z", "new")
        assert error_of(stale) == (409, "Request_EntityChanged")
        assert deleted.status == 204
        assert error_of(gone) == (404, "Internal_RecordNotFound")

    def test_it_is_renewed_with_all_it_was_entered_with_as_the_vendor_shows_it(self):
        async def story(erp: ErpWorld):
            listening(erp)
            entered = (await subscribe(erp)).document
            path = f"{API}/subscriptions({entered['subscriptionId']})"
            whole = {name: entered[name] for name in ("notificationUrl", "resource", "clientState")}
            moved = await erp.at("PATCH", path, {**whole, "notificationUrl": f"{URL}/2"}, if_match="*")
            other = whole["resource"].replace("salesOrders", "items")
            refused = [
                await erp.at("PATCH", path, {**whole, **change}, if_match="*")
                for change in ({"resource": other}, {"notificationUrl": "ftp://x"})
            ]
            return moved, refused

        moved, refused = in_an_erp(story)

        assert (moved.status, moved.document["notificationUrl"]) == (200, f"{URL}/2")
        assert [each.status for each in refused] == [400, 400]


class TestNotifying:
    def test_changes_are_told_together_thirty_seconds_after_the_first(self):
        async def story(erp: ErpWorld):
            wire = listening(erp)
            await subscribe(erp)
            first = await erp.an_order("A")
            await erp.clock.sleep(20)
            await erp.act(first, "ship")
            second = await erp.an_order("B")
            await erp.clock.sleep(60)
            await erp.act(second, "cancel")
            await erp.clock.sleep(60)
            return wire, first["id"]

        wire, first_id = in_an_erp(story)

        assert wire.told == [["created", "created"], ["updated"]]
        assert [at for at, _ in wire.heard] == [30.0, 110.0]
        notification = wire.heard[0][1]["value"][0]
        assert notification["resource"].endswith(f"salesOrders({first_id})")
        assert notification["clientState"] == "secret"

    def test_more_than_a_thousand_changes_become_one_word(self):
        async def story(erp: ErpWorld):
            wire = listening(erp)
            await subscribe(erp)
            for number in range(1001):
                await erp.an_order(f"M{number}", salesOrderLines=[])
            await erp.clock.sleep(31)
            return wire

        wire = in_an_erp(story)

        assert wire.told == [["collection"]]
        assert "$filter=lastModifiedDateTime ge" in wire.heard[0][1]["value"][0]["resource"]

    def test_a_busy_listener_is_told_again(self):
        async def story(erp: ErpWorld):
            wire = listening(erp, 503, 429, 408, TimeoutError(), ConnectionError())
            await subscribe(erp)
            await erp.an_order()
            await erp.clock.sleep(8 * 3600)
            return wire, await is_alive(erp), erp.misbehaved

        wire, alive, misbehaved = in_an_erp(story)

        assert wire.told == [["created"]] * 6
        assert alive
        assert misbehaved == []

    def test_a_listener_that_refuses_is_forgotten(self):
        async def story(erp: ErpWorld):
            wire = listening(erp, 400)
            await subscribe(erp)
            await erp.an_order()
            await erp.clock.sleep(31)
            await erp.an_order()
            await erp.clock.sleep(31)
            return wire, await is_alive(erp), [kind for kind, _ in erp.misbehaved]

        wire, alive, misbehaved = in_an_erp(story)

        assert len(wire.heard) == 1
        assert not alive
        assert misbehaved == ["subscription_dropped"]

    def test_payments_are_told_as_changed_invoices(self):
        async def story(erp: ErpWorld):
            wire = listening(erp)
            await subscribe(erp, "salesInvoices")
            await erp.act(await erp.an_order(), "shipAndInvoice")
            await erp.clock.sleep(31)
            return wire

        assert in_an_erp(story).told == [["created"]]
