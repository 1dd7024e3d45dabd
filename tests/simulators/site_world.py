"""A site, its auditor and a listener to its webhooks, joined by a wire that a test can break."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson

from dualrun.clock import VirtualClock
from dualrun.streams import Streams
from simulators.chassis.commits import Commit, FulfilmentCommit, MovementCommit, StockCommit
from simulators.chassis.master import Item, MasterData, Site
from simulators.chassis.running import RunningSystem
from simulators.chassis.simulator import Simulator
from simulators.chassis.world import World

Asgi = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Wire:
    """Calls ASGI applications by host name; `before` and `after` hold errors for the calls to come."""

    apps: dict[str, Asgi] = field(default_factory=dict)
    before: deque[Exception | Answer | None] = field(default_factory=deque)
    after: deque[Exception | Answer | None] = field(default_factory=deque)
    sent: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout_s: float = 10.0
    ) -> Answer:
        self.sent.append((method, url, headers))
        early = self.before.popleft() if self.before else None
        if isinstance(early, Exception):
            raise early
        if early is not None:
            return early
        host, _, rest = url.removeprefix("http://").partition("/")
        answer = await call(self.apps[host], method, f"/{rest}", headers, body)
        late = self.after.popleft() if self.after else None
        if isinstance(late, Exception):
            raise late
        return late or answer


async def call(app: Asgi, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "server": ("site", 80),
        "client": ("test", 1),
    }
    feed, start, parts = [body], {}, []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": feed.pop()} if feed else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    answered = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], answered, b"".join(parts))


@dataclass
class Listener:
    """Whoever subscribed: keeps what it is told, and answers with the statuses it was given (then 204)."""

    clock: VirtualClock
    statuses: deque[int] = field(default_factory=deque)
    heard: list[tuple[Any, Mapping[str, str], bytes]] = field(default_factory=list)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.heard.append((self.clock.now(), headers, body))
        status = self.statuses.popleft() if self.statuses else 204
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    @property
    def documents(self) -> list[Any]:
        return [orjson.loads(body) for _, _, body in self.heard]


@dataclass
class SiteWorld:
    """One site at work, with everything it says."""

    clock: VirtualClock
    wire: Wire
    listener: Listener
    world: World
    system: RunningSystem
    key: Mapping[str, str]
    commits: list[Commit]
    misbehaved: list[tuple[str, str]]
    defects: list[BaseException]

    async def call(self, method: str, target: str, document: Any = None, **headers: str) -> Answer:
        body = (
            document if isinstance(document, bytes) else b"" if document is None else orjson.dumps(document)
        )
        return await call(self.system, method, target, {**self.key, **headers}, body)

    @property
    def statuses(self) -> list[str]:
        return [record.status for record in self.commits if isinstance(record, FulfilmentCommit)]

    def stock(self, item: str) -> StockCommit:
        """What the auditor last heard of an item."""
        return [r for r in self.commits if isinstance(r, StockCommit) and r.item == item][-1]

    def assert_stock_adds_up(self) -> None:
        """I05: what is on hand came in and has not left, and what is allocated is openly reserved."""
        on_hand: dict[str, int] = {}
        orders: dict[str, FulfilmentCommit] = {}
        for record in self.commits:
            if isinstance(record, MovementCommit):
                on_hand[record.item] = on_hand.get(record.item, 0) + record.quantity
            elif isinstance(record, StockCommit):
                assert record.on_hand == on_hand.get(record.item, 0)
                assert 0 <= record.allocated <= record.on_hand
            elif isinstance(record, FulfilmentCommit):
                orders[record.number] = record
        reserved: dict[str, int] = {}
        for order in orders.values():
            if order.status in ("allocated", "released", "picked"):
                for _, item, quantity in order.reserved:
                    reserved[item] = reserved.get(item, 0) + quantity
        for item in on_hand:
            assert self.stock(item).allocated == reserved.get(item, 0)


def a_master(
    system: str, items: int = 3, opening: int = 100, replenishment: Mapping[str, int] | None = None
) -> MasterData:
    return MasterData(
        customers=(),
        items=tuple(
            Item(f"ITEM-{n}", f"Item {n}", Decimal("9.95"), 12, f"{4_000_000_000_000 + n}")
            for n in range(1, items + 1)
        ),
        sites=(Site("EAST", "East", "another", ("E",)), Site("WEST", "West", system, ("W",))),
        opening_stock={("WEST", f"ITEM-{n}"): opening for n in range(1, items + 1)} | {("EAST", "ITEM-1"): 7},
        replenishment={("WEST", item): quantity for item, quantity in (replenishment or {}).items()},
    )


def open_site(
    simulator: Simulator,
    clock: VirtualClock,
    master: MasterData | None = None,
    pace: str = "realistic",
    misbehaviours: Mapping[str, Mapping[str, Any]] | None = None,
) -> SiteWorld:
    """Open a site in a world of its own; start its jobs with `site.system.start()`."""
    wire, listener, streams = Wire(), Listener(clock), Streams(7)
    commits: list[Commit] = []
    misbehaved: list[tuple[str, str]] = []
    defects: list[BaseException] = []
    world = World(
        simulator.name,
        clock,
        streams,
        streams,
        wire,
        master or a_master(simulator.name),
        pace=pace,
        misbehaviours=misbehaviours or {},
        on_commit=lambda _, record: commits.append(record),
        on_misbehaviour=lambda _, kind, subject: misbehaved.append((kind, subject)),
        on_defect=lambda _, error: defects.append(error),
    )
    system = RunningSystem(simulator, world)
    wire.apps |= {simulator.name: system, "listener": listener}
    secrets = simulator.credentials()
    key = (
        {"authorization": f"Bearer {secrets['token']}"}
        if "token" in secrets
        else {"x-api-key": secrets["api_key"]}
    )
    return SiteWorld(clock, wire, listener, world, system, key, commits, misbehaved, defects)
