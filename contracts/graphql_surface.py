"""The GraphQL schemas that queries are made up from: they say more than any OpenAPI document could."""

from collections.abc import Mapping
from typing import Any

import orjson
import schemathesis
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    ObjectFieldNode,
    StringValueNode,
    ValueNode,
    Visitor,
    visit,
)
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.graphql.checks import GraphQLClientError, GraphQLServerError
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from contracts.alone import SystemAlone
from contracts.generation import configuration

DOORS: Mapping[str, str] = {"threepl_graphql": "/graphql"}
"""By system, the address where it takes GraphQL."""
DEFECT = 1
"""The code of an error that nobody should ever see; all others are refusals of what a query says."""


LIKELY: Mapping[str, tuple[str, ...]] = {
    "currency": ("EUR",),
    "email": ("buyer@example.com",),
    "url": ("http://listener/notices",),
    "condition": ("new",),
    **dict.fromkeys(("reason", "return_reason", "shipping_carrier", "shipping_method"), ("none",)),
    **dict.fromkeys(("price", "subtotal", "total_price", "shipping_price", "label_cost"), ("1.00",)),
}
"""What stands in the place of texts that were made up, by the name of their field."""
LEFT_EVERY = 4
"""Of so many texts that were made up, one is left as it is."""


def graphql_schema(alone: SystemAlone, examples: int, seed: int) -> BaseSchema:
    """Ask a simulator for its schema; queries are signed as its own users sign theirs.

    Every state that the simulator knows is brought about, and queries speak of what is there then: made-up
    ids would lead nowhere.
    """
    simulator, service = alone.system.simulator, alone.system.service
    headers = dict(simulator.signed_in(service))
    words: dict[str, tuple[str, ...]] = dict(LIKELY)
    for state in simulator.states.values():
        for name, value in state(service).items():
            words[name] = (*words.get(name, ()), value)
    words["purchase_order_id"] = words.get("po_id", ())

    def map_headers(context: HookContext, given: Any) -> Any:
        return {**(given or {}), **headers}

    def map_body(context: HookContext, body: Any) -> Any:
        return visit(body, _Knowing(words)) if isinstance(body, DocumentNode) else body

    config = configuration(examples, seed)
    door = DOORS[simulator.name]
    described: BaseSchema = schemathesis.graphql.from_asgi(door, alone.system, config=config, headers=headers)
    described.hook(map_headers)
    described.hook(map_body)
    described.hook("filter_failure")(_is_defect)
    return described


class _Knowing(Visitor):
    """Puts what is known in the place of most texts that were made up."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._words = words
        self._field = ""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Remember what an `id` is the id of."""
        self._field = node.name.value

    def enter_argument(self, node: ArgumentNode, *_: Any) -> ArgumentNode | None:
        """Change the value of an argument."""
        value = self._known(node.name.value, node.value)
        return None if value is None else ArgumentNode(name=node.name, value=value)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> ObjectFieldNode | None:
        """Change the value of a field of what is sent."""
        value = self._known(node.name.value, node.value)
        return None if value is None else ObjectFieldNode(name=node.name, value=value)

    def _known(self, name: str, value: ValueNode) -> StringValueNode | None:
        known = self._words.get(f"{self._field}_id" if name == "id" else name)
        if not known or not isinstance(value, StringValueNode) or len(value.value) % LEFT_EVERY == 0:
            return None
        return StringValueNode(value=known[len(value.value) % len(known)])


def _is_defect(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Leave out what a GraphQL product refuses in its own words: inside 200, or for asking too much."""
    if not isinstance(failure, GraphQLServerError | GraphQLClientError):
        return True
    errors = orjson.loads(response.content)["errors"]
    return any(error.get("code", DEFECT) == DEFECT for error in errors if not _asks_much(error))


def _asks_much(error: Mapping[str, Any]) -> bool:
    return str(error["message"]).startswith("query:")
