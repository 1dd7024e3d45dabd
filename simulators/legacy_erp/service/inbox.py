"""Files from trading partners: found by a poll, worked on when they lie still, or put aside with a reason."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from simulators.legacy_erp.domain.files import ERROR, IN, UNFINISHED, File, checked
from simulators.legacy_erp.domain.masters import BASE_UNIT, UNITS, Customer, Item
from simulators.legacy_erp.domain.records import CODE_PAGE, Message, Values, read
from simulators.legacy_erp.domain.sales import LINE_STEP
from simulators.legacy_erp.errors import FileNameError, FileRejectedError, LegacyErpError
from simulators.legacy_erp.service.batch import batch_is_running
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.orders import ORDER_WRITING, customer_of
from simulators.legacy_erp.service.outbox import tell_entered
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.writing import create

POLL = "poll_folder"
"""The act that looks into the folder."""
POLL_S, STILL_S = 60.0, 10.0
ACCEPTS_DUPLICATES = "duplicates_accepted"
"""The misbehaviour of this folder: see faults.py."""
_FILES_MAX = 1_000


def drop(company: Company, name: str, content: bytes) -> bool:
    """Put a file in, and say whether it is new; the next poll will find it.

    Raises:
        FileNameError: no file may be called so, or the folder is full.
    """
    place, files, now = checked(IN, name), company.store.files, company.world.clock.now()
    is_new = place not in files
    if is_new and len(files) >= _FILES_MAX:
        raise FileNameError(f"The folders hold {_FILES_MAX} files; take some out first.")
    files[place] = File(content, now)
    _poll_later(company, now)
    return is_new


def _poll_later(company: Company, now: datetime) -> None:
    if company.store.is_polling:
        return
    company.store.is_polling = True
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    polls = int((now - midnight).total_seconds() // POLL_S) + 1
    company.agenda.put(midnight + timedelta(seconds=polls * POLL_S), POLL, company.name)


def poll(company: Company) -> None:
    """Work on every file that lies still; one that is being written waits for the next poll."""
    now = company.world.clock.now()
    company.store.is_polling = False
    if batch_is_running(company.world):
        _poll_later(company, now)
        return
    waiting = sorted(
        name for folder, name in company.store.files if folder == IN and not name.endswith(UNFINISHED)
    )
    for name in waiting:
        file = company.store.files[IN, name]
        if (now - file.changed_at).total_seconds() < STILL_S:
            _poll_later(company, now)
            continue
        del company.store.files[IN, name]
        try:
            _work_on(company, name, read(file.content))
        except LegacyErpError as error:
            reason = f"{error.code}\n{error}\n".encode(CODE_PAGE, "replace")
            company.store.files[ERROR, name] = File(file.content, now)
            company.store.files[ERROR, f"{name}.reason"] = File(reason, now)


def _work_on(company: Company, name: str, message: Message) -> None:
    control = message.control
    if control.get("MESTYP") != "ORDERS":
        raise FileRejectedError("message_type", f"'{control.get('MESTYP', '')}' is not taken; ORDERS is")
    sender = control.get("SNDPRN", "")
    if not sender:
        raise FileRejectedError("control", "its control record names no sender")
    number = f"{sender}/{control['DOCNUM']}"
    before = company.store.received.get(number)
    if before is not None and company.habit(ACCEPTS_DUPLICATES, number) is None:
        raise FileRejectedError("duplicate", f"control number {number} came before, in '{before}'")
    [order] = create(ORDER_WRITING, company, [_order(company, message)])
    order.partner = sender
    company.store.received[number] = name
    tell_entered(company, order)


def _order(company: Company, message: Message) -> Said:
    buyer = message.first("E2EDKA1", PARVW="AG").get("PARTN", "")
    customer = customer_of(company, buyer)
    values: dict[str, Any] = {
        "Sell_to_Customer_No": customer.no,
        "External_Document_No": message.first("E2EDK01").get("BELNR", ""),
        "Currency_Code": message.first("E2EDK01").get("CURCY", customer.currency),
    }
    dated = message.first("E2EDK03", IDDAT="012").get("DATUM")
    if dated:
        values["Order_Date"] = _day(dated)
    ship_to = message.first("E2EDKA1", PARVW="WE")
    for field, name in _SHIP_TO.items():
        if name in ship_to:
            values[field] = ship_to[name]
    if not values["External_Document_No"]:
        raise FileRejectedError("unknown_record", "the order has no number of the buyer's")
    return Said(values, _lines(company, customer, message))


_SHIP_TO: Mapping[str, str] = {
    "Ship_to_Name": "NAME1",
    "Ship_to_Address": "STRAS",
    "Ship_to_City": "ORT01",
    "Ship_to_Post_Code": "PSTLZ",
    "Ship_to_Country_Region_Code": "LAND1",
}


def _lines(company: Company, customer: Customer, message: Message) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for segment in message.segments:
        if segment.name == "E2EDP01":
            lines.append(_line(segment.values))
        elif segment.name == "E2EDP19" and lines and "No" not in lines[-1]:
            item = _item(company, segment.values)
            lines[-1]["No"] = item.no
            if "Unit_Price" not in lines[-1]:
                price = company.store.price(customer, item).unit_price
                per = 1 if lines[-1]["Unit_of_Measure_Code"] == BASE_UNIT else item.pieces_per_carton
                lines[-1]["Unit_Price"] = price * per
    return lines


def _line(values: Values) -> dict[str, Any]:
    unit = values.get("MENEE", "")
    if unit not in UNITS:
        raise FileRejectedError("unknown_record", f"unit '{unit}' is none of {', '.join(UNITS)}")
    line: dict[str, Any] = {"Quantity": _number("MENGE", values), "Unit_of_Measure_Code": unit}
    if "VPREI" in values:
        line["Unit_Price"] = _number("VPREI", values)
    if "POSEX" in values:
        line["Line_No"] = int(_number("POSEX", values)) * LINE_STEP
    return line


def _item(company: Company, values: Values) -> Item:
    number = values.get("IDTNR", "")
    if values.get("QUALF") == "003":
        for item in company.store.items.values():
            if item.gtin == number:
                return item
    elif number in company.store.items:
        return company.store.items[number]
    raise FileRejectedError("unknown_record", f"there is no item '{number}'")


def _number(field: str, values: Values) -> Decimal:
    text = values.get(field, "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise FileRejectedError("unknown_record", f"{field} '{text}' is no number") from None
    if not number.is_finite() or not 0 <= number < 10**12 or number != number.quantize(_SMALLEST):
        raise FileRejectedError("unknown_record", f"{field} '{text}' is not from 0 on, with 5 decimals")
    return Decimal(format(number, "f"))


_SMALLEST = Decimal("0.00001")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise FileRejectedError("unknown_record", f"'{text}' is no date of the form YYYYMMDD") from None
