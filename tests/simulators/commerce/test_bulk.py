from collections import Counter

import orjson

from tests.simulators.commerce.shop_world import an_order, in_shop

BULK = "/rest/all/async/bulk/V1"


def products(*skus):
    return orjson.dumps([{"product": {"sku": sku, "name": sku, "price": 1}} for sku in skus])


async def handed_over(shop, path, body, method="POST"):
    answer = await shop.call(method, path, body)
    assert answer.status == 202, answer.body
    return answer.document


async def status(shop, bulk, kind="status"):
    return (await shop.call("GET", f"/rest/V1/bulk/{bulk['bulk_uuid']}/{kind}")).document


def test_calls_are_taken_at_once_and_carried_out_one_by_one():
    async def story(shop):
        bulk = await handed_over(shop, f"{BULK}/products", products("a", "b", "c"))
        seen = [await status(shop, bulk)]
        await shop.clock.sleep(5)
        seen.append(await status(shop, bulk))
        await shop.clock.sleep(5)
        seen.append(await status(shop, bulk))
        return bulk, [[row["status"] for row in each["operations_list"]] for each in seen]

    bulk, seen = in_shop(story)

    assert [row["status"] for row in bulk["request_items"]] == ["accepted"] * 3
    assert bulk["errors"] is False
    assert seen == [[4, 4, 4], [1, 4, 4], [1, 1, 1]]


def test_a_call_that_fails_says_why_and_the_others_go_on():
    async def story(shop):
        orders = [{"entity": an_order("B-1")}, {"entity": an_order("B-2", customer_id=9)}, {"entity": {}}]
        bulk = await handed_over(shop, f"{BULK}/orders", orjson.dumps(orders))
        await shop.clock.sleep(60)
        return await status(shop, bulk, "detailed-status"), await status(shop, bulk, "operation-status/3")

    details, failed = in_shop(story)

    rows = details["operations_list"]
    assert [row["status"] for row in rows] == [1, 3, 3]
    assert failed == 2
    assert rows[1]["error_code"] == 400
    assert rows[1]["result_message"] == "No company has the number 9."
    assert orjson.loads(rows[0]["result_serialized_data"])["ext_order_id"] == "B-1"


def test_words_in_the_path_are_filled_from_each_body():
    async def story(shop):
        for n in (1, 2):
            await shop.place(f"PO-{n}")
        body = orjson.dumps([{"orderId": 1}, {"orderId": "2"}])
        await handed_over(shop, f"{BULK}/orders/byOrderId/hold", body)
        change = orjson.dumps([{"product": {"sku": "mug-x", "price": 7}}])
        await handed_over(shop, f"{BULK}/products/bySku", change, "PUT")
        await shop.clock.sleep(60)
        price = (await shop.call("GET", "/rest/V1/products/mug-x")).document["price"]
        return [(await shop.order(n))["status"] for n in (1, 2)], price

    assert in_shop(story) == (["holded", "holded"], 7)


def test_the_cloud_editions_paths_lead_to_the_same_place():
    async def story(shop):
        many = await handed_over(shop, "/V1/async/bulk/products", products("a", "b"))
        one = await handed_over(shop, "/V1/async/orders", {"entity": an_order("ONE")})
        older = await handed_over(shop, "/rest/default/async/V1/orders", {"entity": an_order("TWO")})
        await shop.clock.sleep(60)
        now = await shop.call("GET", "/V1/products/b")
        found = [len((await status(shop, bulk))["operations_list"]) for bulk in (many, one, older)]
        return now.status, found, [commit.external_ref for commit in shop.commits]

    assert in_shop(story) == (200, [2, 1, 1], ["ONE", "TWO"])


def test_what_cannot_be_handed_over_is_refused_at_once():
    async def story(shop):
        tries = (
            (f"{BULK}/wishes", b"[{}]"),
            (f"{BULK}/orders", b"{}"),
            (f"{BULK}/orders", b"[]"),
            (f"{BULK}/orders", b"[1]"),
            (f"{BULK}/orders/byOrderId/hold", b"[{}]"),
            (f"{BULK}/integration/admin/token", b"[{}]"),
            ("/rest/elsewhere/async/bulk/V1/orders", b"[{}]"),
        )
        return [(await shop.call("POST", path, body)).status for path, body in tries]

    assert in_shop(story) == [404, 400, 400, 400, 404, 404, 404]


def test_a_deadlock_says_that_the_call_can_be_handed_over_again():
    async def story(shop):
        bulk = await handed_over(shop, f"{BULK}/products", products(*(f"p{n}" for n in range(40))))
        await shop.clock.sleep(60)
        rows = (await status(shop, bulk))["operations_list"]
        return Counter(row["status"] for row in rows), shop

    counts, shop = in_shop(story, misbehaviours={"bulk_deadlock": {"share": 0.5}})

    assert set(counts) == {1, 2}
    assert [kind for kind, _ in shop.misbehaved] == ["bulk_deadlock"] * counts[2]
