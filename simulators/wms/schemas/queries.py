"""What may stand in a query: how each parameter is described, and how it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.chassis.reading import Reader
from simulators.wms.domain.goods import Condition
from simulators.wms.errors import InvalidRequestError
from simulators.wms.schemas.base import NO_DAY, a_day

_READ = Reader(InvalidRequestError)
ID_MAX = 10**15
NUMBER_MAX = 10**9 - 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query; absent is `None`, or its default."""

    name: str
    schema: Mapping[str, Any]
    read: Callable[[str | None], Any]


def whole(name: str, default: int | None, most: int, least: int = 1) -> Parameter:
    """Describe a whole number."""
    schema = {"type": "integer", "minimum": least, "maximum": most}
    if default is not None:
        schema["default"] = default

    def read(text: str | None) -> int | None:
        return default if text is None else _READ.number(text, name, 0, most, least)

    return Parameter(name, schema, read)


def text(name: str, default: str | None = None) -> Parameter:
    """Describe text that is looked for just as it is written."""
    return Parameter(name, {"type": "string"}, lambda text: default if text is None else text)


def one_of(name: str, words: tuple[str, ...]) -> Parameter:
    """Describe one of the product's own words."""

    def read(text: str | None) -> str | None:
        return None if text is None else _READ.one_of({name: text}, name, words)

    return Parameter(name, {"type": "string", "enum": list(words)}, read)


def day(name: str) -> Parameter:
    """Describe a date."""

    def read(text: str | None) -> str | None:
        if text is None:
            return None
        try:
            return a_day(text)
        except ValueError:
            _READ.refuse(name, NO_DAY, text)

    return Parameter(name, {"type": "string", "format": "date"}, read)


def values(parameters: tuple[Parameter, ...], query: Mapping[str, str]) -> list[Any]:
    """Read the parameters of a query, in their order."""
    return [parameter.read(query.get(parameter.name)) for parameter in parameters]


ARTICLE = text("articleNumber")
CONDITIONS = tuple([condition.value for condition in Condition])
ORDERS = (
    text("goodsOwnerOrderNumber"),
    text("consigneeOrderNumber"),
    ARTICLE,
    whole("waveId", None, ID_MAX),
    whole("orderStatusFrom", None, 999, 0),
    whole("orderStatusTo", None, 999, 0),
    day("changedFrom"),
    whole("orderIdFrom", 0, ID_MAX, 0),
    whole("maxOrdersToGet", 100, 1000),
)
ARTICLES = (text("articleNumberFrom", ""), whole("maxArticlesToGet", 100, 1000))
STOCK_ITEMS = (ARTICLE, text("locationCode"), text("batchNumber"), one_of("condition", CONDITIONS))


def paged(kind: str) -> tuple[Parameter, Parameter]:
    """Describe where a page begins, and how long it is."""
    return whole(f"{kind}From", 0, ID_MAX, 0), whole("maxToGet", 100, 1000)
