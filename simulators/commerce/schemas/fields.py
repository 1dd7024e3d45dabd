"""The kinds of field that bodies are made of, and how a body that does not fit is refused."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from simulators.chassis.figures import SHARED_MAX, figure
from simulators.chassis.reading import found, parsed
from simulators.commerce.errors import InvalidInputError

ROWS_MAX = 1000
QUANTITY_MAX = 1_000_000
AMOUNT_MAX = Decimal(10**9)
ID_MAX = 2**53
STEP = Decimal("0.0001")
_NO_AMOUNT = f"an amount from 0 to less than {AMOUNT_MAX}"
FAULTS_SHOWN_MAX = 10
NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
NO_CONTROLS_BUT_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
T = TypeVar("T", bound=BaseModel)


class Body(BaseModel):
    """The base of everything that is read; fields the shop does not keep may stand there and are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class Envelope(Body):
    """The base of what the product reads as arguments: each goes by its own name or by the one with bars."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


def _whole(value: Any) -> Any:
    return int(value) if type(value) is float and value.is_integer() else value


def _wide(value: Any) -> int:
    """Read a number that may be written as text, as the product's own clients do."""
    if type(value) is str and value.isascii() and value.isdecimal() and len(value) <= 15:
        return int(value)
    value = _whole(value)
    if type(value) is int and 0 <= value <= ID_MAX:
        return value
    raise ValueError("a whole number, or the digits of one")


def _amount(value: Any) -> Decimal:
    if type(value) in (int, float) or (type(value) is str and _is_plain(value)):
        return _kept(str(value)[:40])
    raise ValueError(_NO_AMOUNT)


@lru_cache(SHARED_MAX)
def _kept(text: str) -> Decimal:
    """Read money; like the product, keep four decimals and round the rest away.

    The text of a double gives the written digits back for what the shop takes in.
    """
    amount = figure(text)
    if not 0 <= amount < AMOUNT_MAX:
        raise ValueError(_NO_AMOUNT)
    if -4 <= int(amount.as_tuple().exponent) <= 0:
        return amount or Decimal(0)  # nought has no sign here
    return amount.quantize(STEP, ROUND_HALF_UP) or Decimal(0)


def _is_plain(text: str) -> bool:
    whole, _, decimals = text.partition(".")
    return text.isascii() and bool(whole) and (whole + decimals).isdecimal()


_AMOUNT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "exclusiveMaximum": int(AMOUNT_MAX)},
        {"type": "string", "pattern": "^[0-9]{1,9}(\\.[0-9]{1,4})?$"},
    ]
}

Line = Annotated[str, StringConstraints(max_length=255, pattern=NO_CONTROLS)]
"""One line of text."""
Filled = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=NO_CONTROLS)]
Text = Annotated[str, StringConstraints(max_length=2000, pattern=NO_CONTROLS_BUT_LINES)]
"""Text of several lines."""
Key = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
"""A code that stands in paths and headers."""
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$", max_length=2)]
Flag = Annotated[bool, Field(strict=True)]
INTEGRAL = BeforeValidator(_whole)
"""Lets 4.0 pass for 4, as JSON Schema does."""
Bit = Annotated[int, Field(strict=True, ge=0, le=1), INTEGRAL]
Whole = Annotated[int, Field(strict=True, ge=0, le=QUANTITY_MAX), INTEGRAL]
Quantity = Annotated[int, Field(strict=True, ge=1, le=QUANTITY_MAX), INTEGRAL]
Id = Annotated[
    int,
    PlainValidator(_wide),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": ID_MAX},
                {"type": "string", "pattern": "^[0-9]{1,15}$"},
            ]
        }
    ),
]
Amount = Annotated[Decimal, PlainValidator(_amount), WithJsonSchema(_AMOUNT_SCHEMA)]


def read_document(raw: bytes) -> Mapping[str, Any]:
    """Parse a body; nothing at all counts as an empty object."""
    return parsed(raw, _refusal) if raw else {}


def read_documents(raw: bytes) -> list[Mapping[str, Any]]:
    """Parse a body that must be a list of objects."""
    return list(parsed(b'{"body":' + raw + b"}", _refusal)["body"]) if _is_list(raw) else _no_list()


def _is_list(raw: bytes) -> bool:
    try:
        rows = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _no_list() -> list[Mapping[str, Any]]:
    raise InvalidInputError("The body must be a list of objects.")


def _refusal(why: str) -> InvalidInputError:
    return InvalidInputError("The body cannot be read: %why.", why=why)


def read_body(kind: type[T], document: Mapping[str, Any]) -> T:
    """Read a document field by field.

    Raises:
        InvalidInputError: with the first fault, and up to ten faults beside it.
    """
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        faults = [_fault(details) for details in error.errors(include_url=False)[:FAULTS_SHOWN_MAX]]
        refusal = faults[0]
        refusal.others = faults[1:]
        raise refusal from None


def _fault(details: Any) -> InvalidInputError:
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in details["loc"])
    name = place.removeprefix(".") or "body"
    if details["type"] == "missing":
        return InvalidInputError("%fieldName is required.", fieldName=name)
    return InvalidInputError(
        "%fieldName does not fit: %expected; it was %value.",
        fieldName=name,
        expected=details["msg"].removeprefix("Value error, "),
        value=found(details["input"]),
    )
