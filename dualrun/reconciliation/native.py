"""What a book calls a thing, in business words; what the codes do not know goes by the book's own word."""

from decimal import Decimal

from dualrun.reconciliation.extract import Document
from facade.canonical.xref import CrossReference
from facade.errors import UnknownCodeError

NOTHING = Decimal(0)


def known(xref: CrossReference, kind: str, code: str) -> str:
    """Give the business id of a code, or the code itself when there is none."""
    try:
        return xref.business(kind, code)
    except UnknownCodeError:
        return code


def line(xref: CrossReference, item: str, quantity: Decimal, unit: str) -> tuple[str, str]:
    """Give item and quantity in the words in which lines are compared."""
    return known(xref, "item", item), f"{quantity.normalize():f} {known(xref, 'unit', unit)}"


def bought(
    names: tuple[str, str, str, str],
    status: str,
    amount: Decimal,
    owed: Decimal,
    *,
    posting: bool = True,
    **more: object,
) -> Document:
    """Give a document of buying by reference, number, vendor and currency; of a bill no book keeps a copy."""
    return Document(
        *names, posting=posting, status=status, net=amount, tax=NOTHING, gross=amount, owed=owed,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
