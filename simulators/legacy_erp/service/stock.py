"""What postings do to stock: quantities in pieces, places that exist, corrections by hand."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from sys import intern

from simulators.chassis.figures import amount_of
from simulators.legacy_erp.domain.goods_in import GoodsLine
from simulators.legacy_erp.domain.ledger import ADJUSTMENT, LedgerDocument, Moved
from simulators.legacy_erp.domain.masters import BASE_UNIT
from simulators.legacy_erp.domain.sales import SalesLine
from simulators.legacy_erp.domain.text import CODE_LENGTH, reference
from simulators.legacy_erp.errors import FieldValidationError, RecordNotFoundError
from simulators.legacy_erp.service.company import Company


def location_of(company: Company, field: str, code: str) -> str:
    """Check a location, of which a document may name none.

    Raises:
        FieldValidationError: there is no such location.
    """
    if code and code not in company.store.locations:
        reference(field, code, CODE_LENGTH)
        raise FieldValidationError(field, f"there is no location '{code}'")
    return intern(code)


@lru_cache(4096)
def pieces(quantity: Decimal, unit: str, pieces_per_carton: int) -> Decimal:
    """Give a quantity in pieces; equal ones are one object."""
    return quantity if unit == BASE_UNIT else quantity * pieces_per_carton


@lru_cache(4096)
def _gone(quantity: Decimal, unit: str, pieces_per_carton: int) -> Decimal:
    return -pieces(quantity, unit, pieces_per_carton)


def moved_out(company: Company, lines: Sequence[SalesLine], shipped: Sequence[tuple[int, Decimal]]) -> Moved:
    """Give what left with a shipment."""
    items, by_place = company.store.items, {line.line: line for line in lines}
    gone = []
    for place, quantity in shipped:
        line = by_place[place]
        gone.append(amount_of(line.item, _gone(quantity, line.unit, items[line.item].pieces_per_carton)))
    return tuple(gone)


def moved_in(company: Company, lines: Sequence[GoodsLine]) -> Moved:
    """Give what came with a receipt."""
    items = company.store.items
    return tuple(
        (line.item_no, pieces(line.quantity, line.unit, items[line.item_no].pieces_per_carton))
        for line in lines
    )


def post_adjustment(
    company: Company, item_no: str, location_code: str, quantity: Decimal, document_no: str
) -> LedgerDocument:
    """Correct the stock of an item at a place by so many pieces, after a count for instance.

    Raises:
        RecordNotFoundError: no such item.
        FieldValidationError: no such location, or nothing to correct.
    """
    if item_no not in company.store.items:
        raise RecordNotFoundError("item", item_no)
    if not quantity:
        raise FieldValidationError("quantity", "there is nothing to adjust by 0")
    location = location_of(company, "locationCode", location_code)
    document = reference("documentNo", document_no)
    today = company.world.clock.now().date()
    posted = LedgerDocument(ADJUSTMENT, document, today, location, ((item_no, quantity),))
    company.store.move_stock(posted)
    return posted
