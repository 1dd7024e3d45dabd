"""How documents hang together: an order is shipped, then invoiced, then sent back.

An OpenAPI document says so by links, and ours say none; with these, sequences of requests are made up that
lead somewhere.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Link(NamedTuple):
    """The answer to one operation names what others act on."""

    source: str
    status: str
    found_at: str
    parameter: str
    targets: tuple[str, ...]


_COMPANY = "/v2.0/{tenant}/{environment}/api/v2.0/companies({company})"
_SALES = f"{_COMPANY}/salesOrders({{id}})"
LINKS: Mapping[str, tuple[Link, ...]] = {
    "cloud_erp": (
        Link(
            f"POST {_COMPANY}/salesOrders",
            "201",
            "#/id",
            "id",
            (
                f"POST {_SALES}/Microsoft.NAV.ship",
                f"POST {_SALES}/Microsoft.NAV.invoice",
                f"POST {_SALES}/Microsoft.NAV.cancel",
                f"GET {_SALES}",
            ),
        ),
    ),
    "commerce": (
        Link(
            "POST /rest/V1/orders",
            "200",
            "#/entity_id",
            "orderId",
            (
                "POST /rest/V1/order/{orderId}/ship",
                "POST /rest/V1/order/{orderId}/invoice",
                "POST /rest/V1/order/{orderId}/refund",
                "GET /rest/V1/orders/{orderId}",
            ),
        ),
    ),
    "wms": (
        Link(
            "POST /api/v1/orders",
            "201",
            "#/orderId",
            "order_id",
            (
                "POST /api/v1/orders/{order_id}/release",
                "POST /api/v1/orders/{order_id}/ship",
                "POST /api/v1/orders/{order_id}/cancel",
                "GET /api/v1/orders/{order_id}",
            ),
        ),
        Link(
            "POST /api/v1/returnOrders",
            "201",
            "#/returnOrderId",
            "return_order_id",
            (
                "POST /api/v1/returnOrders/{return_order_id}/receipts",
                "GET /api/v1/returnOrders/{return_order_id}",
            ),
        ),
    ),
    "facade": (
        Link(
            "POST /v1/orders",
            "202",
            "#/reference",
            "reference",
            (
                "GET /v1/orders/{reference}/status",
                "GET /v1/orders/{reference}/trail",
                "POST /v1/orders/{reference}/cancel",
            ),
        ),
    ),
}
"""By system; what a document does not have is left out."""


def link_up(document: Mapping[str, Any], system: str) -> int:
    """Write the links of a system into its document, and say how many there are now."""
    paths, count = document["paths"], 0
    for link in LINKS.get(system, ()):
        answers = _operation(paths, link.source).get("responses", {})
        for target in link.targets:
            if link.status in answers and _operation(paths, target):
                named = answers[link.status].setdefault("links", {})
                named[f"then {target}"] = _written(link, target)
                count += 1
    return count


def _operation(paths: Mapping[str, Any], label: str) -> dict[str, Any]:
    method, _, path = label.partition(" ")
    found: dict[str, Any] = paths.get(path, {}).get(method.lower(), {})
    return found


def _written(link: Link, target: str) -> dict[str, Any]:
    method, _, path = target.partition(" ")
    escaped = path.replace("~", "~0").replace("/", "~1")
    return {
        "operationRef": f"#/paths/{escaped}/{method.lower()}",
        "parameters": {f"path.{link.parameter}": f"$response.body{link.found_at}"},
    }
