"""What may stand in a query: how each parameter is described, and how it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from simulators.chassis.reading import Reader, Refusal, is_number

IDS_MAX = 100
A_DAY = "a date such as 2026-01-05"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query; absent gives what `read` makes of nothing."""

    name: str
    schema: Mapping[str, Any]
    read: Callable[[str | None], Any]


class Parameters:
    """Makes the parameters of one product; `refusal` makes its error of a bad one."""

    def __init__(self, refusal: Refusal) -> None:
        self._reader = Reader(refusal)

    def whole(self, name: str, default: int | None, most: int, least: int = 1) -> Parameter:
        """Describe a whole number; absent is the default, or nothing."""
        schema: dict[str, Any] = {"type": "integer", "minimum": least, "maximum": most}
        if default is not None:
            schema["default"] = default

        def read(text: str | None) -> int | None:
            return default if text is None else self._reader.number(text, name, 0, most, least)

        return Parameter(name, schema, read)

    def text(self, name: str, default: str | None = "") -> Parameter:
        """Describe text that is looked for just as it is written."""
        return Parameter(name, {"type": "string"}, lambda text: default if text is None else text)

    def texts(self, name: str) -> Parameter:
        """Describe texts with commas between them; one that has a comma itself may stand alone."""

        def read(text: str | None) -> tuple[str, ...]:
            return tuple(dict.fromkeys((text, *text.split(",")))) if text else ()

        return Parameter(name, {"type": "string"}, read)

    def ids(self, name: str) -> Parameter:
        """Describe ids with commas between them."""

        def read(text: str | None) -> tuple[int, ...] | None:
            if text is None:
                return None
            parts = text.split(",")
            if len(parts) > IDS_MAX or not all(map(is_number, parts)):
                self._reader.refuse(name, f"up to {IDS_MAX} ids with commas between them", text)
            return tuple(int(part) for part in parts)

        pattern = "^[0-9]{1,18}(,[0-9]{1,18}){0,99}$"
        return Parameter(name, {"type": "string", "pattern": pattern}, read)

    def one_of(self, name: str, words: tuple[str, ...]) -> Parameter:
        """Describe one of the product's own words; absent is nothing."""

        def read(text: str | None) -> str | None:
            return None if text is None else self._reader.one_of({name: text}, name, words)

        return Parameter(name, {"type": "string", "enum": list(words)}, read)

    def flag(self, name: str) -> Parameter:
        """Describe what is true or false; absent is neither."""

        def read(text: str | None) -> bool | None:
            return (
                None if text is None else self._reader.one_of({name: text}, name, ("true", "false")) == "true"
            )

        return Parameter(name, {"type": "boolean"}, read)

    def day(self, name: str) -> Parameter:
        """Describe a date; absent is nothing."""

        def read(text: str | None) -> str | None:
            if text is None:
                return None
            try:
                return a_day(text)
            except ValueError:
                self._reader.refuse(name, A_DAY, text)

        return Parameter(name, {"type": "string", "format": "date"}, read)

    def instant(self, name: str) -> Parameter:
        """Describe an instant; without a zone it is UTC."""

        def read(text: str | None) -> datetime | None:
            if text is None:
                return None
            try:
                return an_instant(text)
            except ValueError:
                self._reader.refuse(name, "a date and time such as 2026-01-05T08:00:00Z", text)

        return Parameter(name, {"type": "string", "format": "date-time"}, read)


def a_day(text: str) -> str:
    """Give text that is a date.

    Raises:
        ValueError: it is none.
    """
    if len(text) != len("2026-01-05"):
        raise ValueError(A_DAY)
    return date.fromisoformat(text).isoformat()


def an_instant(text: str) -> datetime:
    """Read an instant in UTC, in which it also is when it does not say its zone.

    Raises:
        ValueError: it is none.
    """
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))  # a plus in a query arrives as a blank
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError(text) from None


def values(parameters: tuple[Parameter, ...], query: Mapping[str, str]) -> list[Any]:
    """Read the parameters of a query, in their order; their names may be written in any case."""
    given = {name.lower(): value for name, value in query.items()}
    return [parameter.read(given.get(parameter.name.lower())) for parameter in parameters]
