"""The OpenAPI document of the façade, from which requests are made up, and what leads them somewhere."""

import re
from collections.abc import Mapping
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from contracts.alone import ALL_DOORS, Alone
from contracts.fuzzing.links import link_up
from contracts.fuzzing.neighbours import GENUINE, SHOP, Countersigned, told
from contracts.generation import configuration
from contracts.lived import NEW
from contracts.surfaces import CEILING, counts, known_put, signing, travelled
from facade.api.tokens import TOKEN_PATH
from simulators.registry import load

_CODE = re.compile("[A-Za-z0-9 ._/-]{1,40}")
_CLIENT = {"client_id": ALL_DOORS.client_id, "client_secret": ALL_DOORS.secret}
_URL = re.compile("[!-~]{8,500}")
PARTNER = "https://partner.example/events"
"""Where a webhook of the façade may lead; addresses made up are nearly all refused."""


def facade_schemas(alone: Alone, examples: int, seed: int) -> tuple[BaseSchema, ...]:
    """Read the document of a façade, for each way that its links lead and then as a whole."""
    app = Countersigned(alone.facade.app, alone.clock)  # one for all, for each is started as one
    return travelled("facade", lambda count: facade_schema(alone, count, seed, app), examples)


def facade_schema(alone: Alone, examples: int, seed: int, app: Countersigned | None = None) -> BaseSchema:
    """Read the document of a façade in process, ready to make up requests.

    What they name is there, where it fits the document: others are refused at once, and would leave nothing
    to look at. What does not fit is left as it is.
    """
    known, app = _known(alone), app or Countersigned(alone.facade.app, alone.clock)

    def map_body(context: HookContext, body: Any) -> Any:
        path = context.operation.path if context.operation else ""
        return _led(path, known_put(body, known, _fits)) if isinstance(body, dict) else body

    def map_path_parameters(context: HookContext, named: Any) -> Any:
        is_code = isinstance(named, dict) and _CODE.fullmatch(str(named.get("item", "")))
        return {**named, "item": known["item"]} if is_code else named

    def map_query(context: HookContext, asked: Any) -> Any:
        is_code = isinstance(asked, dict) and _CODE.fullmatch(str(asked.get("customer", "")))
        return {**asked, "customer": known["customer"]} if is_code else asked

    config = configuration(examples, seed)
    schema: BaseSchema = schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    link_up(schema.raw_schema, "facade")
    schema.auth()(signing({"Authorization": f"Bearer {ALL_DOORS.standing}"}))
    schema.hook("filter_failure")(counts)
    for hook in (map_body, map_path_parameters, map_query):
        schema.hook(hook)
    return schema


def _known(alone: Alone) -> Mapping[str, Any]:
    """Give what there is to be named, by the field that names it."""
    customer, item = alone.master.customers[0], alone.master.items[0]
    shop = load("commerce").codes(alone.master)
    return {
        "customer": customer.id,
        "item": item.id,
        "cohort": "all",
        "customer_id": int(shop["customer"][customer.id]),
        "sku": shop["item"][item.id],
        "sales_unit": shop["unit"]["EA"],
        "order_currency_code": customer.currency,
        "country_id": customer.country,
    }


def _fits(value: Any, known: Any) -> bool:
    """Say whether a value fits the strictest that the document says of any that is known."""
    if isinstance(known, str):
        return isinstance(value, str) and _CODE.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < CEILING


def _led(path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lead a request somewhere where a value depends on which it is."""
    if path in GENUINE:
        return told(path, body)
    if path == TOKEN_PATH and body.keys() <= {"grant_type", "scope", *_CLIENT}:
        return {**body, **_CLIENT}
    if isinstance(body.get("ext_order_id"), str) and body["ext_order_id"]:
        own = f"MADE-UP-{crc32(repr(body).encode())}"
        return {**body, "ext_order_id": own if path == SHOP else NEW[-1].reference}
    leads_out = isinstance(body.get("url"), str) and _URL.fullmatch(body["url"])
    return {**body, "url": PARTNER} if leads_out else body
