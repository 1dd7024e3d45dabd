"""Documents of strangers, read strictly: what does not fit is refused with what and where."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import orjson

Document = Mapping[str, Any]
Refusal = Callable[[str], Exception]
"""Makes a product's own error of what is wrong."""

COUNT_MAX = 1_000_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ADDRESS = r"^https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/[!-~]*)?$"
"""An address that can be called: a host by name, and nothing in it that a header could not carry."""


def parsed(body: bytes, refusal: Refusal) -> Document:
    """Parse a body that must be one JSON object; NaN, infinities and a name given twice are not JSON here."""
    document = strict_json(body, refusal)
    if not isinstance(document, dict):
        raise refusal(f"body: must be an object, found {found(document)}")
    return document


def strict_json(body: bytes, refusal: Refusal) -> Any:
    """Parse a body that may be any JSON, as strictly as `parsed`."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise refusal(f"body: not JSON: {error}") from None
    try:
        again = orjson.dumps(document)
    except orjson.JSONEncodeError:
        raise refusal("body: nested too deep") from None
    # Of a name given twice one value was dropped, and its colon with it.
    if body.count(b":") != again.count(b":") or b"\\u003" in body:
        json.loads(body, object_pairs_hook=lambda pairs: _named_once(pairs, refusal))
    return document


def _named_once(pairs: list[tuple[str, Any]], refusal: Refusal) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for name, value in pairs:
        if name in names:
            raise refusal(f"body: the name {found(name)} stands twice in one object")
        names[name] = value
    return names


class Reader:
    """Reads the fields of one product's documents; `refusal` makes its error of a bad one.

    `place` says where the document stands in the body, ending in a dot; it is empty for the body itself.
    """

    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal

    def refuse(self, place: str, wanted: str, value: object) -> NoReturn:
        """Refuse a value, saying where, what was wanted and what was found."""
        raise self._refusal(f"{place}: must be {wanted}, found {found(value)}")

    def text(self, document: Document, field: str, place: str = "", longest: int = 100) -> str:
        """Read text that is not empty, on one line: a control character would speak to whoever shows it."""
        text = self.any_text(document, field, place, longest)
        if _CONTROL.search(text):
            self.refuse(place + field, "text without control characters", text)
        return text

    def any_text(self, document: Document, field: str, place: str = "", longest: int = 100) -> str:
        """Read text that is not empty, on any number of lines."""
        text = document.get(field)
        if not isinstance(text, str) or not 1 <= len(text) <= longest:
            self.refuse(place + field, f"text of 1 to {longest} characters", text)
        return text

    def key(self, document: Document, field: str, place: str = "") -> str:
        """Read a number or reference that others will quote: short, and fit for a header."""
        text = self.any_text(document, field, place, longest=50)
        if not (text.isascii() and text.isprintable()):
            self.refuse(place + field, "printable ASCII", text)
        return text

    def count(
        self, document: Document, field: str, place: str = "", least: int = 1, most: int = COUNT_MAX
    ) -> int:
        """Read a whole number."""
        count = document.get(field)
        if type(count) is not int or not least <= count <= most:
            self.refuse(place + field, f"a whole number from {least} to {most}", count)
        return count

    def flag(self, document: Document, field: str, *, default: bool, place: str = "") -> bool:
        """Read true or false; absent is the default."""
        flag = document.get(field, default)
        if not isinstance(flag, bool):
            self.refuse(place + field, "true or false", flag)
        return flag

    def one_of(self, document: Document, field: str, words: tuple[str, ...], place: str = "") -> str:
        """Read one of the product's own words."""
        word = document.get(field)
        if not isinstance(word, str) or word not in words:
            self.refuse(place + field, f"one of {', '.join(words)}", word)
        return word

    def inner(self, document: Document, field: str, place: str = "") -> Document:
        """Read an object."""
        value = document.get(field)
        if not isinstance(value, dict):
            self.refuse(place + field, "an object", value)
        return value

    def lines(self, document: Document, field: str, most: int, least: int = 1) -> list[tuple[Document, str]]:
        """Read a list of objects, each with its place."""
        lines = document.get(field)
        if not isinstance(lines, list) or not least <= len(lines) <= most:
            self.refuse(field, f"a list of {least} to {most} rows", lines)
        for index, line in enumerate(lines):
            if not isinstance(line, dict):
                self.refuse(f"{field}[{index}]", "an object", line)
        return [(line, f"{field}[{index}].") for index, line in enumerate(lines)]

    def url(self, document: Document, field: str) -> str:
        """Read an address to which something will be sent."""
        url = self.any_text(document, field, longest=500)
        if not re.fullmatch(ADDRESS, url):
            self.refuse(field, "an http or https address", url)
        return url

    def number(self, text: str | None, name: str, default: int, most: int, least: int = 1) -> int:
        """Read a whole number of a query; absent is the default."""
        if text is None:
            return default
        if not is_number(text) or not least <= int(text) <= most:
            self.refuse(name, f"{least} to {most}", text)
        return int(text)


def is_number(text: str) -> bool:
    """Tell whether text is the plain digits of a number that fits sixty-four bits."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def found(value: object) -> str:
    """Say what was found, in a few words."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
