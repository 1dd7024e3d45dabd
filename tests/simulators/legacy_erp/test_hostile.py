"""Whatever a stranger writes into any field of any operation, the answer is the product's own."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.legacy_erp.schemas.forms import CODEUNITS, page_operations
from simulators.legacy_erp.schemas.soap import escape
from simulators.legacy_erp.service.catalogue import PAGES, WRITINGS
from tests.simulators.legacy_erp.back_office import SOAP, BackOffice, record_xml
from tests.simulators.legacy_erp.test_page_operations import at_work

FAULTS = ("s:Client", "a:Erp.Runtime.", "a:Erp.Sales.")
LIKELY = (
    *("D10001", "H-BOLT", "K20001", "MAIN", "SO-100001", "PI-300001", "SR-400001", "PO-600001", "PCS", "CTN"),
    *("0", "1", "10000", "2.5", "-1", "2026-01-05", "EUR", "All", "Leading", ""),
)
HOSTILE = (
    *("NaN", "Infinity", "1e400", "9" * 5000, "0" * 5000 + "1", "1_0", "٣", "-0", "2026-02-30", "0000-01-01"),
    *(
        "x" * 70_000,
        "a\tb",
        "a\nb",
        "\u2028",
        "\U0001f600",
        "' OR 1=1",
        "..",
        "<>",
        "'",
        "a&b",
        "|||",
        "?*" * 500,
    ),
)
texts = st.sampled_from(LIKELY) | st.sampled_from(HOSTILE) | st.text(max_size=30)


def natively(answer):
    assert answer.status in (200, 400, 500), answer.body
    if answer.status != 200:
        assert answer.fault[0].startswith(FAULTS), answer.fault
        assert answer.fault[1]
    return answer


def drawn(data, fields, part=None):
    """Some of the fields, with anything in them."""
    chosen = data.draw(st.lists(st.sampled_from([field.name for field in fields]), unique=True))
    written = "".join(f"<{name}>{escape(data.draw(texts))}</{name}>" for name in chosen)
    if part is not None:
        count = data.draw(st.integers(0, 2))
        lines = [f"<{part.line}>{drawn(data, part.fields)}</{part.line}>" for _ in range(count)]
        written += f"<{part.holder}>{''.join(lines)}</{part.holder}>"
    return written


@given(data=st.data())
def test_a_page_takes_or_refuses_any_record_and_any_search(data):
    name = data.draw(st.sampled_from(list(PAGES)))
    page = PAGES[name]
    operation = data.draw(st.sampled_from(page_operations(page)))

    async def story():
        office = await at_work()
        key = (await office.find(name, 1)).one("Key")
        keyed = f"<Key>{data.draw(st.sampled_from([key, 'bm9uZQ==']) | texts.map(escape))}</Key>"
        if operation == "ReadMultiple":
            field, text = data.draw(st.sampled_from(page.fields)), data.draw(texts)
            size = data.draw(st.sampled_from([0, 1, -1, 2**31, -(2**31)]))
            natively(await office.find(name, size, **{field.name: text}))
        elif name in WRITINGS and operation in ("Create", "Update"):
            record = f"<{name}>{keyed}{drawn(data, page.fields, page.part)}</{name}>"
            natively(await office.page(name, operation, record))
        elif operation == "Read":
            wanted = {field: data.draw(texts) for field in page.read_by}
            content = record_xml("x", **wanted).removeprefix("<x>").removesuffix("</x>")
            natively(await office.page(name, operation, content))
        else:
            natively(
                await office.page(
                    name, operation, keyed.replace("Key", operation) if data.draw(st.booleans()) else keyed
                )
            )

    asyncio.run(story())


@given(data=st.data())
def test_a_codeunit_takes_or_refuses_anything_and_stock_still_adds_up(data):
    unit = data.draw(st.sampled_from(list(CODEUNITS)))
    form = data.draw(st.sampled_from(CODEUNITS[unit]))

    async def story():
        office = await at_work()
        natively(await office.codeunit(form.name, drawn(data, form.fields, form.part), unit=unit))
        store = office.erp.main.store
        total = {}
        for document in store.ledger.values():
            for item, quantity in document.moved:
                place = (item, document.location_code)
                total[place] = total.get(place, 0) + quantity
        assert total == dict(store.inventory)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("<Create/>", "holds one"),
        ("<Create><SalesOrder/><SalesOrder/></Create>", "holds one"),
        ("<CreateMultiple><SalesOrder/></CreateMultiple>", "SalesOrder_List"),
        ("<CreateMultiple><SalesOrder_List/></CreateMultiple>", "once or more"),
        ("<Create><SalesOrder><Nobody>1</Nobody></SalesOrder></Create>", "Nobody"),
        ("<Create><SalesOrder><SalesLines/><SalesLines/></SalesOrder></Create>", "more than once"),
        ("<Create><SalesOrder><SalesLines><x/></SalesLines></SalesOrder></Create>", "Sales_Order_Line"),
        ("<Update><SalesOrder/></Update>", "needs Key"),
        ("<Read/>", "needs No"),
        ("<ReadMultiple><size>1</size></ReadMultiple>", "size"),
        ("<Delete_SalesLines/>", "needs SalesLines_Key"),
    ],
)
def test_a_message_of_another_shape_is_refused_by_the_name_of_what_is_wrong(content, named):
    message = content.replace(">", ' xmlns="urn:legacy-erp:page:salesorder">', 1).replace(
        "/ xmlns", " xmlns", 1
    )
    if content.endswith("/>") and content.count("<") == 1:
        message = content.replace("/>", ' xmlns="urn:legacy-erp:page:salesorder"/>')
    body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{message}</s:Body></s:Envelope>'.encode()

    answer = asyncio.run(BackOffice().request("POST", "/ERP/WS/Distribution/Page/SalesOrder", body))

    assert (answer.status, answer.fault[0]) == (400, "s:Client")
    assert named in answer.fault[1]


def test_fifty_megabytes_are_not_read():
    async def story():
        office = BackOffice()
        page = await office.request("POST", "/ERP/WS/Distribution/Page/Customer", b"<" * 50_000_000)
        file = await office.request("PUT", "/files/Distribution/in/big.txt", b"x" * 50_000_000)
        return page, file

    page, file = asyncio.run(story())

    assert page.fault[0] == file.fault[0] == "a:Erp.Services.MessageSizeException"
    assert page.status == file.status == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "ten", "9" * 400, "½", " 5"])
def test_a_length_that_is_none_is_refused(length):
    answer = asyncio.run(
        BackOffice().request(
            "POST", "/ERP/WS/Distribution/Page/Customer", b"<a/>", {"content-length": length}
        )
    )

    assert answer.status in (400, 413)
