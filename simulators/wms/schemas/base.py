"""How documents are read: strictly, in camel case, and with nothing in them that is not known."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic.alias_generators import to_camel

from simulators.chassis import documents
from simulators.chassis.documents import Count, Id, Key, Text, misfit
from simulators.chassis.queries import a_day
from simulators.chassis.reading import parsed
from simulators.wms.errors import InvalidRequestError, NotAnIntegerError

__all__ = ["ROWS_MAX", "Count", "Day", "Document", "Id", "Key", "RowNumber", "Text", "read"]

M = TypeVar("M", bound="Document")
ROWS_MAX = 500
RowNumber = Count
Day = Annotated[str, AfterValidator(a_day), WithJsonSchema({"type": "string", "format": "date"})]


class Document(documents.Document):
    """The base of everything that is read."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


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
        raise refusal(misfit(error)) from None
