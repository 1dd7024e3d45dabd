from urllib.parse import quote

import pytest

from tests.simulators.commerce.shop_world import a_shipment, an_invoice, in_shop


def criteria(*filters, **paging):
    """Spell a search the way the vendor's own client does, brackets percent-encoded."""
    parts = []
    for group, (field, condition, value) in enumerate(filters):
        place = f"searchCriteria[filter_groups][{group}][filters][0]"
        parts += [(f"{place}[field]", field), (f"{place}[condition_type]", condition)]
        parts.append((f"{place}[value]", str(value)))
    parts += [(f"searchCriteria[{name}]", str(value)) for name, value in paging.items()]
    return "?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in parts)


async def five_orders(shop):
    for n in range(1, 6):
        await shop.place(f"PO-{n}", customer_id=101 if n % 2 else 102)
        await shop.clock.sleep(60)
    await shop.tell("processing", order_id=2)


def found(*filters, **paging):
    async def story(shop):
        await five_orders(shop)
        answer = await shop.call("GET", "/rest/V1/orders" + criteria(*filters, **paging))
        assert answer.status == 200, answer.body
        page = answer.document
        return [order["entity_id"] for order in page["items"]], page["total_count"]

    return in_shop(story)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ([("ext_order_id", "eq", "PO-3")], [3]),
        ([("ext_order_id", "in", "PO-3,PO-1,PO-9,PO-1")], [1, 3]),
        ([("ext_order_id", "like", "po%4")], [4]),
        ([("ext_order_id", "like", "%O%-%")], [1, 2, 3, 4, 5]),
        ([("ext_order_id", "like", "O-1")], []),
        ([("increment_id", "eq", "000000002")], [2]),
        ([("increment_id", "eq", "2")], []),
        ([("customer_id", "eq", 102)], [2, 4]),
        ([("customer_id", "eq", "one")], []),  # a database reads text as nought
        ([("customer_id", "nin", "101,103")], [2, 4]),
        ([("ext_order_id", "nlike", "%4"), ("entity_id", "from", 3)], [3, 5]),
        ([("entity_id", "moreq", 4), ("entity_id", "to", 4)], [4]),
        ([("ext_order_id", "finset", "PO-1")], [1]),
        ([("ext_order_id", "notnull", "")], [1, 2, 3, 4, 5]),
        ([("ext_order_id", "null", "")], []),
        ([("status", "eq", "processing")], [2]),
        ([("status", "neq", "processing"), ("customer_id", "eq", 102)], [4]),
        ([("created_at", "lt", "2026-01-05 00:02:00")], [1, 2]),
        ([("updated_at", "gt", "2026-01-05 00:03:00")], [2, 5]),
        ([("updated_at", "gteq", "2026-01-05 00:03:00"), ("entity_id", "lteq", 4)], [2, 4]),
        ([], [1, 2, 3, 4, 5]),
    ],
)
def test_orders_are_found_by(filters, ids):
    assert found(*filters) == (ids, len(ids))


def test_filters_in_one_group_are_alternatives():
    place = "searchCriteria[filterGroups][0][filters]"
    query = "&".join(
        f"{place}[{n}][field]=ext_order_id&{place}[{n}][value]=PO-{n}&{place}[{n}][conditionType]=eq"
        for n in (2, 5)
    )

    async def story(shop):
        await five_orders(shop)
        page = (await shop.call("GET", f"/rest/V1/orders?{query}")).document
        return [order["entity_id"] for order in page["items"]]

    assert in_shop(story) == [2, 5]


def test_pages_divide_the_orders_and_the_one_past_the_end_is_the_last_again():
    assert found(pageSize=2, currentPage=1) == ([1, 2], 5)
    assert found(pageSize=2, currentPage=3) == ([5], 5)
    assert found(pageSize=2, currentPage=9) == ([5], 5)


def test_orders_are_sorted_on_request():
    query = "?searchCriteria[sortOrders][0][field]=updated_at&searchCriteria[sortOrders][0][direction]=DESC"

    async def story(shop):
        await five_orders(shop)
        page = (await shop.call("GET", f"/rest/V1/orders{query}")).document
        return [order["entity_id"] for order in page["items"]]

    assert in_shop(story) == [2, 5, 4, 3, 1]


@pytest.mark.parametrize(
    "query",
    [
        criteria(("colour", "eq", "red")),
        criteria(("status", "resembles", "new")),
        criteria(pageSize=1_000_000),
        criteria(pageSize=0),
        criteria(currentPage="x"),
        "?searchCriteria[sortOrders][0][field]=colour",
    ],
)
def test_a_search_that_makes_no_sense_is_refused(query):
    assert in_shop(lambda shop: shop.call("GET", "/rest/V1/orders" + query)).status == 400


def test_shipments_and_invoices_are_found_by_what_they_belong_to():
    async def story(shop):
        for n in (1, 2):
            await shop.place(f"PO-{n}")
            await shop.post(f"/order/{n}/ship", a_shipment(f"SHP-{n}"))
            await shop.post(f"/order/{n}/invoice", an_invoice(f"INV-{n}"))
        query = criteria(("order_id", "eq", 2))
        return [
            (await shop.call("GET", f"/rest/V1/{kind}{query}")).document["items"]
            for kind in ("shipments", "invoices")
        ]

    [shipment], [invoice] = in_shop(story)

    assert shipment["extension_attributes"] == {"ext_shipment_reference": "SHP-2"}
    assert shipment["tracks"][0]["track_number"] == "TRK1"
    assert (invoice["extension_attributes"]["ext_invoice_number"], invoice["grand_total"]) == ("INV-2", 42.72)
