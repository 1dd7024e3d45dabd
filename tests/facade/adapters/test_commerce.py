import asyncio
from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
import pytest

from dualrun.clock import run_virtual
from facade.adapters.commerce import Commerce
from facade.canonical.fulfilment import Shipment, ShippedLine
from facade.canonical.invoice import Invoice
from facade.canonical.order import Address, BookedLine
from facade.canonical.value import Money, Quantity
from facade.canonical.xref import CrossReference
from facade.errors import (
    NoticeRefusedError,
    SystemRefusedError,
    SystemTimeoutError,
    SystemUnavailableError,
)
from facade.settings import SystemSettings
from simulators.commerce import SIMULATOR
from tests.simulators.commerce.shop_world import MASTER, ShopWorld, open_shop
from tests.simulators.site_world import Answer, Wire


@dataclass(frozen=True)
class Trail:
    correlation_id: str = "PO-1"
    message_id: str = "m-1"
    causation_id: str = "c-1"
    attempt: int = 1
    trace: str = ""


@dataclass
class Joined:
    """The adapter and a shop with one order, the façade's wire apart from the shop's own."""

    commerce: Commerce
    shop: ShopWorld
    wire: Wire

    @property
    def order(self):
        return self.commerce.read_order(self.shop.listener.heard[0][2])

    @property
    def paths(self):
        return [url.removeprefix("http://commerce/rest/V1") for _, url, _ in self.wire.sent]


def joined(story):
    """Run a story in which the shop has sent its first order to the subscriber."""

    async def told(clock):
        shop = open_shop(clock)
        shop.system.start()
        wire = Wire({"commerce": shop.system})
        codes = SIMULATOR.codes(MASTER)
        settings = SystemSettings("http://commerce", SIMULATOR.credentials(), codes)
        both = Joined(Commerce(wire, settings, CrossReference("commerce", codes), clock), shop, wire)
        await both.commerce.subscribe("http://listener/orders", "http://listener/cancellations")
        await shop.sign_in()
        await shop.place()
        await clock.sleep(1)
        result = await story(both)
        assert not shop.defects
        return result

    return run_virtual(told)


MUG = {"sku": "mug", "qty_ordered": 1, "price": 1}
SHIPMENT = Shipment(
    "SHP-9",
    "DC1",
    "TRK-1",
    datetime(2026, 1, 6, tzinfo=UTC),
    (ShippedLine(1, Quantity(Decimal(4), "EA")), ShippedLine(2, Quantity(Decimal(2), "CS"))),
)
INVOICE = Invoice(
    number="INV-9",
    order_number="SO-1",
    external_ref="PO-1",
    posting=True,
    invoice_date=date(2026, 1, 6),
    lines=(BookedLine(1, "85123A", Quantity(Decimal(4), "EA"), Decimal("2.30"), Decimal("9.20")),),
    net=Decimal("9.20"),
    tax=Decimal("1.84"),
    gross=Decimal("11.04"),
    currency="GBP",
)


class TestReading:
    def test_the_shops_order_is_read_in_canonical_words(self):
        async def story(both):
            return both.order

        order = joined(story)

        assert (order.external_ref, order.channel, order.channel_order_id) == ("PO-1", "commerce", "1")
        assert (order.customer_id, order.order_date, order.currency) == ("C1", date(2026, 1, 5), "GBP")
        assert order.ship_to == Address("Łódź Lamps", "1 High Street", "Leeds", "LS1 1AA", "PL")
        first, second = order.lines
        assert (first.line, first.item_id, first.quantity) == (1, "85123A", Quantity(Decimal(4), "EA"))
        assert first.unit_price == Money(Decimal("2.3"), "GBP")
        assert second.quantity == Quantity(Decimal(2), "CS")
        assert (first.pack_size, second.pack_size) == (1, 0)

    def test_a_cancellation_names_lines_and_ordered_units(self):
        async def story(both):
            await both.shop.post("/orders/1/cancel", {"items": [{"line": 2, "qty": 1}]})
            await both.shop.clock.sleep(1)
            await both.shop.post("/orders/1/cancel", {})
            await both.shop.clock.sleep(1)
            return [both.commerce.read_cancellation(body) for _, _, body in both.shop.listener.heard[1:]]

        assert joined(story) == [("PO-1", ((2, 1),)), ("PO-1", ())]

    @pytest.mark.parametrize(
        ("change", "field", "value"),
        [
            ({"customer_id": 999}, "customer_id", "999"),
            ({"items": [MUG]}, "sales_unit", "None"),
            ({"items": [MUG | {"extension_attributes": {"sales_unit": "each"}}]}, "items[0].sku", "mug"),
            ({"items": []}, "items", "[]"),
            ({"items": ["mug"]}, "items[0]", "mug"),
            ({"ext_order_id": ""}, "ext_order_id", ""),
            ({"entity_id": "1"}, "entity_id", "1"),
            ({"created_at": "yesterday"}, "created_at", "yesterday"),
            ({"extension_attributes": None, "billing_address": None}, "billing_address", "None"),
        ],
    )
    def test_an_order_that_cannot_be_read_is_refused_by_field_and_value(self, change, field, value):
        async def story(both):
            native = orjson.loads(both.shop.listener.heard[0][2]) | change
            with pytest.raises(NoticeRefusedError) as refused:
                both.commerce.read_order(orjson.dumps(native))
            return str(refused.value)

        message = joined(story)

        assert field in message
        assert value in message

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"ext_order_id": "PO-1"}', b'{"items": [{}]}'])
    def test_what_is_no_cancellation_is_refused(self, body):
        async def story(both):
            with pytest.raises(NoticeRefusedError):
                both.commerce.read_cancellation(body)

        joined(story)


class TestTelling:
    def test_the_buyer_sees_every_step(self):
        async def story(both):
            commerce, order = both.commerce, both.order
            for status in ("backordered", "processing"):
                await commerce.tell_status(order, status, "", Trail())
            await commerce.tell_shipment(order, SHIPMENT, Trail())
            await commerce.tell_invoice(order, INVOICE, Trail())
            await commerce.tell_status(order, "complete", "", Trail())
            return both.shop.commits, await both.shop.order(), both.shop.system.service.store

        commits, order, store = joined(story)

        assert [commit.status for commit in commits[2:]] == [
            *("backordered", "processing", "shipped", "invoiced", "complete")
        ]
        assert (commits[-1].shipments, commits[-1].invoices) == (("SHP-9",), ("INV-9",))
        assert [item["qty_shipped"] for item in order["items"]] == [4, 2]
        assert store.shipments[1].tracks[0].number == "TRK-1"
        assert store.invoices[1].grand_total == Decimal("11.04")

    @pytest.mark.parametrize(("status", "shown"), [("rejected", "rejected"), ("cancelled", "cancelled")])
    def test_a_bad_end_is_told_with_its_reason(self, status, shown):
        async def story(both):
            await both.commerce.tell_status(both.order, status, "blocked", Trail())
            return both.shop.last

        commit = joined(story)

        assert (commit.status, commit.reason) == (shown, "blocked")

    def test_telling_again_after_silence_shows_nothing_twice(self):
        async def story(both):
            told = []
            for tell in (
                lambda trail: both.commerce.tell_status(both.order, "processing", "", trail),
                lambda trail: both.commerce.tell_shipment(both.order, SHIPMENT, trail),
                lambda trail: both.commerce.tell_invoice(both.order, INVOICE, trail),
            ):
                both.wire.after = deque([TimeoutError()])
                with pytest.raises(SystemTimeoutError):
                    await tell(Trail())
                await tell(Trail(attempt=2))
                told.append(both.shop.last.status)
            return told, len(both.shop.commits)

        assert joined(story) == (["processing", "shipped", "invoiced"], 5)

    def test_every_call_carries_its_trail(self):
        async def story(both):
            await both.commerce.tell_status(both.order, "processing", "", Trail(attempt=3))
            return both.wire.sent[-1][2]

        headers = joined(story)

        trail = {name: value for name, value in headers.items() if name.startswith("x-")}
        assert trail == {
            "x-correlation-id": "PO-1",
            "x-request-id": "m-1",
            "x-causation-id": "c-1",
            "x-attempt": "3",
        }


class TestSigningIn:
    def test_many_at_once_sign_in_once(self):
        async def story(both):
            await both.shop.clock.sleep(4 * 3600)
            await asyncio.gather(
                *(both.commerce.tell_status(both.order, "processing", str(n), Trail()) for n in range(20))
            )
            return both.paths.count("/integration/admin/token")

        assert joined(story) == 2

    def test_a_token_the_shop_has_forgotten_is_dropped(self):
        async def story(both):
            order = both.order
            both.shop.system.service.store.tokens.clear()
            with pytest.raises(SystemUnavailableError):
                await both.commerce.tell_status(order, "processing", "", Trail())
            await both.commerce.tell_status(order, "processing", "", Trail(attempt=2))
            return both.shop.last.status

        assert joined(story) == "processing"

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (Answer(401, {}, b'{"message": "no"}'), SystemUnavailableError),
            (Answer(200, {}, b"{}"), SystemUnavailableError),
            (Answer(503, {}, b""), SystemUnavailableError),
            (TimeoutError(), SystemTimeoutError),
        ],
    )
    def test_a_sign_in_that_fails_is_no_refusal_of_the_order(self, answer, error):
        async def story(both):
            await both.shop.clock.sleep(4 * 3600)
            both.wire.before = deque([answer])
            with pytest.raises(error):
                await both.commerce.tell_status(both.order, "processing", "", Trail())

        joined(story)


class TestFailures:
    @pytest.mark.parametrize(
        ("answer", "error", "attributes"),
        [
            (TimeoutError(), SystemTimeoutError, {"action": "POST /orders/1/comments"}),
            (ConnectionError(), SystemUnavailableError, {"retry_after_s": None}),
            (Answer(500, {}, b""), SystemUnavailableError, {"retry_after_s": None}),
            (Answer(503, {"retry-after": "12"}, b""), SystemUnavailableError, {"retry_after_s": 12.0}),
            (Answer(429, {"retry-after": "1.5"}, b""), SystemUnavailableError, {"retry_after_s": 1.5}),
            (Answer(503, {"retry-after": "soon"}, b""), SystemUnavailableError, {"retry_after_s": None}),
            (Answer(400, {}, b"<html>"), SystemRefusedError, {"code": "400", "message": "HTTP 400"}),
        ],
    )
    def test_each_failure_is_one_of_three(self, answer, error, attributes):
        async def story(both):
            both.wire.before = deque([answer])
            with pytest.raises(error) as raised:
                await both.commerce.tell_status(both.order, "processing", "", Trail())
            return raised.value

        raised = joined(story)

        assert raised.system == "commerce"
        assert {name: getattr(raised, name) for name in attributes} == attributes

    def test_a_refusal_is_told_in_full_words(self):
        async def story(both):
            too_many = replace(SHIPMENT, lines=(ShippedLine(1, Quantity(Decimal(7), "EA")),))
            with pytest.raises(SystemRefusedError) as refused:
                await both.commerce.tell_shipment(both.order, too_many, Trail())
            return refused.value

        refused = joined(story)

        assert refused.code == "400"
        assert refused.message == ("Line 1 of order 000000001 allows 4; 0 were shipped and 7 more were told.")
