"""How a search is spelt in a query string: `searchCriteria[filter_groups][0][filters][0][field]=status`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from simulators.commerce.errors import InvalidInputError, StateError
from simulators.commerce.service.search import Filter, Query

NUMBER_MAX = 999_999
FILTERS_MAX = 50
CONDITIONS = (
    *("eq", "neq", "gt", "gteq", "lt", "lteq", "in", "nin", "like", "nlike"),
    *("null", "notnull", "finset", "nfinset", "from", "to", "moreq"),
)
_FILTER = re.compile(
    r"search_?[cC]riteria\[filter_?[gG]roups\]\[(\w{1,20})\]\[filters\]\[(\w{1,20})\]"
    r"\[(field|value|condition_type|conditionType)\]"
)
_SORT = re.compile(r"search_?[cC]riteria\[sort_?[oO]rders\]\[(\w{1,20})\]\[(field|direction)\]")
_PAGE = re.compile(r"search_?[cC]riteria\[(pageSize|page_size|currentPage|current_page)\]")
_FILTER_SHOWN = "searchCriteria[filter_groups][0][filters][0]"
_SORT_SHOWN = "searchCriteria[sortOrders][0]"


def query_of(parameters: Iterable[tuple[str, str]], fields: Iterable[str]) -> Query:
    """Read a search over `fields`.

    Raises:
        InvalidInputError: a field or condition that cannot be searched by, or a page that is no number.
        StateError: more filters than go together.
    """
    known = tuple(fields)
    filters: dict[tuple[str, str], dict[str, str]] = {}
    sorts: dict[str, dict[str, str]] = {}
    pages: dict[str, int] = {}
    for key, value in parameters:
        if found := _FILTER.fullmatch(key):
            name = found[3].replace("conditionType", "condition_type")
            filters.setdefault((found[1], found[2]), {})[name] = value
        elif found := _SORT.fullmatch(key):
            sorts.setdefault(found[1], {})[found[2]] = value
        elif found := _PAGE.fullmatch(key):
            name = found[1].replace("_s", "S").replace("_p", "P")
            pages[name] = _page_number(name, value)
    if len(filters) > FILTERS_MAX:
        raise StateError("At most %most filters go together.", most=FILTERS_MAX)
    groups: dict[str, list[Filter]] = {}
    for (group, _), parts in filters.items():
        groups.setdefault(group, []).append(_filter(parts, known))
    return Query(
        groups=tuple([tuple(group) for group in groups.values()]),
        page_size=pages.get("pageSize"),
        page=pages.get("currentPage", 1),
        sorts=tuple([_sort(parts, known) for parts in sorts.values()]),
    )


def native_page(query: Query, items: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """Write one page of results natively, the criteria with it."""
    groups = [
        {
            "filters": [
                {"field": one.field, "value": ",".join(one.values), "condition_type": one.condition}
                for one in group
            ]
        }
        for group in query.groups
    ]
    criteria: dict[str, Any] = {"filter_groups": groups}
    if query.sorts:
        criteria["sort_orders"] = [
            {"field": field, "direction": "DESC" if is_descending else "ASC"}
            for field, is_descending in query.sorts
        ]
    if query.page_size is not None:
        criteria |= {"page_size": query.page_size, "current_page": query.page}
    return {"items": items, "search_criteria": criteria, "total_count": total}


def parameters_shown(fields: Iterable[str]) -> list[dict[str, Any]]:
    """Describe a search for the OpenAPI document: one filter, one order, the page; more go the same way."""
    names = list(fields)

    def parameter(name: str, **schema: Any) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": False, "schema": schema}

    return [
        parameter(f"{_FILTER_SHOWN}[field]", type="string", enum=names, default=names[0]),
        parameter(f"{_FILTER_SHOWN}[value]", type="string"),
        parameter(f"{_FILTER_SHOWN}[condition_type]", type="string", enum=list(CONDITIONS)),
        parameter(f"{_SORT_SHOWN}[field]", type="string", enum=names, default=names[0]),
        parameter(f"{_SORT_SHOWN}[direction]", type="string", enum=["ASC", "DESC"]),
        parameter("searchCriteria[pageSize]", type="integer", minimum=1, maximum=NUMBER_MAX),
        parameter("searchCriteria[currentPage]", type="integer", minimum=1, maximum=NUMBER_MAX),
    ]


def _filter(parts: Mapping[str, str], known: tuple[str, ...]) -> Filter:
    field = _field(parts.get("field", known[0]), known)
    condition = parts.get("condition_type", "eq")
    if condition not in CONDITIONS:
        raise InvalidInputError(
            "The condition %condition is none of %known.", condition=condition, known=", ".join(CONDITIONS)
        )
    text = parts.get("value", "")
    return Filter(field, condition, tuple(text.split(",")) if condition in ("in", "nin") else (text,))


def _sort(parts: Mapping[str, str], known: tuple[str, ...]) -> tuple[str, bool]:
    direction = parts.get("direction", "ASC").upper()
    if direction not in ("ASC", "DESC"):
        raise InvalidInputError("%fieldName must be ASC or DESC.", fieldName="direction")
    return _field(parts.get("field", known[0]), known), direction == "DESC"


def _field(name: str, known: tuple[str, ...]) -> str:
    if name not in known:
        raise InvalidInputError(
            "The field %fieldName cannot be searched by; %known can.", fieldName=name, known=", ".join(known)
        )
    return name


def _page_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= NUMBER_MAX):
        raise InvalidInputError(
            "%fieldName must be a whole number from 1 to %most; got %value.",
            fieldName=name,
            most=NUMBER_MAX,
            value=text,
        )
    return int(text)
