"""What callers send: JSON read strictly, every refusal naming the field it is about."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from simulators.chassis.figures import figure
from simulators.cloud_erp.errors import (
    FieldValidationError,
    InvalidGuidError,
    MalformedRequestError,
    RequiredParameterError,
    StringTooLongError,
    UnknownPropertyError,
)
from simulators.cloud_erp.schemas.entity import EntitySet

ZERO = Decimal(0)
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER_MAX = 10**9  # a quantity times a price, both at their longest, is still exact
PLACES_MAX = 5
SHORT = re.compile(rf"-?\d+(?:\.\d{{1,{PLACES_MAX}}})?|[1-9]e-05")
INTEGER_MAX = 2**31 - 1


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object; no body at all is an empty one.

    Raises:
        MalformedRequestError: it is no JSON, or not an object.
    """
    if not body.strip():
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"The body cannot be read as JSON: {error}.") from error
    if not isinstance(value, dict):
        raise MalformedRequestError("The body must be a JSON object.")
    return value


class Fields:
    """The fields of one JSON object. A field that is null counts as absent."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = values
        self._where = where

    def only(self, writable: frozenset[str], entity_set: EntitySet | None = None) -> "Fields":
        """Refuse a field that is unknown or cannot be written; annotations and nulls are let pass."""
        if not self._values.keys() <= writable:
            for name, value in self._values.items():
                if name not in writable and "@" not in name:
                    self._refuse(name, value, entity_set)
        return self

    def text(self, name: str, max_length: int) -> str:
        """Read a text; absent is empty."""
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(name, "a text", value)
        if len(value) > max_length:
            raise StringTooLongError(
                f"{self._where}.{name} is {len(value)} characters long; it holds {max_length}."
            )
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str | None:
        """Read one of a few words."""
        value = self._values.get(name)
        if value is not None and value not in choices:
            raise FieldValidationError(f"{self._where}.{name} must be one of {choices}, not {_shown(value)}.")
        return value

    def guid(self, name: str) -> str:
        """Read a GUID; absent is empty."""
        value = self.text(name, 100).lower()
        if value and not GUID.fullmatch(value):
            raise InvalidGuidError(f"{self._where}.{name} is no GUID: {_shown(value)}.")
        return value

    def day(self, name: str) -> date | None:
        """Read a date."""
        value = self.text(name, 100)
        if not value:
            return None
        try:
            if DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self._wrong(name, "a date like 2026-01-05", value)

    def whole(self, name: str) -> int | None:
        """Read a whole number above zero."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= INTEGER_MAX:
            raise self._wrong(name, f"a whole number from 1 to {INTEGER_MAX}", value)
        return value

    def number(self, name: str) -> Decimal | None:
        """Read a number that is not negative, digit for digit."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, "a number", value)
        digits = repr(value)
        if not 0 <= value < NUMBER_MAX or not SHORT.fullmatch(digits):
            raise FieldValidationError(
                f"{self._where}.{name} must be from 0 to {NUMBER_MAX} with at most {PLACES_MAX} "
                f"decimal places, not {_shown(value)}."
            )
        return figure(digits) if value else ZERO

    def required_number(self, name: str) -> Decimal:
        """Read a number that must be there.

        Raises:
            RequiredParameterError: it is absent.
        """
        value = self.number(name)
        if value is None:
            raise RequiredParameterError(f"{self._where}.{name} must be given.")
        return value

    def objects(self, name: str) -> list["Fields"] | None:
        """Read a list of objects."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self._wrong(name, "a list of objects", value)
        return [Fields(entry, f"{name}[{index}]") for index, entry in enumerate(value)]

    def has(self, name: str) -> bool:
        """Tell whether the field is given."""
        return self._values.get(name) is not None

    def _refuse(self, name: str, value: object, entity_set: EntitySet | None) -> None:
        if entity_set is None:
            raise UnknownPropertyError(name, self._where)
        if not (entity_set.property(name) or entity_set.navigation(name)):
            raise UnknownPropertyError(name, entity_set.type_name)
        if value is not None:
            raise MalformedRequestError(f"The property '{name}' of {self._where} is read-only here.")

    def _wrong(self, name: str, expected: str, value: object) -> MalformedRequestError:
        return MalformedRequestError(f"{self._where}.{name} must be {expected}, not {_shown(value)}.")


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
