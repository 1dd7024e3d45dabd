"""Whatever is wrong with a request, the answer is a problem document that says what, and never a 500."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts.alone import facade_alone
from facade.api.limits import BODY_MAX, BodyCap
from facade.errors import StoreUnavailableError
from facade.messaging.memory import MemoryStore
from tests.facade.door import Door, refusal

LINE = b'{"line": 1, "item": "I00001", "quantity": %b, "uom": "EA", "unit_price": "1"}'
ORDER = (
    b'{"reference": "FS-1", "channel": "field_sales", "customer": "K", "order_date": "2026-01-05",'
    b'"currency": "GBP", "ship_to": {"name": "a", "street": "b", "city": "c", "postcode": "d",'
    b'"country": "GB"}, "lines": [' + LINE + b"]}"
)
KEY = {"idempotency-key": "k"}


class BrokenDisk(MemoryStore):
    async def load(self, aggregate_id: str) -> Any:
        raise OSError("bad sector 7")


class AwayDisk(MemoryStore):
    async def load(self, aggregate_id: str) -> Any:
        raise StoreUnavailableError("connection refused")


class TestBodies:
    @pytest.mark.parametrize(
        ("body", "why"),
        [
            (b"{", "Expecting property name"),
            (b'{"reference": "A", "reference": "B"}', "'reference' is there twice"),
            (b'{"lines": [{"line": 1, "line": 2}]}', "'line' is there twice"),
            (ORDER % b"NaN", "NaN is no JSON number"),
            (ORDER % b"-Infinity", "-Infinity is no JSON number"),
            (b"\xff\xfe{}", "not UTF-8"),
            (b"\xef\xbb\xbf{}", "BOM"),
            (b"[" * 200_000, "nested too deep"),
            (b'{"a": ' * 100_000, "nested too deep"),
            (ORDER % (b"9" * 5000), "digits"),
            (b"{} {}", "Extra data"),
        ],
    )
    def test_what_is_no_json_is_refused_with_the_reason(self, door: Door, body: bytes, why: str) -> None:
        reply = door.ask("POST", "/orders", body=body, headers=KEY)

        assert refusal(reply) == (400, "malformed_body")
        assert why in reply.json()["detail"]

    @pytest.mark.parametrize("quantity", [b"1e400", b"1e22", b"9" * 400, b"-0", b"0.0", b"null", b"[]"])
    def test_numbers_beyond_reason_are_refused_by_their_place(self, door: Door, quantity: bytes) -> None:
        reply = door.ask("POST", "/orders", body=ORDER % quantity, headers=KEY)

        assert refusal(reply) == (422, "invalid_request")
        assert reply.json()["where"] == "body.lines.0.quantity"

    @pytest.mark.parametrize(
        "body", [b'{"\\ud800": 1}', b'{"reference": "\\ud800"}', b'"\\udfff"', b"[]", b"null"]
    )
    def test_half_a_character_and_other_shapes_are_refused(self, door: Door, body: bytes) -> None:
        assert refusal(door.ask("POST", "/orders", body=body, headers=KEY)) == (422, "invalid_request")

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""]
    )
    def test_only_json_is_taken(self, door: Door, kind: str) -> None:
        reply = door.ask("POST", "/orders", body=b"{}", headers={**KEY, "content-type": kind})

        assert refusal(reply) == (415, "not_json")

    @pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
    def test_json_may_be_named_with_parameters(self, door: Door, kind: str) -> None:
        reply = door.ask("POST", "/orders", body=ORDER % b"1", headers={**KEY, "content-type": kind})

        assert reply.status_code == 202

    @pytest.mark.parametrize(("quantity", "status"), [(b"1", 202), (b"0", 422)])
    def test_a_body_may_come_in_pieces(self, door: Door, quantity: bytes, status: int) -> None:
        async def pieces():
            for begin in range(0, len(ORDER), 50):
                yield (ORDER % quantity)[begin : begin + 50]

        assert door.ask("POST", "/orders", body=pieces(), headers=KEY).status_code == status

    @pytest.mark.parametrize("path", ["/orders", "/control/stages", "/intake/commerce/orders", "/intake/wms"])
    def test_a_body_above_the_cap_is_refused_before_it_is_read(self, door: Door, path: str) -> None:
        reply = door.ask("POST", path, body=b" " * (BODY_MAX + 1), headers=KEY)

        assert refusal(reply) == (413, "body_too_large")

    @pytest.mark.parametrize("path", ["/orders", "/intake/commerce/orders"])
    def test_a_body_that_hides_its_size_is_cut_off(self, door: Door, path: str) -> None:
        async def chunks():
            for _ in range(BODY_MAX // 1000 + 1):
                yield b" " * 1000

        assert refusal(door.ask("POST", path, body=chunks(), headers=KEY)) == (413, "body_too_large")


class TestRoutes:
    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("DELETE", "/orders/FS-1", "GET"),
            ("PUT", "/orders", "GET, POST"),
            ("PUT", "/orders/FS-1/cancel", "POST"),
            ("POST", "/control/policy", "GET"),
            ("GET", "/intake/wms", "POST"),
        ],
    )
    def test_a_method_that_is_not_offered_says_which_is(self, door: Door, method, path, allowed) -> None:
        reply = door.ask(method, path)

        assert refusal(reply) == (405, "method_not_allowed")
        assert reply.headers["allow"] == allowed

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/order",
            "/orders//status",
            "/orders/FS-1/",
            "/orders/FS-1/lines",
            "/orders/%ff/lines",
            "/orders/a/b/c",
        ],
    )
    def test_an_address_that_is_not_there_is_a_problem_too(self, door: Door, path: str) -> None:
        assert refusal(door.ask("GET", path)) == (404, "not_found")

    @pytest.mark.parametrize("reference", ["%00", "%ff", "%ED%A0%80", "..%2f", "x" * 40])
    def test_a_strange_reference_is_only_unknown(self, door: Door, reference: str) -> None:
        assert door.ask("GET", f"/orders/{reference}/status").status_code == 404

    def test_a_reference_that_is_too_long_is_refused(self, door: Door) -> None:
        assert refusal(door.ask("GET", f"/orders/{'x' * 41}/status")) == (422, "invalid_request")

    def test_a_defect_of_ours_is_a_problem_without_a_traceback(self) -> None:
        door = Door(facade_alone(BrokenDisk()))

        reply = door.ask("GET", "/orders/FS-1/status")

        assert refusal(reply) == (500, "defect")
        assert "sector" not in reply.text
        door.close()


Send = Callable[[dict[str, Any]], Awaitable[None]]


class TestTheCap:
    def serve(self, app: Any, headers: list[tuple[bytes, bytes]], *bodies: bytes) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        left = list(bodies)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

        async def send(message: Any) -> None:
            sent.append(message)

        serving = BodyCap(app)({"type": "http", "headers": headers}, receive, send)
        with pytest.raises(StopIteration):
            serving.__await__().send(None)
        return sent

    @pytest.mark.parametrize("length", [b"1000001", b"9" * 5000])
    def test_a_promise_of_too_much_is_refused_without_waiting_for_it(self, length: bytes) -> None:
        async def app(scope: Any, receive: Any, send: Send) -> None:
            raise AssertionError("never asked")

        sent = self.serve(app, [(b"content-length", length)])

        assert sent[0]["status"] == 413

    @pytest.mark.parametrize("length", [b"nonsense", b"-5", b"1", b"\xd9\xa1"])
    def test_a_lie_about_the_length_changes_nothing(self, length: bytes) -> None:
        async def app(scope: Any, receive: Any, send: Send) -> None:
            while (await receive())["more_body"]:
                pass

        sent = self.serve(app, [(b"content-length", length)], b"x" * BODY_MAX, b"x")

        assert sent[0]["status"] == 413

    def test_an_answer_that_has_begun_is_not_spoilt(self) -> None:
        async def app(scope: Any, receive: Any, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await receive()

        sent = self.serve(app, [], b"x" * (BODY_MAX + 1))

        assert [message["type"] for message in sent] == ["http.response.start"]


@pytest.mark.parametrize("path", ["/orders/FS-1", "/orders/FS-1/status", "/orders?after=FS-1"])
def test_a_store_that_is_away_is_said_to_be_so_and_for_how_long(path: str) -> None:
    door = Door(facade_alone(AwayDisk()))

    reply = door.ask("GET", path)

    assert refusal(reply) == (503, "store_unavailable")
    assert reply.headers["retry-after"] == "1"
    assert "connection refused" not in reply.text
    door.close()


def test_an_order_that_cannot_be_kept_now_may_come_again() -> None:
    door = Door(facade_alone(AwayDisk()))

    assert refusal(door.place(door.order())) == (503, "store_unavailable")
    assert door.alone.defects == []
    door.close()
