"""The catalogue knows every route that the document knows, and nothing that is not there."""

from facade.api.catalogue import SERVICES, service_of
from tests.facade.door import Door


def test_every_route_has_an_owner_a_layer_and_a_promise(door: Door) -> None:
    shown = door.get("/services")
    listed = {(route["method"], route["path"]) for entry in shown for route in entry["routes"]}
    document = door.get("/openapi.json")

    assert listed == {(m.upper(), path) for path, methods in document["paths"].items() for m in methods}
    for entry in shown:
        assert entry["routes"], f"{entry['name']} has no route"
        assert entry["owner"]
        assert entry["layer"] in ("system", "process", "experience")
        assert entry["sla"]["availability_percent"] > 99


def test_the_catalogue_tells_the_scope_of_a_route_and_the_end_of_an_old_address(door: Door) -> None:
    orders = next(entry for entry in door.get("/services") if entry["name"] == "orders")

    scopes = {(route["method"], route["path"]): route["scope"] for route in orders["routes"]}
    assert scopes["POST", "/v1/orders"] == "orders.write"
    assert scopes["GET", "/v1/orders/{reference}"] == "orders.read"
    assert orders["alias"] == {
        "path": "/orders",
        "deprecated_at": "2026-11-21T00:00:00+00:00",
        "sunset_at": "2027-06-30T00:00:00+00:00",
    }


def test_anybody_may_read_it_and_no_address_has_two_owners(door: Door) -> None:
    assert door.ask("GET", "/services", headers={"authorization": ""}).status_code == 200
    assert len({name for _, name, *_ in SERVICES}) == len(SERVICES)
    assert service_of("/nothing") == ""
