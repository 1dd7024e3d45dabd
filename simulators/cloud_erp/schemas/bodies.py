"""What callers send: JSON read strictly, every refusal naming the field it is about."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from sys import intern
from typing import Any

from simulators.chassis.figures import figure
from simulators.chassis.reading import found, parsed
from simulators.cloud_erp.domain.masters import NO_ID
from simulators.cloud_erp.errors import (
    CloudErpError,
    FieldValidationError,
    InvalidGuidError,
    MalformedRequestError,
    RequiredParameterError,
    StringTooLongError,
    UnknownPropertyError,
)
from simulators.cloud_erp.schemas.entity import EntitySet, Property, Writes

ZERO = Decimal(0)
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER_MAX = 10**9  # a quantity times a price, both at their longest, is still exact
PLACES_MAX = 5
SHORT = re.compile(rf"-?\d+(?:\.\d{{1,{PLACES_MAX}}})?|[1-9]e-05")
INTEGER_MAX = 2**31 - 1
ON_INSERT, ON_CHANGE = (Writes.ONCE, Writes.ALWAYS), (Writes.ALWAYS,)

Body = Mapping[str, Any]
Record = dict[str, Any]
"""What a caller gives of a record, by native name; what is null or absent is not in it."""


def read_object(body: bytes, *, is_needed: bool = False) -> Body:
    """Read a JSON object; no body at all is an empty one, where none is needed.

    Raises:
        MalformedRequestError: it is no JSON, or not an object, or gives a name twice.
    """
    if not is_needed and not body.strip():
        return {}
    return parsed(body, _malformed)


def _malformed(what: str) -> MalformedRequestError:
    return MalformedRequestError(f"The {what}.")


def read_record(
    body: Body, entity_set: EntitySet, allowed: tuple[Writes, ...], where: str, inner: str = ""
) -> Record:
    """Read the properties of a record that a caller may give; `inner` names the lines that come with it.

    Annotations and nulls are let pass: clients send all that they know of a type.

    Raises:
        UnknownPropertyError: the type has no such property.
        MalformedRequestError: it cannot be written, or is of the wrong kind.
        RequiredParameterError: one that must be given is not.
    """
    record: Record = {}
    by_name = entity_set.by_name
    for name, value in body.items():
        declared = by_name.get(name)
        if declared is None:
            if name != inner and "@" not in name:
                _refuse_unknown(name, value, entity_set, where)
        elif value is not None:
            if declared.writes not in allowed:
                raise MalformedRequestError(f"The property '{name}' of {where} is read-only here.")
            record[name] = _READERS[declared.edm](declared, value, where)
    if Writes.ONCE in allowed:
        for name in entity_set.required:
            if name not in record:
                raise RequiredParameterError(f"{where}.{name} must be given.")
    return record


def read_lines(body: Body, name: str) -> list[tuple[Body, str]]:
    """Give the objects of a list with the place of each; absent is empty.

    Raises:
        MalformedRequestError: it is no list of objects.
    """
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise MalformedRequestError(f"{name} must be a list of objects, not {found(value)}.")
    return [(entry, f"{name}[{index}]") for index, entry in enumerate(value)]


def only(body: Body, names: frozenset[str], where: str) -> None:
    """Refuse what an action has no parameter for.

    Raises:
        UnknownPropertyError: there is such a thing.
    """
    for name in body:
        if name not in names and "@" not in name:
            raise UnknownPropertyError(name, where)


def read_text(value: Any, max_length: int, place: str) -> str:
    """Read a text of one line.

    Raises:
        MalformedRequestError: it is no text, or has control characters in it.
        StringTooLongError: it is too long.
    """
    if not isinstance(value, str):
        raise MalformedRequestError(f"{place} must be a text, not {found(value)}.")
    if len(value) > max_length:
        raise StringTooLongError(f"{place} is {len(value)} characters long; it holds {max_length}.")
    if not value.isprintable() and any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise MalformedRequestError(f"{place} has control characters in it: {found(value)}.")
    return value


def read_whole(value: Any, place: str) -> int:
    """Read a whole number above zero.

    Raises:
        MalformedRequestError: it is none.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= INTEGER_MAX:
        raise MalformedRequestError(
            f"{place} must be a whole number from 1 to {INTEGER_MAX}, not {found(value)}."
        )
    return value


def read_number(value: Any, place: str) -> Decimal:
    """Read a number that is not negative, digit for digit.

    Raises:
        MalformedRequestError: it is none.
        FieldValidationError: it is negative, too large or too fine.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedRequestError(f"{place} must be a number, not {found(value)}.")
    digits = repr(value)
    if not 0 <= value < NUMBER_MAX or not SHORT.fullmatch(digits):
        raise FieldValidationError(
            f"{place} must be from 0 to {NUMBER_MAX} with at most {PLACES_MAX} "
            f"decimal places, not {found(value)}."
        )
    return figure(digits) if value else ZERO


def _text(declared: Property, value: Any, where: str) -> Any:
    if declared.options:
        own = declared.received.get(value) if isinstance(value, str) else None
        if own is not None:
            return own
        sendable = tuple(declared.received)
        raise FieldValidationError(f"{where}.{declared.name} must be one of {sendable}, not {found(value)}.")
    longest = declared.max_length
    assert longest is not None
    if isinstance(value, str) and len(value) <= longest and value.isprintable():
        return intern(value)
    return read_text(value, longest, f"{where}.{declared.name}")


def _guid(declared: Property, value: Any, where: str) -> str:
    place = f"{where}.{declared.name}"
    key = read_text(value, 100, place).lower()
    if not GUID.fullmatch(key):
        raise InvalidGuidError(f"{place} is no GUID: {found(value)}.")
    return "" if key == NO_ID else key


def _day(declared: Property, value: Any, where: str) -> date:
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise MalformedRequestError(
        f"{where}.{declared.name} must be a date like 2026-01-05, not {found(value)}."
    )


def _number(declared: Property, value: Any, where: str) -> Decimal:
    if type(value) is int and 0 < value < NUMBER_MAX:
        return figure(repr(value))
    return read_number(value, f"{where}.{declared.name}")


def _claim(declared: Property, value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedRequestError(f"{where}.{declared.name} must be true or false, not {found(value)}.")
    return value


_READERS: Mapping[str, Callable[[Property, Any, str], Any]] = {
    "Edm.String": _text,
    "Edm.Guid": _guid,
    "Edm.Date": _day,
    "Edm.Boolean": _claim,
    "Edm.Decimal": _number,
    "Edm.Int32": lambda declared, value, where: read_whole(value, f"{where}.{declared.name}"),
}


def _refuse_unknown(name: str, value: Any, entity_set: EntitySet, where: str) -> None:
    error: CloudErpError = UnknownPropertyError(name, entity_set.type_name)
    if entity_set.navigation(name):
        if value is None:
            return
        error = MalformedRequestError(f"The property '{name}' of {where} is read-only here.")
    raise error
