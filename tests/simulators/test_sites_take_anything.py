"""Whatever a caller sends a site, the answer is the site's own, and stock stays in balance."""

from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualrun.clock import VirtualClock, run_virtual
from simulators import registry
from tests.simulators.site_world import open_site
from tests.simulators.threepl import test_api as threepl
from tests.simulators.wms import test_api as wms

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
DOCUMENTS: dict[str, list[tuple[str, Any]]] = {
    "wms": [
        (wms.ORDERS, wms.an_order()),
        (
            "/api/v1/receipts",
            {"goodsOwnerReference": "P", "articles": [{"articleNumber": "7000001", "numberOfItems": 1}]},
        ),
        ("/api/v1/webhookSubscriptions", {"url": "http://listener/n", "orderStatuses": [400]}),
    ],
    "threepl": [
        (threepl.ORDER, threepl.an_order()),
        (
            "/2026-01/receiving",
            {
                "fulfillment_center": {"id": 117},
                "package_type": "Package",
                "box_packaging_type": "EverythingInOneBox",
                "expected_arrival_date": "2026-01-05T08:00:00Z",
                "purchase_order_number": "P",
                "boxes": [{"tracking_number": "T", "box_items": [{"inventory_id": 80007, "quantity": 1}]}],
            },
        ),
        ("/2026-01/webhook", {"url": "http://listener/n", "topics": ["order.shipped"], "secret": None}),
    ],
}


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = (
        document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    )
    return [path] + [place for key in keys for place in places(document[key], (*path, key))]


def with_one_place_changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = orjson.loads(orjson.dumps(document))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", ["wms", "threepl"])
@given(draw=st.data())
def test_a_document_with_anything_in_one_place_is_taken_or_refused_natively(name: str, draw: st.DataObject):
    target, document = draw.draw(st.sampled_from(DOCUMENTS[name]))
    body = with_one_place_changed(document, draw.draw(st.sampled_from(places(document))), draw.draw(JSON))

    async def main(clock: VirtualClock) -> None:
        site = open_site(registry.load(name), clock)
        answer = await site.call("POST", target, orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS))
        assert answer.status in (201, 400, 409, 422)
        assert isinstance(answer.document, dict)
        await clock.sleep(1)
        assert not site.defects
        site.assert_stock_adds_up()

    run_virtual(main)


@pytest.mark.parametrize("name", ["wms", "threepl"])
@given(value=st.text(max_size=40))
def test_a_query_with_anything_in_it_is_taken_or_refused_natively(name: str, value: str):
    targets = {
        "wms": ["orders?goodsOwnerOrderNumber=", "stock?maxArticlesToGet=", "articles?articleNumberFrom="],
        "threepl": [
            "order?ReferenceIds=",
            "order?Page=",
            "inventory-level?Cursor=",
            "inventory-level?RecordsPerPage=",
        ],
    }[name]

    async def main(clock: VirtualClock) -> None:
        site = open_site(registry.load(name), clock)
        root = "/api/v1/" if name == "wms" else "/2026-01/"
        for target in targets:
            answer = await site.call("GET", root + target + quote(value, errors="replace"))
            assert answer.status in (200, 400, 422)

    run_virtual(main)


@pytest.mark.parametrize("name", ["wms", "threepl"])
@pytest.mark.parametrize("digits", ["0", "9" * 9, "1" + "0" * 5000, "0" * 5000 + "1", "+1", "1_0"])
def test_a_page_of_absurd_size_is_refused(name: str, digits: str):
    async def main(clock: VirtualClock) -> None:
        site = open_site(registry.load(name), clock)
        target = "/api/v1/stock?maxArticlesToGet=" if name == "wms" else "/2026-01/order?Limit="
        assert (await site.call("GET", target + digits)).status in (400, 422)

    run_virtual(main)
