"""What callers send: from the elements of a message to what a use case takes."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lxml import etree

from simulators.chassis.figures import figure
from simulators.legacy_erp.domain.sales import LINE_STEP
from simulators.legacy_erp.errors import FieldValidationError, MalformedRequestError
from simulators.legacy_erp.service.pages import Field, Part, Said

Convert = Callable[[str], Any]
Filters = list[tuple[str, str]]
_SHARED = 2048
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{0,5})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
KEY = Field("Key", "text", "")


def reader(
    namespace: str, fields: Sequence[Field], part: Part | None = None
) -> Callable[[etree._Element], Said]:
    """Make the function that reads an element with these fields, and the lines of its part if it has one.

    A field without text is as good as absent.

    Raises:
        MalformedRequestError: (the function) there is a field that it does not know, or one twice.
        FieldValidationError: (the function) a value is none of its field's kind.
    """
    if part is None:
        read_fields = _values_reader(namespace, fields)
        return lambda element: Said(read_fields(element))
    holder, line_tag = f"{{{namespace}}}{part.holder}", f"{{{namespace}}}{part.line}"
    read_header = _values_reader(namespace, fields, holder)
    read_line = _values_reader(namespace, part.fields)

    def read(element: etree._Element) -> Said:
        values = read_header(element)
        lines = values.pop(part.holder, None)
        if lines is None:
            return Said(values)
        said = [read_line(line) for line in lines if line.tag == line_tag]
        if len(said) != len(lines):
            raise MalformedRequestError(f"{local_name(lines)} holds {part.line} and nothing else.")
        return Said(values, said)

    return read


def _values_reader(
    namespace: str, fields: Sequence[Field], holder: str = ""
) -> Callable[[etree._Element], dict[str, Any]]:
    """Make the function that gives an element's values by name; what `holder` names it gives as it is."""
    columns = {f"{{{namespace}}}{field.name}": (field.name, _conversion(field)) for field in fields}

    def read(element: etree._Element) -> dict[str, Any]:
        values: dict[str, Any] = {}
        value: Any
        for child in element:
            tag = child.tag
            column = columns.get(tag)
            if column is None:
                if tag != holder:
                    raise MalformedRequestError(f"{local_name(element)} has no field {tag}.")
                name, value = local_name(child), child
            else:
                text = child.text
                if not text:
                    continue
                name, convert = column
                value = text if convert is None else convert(text)
            if name in values:
                raise MalformedRequestError(f"{local_name(element)} has {name} more than once.")
            values[name] = value
        return values

    return read


def filter_reader(namespace: str) -> Callable[[etree._Element], tuple[Filters, str, int]]:
    """Make the function that gives the filters, the bookmark and the set size of a ReadMultiple."""
    filter_tag, field_tag, criteria_tag, bookmark_tag, size_tag = (
        f"{{{namespace}}}{name}" for name in ("filter", "Field", "Criteria", "bookmarkKey", "setSize")
    )
    whole = _conversion(Field("setSize", "int", ""))
    assert whole is not None

    def read(operation: etree._Element) -> tuple[Filters, str, int]:
        filters: Filters = []
        said = {bookmark_tag: "", size_tag: ""}
        for child in operation:
            tag = child.tag
            if tag == filter_tag:
                texts = {part.tag: part.text or "" for part in child}
                if texts.get(field_tag):
                    filters.append((texts[field_tag], texts.get(criteria_tag, "")))
            elif tag not in said or said[tag]:
                raise MalformedRequestError(f"ReadMultiple has no {tag}, or has it twice.")
            else:
                said[tag] = child.text or ""
        return filters, said[bookmark_tag], whole(said[size_tag] or "0")

    return read


def needed(said: Said, operation: str, *names: str) -> Mapping[str, Any]:
    """Give the values, of which some must be there.

    Raises:
        MalformedRequestError: one is not.
    """
    for name in names:
        if name not in said.values:
            raise MalformedRequestError(f"{operation} needs {name}.")
    return said.values


def quantities(said: Said) -> dict[int, Decimal] | None:
    """Give the quantity of each line named, or nothing when no lines are."""
    if not said.lines:
        return None
    found: dict[int, Decimal] = {}
    for line in said.lines:
        if "lineNo" not in line or "quantity" not in line:
            raise MalformedRequestError("Every line needs lineNo and quantity.")
        place, rest = divmod(line["lineNo"], LINE_STEP)
        if rest or place in found:
            raise FieldValidationError(
                "lineNo", f"{line['lineNo']} is given twice, or no multiple of {LINE_STEP}"
            )
        found[place] = line["quantity"]
    return found


def local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _conversion(field: Field) -> Convert | None:
    """Make the function that reads a field's text; what it has read before it gives again."""
    if field.kind == "decimal":
        return lru_cache(_SHARED)(lambda text: _decimal(field, text))
    if field.kind == "int":
        return lru_cache(_SHARED)(lambda text: _whole(field, text))
    if field.kind == "date":
        return lru_cache(_SHARED)(lambda text: _day(field.name, text))
    if field.kind == "word":
        words = {word: word for word in field.words}
        return lambda text: words.get(text) or _no_word(field, text)
    return None


def _decimal(field: Field, text: str) -> Decimal:
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        raise FieldValidationError(field.name, f"'{text}' is no number of at most 12 digits and 5 decimals")
    number = figure(plain)
    if field.at_least is not None and number < field.at_least:
        raise FieldValidationError(field.name, f"{number} is below {field.at_least}")
    if field.at_most is not None and number > field.at_most:
        raise FieldValidationError(field.name, f"{number} is above {field.at_most}")
    return number


def _whole(field: Field, text: str) -> int:
    number = _decimal(field, text)
    if number != int(number):
        raise FieldValidationError(field.name, f"'{text}' is no whole number")
    return int(number)


def _day(field: str, text: str) -> date:
    try:
        if not _DATE.fullmatch(text.strip()):
            raise ValueError(text)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise FieldValidationError(field, f"'{text}' is no date of the form YYYY-MM-DD") from None


def _no_word(field: Field, text: str) -> str:
    raise FieldValidationError(field.name, f"'{text}' is none of {', '.join(field.words)}")
