"""How a search is spelt in a query string: `searchCriteria[filter_groups][0][filters][0][field]=status`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from simulators.commerce.errors import InvalidInputError
from simulators.commerce.service.search import NUMBERS, Filter, Query, Value

PAGE_SIZE_MAX = 300
PAGE_SIZE_DEFAULT = 20
FILTERS_MAX = 50
CONDITIONS = ("eq", "neq", "gt", "gteq", "lt", "lteq", "in", "like")
_FILTER = re.compile(
    r"search_?[cC]riteria\[filter_?[gG]roups\]\[(\d{1,3})\]\[filters\]\[(\d{1,3})\]"
    r"\[(field|value|condition_type|conditionType)\]"
)
_SORT = re.compile(r"search_?[cC]riteria\[sort_?[oO]rders\]\[0\]\[(field|direction)\]")
_PAGE = re.compile(r"search_?[cC]riteria\[(pageSize|page_size|currentPage|current_page)\]")


def query_of(parameters: Iterable[tuple[str, str]], fields: Iterable[str]) -> Query:
    """Read a search over `fields`.

    Raises:
        InvalidInputError: a field, condition or value that cannot be searched by.
    """
    known = tuple(fields)
    filters: dict[tuple[int, int], dict[str, str]] = {}
    sort: dict[str, str] = {}
    pages: dict[str, int] = {}
    for key, value in parameters:
        if found := _FILTER.fullmatch(key):
            place = (int(found[1]), int(found[2]))
            filters.setdefault(place, {})[found[3].replace("conditionType", "condition_type")] = value
        elif found := _SORT.fullmatch(key):
            sort[found[1]] = value
        elif found := _PAGE.fullmatch(key):
            name = found[1].replace("_s", "S").replace("_p", "P")
            pages[name] = _page_number(name, value)
    if len(filters) > FILTERS_MAX:
        raise InvalidInputError("At most %most filters go together.", most=FILTERS_MAX)
    groups: dict[int, list[Filter]] = {}
    for (group, _), parts in sorted(filters.items()):
        groups.setdefault(group, []).append(_filter(parts, known))
    page_size = pages.get("pageSize", PAGE_SIZE_DEFAULT)
    if page_size > PAGE_SIZE_MAX:
        raise InvalidInputError("A page holds at most %most; got %size.", most=PAGE_SIZE_MAX, size=page_size)
    return Query(
        groups=tuple([tuple(group) for group in groups.values()]),
        page_size=page_size,
        page=pages.get("currentPage", 1),
        sort_field=_field(sort.get("field", "entity_id"), known),
        descending=sort.get("direction", "ASC").upper() == "DESC",
    )


def native_page(query: Query, items: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """Write one page of results natively, the criteria with it."""
    groups = [
        {
            "filters": [
                {
                    "field": one.field,
                    "value": ",".join(map(str, one.values)),
                    "condition_type": one.condition,
                }
                for one in group
            ]
        }
        for group in query.groups
    ]
    criteria = {"filter_groups": groups, "page_size": query.page_size, "current_page": query.page}
    return {"items": items, "search_criteria": criteria, "total_count": total}


def _filter(parts: Mapping[str, str], known: tuple[str, ...]) -> Filter:
    field = _field(parts.get("field", ""), known)
    condition = parts.get("condition_type", "eq")
    if condition not in CONDITIONS:
        raise InvalidInputError(
            "The condition %condition is none of %known.", condition=condition, known=", ".join(CONDITIONS)
        )
    text = parts.get("value", "")
    values = text.split(",") if condition == "in" else [text]
    return Filter(field, condition, tuple([_value(field, value, condition) for value in values]))


def _value(field: str, text: str, condition: str) -> Value:
    if field not in NUMBERS or condition == "like":
        return text
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise InvalidInputError("%field is searched by a whole number; got %value.", field=field, value=text)
    return int(text)


def _field(name: str, known: tuple[str, ...]) -> str:
    if name not in known:
        raise InvalidInputError(
            "The field %field cannot be searched by; %known can.", field=name, known=", ".join(known)
        )
    return name


def _page_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) > 0):
        raise InvalidInputError("%name must be a whole number above zero; got %value.", name=name, value=text)
    return int(text)
