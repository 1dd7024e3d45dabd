"""The OpenAPI documents that requests are made up from: each simulator's, and that of what is live."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
import schemathesis
from lxml import etree
from schemathesis.core.errors import LoaderError
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from contracts.alone import SystemAlone
from contracts.fuzzing.links import journeys, link_up
from contracts.generation import configuration
from contracts.graphql_surface import DOORS, graphql_schema
from contracts.providers.known import headers_of
from dualrun.errors import UsageError

JOURNEYS = 60
"""Sequences made up for each way that links lead."""
VALID_REFUSED = "ST202"
CEILING = 10**9
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
BEYOND_THE_DOCUMENT = frozenset(
    {
        "idempotency_key_reused",  # the same key was drawn twice
        "line_named_twice",  # JSON Schema cannot ask for distinct numbers
        "order_unreadable",  # which codes the shop and we share is data
        "cancellation_unreadable",  # 1.0 is a whole number to JSON Schema, and not to the shop
        "webhook_target_refused",  # which addresses are out in the open is more than a pattern
        "reference_unusable",  # the shop allows more than we do
    }
)
"""Problems that a request may meet though it fits the document: what it says is wrong, not how it looks."""

NATIVE_CODES_BEYOND_THE_DOCUMENT: Mapping[str, tuple[str, frozenset[str | int]]] = {
    "commerce": ("code", frozenset({1})),  # the request is understood, and what it names does not allow it
    "cloud_erp": (
        "error.code",
        frozenset(
            {
                "Application_DialogException",  # what state a document is in is data
                "Application_FieldValidationException",  # and so is what fits it; so are decimal places
                "BadRequest_InvalidOperation",  # nobody answers the handshake
                "RequestEntityTooLarge",  # how many rows go at a time
                "Internal_EntityWithSameKeyExists",  # which numbers and codes there are is data
                "Internal_InvalidTableRelation",  # and which of them are not
            }
        ),
    ),
    "legacy_erp": ("faultcode", frozenset({"s:Client"})),  # what SOAP is, JSON Schema cannot say
    "threepl": (
        "code",
        frozenset(
            {
                "unknown_inventory",  # what the client stores is data
                "unknown_location",  # and so is where
                "invalid_cursor",  # what a cursor looks like is no part of the document
                "duplicate_reference_id",  # JSON Schema cannot ask for distinct numbers
                "order_not_shipped",  # which shipments have left is data
                "order_already_released",  # and so is what has become of an order
                "order_already_picked",
                "order_already_cancelled",
                "status_does_not_allow",  # nor how far a return has come
            }
        ),
    ),
    "wms": (
        "errorCode",
        frozenset(
            {
                "UNKNOWN_ARTICLE",  # what is in the register is data
                "UNKNOWN_ROW",  # and so is what is on an order
                "ROW_TWICE",  # JSON Schema cannot ask for distinct numbers
                "NOT_AN_INTEGER",  # 1.0 is a whole number to JSON Schema, and not to the warehouse
                "PRECONDITION_FAILED",  # which version of a record is the last is data
            }
        ),
    ),
}
"""By system, where its refusals carry their code, and which of the codes are such problems."""

ORDERS_AT = "an order is "
ENDED = ("cancelled", "canceled", "refunded", "held")
"""How the states begin that leave an order at some stage, and how those end from which it goes nowhere."""
KNOWN: Mapping[str, Mapping[str, Any]] = {
    "cloud_erp": {
        "customerNumber": "C00010",
        "vendorNumber": "V00010",
        "lineObjectNumber": "1896-S",
        "quantity": 2,
        "unitPrice": 1.5,
        "directUnitCost": 1.5,
    },
    "threepl_graphql": {
        "query": "{ account { request_id data { id warehouses { id } } } }",
    },
}
"""By system, what stands in the place of a value that was made up, so that the request leads somewhere; so do
the credentials."""


def system_schemas(alone: SystemAlone, examples: int, seed: int) -> tuple[BaseSchema, ...]:
    """Read all that a simulator says of itself: its OpenAPI document and, if it speaks it, its GraphQL."""
    name = alone.system.simulator.name
    documents = travelled(name, lambda count: system_schema(alone, count, seed), examples)
    return (*documents, graphql_schema(alone, examples, seed)) if name in DOORS else documents


def travelled(system: str, described: Callable[[int], BaseSchema], examples: int) -> tuple[BaseSchema, ...]:
    """Give a description for each way that links lead, and then the whole.

    Among all that a system does, sequences would hardly ever come to an end.
    """
    ways = []
    for paths in journeys(system):
        way = described(min(JOURNEYS, examples * 4)).include(path=paths)
        way.config.phases.update(phases=["stateful"])
        way.config.phases.stateful.inference.algorithms = []
        ways.append(way)
    return (*ways, described(examples))


def system_schema(alone: SystemAlone, examples: int, seed: int) -> BaseSchema:
    """Read the document of a simulator in process; requests are signed as its own users sign theirs.

    Orders lie there at every stage, so that what is made up about them finds one that it fits.
    """
    states = alone.system.simulator.states
    for name in (*states, *states):
        if name.startswith(ORDERS_AT) and not name.endswith(ENDED):
            states[name](alone.system.service)
    headers = dict(alone.system.simulator.signed_in(alone.system.service))
    config = configuration(examples, seed)
    simulator = alone.system.simulator
    known = {**simulator.credentials(), **KNOWN.get(simulator.name, {})}
    schema: BaseSchema = schemathesis.openapi.from_asgi("/openapi.json", alone.system, config=config)
    link_up(schema.raw_schema, simulator.name)

    def filter_failure(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
        return _counts_natively(simulator.name, failure, case, response)

    def map_body(context: HookContext, body: Any) -> Any:
        return known_put(body, known)

    schema.auth()(signing(headers))
    schema.hook(map_body)
    schema.hook(filter_failure)
    return schema


def live_schema(system: str, url: str, headers: Sequence[str], examples: int, seed: int) -> BaseSchema:
    """Read the document of what stands at a URL; requests carry the headers they are given.

    Raises:
        UsageError: there is no document, or a header is none.
    """
    sent = headers_of(headers)
    config = configuration(examples, seed)
    where = url if url.endswith((".json", ".yaml")) else f"{url.rstrip('/')}/openapi.json"
    try:
        schema: BaseSchema = schemathesis.openapi.from_url(where, config=config, headers=dict(sent))
    except LoaderError as error:
        raise UsageError(f"{where}: no OpenAPI document: {error}") from None
    link_up(schema.raw_schema, system)

    def filter_failure(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
        if system == "facade":
            return counts(context, failure, case, response)
        return _counts_natively(system, failure, case, response)

    if sent:
        schema.auth()(signing(sent))
    schema.hook(filter_failure)
    return schema


def _counts_natively(system: str, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Leave out refusals in a system's own words that no document can foretell."""
    field, codes = NATIVE_CODES_BEYOND_THE_DOCUMENT.get(system, ("", frozenset()))
    if failure.code == VALID_REFUSED and case.path == DOORS.get(system):
        return False  # what GraphQL is, JSON Schema cannot say
    if failure.code != VALID_REFUSED or not field:
        return True
    return _native_code(response.content, field) not in codes


def _native_code(content: bytes, field: str) -> Any:
    """Give the code of a refusal: what `field` names of a JSON object, or of a SOAP fault."""
    if content.startswith(b"<"):
        return etree.fromstring(content, _PARSER).findtext(f".//{field}")
    found = orjson.loads(content)
    for name in field.split("."):
        found = found.get(name, {})
    return found or None


def signing(headers: Mapping[str, str]) -> type:
    """Give schemathesis a way to sign requests that it can leave out, to see whether anybody minds."""

    class Signing:
        def get(self, case: Case[Any], context: Any) -> Mapping[str, str]:
            return headers

        def set(self, case: Case[Any], data: Mapping[str, str], context: Any) -> None:
            for name, value in data.items():
                case.headers[name] = value

    return Signing


def known_put(body: Any, known: Mapping[str, Any], fits: Callable[[Any, Any], bool] | None = None) -> Any:
    """Put what is known in the place of what would fit as well; what does not fit is left as it is."""
    fits = fits or _fits
    if isinstance(body, list):
        return [known_put(entry, known, fits) for entry in body]
    if not isinstance(body, dict):
        return body
    return {
        name: known[name] if name in known and fits(value, known[name]) else known_put(value, known, fits)
        for name, value in body.items()
    }


def _fits(value: Any, known: Any) -> bool:
    if isinstance(known, str):
        return isinstance(value, str) and value.isprintable() and 1 <= len(value) <= len(known) * 2
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < CEILING


def counts(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Leave out refusals of valid requests that no document can foretell."""
    if failure.code != VALID_REFUSED or response.status_code != 422:
        return True
    kind = str(orjson.loads(response.content)["type"]).rpartition("/")[2]
    return kind not in BEYOND_THE_DOCUMENT
