"""Pages of stock: the item ledger, and what lies where by this book."""

from collections.abc import Iterable, Iterator

from simulators.legacy_erp.domain.key import INVENTORY_TABLE, LEDGER_TABLE
from simulators.legacy_erp.domain.ledger import ENTRY_TYPES, Inventory, LedgerEntry, entries
from simulators.legacy_erp.service.pages import Field, Literals, Page
from simulators.legacy_erp.store import CompanyStore


def _ledger(store: CompanyStore) -> Iterator[LedgerEntry]:
    for first, document in store.ledger.items():
        yield from entries(first, document)


def _entry(store: CompanyStore, number: str) -> LedgerEntry | None:
    return next((entry for entry in _ledger(store) if entry.no == number), None)


def _inventory(store: CompanyStore) -> list[Inventory]:
    return [Inventory(*place, store.inventory[place]) for place in sorted(store.inventory)]


def _inventory_at(store: CompanyStore, number: str) -> Inventory | None:
    place = _stock_place(number)
    return Inventory(*place, store.inventory[place]) if place in store.inventory else None


def _inventory_named(store: CompanyStore, named: Literals) -> Iterable[Inventory] | None:
    if "Item_No" not in named:
        return None
    locations = sorted(store.locations)
    places = [(item_no, code) for item_no in sorted(named["Item_No"]) for code in ("", *locations)]
    return [Inventory(*place, store.inventory[place]) for place in places if place in store.inventory]


def _stock_place(number: str) -> tuple[str, str]:
    item_no, _, location_code = number.rpartition("/")
    return item_no, location_code


ITEM_LEDGER = Page(
    name="ItemLedgerEntry",
    table=LEDGER_TABLE,
    title="Item Ledger Entry",
    fields=(
        Field("Entry_No", "int", "entry_no"),
        Field("Entry_Type", "word", "entry_type", words=ENTRY_TYPES),
        Field("Document_No", "code", "document_no"),
        Field("Posting_Date", "date", "posting_date"),
        Field("Location_Code", "text", "location_code"),
        Field("Item_No", "code", "item_no"),
        Field("Quantity", "decimal", "quantity"),
    ),
    by_number=_entry,
    scan=_ledger,
    place=int,
    by_index=lambda *_: None,
    indexed=(),
    read_by=("Entry_No",),
)

INVENTORY = Page(
    name="InventoryByLocation",
    table=INVENTORY_TABLE,
    title="Inventory",
    fields=(
        Field("Item_No", "code", "item_no"),
        Field("Location_Code", "text", "location_code"),
        Field("Inventory", "decimal", "quantity"),
    ),
    by_number=_inventory_at,
    scan=_inventory,
    place=_stock_place,
    by_index=_inventory_named,
    indexed=("Item_No",),
    read_by=("Item_No", "Location_Code"),
)
