"""What the experience and control APIs give: the documents their readers may rely on."""

from datetime import datetime

from pydantic import BaseModel

from facade.api.gate_bodies import GateShown
from facade.canonical.goods_back import Disposition, ReturnReason
from facade.dual_run.comparison import Verdict
from facade.orders.part import PartStatus
from facade.orders.returning import ReturnStatus
from facade.orders.state import Status
from facade.routing.stage import Side, Stage


class Accepted(BaseModel):
    """The acknowledgement: the order and its first command are durable."""

    reference: str
    status: str
    href: str


class LineShown(BaseModel):
    """One line as it now stands: `quantity` is what is left of it, `instead_of` in whose place it is."""

    line: int
    item: str
    quantity: int
    uom: str
    unit_price: str
    instead_of: str | None


class CancellationShown(BaseModel):
    """A wish to take something back, and what became of it."""

    outcome: str
    reason: str


class StandingShown(BaseModel):
    """Where an order stands, and no more."""

    reference: str
    status: Status
    reason: str
    mirrored: bool
    cancellation: CancellationShown | None


class PageShown(BaseModel):
    """Some orders, oldest first. The next page comes after the last reference."""

    orders: list[StandingShown]


class PartLineShown(BaseModel):
    """How much of an order line is in a part, in ordered units."""

    line: int
    quantity: int


class PartShown(BaseModel):
    """Some of an order, at one site or looking for one, with its own shipment and invoice."""

    part: int
    status: PartStatus
    site: str | None
    lines: list[PartLineShown]
    shipment: str | None
    tracking: str | None
    invoice: str | None


class TakenBackShown(BaseModel):
    """How much of a line is back, in EA, and what became of it."""

    line: int
    base_units: int
    disposition: Disposition


class CreditMemoShown(BaseModel):
    """What the book gave back."""

    number: str
    net: str
    tax: str
    gross: str
    currency: str


class ReturnShown(BaseModel):
    """Goods of one shipment that come back; `rma` is the book's number, `site_number` the site's."""

    number: int
    reference: str
    part: int
    site: str
    status: ReturnStatus
    reason: ReturnReason
    lines: list[PartLineShown]
    rma: str | None
    site_number: str | None
    taken: list[TakenBackShown]
    credit_memo: CreditMemoShown | None


class ReturnsAsked(BaseModel):
    """What a wish to send goods back has come to: one return for each shipment they left with."""

    reference: str
    returns: list[ReturnShown]


class StatusShown(StandingShown):
    """What the façade knows of an order. `side`, `stage` and `policy_version` are its pin.

    `shipment` and `invoice` are the first ones; every part has its own.
    """

    channel: str
    customer: str
    capability: str
    cohort: str
    stage: Stage
    side: Side
    policy_version: int
    shipment: str | None
    invoice: str | None
    parts: list[PartShown]
    lines: list[LineShown]
    returns: list[ReturnShown]


class BookShown(BaseModel):
    """What the answering book says of the order."""

    number: str
    status: str
    net: str
    tax: str
    gross: str
    currency: str


class BookOut(BaseModel):
    """The answering book cannot be asked."""

    unavailable: str


class OrderShown(StatusShown):
    """An order, with its book once it is in one."""

    book: BookShown | BookOut | None = None


class TrailShown(BaseModel):
    """One thing that happened to an order, the message that brought it, and the one that caused it.

    `kind` is `event` (what happened, and the state decided upon), `call` (one attempt at one system),
    `waits` (still to be done, and when) or `given_up`. `fault` says why a call came to nothing.
    """

    kind: str
    system: str
    trace: str
    version: int
    at: datetime
    event: str
    status_from: str
    status_to: str
    message_id: str
    causation_id: str
    span: str | None = None
    attempt: int | None = None
    status: int | None = None
    fault: str | None = None
    took_s: float | None = None


class HealthShown(BaseModel):
    """The façade takes calls."""

    status: str
    policy_version: int


class CohortStage(BaseModel):
    """Where one cohort of a capability stands."""

    capability: str
    cohort: str
    stage: Stage


class CohortShare(BaseModel):
    """Who is in a cohort: those it names, or else a share in percent of those whom none names."""

    name: str
    percent: float
    customers: int = 0
    """How many it names."""
    channels: list[str] = []
    order_types: list[str] = []


class PolicyShown(BaseModel):
    """The policy in force; a cohort that is not listed stands at `off`."""

    version: int
    stages: list[CohortStage]
    cohorts: list[CohortShare]


class TallyShown(CohortStage):
    """The verdicts of one cohort at one stage; `compared` is their sum."""

    compared: int
    match: int
    tolerated: int
    mismatch: int
    shadow_failed: int
    unobserved: int
    late: int
    comparator_failed: int


class ParityShown(BaseModel):
    """How often the books agreed, and how often each rule explained why they did not."""

    tallies: list[TallyShown]
    rules: dict[str, int]


class DifferenceShown(BaseModel):
    """One field in which the books differ; `rule` is empty when no agreement explains it."""

    field: str
    kind: str
    old: str
    new: str
    rule: str


class MismatchShown(BaseModel):
    """One disagreement, with both sides."""

    at: datetime
    operation: str
    subject: str
    stage: Stage
    cohort: str
    verdict: Verdict
    note: str
    differences: list[DifferenceShown]


class OutboxShown(BaseModel):
    """How much is still to be done; times are seconds since the epoch, UTC."""

    unsent: int
    oldest_due_s: float | None
    retried: int
    dead: int
    events: int


class UnfinishedShown(BaseModel):
    """An order that is not finished."""

    reference: str
    status: Status
    reason: str


class StageMoved(BaseModel):
    """A move that has taken place."""

    capability: str
    cohort: str
    stage_from: Stage
    stage_to: Stage
    policy_version: int
    gate: GateShown | None = None
