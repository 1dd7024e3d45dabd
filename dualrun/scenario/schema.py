"""What may a scenario file say?"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from dualrun.landscape.conversion import KINDS
from dualrun.scenario.bills import BillsPlan
from dualrun.scenario.expectations import Expectations
from dualrun.scenario.migration_plan import MigrationPlan, Name
from dualrun.scenario.part import Part, Share
from dualrun.scenario.runbook import RunbookPlan
from dualrun.scenario.story import RIGHT, PlanName, Story, Variant
from dualrun.scenario.values import DAY_S, Duration, Instant, Moment, Setting, Switch, one_of
from dualrun.scenario.ways import Country, Way
from facade.orders.write_failures import WriteFailure
from simulators.chassis.load import PROFILES as LOADS
from simulators.cloud_erp.faults import DIVERGENCES
from simulators.registry import NAMES

SCHEMA = "dualrun.scenario/1"
FACADE, DRIVER = "facade", "driver"
SYSTEMS = (*NAMES, FACADE, DRIVER)
PROFILES = ("wholesale-week", "even")
FITS = ("stretch", "repeat", "as_is")
PACES = ("realistic", "brisk")
WRITE_FAILURES = tuple(policy.value for policy in WriteFailure)
OLD_BOOK, NEW_BOOK = "legacy_erp", "cloud_erp"
DIVERGING = tuple(kind.kind for kind in DIVERGENCES)
FAULT_KINDS = (
    "request_lost",
    "response_lost",
    "server_error",
    "throttled",
    "duplicate",
    "delayed",
    "reset",
    "outage",
    "crash",
)
SETTINGS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "server_error": ("status", "retry_after"),
    "throttled": ("retry_after",),
    "duplicate": ("delay", "delay_max", "copies"),
    "delayed": ("delay", "delay_max"),
}
"""The settings a kind understands beside where, when and how often."""


SystemName = Annotated[str, one_of("system", NAMES), WithJsonSchema({"enum": list(NAMES)})]
DivergenceKind = Annotated[str, one_of("divergence", DIVERGING), WithJsonSchema({"enum": list(DIVERGING)})]
ConversionKind = Annotated[
    str, one_of("kind of conversion error", tuple(KINDS)), WithJsonSchema({"enum": list(KINDS)})
]


class Landscape(Part):
    """How big the business is, and how its systems behave."""

    customers: int = Field(400, ge=1, le=100_000)
    items: int = Field(600, ge=1, le=100_000)
    pace: Annotated[Literal["realistic", "brisk"], one_of("pace", PACES)] = "realistic"
    load: Annotated[Literal["", "typical", "tired-on-prem", "saas-quota"], one_of("load", ("", *LOADS))] = ""
    """How much the systems take at once; without it only the limits in a product's nature apply."""
    stock_cover: float = Field(1.3, gt=0.0, le=10.0)
    """What lies at every site when the run begins, as a share of all that will be ordered."""
    ways: dict[Name, dict[Country, Way]] = Field(default_factory=dict)
    """By site and country (`*` for all others), how long goods take from there, and at what cost."""
    drop_ship_share: Share = 0.0
    """Items that lie at no site: their suppliers send them straight to the buyer."""
    on_order_share: Share = 0.0
    """Items that are on their way to the shelf, ordered from suppliers, and are ordered again day by day."""
    conversion: dict[SystemName, dict[ConversionKind, Share]] = Field(default_factory=dict)
    """By system, the shares of customers or items that went wrong when the business was loaded into it."""
    misbehaviours: dict[str, dict[str, dict[str, Setting]]] = Field(default_factory=dict)
    """By system and kind, the product habits switched on, with the settings that differ from its defaults."""


class Peak(Part):
    """A time in which so many times as much is ordered as usual."""

    from_s: Moment = Field(alias="from")
    to_s: Moment = Field(alias="to")
    factor: float = Field(gt=0.0, le=100.0)


class DemandPlan(Part):
    """How much is ordered, when, and how."""

    orders: int = Field(ge=1, le=1_000_000)
    """Orders to generate. An order history given beside the scenario brings its own number."""
    profile: Annotated[Literal["wholesale-week", "even"], one_of("profile", PROFILES)] = "wholesale-week"
    from_s: Moment = Field(alias="from")
    to_s: Moment = Field(alias="to")
    fit: Annotated[Literal["stretch", "repeat", "as_is"], one_of("fit", FITS)] = "stretch"
    """What happens to the times of an order history, so that it fills the window."""
    lines_median: int = Field(4, ge=1, le=50)
    direct_share: Share = 0.2
    """Orders that come from field sales and not from the web shop."""
    case_share: Share = 0.3
    """Lines big enough for whole cases that are ordered in cases."""
    cancel_share: Share = 0.03
    return_share: Share = 0.0
    """Orders of which a unit is sent back, a day or two after they were placed."""
    peaks: tuple[Peak, ...] = ()
    """When more is ordered than the profile says; the number of orders stays, only their times change."""
    elsewhere_share: Share = 0.0
    """Orders that go to another address than their customer's own."""
    wished_day_share: Share = 0.0
    """Orders of field sales that name the day on which their buyer wants the goods."""
    stale_price_share: Share = 0.01
    """Orders with one line at a price the buyer saw before it changed."""


class FacadeSwitches(Part):
    """Safeguards of the façade; off only to show what they are there for."""

    idempotency: Switch = True
    pinning: Switch = True
    outbox: Switch = True
    ways: Switch = True
    """Whether it knows how long goods take from a site, and what that costs."""
    write_failure: Annotated[str, one_of("policy", WRITE_FAILURES)] = WRITE_FAILURES[0]
    """What becomes of an order that one book takes and the other does not."""


class PlannedFault(Part):
    """Something that goes wrong on a boundary (`facade->wms`, `*->facade`) or with a system (a crash).

    It meets a `rate` of the calls of its boundary, or all of those whose business key it names.
    """

    kind: Annotated[str, one_of("fault", FAULT_KINDS), WithJsonSchema({"enum": list(FAULT_KINDS)})]
    at: str
    rate: float | None = Field(None, gt=0.0, le=1.0)
    keys: tuple[str, ...] = ()
    """External references of the orders it meets; empty: any."""
    attempts: tuple[int, ...] = ()
    """Which attempts of a call it meets, 1 being the first; empty: any."""
    route: str = "*"
    """Only calls whose `METHOD /path` or SOAP action is like this; `*` stands for anything."""
    from_s: Moment = Field(0.0, alias="from")
    for_s: Duration | None = Field(None, alias="for", gt=0)
    times_s: tuple[Moment, ...] = Field((), alias="times")
    nth: tuple[int, ...] = ()
    """For a crash: right after which answers to calls of its route, the first being 1."""
    delay_s: Duration | None = Field(None, alias="delay")
    delay_max_s: Duration | None = Field(None, alias="delay_max")
    retry_after_s: Duration | None = Field(None, alias="retry_after")
    status: int | None = Field(None, ge=500, le=599)
    copies: int | None = Field(None, ge=1, le=10)
    """How many times more a duplicated call arrives."""

    @property
    def source(self) -> str:
        """Who calls; the crashing system itself for a crash."""
        return self.at.partition("->")[0].strip()

    @property
    def target(self) -> str:
        """Who is called; empty for a crash."""
        return self.at.partition("->")[2].strip()

    @property
    def until_s(self) -> float | None:
        """The moment it ends, when it does not last as long as the run."""
        return None if self.for_s is None else self.from_s + self.for_s


class Scenario(Part):
    """One cutover to rehearse."""

    schema_version: Annotated[Literal["dualrun.scenario/1"], one_of("schema", (SCHEMA,))] = Field(
        alias="schema"
    )
    name: Name
    title: str = Field(min_length=1, max_length=120)
    description: str = ""
    plan: PlanName = RIGHT
    """Which of its plans this is."""
    plans: dict[PlanName, Variant] = Field(default_factory=dict)
    """The ways to go through with it: `right` is the file as it stands."""
    story: Story | None = None
    start: Instant
    days: int = Field(ge=1, le=366)
    landscape: Landscape = Landscape()
    demand: DemandPlan
    bills: BillsPlan | None = None
    """Vendors' bills, when clerks hold each against its order; else it is posted as its goods come in."""
    facade: FacadeSwitches = FacadeSwitches()
    migration: MigrationPlan
    divergences: dict[DivergenceKind, Share] = Field(default_factory=dict)
    """By name, in what share of its orders the new book differs from the old one in a declared way."""
    runbook: RunbookPlan | None = None
    """The cutover weekend: what is open, moved on a copy of the business."""
    faults: tuple[PlannedFault, ...] = ()
    expect: Expectations = Expectations()

    @property
    def habits(self) -> dict[str, dict[str, dict[str, Setting]]]:
        """Give the product habits that are on, the declared divergences of the new book among them."""
        declared: dict[str, dict[str, Setting]] = {
            kind: {"share": share} for kind, share in self.divergences.items()
        }
        known = self.landscape.misbehaviours
        return {**known, NEW_BOOK: {**known.get(NEW_BOOK, {}), **declared}} if declared else known

    @property
    def length_s(self) -> float:
        """How long the run is, before the catch-up."""
        return self.days * DAY_S
