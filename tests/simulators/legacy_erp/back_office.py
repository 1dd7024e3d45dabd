"""One back office at work, with its auditor listening and a wire to it that a test can break."""

from collections import deque
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lxml import etree

from dualrun.streams import Streams
from simulators.chassis.commits import Commit
from simulators.chassis.master import Customer, Item, MasterData, Site
from simulators.chassis.running import RunningSystem
from simulators.chassis.world import World
from simulators.legacy_erp import SIMULATOR
from simulators.legacy_erp.schemas.soap import escape

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SIGNED_IN = {"authorization": "Basic SU5URUdSQVRJT046bGVnYWN5LWRldi1vbmx5"}
CUSTOMERS = tuple(
    Customer(
        id=f"CUST-{at}",
        name=name,
        street="Kai 1",
        city="Kiel",
        postcode="24103",
        country="DE",
        region="north",
        currency="EUR",
        tax_rate=Decimal("0.07"),
        credit_limit=Decimal(5000),
        terms_days=30,
        blocked=blocked,
    )
    for at, (name, blocked) in enumerate([("Nord", False), ("Łódź & Söhne " * 5, False), ("Shut", True)], 1)
)
ITEMS = (
    Item("BOLT", "Bolt M8 zinc plated, very long description", Decimal("0.35"), 10, "4000000000013"),
    Item("NUT", "Nut", Decimal("1.10"), 6, "4000000000020"),
    Item("an id that is much too long for a code", "Odd", Decimal(2), 4, "4000000000037"),
)
MASTER = MasterData(
    customers=CUSTOMERS,
    items=ITEMS,
    sites=(Site("SITE-1", "North", "wms", ("north",)), Site("SITE-2", "South", "threepl", ("south",))),
    contracts={("CUST-1", "BOLT"): Decimal("0.30")},
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def result(self) -> Any:
        """What the answer's Body holds."""
        return etree.fromstring(self.body).find(f"{{{SOAP}}}Body")[0]

    @property
    def fault(self) -> tuple[str, str]:
        return self.result.findtext("faultcode"), self.result.findtext("faultstring")

    @property
    def value(self) -> str:
        """What the answer says in one word, when it is no record."""
        return str(self.result[0].text)

    def all(self, name: str) -> list[str]:
        """The text of every element of that name, in order."""
        return [one.text or "" for one in self.result.iter("{*}" + name)]

    def one(self, name: str) -> str:
        """The text of the first element of that name."""
        return self.all(name)[0]


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - MONDAY).total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class NoWire:
    """For systems that call nobody."""

    async def send(self, method: str, url: str, **_: Any) -> Answer:
        raise ConnectionError(f"{method} {url}: nobody is there")


@dataclass
class BackOffice:
    """The system under test; also a wire to it, with errors to come before and after a call."""

    clock: Clock = field(default_factory=Clock)
    pace: str = "brisk"
    misbehaviours: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    master: MasterData = MASTER
    commits: list[Any] = field(default_factory=list)
    misbehaved: list[tuple[str, str]] = field(default_factory=list)
    before: deque[Exception | Answer | None] = field(default_factory=deque)
    after: deque[Exception | Answer | None] = field(default_factory=deque)
    sent: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)
    company: str = "Distribution"

    def __post_init__(self) -> None:
        self.system = RunningSystem(
            SIMULATOR,
            World(
                system="legacy_erp",
                clock=self.clock,
                chance=Streams(1),
                ids=Streams(1),
                wire=NoWire(),
                master=self.master,
                pace=self.pace,
                misbehaviours=self.misbehaviours,
                on_commit=self._committed,
                on_misbehaviour=lambda _, kind, subject: self.misbehaved.append((kind, subject)),
            ),
        )

    def _committed(self, _: str, record: Commit) -> None:
        self.commits.append(record)

    @property
    def erp(self) -> Any:
        return self.system.service

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout_s: float = 10.0
    ) -> Answer:
        self.sent.append((method, url, headers, body))
        early = self.before.popleft() if self.before else None
        if isinstance(early, Exception):
            raise early
        if early is not None:
            return early
        answer = await self.request(method, "/" + url.split("/", 3)[3], body, headers)
        late = self.after.popleft() if self.after else None
        if isinstance(late, Exception):
            raise late
        return late or answer

    async def page(self, service: str, operation: str, content: str = "", **headers: str) -> Answer:
        namespace = f"urn:legacy-erp:page:{service.lower()}"
        return await self._post(f"Page/{service}", namespace, operation, content, headers)

    async def codeunit(
        self, operation: str, content: str = "", *, unit: str = "SalesPost", **headers: str
    ) -> Answer:
        namespace = f"urn:legacy-erp:codeunit:{unit.lower()}"
        return await self._post(f"Codeunit/{unit}", namespace, operation, content, headers)

    async def find(self, service: str, size: int = 0, bookmark: str = "", **filters: str) -> Answer:
        asked = "".join(
            f"<filter><Field>{name}</Field><Criteria>{escape(text)}</Criteria></filter>"
            for name, text in filters.items()
        )
        asked += f"<bookmarkKey>{bookmark}</bookmarkKey><setSize>{size}</setSize>"
        return await self.page(service, "ReadMultiple", asked)

    async def _post(
        self, path: str, namespace: str, operation: str, content: str, headers: Mapping[str, str]
    ) -> Answer:
        message = f'<{operation} xmlns="{namespace}">{content}</{operation}>'
        body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{message}</s:Body></s:Envelope>'
        return await self.request("POST", f"/ERP/WS/{self.company}/{path}", body.encode(), headers)

    async def request(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        path, _, query = target.partition("?")
        named = {"host": "legacy_erp", **SIGNED_IN, **(headers or {})}
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
            "server": ("legacy_erp", 80),
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

        await self.system(scope, receive, send)
        answered = {name.decode(): value.decode() for name, value in start["headers"]}
        return Answer(start["status"], answered, b"".join(parts))


def order_xml(
    ref: str = "REF-1",
    lines: str = "",
    role: str = "Leading",
    customer: str = "D10001",
    ship_to: str = "<Ship_to_Name>Dock 4</Ship_to_Name>",
) -> str:
    """An order of 10 pieces of BOLT and 2 cartons of NUT, unless told otherwise."""
    lines = lines or line_xml(1) + line_xml(2, "H-NUT", "2", "CTN", "6.60")
    return (
        f"<SalesOrder><External_Document_No>{ref}</External_Document_No>"
        f"<Sell_to_Customer_No>{customer}</Sell_to_Customer_No><Order_Date>2026-01-05</Order_Date>"
        f"<Currency_Code>EUR</Currency_Code><Book_Role>{role}</Book_Role>{ship_to}"
        f"<SalesLines>{lines}</SalesLines></SalesOrder>"
    )


def line_xml(
    line: int, item: str = "H-BOLT", quantity: str = "10", unit: str = "PCS", price: str = "0.35"
) -> str:
    return (
        f"<Sales_Order_Line><Line_No>{line * 10000}</Line_No><No>{item}</No><Quantity>{quantity}</Quantity>"
        f"<Unit_of_Measure_Code>{unit}</Unit_of_Measure_Code><Unit_Price>{price}</Unit_Price></Sales_Order_Line>"
    )


def shipment_xml(order: str, ref: str, *quantities: tuple[int, str]) -> str:
    lines = "".join(
        f"<line><lineNo>{line * 10000}</lineNo><quantity>{quantity}</quantity></line>"
        for line, quantity in quantities
    )
    return (
        f"<orderNo>{order}</orderNo><externalShipmentNo>{ref}</externalShipmentNo>"
        f"<locationCode>MAIN</locationCode><lines>{lines}</lines>"
    )


def record_xml(page: str, **fields: str) -> str:
    """A record of a page, as a caller writes it."""
    return f"<{page}>{''.join(f'<{name}>{escape(text)}</{name}>' for name, text in fields.items())}</{page}>"


async def entered(office: BackOffice, **order: str) -> Answer:
    answer = await office.page("SalesOrder", "Create", order_xml(**order))
    assert answer.status == 200, answer.body
    return answer


async def update(office: BackOffice, key: str, *quantities: tuple[int, str]) -> Answer:
    lines = "".join(
        f"<Sales_Order_Line><Line_No>{line * 10000}</Line_No>"
        f"<Quantity>{quantity}</Quantity></Sales_Order_Line>"
        for line, quantity in quantities
    )
    content = f"<SalesOrder><Key>{key}</Key><SalesLines>{lines}</SalesLines></SalesOrder>"
    return await office.page("SalesOrder", "Update", content)
