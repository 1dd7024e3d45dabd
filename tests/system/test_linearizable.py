"""Two hundred clients of one system at once: what each of them saw fits into one order of things.

The warehouse's stock is examined beside many worlds, in test_many_worlds.py.
"""

import asyncio
import re

from dualrun.streams import Streams
from tests.simulators.legacy_erp.back_office import SOAP, record_xml
from tests.simulators.threepl.test_api import an_order as threepl_order
from tests.simulators.threepl_graphql.house import CREATE, LEVEL
from tests.simulators.threepl_graphql.house import an_order as house_order
from tests.system.linear import Countdown, Register, Tickets
from tests.system.served_alone import CLIENTS, STEPS, at_once, served

READS = Streams(5)


def is_read(n, step, share=0.5):
    return READS.uniform("read", n, step) < share


ROWS = 8


def assert_swapped_one_by_one(histories):
    """Every row has a history that one order explains, and there was something to explain."""
    assert [found for history in histories for found in history.violations()] == []
    swaps = sum(len(history.swaps) for history in histories)
    refused = sum(len(history.refused) for history in histories)
    assert swaps + refused == CLIENTS * STEPS
    assert swaps >= ROWS
    assert refused > CLIENTS / 2


def test_the_new_book_swaps_what_an_etag_names_and_nothing_else():
    histories = []

    async def main():
        async with served("cloud_erp") as book:
            secrets = book.credentials
            company = f"{secrets['tenant']}/{secrets['environment']}/api/v2.0/companies({secrets['company']})"
            items = f"/v2.0/{company}/items"
            rows = (await book.ask("GET", f"{items}?$top={ROWS}")).document["value"]
            paths = [f"{items}({row['id']})" for row in rows]
            histories.extend(Register(row["@odata.etag"]) for row in rows)

            async def act(book, n, step):
                path, history = paths[n % ROWS], histories[n % ROWS]
                span, shown = await book.timed("GET", path)
                assert shown.status == 200, shown
                etag = shown.document["@odata.etag"]
                history.reads.append((span, etag))
                span, answer = await book.timed("PATCH", path, {"unitPrice": n + step}, if_match=etag)
                if answer.status == 200:
                    history.swaps.append((span, etag, answer.document["@odata.etag"]))
                else:
                    assert answer.status in (409, 412), answer
                    history.refused.append((span, etag))

            await at_once(book, 1, act)

    asyncio.run(main())

    assert_swapped_one_by_one(histories)


def test_the_old_book_swaps_what_a_key_names_and_nothing_else():
    histories = []

    def message(operation, content):
        inside = f'<{operation} xmlns="urn:legacy-erp:page:item">{content}</{operation}>'
        return f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{inside}</s:Body></s:Envelope>'.encode()

    async def main():
        async with served("legacy_erp") as book:
            book.headers["content-type"] = "text/xml; charset=utf-8"
            numbers = list(book.codes["item"].values())[:ROWS]

            async def called(operation, content):
                body = message(operation, content)
                span, answer = await book.timed("POST", "/ERP/WS/Distribution/Page/Item", body)
                key = re.search(r"<Key>(.*?)</Key>", answer.document)
                return span, answer.document, key and key[1]

            keys = [(await called("Read", f"<No>{number}</No>"))[2] for number in numbers]
            histories.extend(map(Register, keys))

            async def act(_, n, step):
                number, history = numbers[n % ROWS], histories[n % ROWS]
                span, _, key = await called("Read", f"<No>{number}</No>")
                history.reads.append((span, key))
                changed = record_xml("Item", Key=key, Unit_Price=f"{1 + n + step}.00")
                span, said, after = await called("Update", changed)
                if "Fault>" not in said:
                    history.swaps.append((span, key, after))
                else:
                    assert "modified by another user" in said
                    history.refused.append((span, key))

            await at_once(book, 2, act)

    asyncio.run(main())

    assert_swapped_one_by_one(histories)


def test_the_shop_adds_to_one_cart_and_numbers_orders_once():
    cart_line, orders = Register(1), Tickets()

    async def main():
        async with served("commerce") as shop:
            sku = next(iter(shop.codes["item"].values()))
            stock = {"sourceItems": [{"sku": sku, "source_code": "default", "quantity": 10_000}]}
            await shop.ask("POST", "/rest/V1/inventory/source-items", stock)
            cart = (await shop.ask("POST", "/rest/V1/customers/101/carts")).document
            items, line = f"/rest/V1/carts/{cart}/items", {"cartItem": {"sku": sku, "qty": 1}}
            assert (await shop.ask("POST", items, line)).document["qty"] == 1

            async def act(shop, n, step):
                if is_read(n, step, 0.4):
                    span, shown = await shop.timed("GET", items)
                    cart_line.reads.append((span, shown.document[0]["qty"]))
                elif is_read(n, step, 0.7):
                    span, added = await shop.timed("POST", items, line)
                    assert added.status == 200, added
                    cart_line.swaps.append((span, added.document["qty"] - 1, added.document["qty"]))
                else:
                    entity = {"customer_id": 101, "items": [{"sku": sku, "qty_ordered": 1}]}
                    span, placed = await shop.timed("POST", "/rest/V1/orders", {"entity": entity})
                    assert placed.status == 200, placed
                    orders.given.append((span, int(placed.document["increment_id"])))

            await at_once(shop, 3, act)

    asyncio.run(main())

    assert cart_line.violations() == orders.violations() == []
    assert min(len(cart_line.reads), len(cart_line.swaps), len(orders.given)) > CLIENTS / 2


def test_the_provider_promises_each_piece_once():
    history, ids = Countdown(0), Tickets()

    async def main():
        async with served("threepl") as provider:
            item = int(next(iter(provider.codes["item"].values())))
            level = f"/2026-01/inventory-level/{item}"

            async def left():
                span, shown = await provider.timed("GET", level)
                return span, shown.document["total_fulfillable_quantity"]

            _, history.initial = await left()

            async def act(provider, n, step):
                if is_read(n, step):
                    history.reads.append(await left())
                    return
                order = threepl_order((1, item, 1), reference=f"L-{n}-{step}")
                span, answer = await provider.timed("POST", "/2026-01/order", order)
                assert answer.status in (201, 422), answer
                if answer.status == 201:
                    history.taken.append(span)
                    ids.given.append((span, answer.document["id"]))

            await at_once(provider, 4, act)
            assert (await left())[1] == history.initial - len(history.taken) >= 0

    asyncio.run(main())

    assert history.violations() == ids.violations() == []
    assert min(len(history.reads), len(history.taken)) > CLIENTS / 2


def test_the_fulfilment_house_promises_each_piece_once():
    history, ids = Countdown(0), Tickets()

    async def main():
        async with served("threepl_graphql") as house:
            sku = next(iter(house.codes["item"].values()))

            async def asked(query, **variables):
                span, answer = await house.timed("POST", "/graphql", {"query": query, "variables": variables})
                assert "errors" not in answer.document, answer
                [inside] = answer.document["data"].values()
                return span, inside

            async def left():
                span, shown = await asked(LEVEL, sku=sku)
                level = shown["data"]["edges"][0]["node"]
                return span, level["available"]

            _, history.initial = await left()

            async def act(_, n, step):
                if is_read(n, step):
                    history.reads.append(await left())
                    return
                if len(history.taken) >= history.initial:
                    return
                span, made = await asked(CREATE, data=house_order((sku, 1), ref=f"L-{n}-{step}"))
                history.taken.append(span)
                ids.given.append((span, int(made["order"]["legacy_id"])))

            await at_once(house, 5, act)

    asyncio.run(main())

    assert history.violations() == ids.violations() == []
    assert min(len(history.reads), len(history.taken)) > CLIENTS / 2
