"""A shop, its auditor and whoever has subscribed to it, on a wire that a test can break."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import orjson

from dualrun.clock import VirtualClock, run_virtual
from dualrun.streams import Streams
from simulators.chassis.commits import ChannelCommit, Commit
from simulators.chassis.master import Customer, Item, MasterData
from simulators.chassis.running import RunningSystem
from simulators.chassis.world import World
from simulators.commerce import SIMULATOR
from tests.simulators.site_world import Answer, Listener, Wire, call

T = TypeVar("T")
ORDERS, CANCELS = "observer.sales_order_save_after", "observer.order_cancel_after"


def a_customer(customer_id: str, name: str = "Łódź Lamps", country: str = "PL") -> Customer:
    address = ("1 High Street", "Leeds", "LS1 1AA")
    return Customer(
        customer_id, name, *address, country, "EU", "GBP", Decimal("0.2"), Decimal(1000), 30, blocked=True
    )


MASTER = MasterData(
    customers=(a_customer("C1"), a_customer("C2", "Bird Group", "GB")),
    items=(
        Item("85123A", "METAL  LANTERN!", Decimal("2.55"), 6, "5060000079197"),
        Item("x", "Mug", Decimal("1.10"), 12, "5060000158380"),
    ),
    sites=(),
    contracts={("C1", "85123A"): Decimal("2.30")},
)


@dataclass
class ShopWorld:
    clock: VirtualClock
    wire: Wire
    listener: Listener
    system: RunningSystem
    commits: list[ChannelCommit]
    misbehaved: list[tuple[str, str]]
    defects: list[BaseException]
    token: str = ""

    async def call(self, method: str, path: str, document: Any = None, **headers: str) -> Answer:
        body = document if isinstance(document, bytes) else orjson.dumps(document) if document else b""
        signed = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return await call(self.system, method, path, {**signed, **headers}, body)

    async def post(self, path: str, document: Any) -> Any:
        answer = await self.call("POST", f"/rest/V1{path}", document)
        assert answer.status == 200, answer.body
        return answer.document

    async def sign_in(self) -> None:
        self.token = await self.post("/integration/admin/token", dict(SIMULATOR.credentials()))

    async def subscribe(self) -> None:
        for hook, path in ((ORDERS, "orders"), (CANCELS, "cancellations")):
            await self.post("/webhooks/subscribe", {"webhook": a_webhook(hook, f"http://listener/{path}")})

    async def place(self, reference: str = "PO-1", **changes: Any) -> Any:
        return await self.post("/orders", {"entity": an_order(reference, **changes)})

    async def order(self, order_id: int = 1) -> Any:
        return (await self.call("GET", f"/rest/V1/orders/{order_id}")).document

    async def tell(self, status: str, comment: str = "", order_id: int = 1) -> Any:
        history = {"status": status, "comment": comment}
        return await self.post(f"/orders/{order_id}/comments", {"statusHistory": history})

    @property
    def last(self) -> ChannelCommit:
        return self.commits[-1]


def a_webhook(method: str, url: str, **changes: Any) -> dict[str, Any]:
    named = {"webhook_type": "after", "batch_name": "tests", "hook_name": method.rpartition(".")[2]}
    return {"webhook_method": method, "url": url, **named, **changes}


def an_order(reference: str = "PO-1", **changes: Any) -> dict[str, Any]:
    return {
        "ext_order_id": reference,
        "customer_id": 101,
        "items": [
            {"sku": "metal-lantern-85123a", "qty_ordered": 4, "price": 2.3},
            {
                "sku": "mug-x",
                "qty_ordered": 2,
                "price": 13.2,
                "extension_attributes": {"sales_unit": "case"},
            },
        ],
        "payment": {"method": "purchaseorder", "po_number": reference},
        **changes,
    }


def a_shipment(reference: str = "SHP-1") -> dict[str, Any]:
    return {
        "tracks": [{"track_number": "TRK1", "title": "DC1", "carrier_code": "custom"}],
        "extension_attributes": {"ext_shipment_reference": reference},
    }


def an_invoice(number: str = "INV-1", total: float = 42.72) -> dict[str, Any]:
    amounts = {"subtotal": 35.6, "tax_amount": 7.12, "grand_total": total}
    return {"extension_attributes": {"ext_invoice_number": number, **amounts}}


def open_shop(
    clock: VirtualClock,
    misbehaviours: Mapping[str, Mapping[str, Any]] | None = None,
    master: MasterData = MASTER,
) -> ShopWorld:
    wire, listener, streams = Wire(), Listener(clock), Streams(7)
    commits: list[Commit] = []
    misbehaved: list[tuple[str, str]] = []
    defects: list[BaseException] = []
    world = World(
        "commerce",
        clock,
        streams,
        streams,
        wire,
        master,
        misbehaviours=misbehaviours or {},
        on_commit=lambda _, record: commits.append(record),
        on_misbehaviour=lambda _, kind, subject: misbehaved.append((kind, subject)),
        on_defect=lambda _, error: defects.append(error),
    )
    system = RunningSystem(SIMULATOR, world)
    wire.apps |= {"commerce": system, "listener": listener}
    return ShopWorld(clock, wire, listener, system, commits, misbehaved, defects)


def in_shop(story: Callable[[ShopWorld], Coroutine[Any, Any, T]], **settings: Any) -> T:
    """Run a story in a fresh shop, signed in; nothing may break beside the requests."""

    async def told(clock: VirtualClock) -> T:
        shop = open_shop(clock, **settings)
        shop.system.start()
        await shop.sign_in()
        result = await story(shop)
        await asyncio.sleep(0)
        assert not shop.defects
        return result

    return run_virtual(told)
