"""Two small books that agree, for tests to disagree about."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from dualrun.reconciliation.extract import Account, Article, Document, Extract

AT = datetime(2026, 3, 2, tzinfo=UTC)
LINES = (("I1", "2 EA"),)


def order(reference: str, number: str, *, posting: bool, **changed: object) -> Document:
    made = Document(
        *(reference, number, "C1", "GBP", posting, "invoiced"),
        *(Decimal("10.00"), Decimal("2.00"), Decimal("12.00"), LINES),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def book(system: str, *orders: Document, balance: str, stock: int, **changed: object) -> Extract:
    made = Extract(
        system,
        f"http://{system}",
        AT,
        orders,
        tuple(
            replace(
                one,
                status="posted",
                customer="",
                number=f"INV-{one.number}",
                owed=one.gross if one.posting else Decimal(0),
                due="2026-02-20",
            )
            for one in orders
        ),
        (Account("C1", "GBP", Decimal(500), Decimal(balance), False),),
        (Article("I1", Decimal("5.00"), (("EA", 1), ("CS", 6))),),
        (("I1", stock),),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def old(**changed: object) -> Extract:
    """W1 posts here and is mirrored there; W2 posts here alone; W3 is mirrored here."""
    orders = (
        order("W1", "O1", posting=True),
        order("W2", "O2", posting=True),
        order("W3", "O3", posting=False),
    )
    return book("legacy_erp", *orders, **{"balance": "24.00", "stock": 96, **changed})  # type: ignore[arg-type]


def new(**changed: object) -> Extract:
    orders = (order("W1", "N1", posting=False), order("W3", "N3", posting=True))
    return book("cloud_erp", *orders, **{"balance": "12.00", "stock": 98, **changed})  # type: ignore[arg-type]
