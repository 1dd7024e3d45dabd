"""One cloud ERP at work, a signed-in client of it, and everything the auditor hears."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlencode

from dualrun.clock import MONDAY, VirtualClock, run_virtual
from dualrun.streams import Streams
from simulators.chassis.commits import Commit, OrderCommit
from simulators.chassis.master import Customer, Item, MasterData, Site
from simulators.chassis.running import RunningSystem
from simulators.chassis.world import World
from simulators.cloud_erp import SIMULATOR
from simulators.cloud_erp.service.book import Book
from simulators.cloud_erp.store import Store
from tests.simulators.site_world import Answer, Wire, call

T = TypeVar("T")

SECRETS = SIMULATOR.credentials()
API = f"/v2.0/{SECRETS['tenant']}/{SECRETS['environment']}/api/v2.0"
COMPANY = f"{API}/companies({SECRETS['company']})"

MASTER = MasterData(
    customers=(
        Customer(
            "CUST-A", "Alster Handel", "Kai 1", "Hamburg", "20095", "DE", "north", "EUR",
            Decimal("0.19"), Decimal(5000), 30,
        ),
        Customer(
            "CUST-B", "Isar O'Brien", "Ring 2", "Ulm", "89073", "DE", "south", "EUR",
            Decimal("0.07"), Decimal(800), 14,
        ),
        Customer(
            "CUST-C", "Blocked Ltd", "Weg 3", "Bonn", "53111", "DE", "west", "EUR",
            Decimal("0.19"), Decimal(0), 14, blocked=True,
        ),
    ),
    items=(
        Item("ITEM-1", "Bolt M8", Decimal("0.45"), 12, "4000000000013"),
        Item("ITEM-2", "Washer", Decimal("1.10"), 6, "4000000000020"),
    ),
    sites=(Site("DC1", "North", "wms", ("north",)),),
    contracts={("CUST-B", "ITEM-2"): Decimal("0.95")},
    opening_stock={("DC1", "ITEM-1"): 600, ("DC1", "ITEM-2"): 90},
)  # fmt: skip


@dataclass
class ErpWorld:
    """The system, its wire, and what it has said."""

    clock: VirtualClock
    wire: Wire
    system: RunningSystem
    commits: list[Commit]
    misbehaved: list[tuple[str, str]]
    defects: list[BaseException]
    token: str = ""

    @property
    def book(self) -> Book:
        book = self.system.service
        assert isinstance(book, Book)
        return book

    async def sign_in(self, **changes: str) -> Answer:
        form = {
            "grant_type": "client_credentials",
            "client_id": SECRETS["client_id"],
            "client_secret": SECRETS["client_secret"],
            "scope": "http://erp/.default",
            **changes,
        }
        path = f"/{SECRETS['tenant']}/oauth2/v2.0/token"
        answer = await call(self.system, "POST", path, {}, urlencode(form).encode())
        if answer.status == 200:
            self.token = answer.document["access_token"]
        return answer

    async def at(self, method: str, path: str, document: Any = None, **headers: str) -> Answer:
        """Call any path, signed in."""
        if not self.token:
            await self.sign_in()
        body = (
            document
            if isinstance(document, bytes)
            else b""
            if document is None
            else json.dumps(document).encode()
        )
        sent = {"host": "erp.example:8080", "authorization": f"Bearer {self.token}"}
        return await call(
            self.system, method, path, sent | {k.replace("_", "-"): v for k, v in headers.items()}, body
        )

    async def ask(self, method: str, tail: str, document: Any = None, **headers: str) -> Answer:
        """Call a path of the company, signed in."""
        return await self.at(method, f"{COMPANY}/{tail}", document, **headers)

    async def an_order(self, reference: str = "WEB-1", **changes: Any) -> dict[str, Any]:
        answer = await self.ask("POST", "salesOrders", order_body(reference, **changes))
        assert answer.status == 201, answer.body
        order: dict[str, Any] = answer.document
        return order

    async def act(self, order: Mapping[str, Any], action: str, document: Any = None) -> Answer:
        return await self.ask("POST", f"salesOrders({order['id']})/Microsoft.NAV.{action}", document)

    async def balance(self, number: str = "C00010") -> Decimal:
        found = await self.ask("GET", f"customers?$filter=number eq '{number}'&$select=balanceDue")
        return Decimal(str(found.document["value"][0]["balanceDue"]))

    @property
    def last_order(self) -> OrderCommit:
        return [record for record in self.commits if isinstance(record, OrderCommit)][-1]


def order_body(reference: str = "WEB-1", **changes: Any) -> dict[str, Any]:
    return {
        "externalDocumentNumber": reference,
        "customerNumber": "C00010",
        "orderDate": "2026-01-05",
        "bookRole": "leading",
        "shipToCity": "Kiel",
        "salesOrderLines": [
            {"lineObjectNumber": "1896-S", "unitOfMeasureCode": "BOX", "quantity": 3, "unitPrice": 5.35},
            {"lineObjectNumber": "1900-S", "unitOfMeasureCode": "PCS", "quantity": 5, "unitPrice": 1.11},
        ],
        **changes,
    }


def error_of(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.document["error"]["code"]


def open_erp(
    clock: VirtualClock, pace: str = "brisk", store: Store | None = None, **misbehaviours: Mapping[str, Any]
) -> ErpWorld:
    wire, streams = Wire(), Streams(7)
    commits: list[Commit] = []
    misbehaved: list[tuple[str, str]] = []
    defects: list[BaseException] = []
    world = World(
        "cloud_erp",
        clock,
        streams,
        streams,
        wire,
        MASTER,
        pace=pace,
        misbehaviours=misbehaviours,
        on_commit=lambda _, record: commits.append(record),
        on_misbehaviour=lambda _, kind, subject: misbehaved.append((kind, subject)),
        on_defect=lambda _, error: defects.append(error),
    )
    system = RunningSystem(SIMULATOR, world, store=store)
    wire.apps |= {"cloud_erp": system}
    return ErpWorld(clock, wire, system, commits, misbehaved, defects)


def in_an_erp(
    story: Callable[[ErpWorld], Awaitable[T]],
    *,
    start: datetime = MONDAY,
    pace: str = "brisk",
    **misbehaviours: Mapping[str, Any],
) -> T:
    """Tell a story in a world of its own; nothing may have gone wrong behind its back."""

    async def main(clock: VirtualClock) -> T:
        erp = open_erp(clock, pace, **misbehaviours)
        result = await story(erp)
        erp.system.stop()
        assert not erp.defects
        return result

    return run_virtual(main, start=start)
