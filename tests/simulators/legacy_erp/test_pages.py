import asyncio

import pytest

from tests.simulators.legacy_erp.back_office import BackOffice, order_xml


def with_orders(*refs):
    async def make():
        office = BackOffice()
        for ref in refs:
            await office.page("SalesOrder", "Create", order_xml(ref))
        return office

    return make()


def test_a_negative_set_size_reads_the_newest_first():
    async def story():
        office = await with_orders("A", "B", "A")
        return (await office.find("SalesOrder", -1, External_Document_No="A")).one("No")

    assert asyncio.run(story()) == "SO-100003"


def test_an_index_and_a_scan_give_the_same_records():
    async def story():
        office = await with_orders("A", "B", "A", "C")
        named = await office.find("SalesOrder", External_Document_No="C|A", Status="Released")
        scanned = await office.find("SalesOrder", External_Document_No="<>B", Status="R*")
        return named.all("External_Document_No"), named.body == scanned.body

    refs, same = asyncio.run(story())

    assert refs == ["A", "A", "C"]
    assert same


def test_pages_of_any_size_read_every_record_once():
    async def story(size):
        office = await with_orders(*"ABCDE")
        seen, bookmark = [], ""
        while rows := list((await office.find("SalesOrder", size, bookmark)).result[0]):
            seen += [row.findtext("{*}No") for row in rows]
            bookmark = rows[-1].findtext("{*}Key")
        return seen

    every = [f"SO-10000{at}" for at in range(1, 6)]
    assert asyncio.run(story(1)) == asyncio.run(story(2)) == asyncio.run(story(7)) == every
    assert asyncio.run(story(-2)) == every[::-1]


def test_prices_are_the_contract_or_else_the_list_and_unknown_items_are_absent():
    async def story():
        answer = await BackOffice().find("SalesPrice", Sales_Code="D10001", Item_No="H-NUT|H-GHOST|H-BOLT")
        return list(zip(*map(answer.all, ("Item_No", "Unit_Price", "Price_Source")), strict=True))

    assert asyncio.run(story()) == [("H-BOLT", "0.30", "Contract"), ("H-NUT", "1.10", "List")]


def test_a_price_is_read_by_customer_and_item():
    async def story():
        answer = await BackOffice().page(
            "SalesPrice", "Read", "<Sales_Code>D10002</Sales_Code><Item_No>H-BOLT</Item_No>"
        )
        return answer.one("Unit_Price")

    assert asyncio.run(story()) == "0.35"


def test_masters_are_cut_and_coded_the_native_way():
    async def story():
        office = BackOffice()
        customer = await office.page("Customer", "Read", "<No>D10002</No>")
        item = await office.page("Item", "Read", "<No>H-BOLT</No>")
        shut = await office.page("Customer", "Read", "<No>D10003</No>")
        return customer.one("Name"), item.one("Description"), shut.one("Blocked")

    name, description, blocked = asyncio.run(story())

    assert len(name) == 50
    assert name.startswith("?ód? & Söhne ?ód?")
    assert description == "Bolt M8 zinc plated, very long"
    assert blocked == "All"


def test_a_clerk_may_block_a_customer_and_only_with_a_current_key():
    async def story():
        office = BackOffice()
        key = (await office.page("Customer", "Read", "<No>D10001</No>")).one("Key")
        content = f"<Customer><Key>{key}</Key><Blocked>All</Blocked></Customer>"
        first = await office.page("Customer", "Update", content)
        return first.one("Blocked"), (await office.page("Customer", "Update", content)).fault[0]

    assert asyncio.run(story()) == ("All", "a:Erp.Runtime.RecordChangedException")


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"No_Such_Field": "1"}, "a:Erp.Runtime.FilterException"),
        ({"Order_Date": "soon"}, "a:Erp.Runtime.FilterException"),
        ({"bookmark": "bm90IGEga2V5"}, "a:Erp.Runtime.InvalidKeyException"),
        ({"bookmark": "%%%"}, "a:Erp.Runtime.InvalidKeyException"),
    ],
)
def test_what_cannot_be_searched_for_is_a_fault(filters, code):
    async def story():
        return await (await with_orders("A")).find("SalesOrder", **filters)

    answer = asyncio.run(story())

    assert (answer.status, answer.fault[0]) == (500, code)
