"""The shop's OpenAPI document as another release has it, to hold one against the next.

The shop serves the shapes of all releases side by side; a document of one release says which of them it has.
"""

from collections.abc import Mapping
from typing import Any

from simulators.commerce.schemas.waves import RELEASES

Document = Mapping[str, Any]
PAGE_SIZE, PAGE_SIZE_MAX = "searchCriteria[pageSize]", 300
STORE = {
    "name": "Store",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The code of the store view.",
}
INTEGRATION_TOKEN = {"type": "http", "scheme": "bearer", "bearerFormat": "integration"}
_PATHS = (
    ("/rest/{store_code}/async/bulk/V1/", "/V1/async/bulk/"),
    ("/rest/{store_code}/async/V1/", "/V1/async/"),
    ("/rest/V1/", "/V1/"),
)


def described_in(release: str, document: Document) -> Document:
    """Give the document of a release, made from that of the shop.

    Raises:
        ValueError: nothing is known of such a release.
    """
    place = RELEASES.index(release)
    of_cloud = place >= RELEASES.index("SaaS 2025")
    described = {**document, "info": {**document["info"], "version": release}}
    described["paths"] = {
        (_moved(path) if of_cloud else path): {
            method: _operation(said, place, of_cloud=of_cloud) for method, said in operations.items()
        }
        for path, operations in document["paths"].items()
        if of_cloud or not path.startswith("/V1/")
    }
    return described if place >= RELEASES.index("2.4.4") else _with_integration_tokens(described)


def _moved(path: str) -> str:
    return next((path.replace(old, new, 1) for old, new in _PATHS if path.startswith(old)), path)


def _operation(said: Document, place: int, *, of_cloud: bool) -> Document:
    is_limited = place >= RELEASES.index("2.4.6")
    parameters = [_limited(one) if is_limited else one for one in said.get("parameters", ())]
    if of_cloud:
        parameters = [*(one for one in parameters if one["name"] != "store_code"), STORE]
    return {**said, "parameters": parameters}


def _limited(parameter: Document) -> Document:
    if parameter["name"] != PAGE_SIZE:
        return parameter
    return {**parameter, "schema": {**parameter["schema"], "maximum": PAGE_SIZE_MAX}}


def _with_integration_tokens(document: Document) -> Document:
    """Let an integration's access token be shown as it is, as it could be before it had to be switched on."""
    components = document["components"]
    schemes = {**components["securitySchemes"], "integration": INTEGRATION_TOKEN}
    security = [*document["security"], {"integration": []}]
    return {**document, "components": {**components, "securitySchemes": schemes}, "security": security}
