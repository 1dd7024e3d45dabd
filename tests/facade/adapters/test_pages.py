"""Masters, stock and purchases, read in pages from real books and sites, in canonical words."""

from datetime import date
from decimal import Decimal

import pytest

from facade.adapters import cloud_erp_pages, legacy_erp_pages, site_positions, wms
from facade.adapters.cloud_erp_pages import CloudErpPages
from facade.adapters.legacy_erp_pages import LegacyErpPages
from facade.canonical.supply import ANYWHERE, Due
from facade.canonical.xref import CrossReference
from facade.errors import SystemTimeoutError
from facade.settings import SystemSettings
from simulators.legacy_erp import SIMULATOR as LEGACY
from tests.facade.adapters import cloud_book, old_book
from tests.facade.adapters.cloud_book import Bench, at_the_bench
from tests.facade.adapters.old_book import tell
from tests.facade.adapters.site_trial import ACall, Trial, every_trial
from tests.simulators.cloud_erp.erp_world import MASTER as CLOUD_MASTER
from tests.simulators.legacy_erp.back_office import MASTER as OLD_MASTER

__all__ = ["every_trial"]


async def every(read):
    """Read page after page, and count them."""
    rows, following, pages = [], "", 0
    while pages == 0 or following:
        page = await read(following)
        rows, following, pages = rows + list(page.rows), page.following, pages + 1
    return rows, pages


def the_old_book(office):
    codes = LEGACY.codes(OLD_MASTER)
    reached = SystemSettings("http://legacy_erp", LEGACY.credentials(), codes)
    return LegacyErpPages(office, reached, CrossReference("legacy_erp", codes))


def the_new_book(bench: Bench) -> CloudErpPages:
    xref = CrossReference("cloud_erp", cloud_book.CODES)
    return CloudErpPages(bench.erp.wire, cloud_book.SETTINGS, xref, bench.erp.clock)


def test_the_old_book_tells_items_customers_and_stock_page_by_page(monkeypatch):
    monkeypatch.setattr(legacy_erp_pages, "PAGE", 2)

    async def story(_, office):
        book = the_old_book(office)
        items, pages = await every(lambda after: book.items(after, old_book.FIRST))
        customers, _ = await every(lambda after: book.customers(after, old_book.FIRST))
        stock, _ = await every(lambda after: book.on_hand(after, old_book.FIRST))

        assert pages > 1
        known = {item.id: (item.list_price, item.pack_size) for item in OLD_MASTER.items}
        assert {i.item_id: (i.list_price, dict(i.pack_sizes)["CS"]) for i in items} == known
        assert {c.customer_id: c.credit_limit for c in customers} == {
            c.id: c.credit_limit for c in OLD_MASTER.customers
        }
        there = {(row.site, row.item_id): row.units for row in stock if row.units}
        assert there == {place: units for place, units in OLD_MASTER.opening_stock.items() if units}

    tell(story)


def test_the_old_book_tells_a_customers_contracts_and_nobody_elses():
    async def story(_, office):
        book = the_old_book(office)
        for customer in OLD_MASTER.customers:
            agreed = {i: p for (c, i), p in OLD_MASTER.contracts.items() if c == customer.id}
            assert await book.contracts(customer.id, old_book.FIRST) == agreed
        assert await book.contracts("nobody", old_book.FIRST) == {}

    tell(story)


def test_the_new_book_tells_a_customers_contracts_and_nobody_elses():
    async def story(bench: Bench):
        book = the_new_book(bench)
        for customer in CLOUD_MASTER.customers:
            agreed = {i: p for (c, i), p in CLOUD_MASTER.contracts.items() if c == customer.id}
            assert await book.contracts(customer.id, cloud_book.FIRST) == agreed
        assert await book.contracts("nobody", cloud_book.FIRST) == {}

    at_the_bench(story)


def test_the_old_book_tells_what_is_on_its_way(monkeypatch):
    async def story(_, office):
        book, native = the_old_book(office), LEGACY.codes(OLD_MASTER)
        item, site = OLD_MASTER.items[0], OLD_MASTER.sites[0]
        await every(lambda after: book.items(after, old_book.FIRST))
        line = (
            f"<Purchase_Order_Line><No>{native['item'][item.id]}</No><Quantity>3</Quantity>"
            "<Unit_of_Measure_Code>CTN</Unit_of_Measure_Code><Direct_Unit_Cost>1</Direct_Unit_Cost>"
            "</Purchase_Order_Line>"
        )
        order = (
            "<PurchaseOrder><Buy_from_Vendor_No>K20001</Buy_from_Vendor_No>"
            "<Expected_Receipt_Date>2026-01-20</Expected_Receipt_Date>"
            f"<Location_Code>{native['site'][site.id]}</Location_Code><PurchLines>{line}</PurchLines>"
            "</PurchaseOrder>"
        )
        copy = order.replace("<PurchLines>", "<Book_Role>Mirror</Book_Role><PurchLines>")
        for one in (order, copy):
            await book._erp.page("PurchaseOrder", "Create", one, old_book.FIRST)

        due, _ = await every(lambda after: book.due(after, old_book.FIRST))

        first = Due(item.id, site.id, date(2026, 1, 20), 3 * item.pack_size)
        assert due == [first, first._replace(posts=False)]

    tell(story)


def test_the_new_book_tells_items_customers_and_stock_page_by_page(monkeypatch):
    monkeypatch.setattr(cloud_erp_pages, "PAGE", 1)

    async def story(bench: Bench):
        book = the_new_book(bench)
        items, pages = await every(lambda after: book.items(after, cloud_book.FIRST))
        customers, _ = await every(lambda after: book.customers(after, cloud_book.FIRST))
        stock, _ = await every(lambda after: book.on_hand(after, cloud_book.FIRST))

        assert pages > 1
        known = {item.id: (item.list_price, item.pack_size) for item in CLOUD_MASTER.items}
        assert {i.item_id: (i.list_price, dict(i.pack_sizes)["CS"]) for i in items} == known
        assert {c.customer_id: c.terms_days for c in customers} == {
            c.id: c.terms_days for c in CLOUD_MASTER.customers
        }
        lies = {item.id: 0 for item in CLOUD_MASTER.items}
        for (_, item_id), units in CLOUD_MASTER.opening_stock.items():
            lies[item_id] += units
        assert {row.item_id: row.units for row in stock} == lies
        assert {row.site for row in stock} == {ANYWHERE}
        one = await book.on_hand_of(stock[0].item_id, cloud_book.FIRST)
        assert one == (stock[0],)

    at_the_bench(story)


def test_the_new_book_tells_what_is_on_its_way():
    async def story(bench: Bench):
        book, item = the_new_book(bench), CLOUD_MASTER.items[0]
        await every(lambda after: book.items(after, cloud_book.FIRST))
        line = {
            "lineType": "Item",
            "lineObjectNumber": cloud_book.CODES["item"][item.id],
            "unitOfMeasureCode": "BOX",
            "quantity": Decimal(2),
            "expectedReceiptDate": "2026-02-01",
        }
        order = {"vendorNumber": "V00010", "purchaseOrderLines": [line]}
        for one in (order, {**order, "bookRole": "mirror"}):
            await book._erp.post("purchaseOrders", one, cloud_book.FIRST)

        due, _ = await every(lambda after: book.due(after, cloud_book.FIRST))

        first = Due(item.id, ANYWHERE, date(2026, 2, 1), 2 * item.pack_size)
        assert due == [first, first._replace(posts=False)]

    at_the_bench(story)


def test_every_site_tells_what_lies_there_and_what_is_promised(every_trial, monkeypatch):
    for module in (site_positions, wms):
        monkeypatch.setattr(module, "PAGE", 1)

    async def story(t: Trial) -> None:
        before, _ = await every(lambda after: t.adapter.positions(after, ACall()))
        master = t.site.world.master
        there = {
            item: units for (site, item), units in master.opening_stock.items() if site == t.adapter.site
        }
        assert {p.item_id: p.on_hand for p in before if p.on_hand} == {i: u for i, u in there.items() if u}
        assert {p.site for p in before} == {t.adapter.site}

    every_trial(story)


def test_a_stock_without_a_number_is_no_stock():
    columns = site_positions.Columns("article", "there", "promised", "free")
    xref = CrossReference("wms", {"item": {"I1": "7"}})
    row = {"article": "7", "there": 3, "promised": None, "free": 3}

    with pytest.raises(SystemTimeoutError, match="promised"):
        site_positions.positions(("DC1", "wms"), xref, columns, [row])
    assert site_positions.positions(("DC1", "wms"), xref, columns, [{**row, "article": "8"}]) == ()
