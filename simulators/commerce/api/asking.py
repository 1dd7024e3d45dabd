"""What every route has in common: who asks for what, and how a route is told apart from the others."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from simulators.commerce.domain.access import Caller
from simulators.commerce.errors import InvalidInputError, NoSuchEntityError, NotAllowedError
from simulators.commerce.schemas.criteria import native_page, query_of
from simulators.commerce.schemas.fields import Body
from simulators.commerce.service.search import Fields, find
from simulators.commerce.service.shop import Shop

ANYONE, BUYERS, STAFF = "anyone", "buyers", "staff"
Pairs = Iterable[tuple[str, str]]
Schema = Mapping[str, Any]

YES: Schema = {"type": "boolean"}
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
OBJECT: Schema = {"type": "object"}
LIST: Schema = {"type": "array", "items": {}}
PAGE: Schema = {  # nothing is required: `fields` may leave anything out
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"type": "object"}},
        "search_criteria": {"type": "object"},
        "total_count": {"type": "integer"},
    },
}


@dataclass(slots=True)
class Ask:
    """One request, read: by whom, of which shop, about what."""

    shop: Shop
    caller: Caller
    path: Mapping[str, str]
    query: Pairs = ()
    body: Any = None

    def number(self, name: str) -> int:
        """Give a number that stands in the path.

        Raises:
            NoSuchEntityError: it is none.
        """
        return number_of(name, self.path[name])

    def text(self, name: str) -> str:
        """Give a word that stands in the path."""
        return self.path[name]

    @property
    def buyer_id(self) -> int:
        """The number of the buyer who asks.

        Raises:
            NotAllowedError: staff asks, who have no carts of their own.
        """
        if self.caller.is_staff:
            raise NotAllowedError("self")
        return self.caller.customer_id

    def expect_own(self, buyer_id: int) -> None:
        """Let buyers see what is theirs alone; what is others' is not there for them.

        Raises:
            NoSuchEntityError: it is somebody else's.
        """
        if not self.caller.is_staff and self.caller.customer_id != buyer_id:
            raise NoSuchEntityError("customerId", self.caller.customer_id)


Handler = Callable[[Ask], Any]


class Route(NamedTuple):
    """One thing that can be asked; `searches` are the fields of a search, `asks` further query parameters."""

    method: str
    path: str
    handler: Handler
    summary: str
    body: type[Body] | None = None
    gives: Schema = OBJECT
    who: str = STAFF
    searches: Fields | None = None
    asks: tuple[str, ...] = ()


def searching(
    path: str,
    rows: Callable[[Shop], Iterable[Any]],
    native: Callable[[Any], Any],
    fields: Fields,
    summary: str,
) -> Route:
    """Make the route that searches rows of one kind."""

    def search(ask: Ask) -> Any:
        query = query_of(ask.query, fields)
        found, total = find(rows(ask.shop), query, fields)
        return native_page(query, [native(row) for row in found], total)

    return Route("GET", path, search, summary, gives=PAGE, searches=fields)


def number_of(name: str, text: str) -> int:
    """Read a key that must be a number.

    Raises:
        NoSuchEntityError: it is none.
    """
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return int(text)
    raise NoSuchEntityError(name, text)


class Switchboard:
    """Finds the route of a path behind the version, however the path began."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_shape: dict[tuple[int, str], list[tuple[re.Pattern[str], Route]]] = {}
        for route in routes:
            parts = route.path.strip("/").split("/")
            pattern = re.compile("/".join(_part(part) for part in parts))
            self._by_shape.setdefault((len(parts), parts[0]), []).append((pattern, route))
        for alike in self._by_shape.values():
            alike.sort(key=lambda each: each[1].path.count("{"))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Give the route and what stands in the path; where words and braces both fit it, the words count."""
        for pattern, route in self._candidates(path):
            if route.method == method and (found := pattern.fullmatch(path)):
                return route, found.groupdict()
        return None

    def methods(self, path: str) -> list[str]:
        """Give what can be done with a path; where words and braces both fit it, the words count."""
        found = [route for pattern, route in self._candidates(path) if pattern.fullmatch(path)]
        fewest = min((route.path.count("{") for route in found), default=0)
        return sorted(dict.fromkeys(route.method for route in found if route.path.count("{") == fewest))

    def _candidates(self, path: str) -> list[tuple[re.Pattern[str], Route]]:
        parts = path.split("/")
        return self._by_shape.get((len(parts), parts[0]), [])


def _part(part: str) -> str:
    return f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part)


def only(query: Pairs, name: str) -> str | None:
    """Give one parameter of a query.

    Raises:
        InvalidInputError: it is given more than once.
    """
    found = [value for key, value in query if key == name]
    if len(found) > 1:
        raise InvalidInputError("%fieldName is given more than once.", fieldName=name)
    return found[0] if found else None
