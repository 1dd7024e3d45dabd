import orjson
import pytest

from facade.orders.state import Status
from tests.facade.builders import a_state
from tests.facade.door import Door, refusal

SHOP_ORDERS, SHOP_CANCELLATIONS = "/intake/commerce/orders", "/intake/commerce/cancellations"


class TestIdempotencyKeys:
    def test_an_order_without_a_key_is_refused(self, door: Door) -> None:
        assert refusal(door.place(door.order(), key=None)) == (400, "idempotency_key_missing")

    @pytest.mark.parametrize("key", ["", "x" * 256])
    def test_a_key_must_be_1_to_255_characters(self, door: Door, key: str) -> None:
        reply = door.ask("POST", "/orders", door.order(), headers={"idempotency-key": key})

        assert refusal(reply) == (400, "idempotency_key_missing")
        assert reply.json()["where"] == "header.Idempotency-Key"

    def test_the_same_request_gets_the_very_same_answer_and_makes_no_second_order(self, door: Door) -> None:
        first = door.place(door.order())
        again = door.place(door.order())

        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert len(door.get("/control/orders")) == 1
        assert [entry["version"] for entry in door.get("/orders/FS-1/trail") if entry["kind"] == "event"] == [
            1
        ]

    def test_the_answer_is_the_first_one_whatever_has_become_of_the_order(self, door: Door) -> None:
        first = door.place(door.order())
        door.ask("POST", "/orders/FS-1/cancel", {})

        assert door.place(door.order()).content == first.content

    def test_another_request_under_a_used_key_is_refused(self, door: Door) -> None:
        door.place(door.order("FS-1"))

        assert refusal(door.place(door.order("FS-2"))) == (422, "idempotency_key_reused")
        assert refusal(door.ask("GET", "/orders/FS-2/status")) == (404, "order_unknown")

    def test_a_used_reference_under_another_key_is_refused(self, door: Door) -> None:
        door.place(door.order(), "key-1")

        assert refusal(door.place(door.order(), "key-2")) == (409, "reference_in_use")

    def test_a_key_belongs_to_its_channel(self, door: Door) -> None:
        door.place(door.order("FS-1"))

        assert door.place(door.order("MP-1", channel="marketplace")).status_code == 202

    def test_a_refused_request_leaves_its_key_free(self, door: Door) -> None:
        door.place(door.order(currency="pounds"))

        assert door.place(door.order()).status_code == 202


class TestTheShop:
    def order(self, door: Door, **changes: object) -> dict[str, object]:
        codes = door.shop_codes()
        return {
            "entity_id": 17,
            "ext_order_id": "W-1",
            "customer_id": codes["customer"],
            "created_at": "2026-01-05 08:00:00",
            "order_currency_code": "GBP",
            "items": [
                {
                    "sku": codes["item"],
                    "qty_ordered": 2,
                    "price": 2.5,
                    "extension_attributes": {"sales_unit": codes["unit"]},
                }
            ],
            "billing_address": {
                "company": "Corner Shop",
                "street": ["1 High Street"],
                "city": "Leeds",
                "postcode": "LS1 1AA",
                "country_id": "GB",
            },
            **changes,
        }

    def send(self, door: Door, document: object, key: str = "w-1"):
        return door.ask("POST", SHOP_ORDERS, document, headers={"idempotency-key": key})

    def test_its_native_order_is_taken_in_under_the_same_rules(self, door: Door) -> None:
        first, again = self.send(door, self.order(door)), self.send(door, self.order(door))

        assert (first.status_code, again.content) == (202, first.content)
        assert door.get("/orders/W-1/status")["channel"] == "commerce"
        other = self.order(door, entity_id=18)
        assert refusal(self.send(door, other)) == (422, "idempotency_key_reused")
        assert refusal(self.send(door, self.order(door), "w-2")) == (409, "reference_in_use")

    def test_its_order_needs_a_key_too(self, door: Door) -> None:
        reply = door.ask("POST", SHOP_ORDERS, self.order(door))

        assert refusal(reply) == (400, "idempotency_key_missing")

    @pytest.mark.parametrize("reference", ["W/1", " W1", "x" * 41, "Wé"])
    def test_a_reference_that_no_address_could_hold_is_refused(self, door: Door, reference: str) -> None:
        reply = self.send(door, self.order(door, ext_order_id=reference))

        assert refusal(reply) == (422, "reference_unusable")

    def test_what_cannot_be_read_is_refused_with_its_field(self, door: Door) -> None:
        reply = self.send(door, self.order(door, customer_id=999_999))

        assert refusal(reply) == (422, "order_unreadable")
        assert "customer_id" in reply.json()["detail"]

    @pytest.mark.parametrize("body", [b"", b"{", b"[" * 5000, b"\xff", b"NaN", b'"\\ud800"'])
    @pytest.mark.parametrize("path", [SHOP_ORDERS, SHOP_CANCELLATIONS])
    def test_what_is_no_json_is_refused(self, door: Door, path: str, body: bytes) -> None:
        assert door.ask("POST", path, body=body).status_code == 422

    def test_its_cancellation_is_a_wish_and_asking_again_changes_nothing(self, door: Door) -> None:
        self.send(door, self.order(door))
        wish = {"ext_order_id": "W-1", "items": [{"line": 1, "qty": 1}]}

        first, again = (door.ask("POST", SHOP_CANCELLATIONS, wish) for _ in range(2))

        assert (first.status_code, again.status_code) == (202, 202)
        assert [e["event"] for e in door.get("/orders/W-1/trail") if e["kind"] == "event"] == [
            "OrderAccepted",
            "CancelRequested",
        ]

    def test_another_cancellation_waits_until_the_first_is_settled(self, door: Door) -> None:
        self.send(door, self.order(door))
        door.ask("POST", SHOP_CANCELLATIONS, {"ext_order_id": "W-1", "items": []})

        other = {"ext_order_id": "W-1", "items": [{"line": 1, "qty": 1}]}
        assert refusal(door.ask("POST", SHOP_CANCELLATIONS, other)) == (409, "cancellation_pending")

    def test_a_cancellation_of_an_order_we_do_not_know_is_sent_again_later(self, door: Door) -> None:
        reply = door.ask("POST", SHOP_CANCELLATIONS, {"ext_order_id": "W-9", "items": []})

        assert refusal(reply) == (404, "order_unknown")

    def test_a_cancellation_that_comes_too_late_is_refused(self, door: Door) -> None:
        door.put(a_state(status=Status.SHIPPED))

        reply = door.ask("POST", SHOP_CANCELLATIONS, {"ext_order_id": "W000001", "items": []})

        assert refusal(reply) == (409, "too_late_to_cancel")


@pytest.mark.parametrize("site", ["wms", "threepl"])
@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", orjson.dumps({"orderStatus": {"number": 500}})])
def test_a_notice_that_nobody_signed_is_refused(door: Door, site: str, body: bytes) -> None:
    assert refusal(door.ask("POST", f"/intake/{site}", body=body)) == (401, "notice_refused")
