"""A small business to tell stories about: its master data, and each system's codes for it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from dualrun.history import LineIntent
from simulators.chassis.master import CASE, EACH, Codes, Customer, Item, MasterData, Site

START = datetime(2026, 1, 5, 8, tzinfo=UTC)

OTHER_BOOK = {"legacy_erp": "cloud_erp", "cloud_erp": "legacy_erp"}
TAX_BASIS = {"legacy_erp": "document", "cloud_erp": "line"}
OPENING_EA = {"ITEM-1": 1000, "ITEM-2": 500}

MASTER = MasterData(
    customers=(
        Customer(
            "CUST-1",
            "Nord",
            "Kai 1",
            "Kiel",
            "24103",
            "DE",
            "north",
            "EUR",
            Decimal("0.07"),
            Decimal(9999),
            30,
        ),
        Customer(
            "CUST-2",
            "Süd",
            "Ring 2",
            "Ulm",
            "89073",
            "DE",
            "south",
            "EUR",
            Decimal("0.19"),
            Decimal(9999),
            30,
        ),
    ),
    items=(
        Item("ITEM-1", "Bolt", Decimal("0.40"), 10, "4000000000013"),
        Item("ITEM-2", "Nut", Decimal("1.10"), 6, "4000000000020"),
    ),
    sites=(Site("SITE-1", "North", "wms", ("north", "south")),),
    contracts={("CUST-1", "ITEM-1"): Decimal("0.35")},
    opening_stock={("SITE-1", item): quantity for item, quantity in OPENING_EA.items()},
    only_from={"ITEM-2": ("SITE-1",)},
)

CODES: Mapping[str, Codes] = {
    "legacy_erp": {
        "customer": {"CUST-1": "D10001", "CUST-2": "D10002"},
        "item": {"ITEM-1": "1000-B", "ITEM-2": "1000-N"},
        "unit": {EACH: "STK", CASE: "KRT"},
    },
    "cloud_erp": {
        "customer": {"CUST-1": "17100001", "CUST-2": "17100002"},
        "item": {"ITEM-1": "MZ-1", "ITEM-2": "MZ-2"},
        "unit": {EACH: "PC", CASE: "CAR"},
    },
    "wms": {"item": {"ITEM-1": "7000001", "ITEM-2": "7000002"}, "site": {"SITE-1": "WH-01"}},
    "commerce": {"customer": {"CUST-1": "11", "CUST-2": "12"}},
}

LINES = (
    LineIntent(1, "ITEM-1", 3, CASE, Decimal("3.50")),
    LineIntent(2, "ITEM-2", 5, EACH, Decimal("1.10")),
)
