"""The neighbours of the routed-read benchmark: constant native answers of two books and a warehouse.

Constant, so that what is measured is who asks. nginx serves them where there is one; else this very module,
as an ASGI application of the least that uvicorn can serve.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

from contracts.alone import facade_alone
from simulators.chassis.master import MasterData
from simulators.registry import load

ITEM = "I00001"
UNITS = 11_400
JSON, XML = "application/json", "text/xml; charset=utf-8"
PLAIN = "/item"
"""What peers ask for: the same words that the façade answers."""
OLD_STOCK = "/ERP/WS/Distribution/Page/InventoryByLocation"


def master() -> MasterData:
    """Give the business: a small one, made from the seed as everywhere."""
    return facade_alone().master


def answers() -> Mapping[str, tuple[str, bytes]]:
    """Give every answer by its path, with its type."""
    business = master()
    codes = {name: load(name).codes(business) for name in ("legacy_erp", "cloud_erp", "wms")}
    secrets = load("cloud_erp").credentials()
    company = f"/v2.0/{secrets['tenant']}/{secrets['environment']}/api/v2.0/companies({secrets['company']})"
    item = {"number": codes["cloud_erp"]["item"][ITEM], "inventory": UNITS}
    shelf = {
        "articleNumber": codes["wms"]["item"][ITEM],
        "numberOfItems": UNITS,
        "allocatedNumberOfItems": 12,
        "availableNumberOfItems": UNITS - 12,
    }
    found = {
        f"/{secrets['tenant']}/oauth2/v2.0/token": {"access_token": "t", "expires_in": 3600},
        f"{company}/items": {"value": [item]},
        f"{company}/purchaseOrders": {"value": []},
        "/api/v1/stock": {"stock": [shelf], "nextArticleNumber": None},
        "/api/v1/batches": {"batches": []},
        PLAIN: _plain(),
    }
    row = (
        f"<InventoryByLocation><Key>k</Key><Item_No>{codes['legacy_erp']['item'][ITEM]}</Item_No>"
        f"<Location_Code>MAIN</Location_Code><Inventory>{UNITS}</Inventory></InventoryByLocation>"
    )
    soap = {OLD_STOCK: _soap("InventoryByLocation", row)}
    soap["/ERP/WS/Distribution/Page/PurchaseOrder"] = _soap("PurchaseOrder", "")
    written = {path: (JSON, orjson.dumps(document)) for path, document in found.items()}
    return {**written, **{path: (XML, body) for path, body in soap.items()}}


def _plain() -> Mapping[str, Any]:
    return {
        "item": ITEM,
        "channel": "portal",
        "by": "2026-01-05",
        "available": UNITS,
        "sites": [{"site": "DC1", "available": 3048}, {"site": "DC2", "available": 8352}],
        "lots": [],
        "side": "old",
        "stage": "shadow",
        "as_of": "2026-01-05T08:00:00.000000+00:00",
        "is_stale": False,
        "age_s": None,
    }


def _soap(page: str, rows: str) -> bytes:
    namespace = f"urn:legacy-erp:page:{page.lower()}"
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<ReadMultiple_Result xmlns="{namespace}"><ReadMultiple_Result>{rows}</ReadMultiple_Result>'
        "</ReadMultiple_Result></s:Body></s:Envelope>"
    ).encode()


def nginx(port: int, mirror_port: int, folder: str) -> str:
    """Write the configuration of an nginx that is both neighbours, and of one that mirrors between them."""
    places = "\n".join(
        f"location = {path} {{ default_type '{kind}'; return 200 '{body.decode()}'; }}"
        for path, (kind, body) in answers().items()
    )
    return f"""
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/errors crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream old {{ server 127.0.0.1:{port}; keepalive 64; keepalive_requests 1000000000; }}
  upstream new {{ server 127.0.0.1:{port + 1}; keepalive 64; keepalive_requests 1000000000; }}
  {_servers(port, mirror_port, places)}
}}
"""


def _servers(port: int, mirror_port: int, places: str) -> str:
    if mirror_port:
        return f"""server {{
    listen 127.0.0.1:{mirror_port};
    proxy_http_version 1.1; proxy_set_header Connection "";
    location / {{ mirror /shadow; proxy_pass http://old; }}
    location = /shadow {{ internal; proxy_pass http://new$request_uri; }}
  }}"""
    return "".join(f"server {{ listen 127.0.0.1:{at}; {places} }}\n" for at in (port, port + 1))


_ANSWERS = {path: (kind.encode(), body) for path, (kind, body) in answers().items()}


async def app(
    scope: Mapping[str, Any],
    receive: Callable[[], Awaitable[Mapping[str, Any]]],
    send: Callable[[Mapping[str, Any]], Awaitable[None]],
) -> None:
    """Serve the answers without nginx."""
    kind, body = _ANSWERS.get(scope["path"], (b"text/plain", b"nothing here"))
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    status = 200 if scope["path"] in _ANSWERS else 404
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
