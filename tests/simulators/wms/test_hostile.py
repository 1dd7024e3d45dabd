"""Whatever a stranger sends to any route that reads a body, the answer is the product's own refusal."""

import pytest

from simulators.wms.api import OPERATIONS
from tests.simulators.wms.floor import on_the_floor
from tests.simulators.wms.test_api import an_order

READING = [operation for operation in OPERATIONS if operation.body is not None]
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "NaN": b'{"a": NaN}',
    "too large a number": b'{"a": 1e400}',
    "too long a number": b'{"a": ' + b"9" * 5000 + b"}",
    "20,000 deep": b"[" * 20_000 + b"]" * 20_000,
    "600 deep": b'{"a":' * 600 + b"1" + b"}" * 600,
    "a name twice": b'{"reason": "a", "reason": "b"}',
    "a lone surrogate": b'{"reason": "\\ud800"}',
    "no UTF-8": b'{"reason": "\xff"}',
    "an unknown name": b'{"../../etc": {"$where": 1}}',
}
PARAMETERS = {
    **dict.fromkeys(("order_id", "wave_id", "stock_item_id", "cycle_count_id", "inbound_order_id"), "1"),
    **{"return_order_id": "1", "article_number": "7000001", "batch_number": "B", "subscription_id": "1"},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_read_is_refused_everywhere(body):
    async def story(site):
        made = (await site.call("POST", "/api/v1/orders", an_order())).document
        for operation in READING:
            path = operation.path.format(**{**PARAMETERS, "order_id": made["orderId"]})
            answer = await site.call(operation.method, path, body or b" ", **{"if-match": "*"})
            refused = (answer.status, answer.document["errorCode"])
            assert refused in ((400, "INVALID_REQUEST"), (404, "INBOUND_ORDER_NOT_FOUND")), path

    on_the_floor(story)


def test_fifty_megabytes_are_not_read():
    async def story(site):
        answer = await site.call("POST", "/api/v1/orders", b"[" + b" " * 50_000_000)
        assert (answer.status, answer.document["errorCode"]) == (413, "REQUEST_TOO_LARGE")

    on_the_floor(story)


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: x", "nul\x00", "line\nbreak", "\x7f", "x" * 101])
@pytest.mark.parametrize("field", ["name", "city"])
def test_text_with_anything_but_characters_in_it_is_refused(field, text):
    async def story(site):
        order = an_order()
        order["consignee"][field] = text
        answer = await site.call("POST", "/api/v1/orders", order)
        assert answer.status == 400
        assert f"consignee.{field}" in answer.document["message"]

    on_the_floor(story)


@pytest.mark.parametrize("tag", ['"999"', "garbage", '"1', "W/*", ",", '"' + "1" * 5000 + '"'])
def test_an_entity_tag_that_nobody_gave_fits_nothing(tag):
    async def story(site):
        await site.call("POST", "/api/v1/orders", an_order())
        change = {"priority": 1}
        answer = await site.call("PATCH", "/api/v1/orders/1001", change, **{"if-match": tag})
        assert (answer.status, answer.document["errorCode"]) == (412, "PRECONDITION_FAILED")

    on_the_floor(story)
