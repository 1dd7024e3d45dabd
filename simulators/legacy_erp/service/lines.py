"""What callers say of the lines of a document: new ones, and quantities of those there are."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from simulators.legacy_erp.domain.key import unseal_line
from simulators.legacy_erp.domain.sales import LINE_STEP
from simulators.legacy_erp.errors import FieldValidationError, RecordNotFoundError
from simulators.legacy_erp.service.pages import ALWAYS, Page, Part, Said
from simulators.legacy_erp.store import CompanyStore

LINES_MAX = 1000
NewLine = tuple[int, str, Decimal, str, Decimal]
"""Place, item, quantity, unit, price."""


def new_lines(page: Page, store: CompanyStore, said: Said, price_field: str) -> list[NewLine]:
    """Give the lines of a new document in order of their numbers; one without a number takes the next.

    Raises:
        RecordNotFoundError: no such item.
        FieldValidationError: there are none or too many, or a line is not one that the table takes.
    """
    given = said.lines or ()
    if not 0 < len(given) <= LINES_MAX:
        raise FieldValidationError(
            f"{page.name} lines", f"a document has 1 to {LINES_MAX} lines, not {len(given)}"
        )
    items, lines, last = store.items, dict[int, NewLine](), 0
    for one in given:
        last = place = _place(page, one) if "Line_No" in one else last + 1
        if place in lines or place < 1:
            raise FieldValidationError("Line_No", f"{place * LINE_STEP} is given twice or below {LINE_STEP}")
        try:
            number, quantity = one["No"], one["Quantity"]
            unit, price = one["Unit_of_Measure_Code"], one[price_field]
        except KeyError as absent:
            raise FieldValidationError(absent.args[0], "every line must have a value in it") from None
        item = items.get(number)
        if item is None:
            raise RecordNotFoundError("item", number)
        if not quantity:
            raise FieldValidationError("Quantity", f"{quantity} on line {place * LINE_STEP} is not above 0")
        lines[place] = (place, item.no, quantity, unit, price)
    return [lines[place] for place in sorted(lines)]


def wanted_quantities(
    page: Page, row: Any, places: Sequence[int], store: CompanyStore, said: Said
) -> dict[int, Decimal]:
    """Give the quantities that a caller wants of lines that are there, which nothing else of them may change.

    Raises:
        RecordNotFoundError: there is no such line.
        FieldValidationError: no line is named, or something else would change.
    """
    if not said.lines:
        return {}
    part = page.part
    assert part is not None, f"{page.name} has no lines"
    shown = dict(zip(places, part.rows(row, store), strict=True))
    wanted = {}
    for line in said.lines:
        place = _place(page, line)
        if place not in shown:
            raise RecordNotFoundError(f"line on {page.title.lower()} {row.no}", str(place * LINE_STEP))
        _refuse_differences(part, shown[place], line)
        if "Quantity" in line:
            wanted[place] = line["Quantity"]
    return wanted


def _refuse_differences(part: Part, shown: tuple[Any, ...], said: Mapping[str, Any]) -> None:
    for field, value in zip(part.fields, shown, strict=True):
        asked = said.get(field.name)
        if asked is not None and field.given != ALWAYS and asked != value:
            raise FieldValidationError(field.name, f"it stays '{value}'; it cannot become '{asked}'")


def _place(page: Page, line: Mapping[str, Any]) -> int:
    if "Key" in line:
        line_no = unseal_line(page.name, page.table, line["Key"])[2]
    elif "Line_No" in line:
        line_no = line["Line_No"]
    else:
        raise FieldValidationError("Line_No", "the document takes no new lines; name one that it has")
    place, rest = divmod(line_no, LINE_STEP)
    if rest:
        raise FieldValidationError("Line_No", f"{line_no} is not a multiple of {LINE_STEP}")
    return int(place)
