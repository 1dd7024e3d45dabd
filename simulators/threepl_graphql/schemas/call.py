"""One query on its way through the house, and how long lists come in pages."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

from graphql import GraphQLResolveInfo

from simulators.threepl_graphql.errors import InvalidValueError
from simulators.threepl_graphql.service import FulfilmentHouse

Document = Mapping[str, Any]
Info = GraphQLResolveInfo[Any]
Row = TypeVar("Row")
PAGE = 100
_ID: Callable[[Any], int] = attrgetter("id")


@dataclass(frozen=True, slots=True)
class Call:
    """What every resolver may need: the house, the id of the request, and what each root field costs."""

    house: FulfilmentHouse
    request_id: str
    costs: Mapping[str, int]

    def heading(self, info: Info) -> dict[str, Any]:
        """Begin an answer with what all answers carry."""
        return {"request_id": self.request_id, "complexity": self.costs.get(str(info.path.key), 0)}


def connection(
    rows: Sequence[Row], show: Callable[[Row], Document], key: Callable[[Row], int] = _ID
) -> Callable[..., Document]:
    """Give a resolver of pages; the rows are in ascending order of their key, and only a page is shown."""

    def page(_: Info, **asked: Any) -> Document:
        kept = _kept(rows, key, asked)
        edges = [{"node": show(row), "cursor": _written(key(row))} for row in kept]
        return {
            "edges": edges,
            "pageInfo": {
                "hasNextPage": bool(kept) and kept[-1] is not rows[-1],
                "hasPreviousPage": bool(kept) and kept[0] is not rows[0],
                "startCursor": edges[0]["cursor"] if edges else None,
                "endCursor": edges[-1]["cursor"] if edges else None,
            },
        }

    return page


def _kept(rows: Sequence[Row], key: Callable[[Row], int], asked: Mapping[str, Any]) -> Sequence[Row]:
    first, last = _count(asked, "first"), _count(asked, "last")
    after, before = _cursor(asked, "after"), _cursor(asked, "before")
    begin = 0 if after is None else bisect_right(rows, after, key=key)
    end = len(rows) if before is None else bisect_left(rows, before, key=key)
    if first is not None or last is None:
        end = min(end, begin + (PAGE if first is None else first))
    return rows[max(begin, end - last) if last is not None else begin : max(begin, end)]


def _count(asked: Mapping[str, Any], name: str) -> int | None:
    count: int | None = asked.get(name)
    if count is not None and count < 0:
        raise InvalidValueError(f"{name}: must not be negative, found {count}")
    return count


def _written(key: int) -> str:
    return b64encode(f"cursor:{key}".encode()).decode()


def _cursor(asked: Mapping[str, Any], name: str) -> int | None:
    text = asked.get(name)
    if text is None:
        return None
    try:
        kind, _, digits = b64decode(text, validate=True).decode("ascii").partition(":")
    except (Base64Error, ValueError):
        kind, digits = "", ""
    if kind != "cursor" or not (digits.isdigit() and len(digits) <= 10):
        raise InvalidValueError(f"{name}: not a cursor of ours, found {text[:40]!r}")
    return int(digits)
