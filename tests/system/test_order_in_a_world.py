"""An order placed in the shop of a named world reaches book and warehouse there, and nobody elsewhere."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.system.landscape import Landscape

SKU = "linen-storage-tin-large-i00001"
HOUR_S = 3600
WAYS = ("header", "prefix")


@dataclass
class InWorld:
    """A stranger who works in one world, naming it by a header or by a prefix of each path."""

    landscape: Landscape
    name: str
    way: str

    def ask(self, system: str, method: str, path: str, document: Any = None, **more: Any) -> httpx.Response:
        prefix = f"/__world/{self.name}" if self.way == "prefix" else ""
        named = {"x-dualrun-world": self.name} if self.way == "header" else {}
        headers = {**named, **more.pop("headers", {})}
        url = f"{self.landscape.urls[system]}{prefix}{path}"
        return self.landscape.client.request(method, url, json=document, headers=headers, timeout=30, **more)

    def told(self, system: str, method: str, path: str, document: Any = None, **more: Any) -> Any:
        answer = self.ask(system, method, path, document, **more)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json()

    def wait(self, kind: str, **where: Any) -> None:
        """Wait on the server, an hour of the world's clock after another, until it has happened."""
        asked = {"kind": kind, "where": where, "timeout_s": 0.3}
        for _ in range(12):
            if self.ask("control", "POST", "/__admin/wait", asked).status_code == 200:
                return
            self.told("control", "POST", "/__admin/clock/advance", {"by_s": HOUR_S})
        raise AssertionError(f"{kind} {where} never happened: {self.events()}")

    def events(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.told("control", "GET", "/__admin/events?limit=5000")
        return found

    def signed_in(self) -> dict[str, str]:
        account = self.landscape.credentials["commerce"]
        token = self.told("commerce", "POST", "/rest/V1/integration/admin/token", account)
        return {"authorization": f"Bearer {token}"}

    def place(self, reference: str) -> Any:
        item = {"sku": SKU, "qty_ordered": 3}
        entity = {"ext_order_id": reference, "customer_id": 101, "items": [item]}
        return self.told("commerce", "POST", "/rest/V1/orders", {"entity": entity}, headers=self.signed_in())

    def in_the_shop(self, entity_id: int) -> Any:
        return self.told("commerce", "GET", f"/rest/V1/orders/{entity_id}", headers=self.signed_in())

    def says_anything_of(self, reference: str) -> bool:
        shown = self.ask("facade", "GET", f"/v1/orders/{reference}", headers=self.at_the_facade())
        return shown.status_code != 404 or any(reference in str(event) for event in self.events())

    def at_the_facade(self) -> dict[str, str]:
        return self.landscape.signed_in_at_the_facade("commerce")


@pytest.mark.parametrize("way", WAYS)
def test_an_order_goes_all_the_way_in_its_own_world(landscape, way):
    world, reference = InWorld(landscape, f"way-{way}", way), f"WORLD-{way}"
    others = [InWorld(landscape, "default", "header"), InWorld(landscape, "elsewhere", "prefix")]
    signed = world.at_the_facade()
    none = world.ask("facade", "GET", "/v1/orders/NONE", headers=signed)
    assert none.status_code == 404  # the façade joins the world

    placed = world.place(reference)
    world.wait("order", system="legacy_erp", external_ref=reference)
    world.wait("fulfilment", external_ref=reference, status="shipped")
    world.wait("invoice", system="legacy_erp", external_ref=reference)

    world.wait("channel", external_ref=reference, status="invoiced")
    done = world.told("facade", "GET", f"/v1/orders/{reference}", headers=signed)
    assert (done["status"], done["book"]["status"]) == ("completed", "invoiced")
    shown = world.in_the_shop(placed["entity_id"])
    assert shown["items"][0]["qty_shipped"] == shown["items"][0]["qty_invoiced"] == 3
    assert [other.name for other in others if other.says_anything_of(reference)] == []
