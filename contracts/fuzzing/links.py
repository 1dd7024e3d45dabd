"""How documents hang together: an order is shipped, then invoiced, then sent back.

An OpenAPI document says so by links, and ours say none; with these, sequences of requests are made up that
lead somewhere. They begin with what is listed, where orders lie at every stage: an order made up at random is
hardly ever one that a business would take.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_COMPANY = "/v2.0/{tenant}/{environment}/api/v2.0/companies({company})"
_SALES = f"{_COMPANY}/salesOrders({{id}})"
_ROOT = "/2026-01"
_WMS_RETURN = {"rowNumber": 1, "numberOfItems": 1, "returnCause": "Unwanted"}
_THREEPL_RETURN = {"quantity": 1, "requested_action": "Restock"}
LISTED = 6
"""Of what is listed, so many are followed, unless a link says otherwise."""


@dataclass(frozen=True, slots=True)
class Link:
    """The answer to one operation names what others act on; `found_at` may hold a position `{n}` of a list.

    What a target is sent stands with it, None being what is made up; `@` stands for the entry of the list.
    """

    source: str
    status: str
    found_at: str
    parameter: str
    targets: Mapping[str, Any]
    entry: str = field(default="", kw_only=True)
    listed: int = field(default=LISTED, kw_only=True)


LINKS: Mapping[str, tuple[Link, ...]] = {
    "cloud_erp": (
        Link(
            f"GET {_COMPANY}/salesOrders",
            "200",
            "/value/{n}/id",
            "id",
            {
                f"POST {_SALES}/Microsoft.NAV.ship": {},
                f"POST {_SALES}/Microsoft.NAV.invoice": {},
                f"GET {_SALES}": None,
            },
        ),
        Link(
            f"GET {_COMPANY}/salesInvoices",
            "200",
            "/value/{n}/id",
            "",
            {
                f"POST {_COMPANY}/salesCreditMemos": {
                    "customerNumber": "@/customerNumber",
                    "invoiceId": "@/id",
                    "salesCreditMemoLines": [
                        {"lineType": "Item", "lineObjectNumber": "1896-S", "quantity": 1, "unitPrice": 1.5}
                    ],
                }
            },
            entry="/value/{n}",
        ),
        Link(
            f"POST {_COMPANY}/salesCreditMemos",
            "201",
            "/id",
            "id",
            {f"POST {_COMPANY}/salesCreditMemos({{id}})/Microsoft.NAV.post": None},
        ),
        Link(
            f"POST {_COMPANY}/salesOrders",
            "201",
            "/id",
            "id",
            {f"POST {_SALES}/Microsoft.NAV.cancel": {}, f"GET {_SALES}": None},
        ),
    ),
    "commerce": (
        Link(
            "GET /rest/V1/orders",
            "200",
            "/items/{n}/entity_id",
            "orderId",
            {
                "POST /rest/V1/order/{orderId}/ship": {},
                "POST /rest/V1/order/{orderId}/invoice": {},
                "POST /rest/V1/order/{orderId}/refund": {},
                "GET /rest/V1/orders/{orderId}": None,
            },
        ),
    ),
    "threepl": (
        Link(
            f"GET {_ROOT}/order",
            "200",
            "/{n}/id",
            "order_id",
            {
                f"POST {_ROOT}/order/{{order_id}}:release": None,
                f"POST {_ROOT}/order/{{order_id}}:cancel": None,
                f"GET {_ROOT}/order/{{order_id}}/shipment": None,
            },
        ),
        Link(
            f"GET {_ROOT}/order",
            "200",
            "/{n}/id",
            "",
            {
                f"POST {_ROOT}/return": {
                    "reference_id": "@/reference_id",
                    "fulfillment_center": {"id": 117},
                    "original_shipment_id": "@/shipments/0/id",
                    "inventory": [{**_THREEPL_RETURN, "id": "@/products/0/id"}],
                }
            },
            entry="/{n}",
        ),
        Link(
            f"POST {_ROOT}/return",
            "201",
            "/id",
            "return_id",
            {f"GET {_ROOT}/return/{{return_id}}": None, f"POST {_ROOT}/return/{{return_id}}:cancel": None},
        ),
    ),
    "wms": (
        Link(
            "GET /api/v1/orders",
            "200",
            "/{n}/orderId",
            "order_id",
            {
                "POST /api/v1/orders/{order_id}/release": None,
                "POST /api/v1/orders/{order_id}/ship": None,
                "GET /api/v1/orders/{order_id}": None,
            },
        ),
        Link(
            "GET /api/v1/orders",
            "200",
            "/{n}/orderId",
            "",
            {"POST /api/v1/returnOrders": {"orderId": "@/orderId", "returnOrderLines": [_WMS_RETURN]}},
            entry="/{n}",
        ),
        Link(
            "POST /api/v1/returnOrders",
            "201",
            "/returnOrderId",
            "return_order_id",
            {
                "POST /api/v1/returnOrders/{return_order_id}/receipts": {
                    "lines": [{"rowNumber": 1, "numberOfItems": 1, "disposition": "Restock"}]
                },
                "GET /api/v1/returnOrders/{return_order_id}": None,
            },
        ),
    ),
    "facade": (
        Link(
            "POST /v1/orders",
            "202",
            "/reference",
            "reference",
            {
                "GET /v1/orders/{reference}": None,
                "GET /v1/orders/{reference}/status": None,
                "GET /v1/orders/{reference}/trail": None,
                "POST /v1/orders/{reference}/cancel": {"lines": []},
                "POST /v1/orders/{reference}/returns": {
                    "lines": [{"line": "$request.body#/lines/0/line", "quantity": 1}],
                    "reason": "unwanted",
                },
            },
        ),
        Link(
            "GET /v1/orders",
            "200",
            "/orders/{n}/reference",
            "reference",
            {
                "GET /v1/orders/{reference}": None,
                "GET /v1/orders/{reference}/trail": None,
                "POST /v1/orders/{reference}/cancel": {"lines": []},
                "POST /v1/control/orders/{reference}/cancel": {"lines": [], "reason": "by the fuzz"},
            },
            listed=10,
        ),
        Link(
            "GET /v1/orders",
            "200",
            "/orders/{n}/reference",
            "reference",
            {
                "POST /v1/orders/{reference}/returns": {
                    "lines": [{"line": 1, "quantity": 1}],
                    "reason": "damaged",
                },
            },
            listed=4,
        ),
        Link(
            "POST /v1/webhooks",
            "201",
            "/id",
            "webhook_id",
            {"GET /v1/webhooks/{webhook_id}": None, "DELETE /v1/webhooks/{webhook_id}": None},
        ),
        Link(
            "GET /v1/control/dead-letters",
            "200",
            "/{n}/id",
            "",
            {"POST /v1/control/replays": {"letters": ["@/id"]}},
            entry="/{n}",
            listed=1,
        ),
        Link(
            "GET /v1/control/parked",
            "200",
            "/{n}/reference",
            "",
            {"POST /v1/control/replays": {"orders": ["@/reference"]}},
            entry="/{n}",
            listed=2,
        ),
    ),
}
"""By system; what a document does not have is left out."""


def link_up(document: Mapping[str, Any], system: str) -> int:
    """Write the links of a system into its document, and say how many there are now."""
    paths, count = document["paths"], 0
    for link in LINKS.get(system, ()):
        answers = _operation(paths, link.source).get("responses", {})
        for target, body in link.targets.items():
            if link.status not in answers or not _operation(paths, target):
                continue
            named = answers[link.status].setdefault("links", {})
            for n in range(link.listed if "{n}" in link.found_at else 1):
                named[f"{n}: then {target}"] = _written(link, target, body, n)
                count += 1
    return count


def _operation(paths: Mapping[str, Any], label: str) -> dict[str, Any]:
    method, _, path = label.partition(" ")
    found: dict[str, Any] = paths.get(path, {}).get(method.lower(), {})
    return found


def _written(link: Link, target: str, body: Any, n: int) -> dict[str, Any]:
    method, _, path = target.partition(" ")
    escaped = path.replace("~", "~0").replace("/", "~1")
    written: dict[str, Any] = {"operationRef": f"#/paths/{escaped}/{method.lower()}"}
    if link.parameter:
        found = link.found_at.replace("{n}", str(n))
        written["parameters"] = {f"path.{link.parameter}": f"$response.body#{found}"}
    if body is not None:
        written["requestBody"] = _told(body, link.entry.replace("{n}", str(n)))
        written["x-schemathesis"] = {"merge_body": False}
    return written


def _told(body: Any, entry: str) -> Any:
    """Write what is sent, with what the answer says in the place of what stands for it."""
    if isinstance(body, dict):
        return {name: _told(value, entry) for name, value in body.items()}
    if isinstance(body, list):
        return [_told(value, entry) for value in body]
    is_told = isinstance(body, str) and body.startswith("@")
    return f"$response.body#{entry}{body.removeprefix('@')}" if is_told else body


def journeys(system: str) -> list[list[str]]:
    """Give the paths on each way that links lead, such as that from an order to its return."""
    ways: list[list[str]] = []
    for link in LINKS.get(system, ()):
        paths = [label.partition(" ")[2] for label in (link.source, *link.targets)]
        met = [way for way in ways if set(way) & set(paths)]
        joined = dict.fromkeys(path for way in (*met, paths) for path in way)
        ways = [*(way for way in ways if way not in met), list(joined)]
    return ways
