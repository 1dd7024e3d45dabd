"""GraphQL over HTTP: how a query comes in, by POST or GET, and in which media type the answer goes out.

Clients of before the specification ask for `application/json` and are told in HTTP 200 what is wrong with
their query; those that know it ask for `application/graphql-response+json`, and the status says it too.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from simulators.chassis.reading import Reader, parsed
from simulators.threepl_graphql.errors import MediaTypeError, NotPersistedError, QueryRefusedError
from simulators.threepl_graphql.schemas.described import QUERY_LENGTH_MAX
from simulators.threepl_graphql.schemas.engine import Asked

JSON, RESPONSE_JSON = "application/json", "application/graphql-response+json"
READ = Reader(QueryRefusedError)


def answered_as(accept: str) -> str:
    """Give the media type that a client likes best of the two; without a wish it is plain JSON."""
    best, best_weight = JSON, 0.0
    for wish in accept.lower().split(","):
        media, *parameters = (part.strip() for part in wish.split(";"))
        weight = next((_weight(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
        if media in (JSON, RESPONSE_JSON) and weight > best_weight:
            best, best_weight = media, weight
    return best


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def posted(content_type: str, body: bytes) -> Asked:
    """Read a query that was posted.

    Raises:
        MediaTypeError: it is said not to be JSON.
        QueryRefusedError: it is not what it must be.
        NotPersistedError: it names a query that was to be kept here, and nothing is.
    """
    media = content_type.partition(";")[0].strip().lower()
    if media and media != JSON and not media.endswith("+json"):
        raise MediaTypeError(media)
    return _asked(parsed(body, QueryRefusedError), is_get=False)


def got(query_string: str) -> Asked:
    """Read a query that stands in an address; what it changes it must not.

    Raises:
        QueryRefusedError: it is not what it must be.
        NotPersistedError: it names a query that was to be kept here, and nothing is.
    """
    document: dict[str, Any] = dict(parse_qsl(query_string, keep_blank_values=True))
    for name in ("variables", "extensions"):
        if document.get(name):
            document[name] = parsed(document[name].encode("utf-8", "surrogatepass"), QueryRefusedError)
    return _asked({name: value for name, value in document.items() if value != ""}, is_get=True)


def _asked(document: Mapping[str, Any], *, is_get: bool) -> Asked:
    extensions = READ.inner(document, "extensions") if document.get("extensions") is not None else {}
    if document.get("query") is None and "persistedQuery" in extensions:
        raise NotPersistedError
    text = READ.any_text(document, "query", longest=QUERY_LENGTH_MAX)
    variables = READ.inner(document, "variables") if document.get("variables") is not None else {}
    named = document.get("operationName")
    name = READ.text(document, "operationName") if named is not None and named != "" else None
    return Asked(text, variables, name, is_get)
