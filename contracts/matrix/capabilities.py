"""Which capability an interaction belongs to: what is cut over as one is judged as one."""

import re
from collections.abc import Mapping, Sequence

from contracts.pact_file import SAID, Interaction

ANY = "any"
"""Not of one capability, but needed for each: to be let in."""

PATTERNS: Mapping[str, Mapping[str, str]] = {
    "cloud_erp": {
        "customers": r"/customers",
        "invoicing": r"/salesInvoices|NAV[.]invoice",
        "fulfilment": r"NAV[.]ship|/salesShipments",
        "pricing": r"/salesPrices|/priceLists",
        "availability": r"/items|/itemAvailab",
        "purchasing": r"/purchaseOrders",
        "orders": r"/salesOrders",
        ANY: r"/token$",
    },
    "legacy_erp": {
        "customers": r"Page/Customer",
        "invoicing": r"PostInvoice|Sales_?Invoice",
        "fulfilment": r"PostShipment|Sales_?Sh",
        "pricing": r"Price",
        "purchasing": r"Page/PurchaseOrder",
        "orders": r"Page/SalesOrder|CancelOrder",
    },
    "facade": {
        "returns": r"/returns|return[.]",
        "fulfilment": r"shipment[.]|goods have left|/shipments",
        "invoicing": r"invoice[.]|/invoices|invoice is",
        "availability": r"/availability|stock[.]",
        "pricing": r"/prices",
        "orders": r"",
    },
    "wms": {"fulfilment": r""},
    "threepl": {"fulfilment": r""},
    "threepl_graphql": {"fulfilment": r""},
    "commerce": {ANY: r"/token$", "orders": r""},
}
"""By provider, how what is asked of it is told apart; the first that fits counts."""


def capability_of(interaction: Interaction) -> str:
    """Give the capability of an interaction; `any` when nothing tells."""
    request = interaction.request
    said = interaction.description if request.method == SAID else request.target
    if "xml" in request.headers.get("content-type", ""):
        said = f"{said} {request.headers.get('soapaction', '')} {interaction.description}"
    for capability, pattern in PATTERNS.get(interaction.provider, {}).items():
        if re.search(pattern, said):
            return capability
    return ANY


def capabilities_of(interactions: Sequence[Interaction]) -> list[str]:
    """Give the capabilities that interactions speak of."""
    return [one for one in dict.fromkeys(map(capability_of, interactions)) if one != ANY]
