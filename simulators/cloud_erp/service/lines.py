"""New lines: the caller says what and how much, the book fills in the rest from item and price list."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from simulators.chassis.figures import tax_on, whole
from simulators.cloud_erp.domain.line import LINE_STEP, Line, net_of, ware
from simulators.cloud_erp.domain.masters import NO_ID, Item, Party
from simulators.cloud_erp.errors import FieldValidationError, PostingRefusedError, TableRelationError
from simulators.cloud_erp.service.drafts import LineDraft
from simulators.cloud_erp.store import Store

LINES_MAX = 1000


def new_lines(
    store: Store, drafts: Sequence[LineDraft], party: Party, version: int, *, at_cost: bool = False
) -> tuple[Line, ...]:
    """Make the lines of a new document.

    Raises:
        TableRelationError: no such item, unit or location.
        FieldValidationError: too many lines, or two with one sequence.
    """
    lines: dict[int, Line] = {}
    for asked in drafts:
        line = new_line(store, asked, party, lines, version, at_cost=at_cost)
        lines[line.sequence] = line
    return tuple(lines.values())


def new_line(
    store: Store,
    asked: LineDraft,
    party: Party,
    taken: Collection[int],
    version: int,
    *,
    at_cost: bool = False,
) -> Line:
    """Make one more line beside those whose sequences are taken.

    Raises:
        TableRelationError: no such item, unit or location.
        FieldValidationError: too many lines, or two with one sequence.
    """
    if len(taken) >= LINES_MAX:
        raise FieldValidationError(f"A document holds at most {LINES_MAX} lines.")
    item = _item(store, asked)
    unit = asked.unit or item.base_unit
    base_units = item.base_units_in(unit)
    if base_units is None:
        raise FieldValidationError(f"The item {item.number!r} does not come in the unit {unit!r}.")
    if asked.location_id and asked.location_id not in store.locations:
        raise TableRelationError(f"The location {asked.location_id!r} is in no location table.")
    sequence = whole(asked.sequence or (max(taken, default=0) // LINE_STEP + 1) * LINE_STEP)
    if sequence in taken:
        raise FieldValidationError(f"Two lines have the sequence {sequence}.")
    price = asked.unit_price
    if price is None:
        each = item.unit_cost if at_cost else _sold_at(store, party, item)
        price = each if base_units == 1 else each * base_units
    net = net_of(asked.quantity, price, asked.discount_percent)
    place = asked.location_id or NO_ID
    sold = ware(item.id, item.number, item.description, unit, base_units, party.tax_rate, place)
    return Line(
        sequence=sequence,
        ware=sold,
        unit_price=price,
        quantity=asked.quantity,
        version=version,
        net=net,
        tax=tax_on(net, party.tax_rate),
        discount_percent=asked.discount_percent,
        day=asked.day,
    )


def _item(store: Store, asked: LineDraft) -> Item:
    named = asked.item_number
    item = store.by_number("items", store.items, named) if named else store.items.get(asked.item_id)
    if item is None:
        raise TableRelationError(f"The item {named or asked.item_id!r} on a line is in no item table.")
    if asked.item_id and asked.item_id != item.id:
        raise FieldValidationError("lineObjectNumber and itemId do not name the same item.")
    if item.is_blocked:
        raise PostingRefusedError(f"The item {item.number} is blocked.")
    return item


def _sold_at(store: Store, party: Party, item: Item) -> Decimal:
    """Give what a base unit costs this customer: the price agreed with it, or the list price."""
    agreed = store.agreed_price(party.number, item.number)
    return item.list_price if agreed is None else agreed.unit_price
