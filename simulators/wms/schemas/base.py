"""How documents are read: strictly, in camel case, and with nothing in them that is not known."""

from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from simulators.chassis.reading import COUNT_MAX, found, parsed
from simulators.wms.errors import InvalidRequestError, NotAnIntegerError

M = TypeVar("M", bound="Document")
ROWS_MAX = 500

_PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
Text = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_PRINTABLE)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[ -~]+$")]
"""A number or reference that others will quote: short, and fit for a header."""

Count = Annotated[int, Field(ge=1, le=COUNT_MAX)]
RowNumber = Annotated[int, Field(ge=1, le=COUNT_MAX)]
Id = Annotated[int, Field(ge=1, le=10**15)]


def a_day(text: str) -> str:
    """Give text that is a date.

    Raises:
        ValueError: it is none.
    """
    if len(text) != len("2026-01-05"):
        raise ValueError(NO_DAY)
    return date.fromisoformat(text).isoformat()


NO_DAY = "a date such as 2026-01-05"
Day = Annotated[str, AfterValidator(a_day), WithJsonSchema({"type": "string", "format": "date"})]


class Document(BaseModel):
    """The base of everything that is read."""

    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel, defer_build=True)


def read(model: type[M], body: bytes) -> M:
    """Read a body as one of the product's documents.

    Raises:
        InvalidRequestError: it does not fit; the message names what and where.
    """
    document = parsed(body, InvalidRequestError)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        is_fraction = first["type"] == "int_type" and isinstance(first["input"], float)
        refusal = NotAnIntegerError if is_fraction else InvalidRequestError
        raise refusal(f"{_place(first['loc'])}: {_wanted(first)}, found {_what(first)}") from None


def _place(path: tuple[int | str, ...]) -> str:
    place = ""
    for step in path:
        place += f"[{step}]" if isinstance(step, int) else f".{found(step)[1:-1]}" if place else str(step)
    return place[:100]


def _wanted(error: Any) -> str:
    wanted = str(error["msg"])
    return wanted[:1].lower() + wanted[1:]


def _what(error: Any) -> str:
    return "nothing" if error["type"] == "missing" else found(error["input"])
