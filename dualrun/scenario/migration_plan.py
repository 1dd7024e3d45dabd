"""What may a scenario file say of the migration: who moves what, when, and under which conditions?"""

from typing import Annotated, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from dualrun.history import CHANNELS
from dualrun.scenario.values import DAY_S, Duration, Moment, one_of
from facade.canonical.order import OrderType
from facade.routing.capability import CAPABILITIES, ORDERS
from facade.routing.slices import Document
from facade.routing.stage import ORDER, Stage

STAGES = tuple(stage.value for stage in ORDER)


def _stage(word: str) -> Stage:
    return Stage(word)  # the enumeration itself takes any number of arguments from Python 3.12 on


StageName = Annotated[
    Stage, BeforeValidator(_stage), one_of("stage", STAGES), WithJsonSchema({"enum": list(STAGES)})
]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
CapabilityName = Annotated[
    str,
    one_of("capability", tuple(CAPABILITIES)),
    WithJsonSchema({"enum": list(CAPABILITIES)}),
]
ChannelName = Annotated[str, one_of("channel", CHANNELS), WithJsonSchema({"enum": list(CHANNELS)})]
OrderTypeName = Annotated[
    str, one_of("order type", tuple(OrderType)), WithJsonSchema({"enum": list(OrderType)})
]
DOCUMENTS: tuple[str, ...] = get_args(Document)
DocumentName = Annotated[str, one_of("document", DOCUMENTS), WithJsonSchema({"enum": list(DOCUMENTS)})]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class GatePlan(_Part):
    """What must be true of the comparisons before a step is taken."""

    mismatch_rate_max: float = Field(gt=0.0, lt=1.0)
    confidence: float = Field(0.95, gt=0.0, lt=1.0)
    good_rate: float | None = Field(None, gt=0.0, lt=0.5)
    """Given, the gate may be watched: it tells this rate from `mismatch_rate_max`, in sequence."""
    apart: bool = False
    """Every document type and direction has to pass by itself."""
    documents: tuple[DocumentName, ...] = ()
    """Types of which some must have been compared, whatever the others say."""
    money_share_max: float | None = Field(None, gt=0.0, lt=0.5)
    """The largest share of the money that may differ."""
    slower_by_max: float | None = Field(None, gt=0.0, le=100)
    """How much slower the new side may be, as a share of the old one's median."""
    approval: tuple[Name, ...] = ()
    """The roles whose people have to agree; in a rehearsal they do once all other gates say promote."""
    recheck_s: Duration = Field(3_600.0, alias="recheck", gt=0)
    wait_max_s: Duration = Field(DAY_S, alias="wait_max")
    """How long the step waits for enough comparisons before the plan is stuck."""


class CohortPlan(_Part):
    """Some who move together: those named here, or else a share of those whom no cohort names."""

    name: Name
    percent: float = Field(0.0, ge=0.0, le=100.0)
    """The share in percent; all shares of a migration add up to 100."""
    customers: tuple[str, ...] = ()
    """A list of customers, by their ids."""
    regions: tuple[str, ...] = ()
    """All customers of these delivery regions; with `customers` or `countries`, those in all of them."""
    countries: tuple[str, ...] = ()
    """All customers of these countries, in two letters."""
    channels: tuple[ChannelName, ...] = ()
    """Orders that come by these channels; given customers too, only theirs."""
    order_types: tuple[OrderTypeName, ...] = ()
    """Orders of these types; given customers or channels too, only theirs."""

    @property
    def is_named(self) -> bool:
        """Whether it names its members rather than taking a share."""
        return bool(self.customers or self.regions or self.countries or self.is_of_orders)

    @property
    def is_of_orders(self) -> bool:
        """Whether it asks how an order comes or what it is, and not only whose it is."""
        return bool(self.channels or self.order_types)


class StepPlan(_Part):
    """One move of one cohort, of the migration's capability unless it names another one."""

    at_s: Moment = Field(alias="at")
    cohort: str
    capability: CapabilityName | None = None
    to: StageName
    gate: GatePlan | None = None
    rollback: str = Field("", max_length=200)
    """Why the cohort goes back; given, what only the new book has is copied to the old one."""


class ConversionPlan(_Part):
    """The open orders of one cohort are moved to the book where its new orders go by then."""

    at_s: Moment = Field(alias="at")
    cohort: str
    reason: str = Field("what is open moves too", min_length=1, max_length=200)


class MigrationPlan(_Part):
    """Who moves from the old book to the new one, when, and under which conditions."""

    capability: CapabilityName = ORDERS
    """What the steps move that name nothing else."""
    salt: str = Field("", max_length=100)
    """Decides who falls in which cohort: another salt, another pilot."""
    cohorts: tuple[CohortPlan, ...] = Field(min_length=1)
    steps: tuple[StepPlan, ...] = ()
    conversions: tuple[ConversionPlan, ...] = ()
    """Open orders stay in the book that has them; of these cohorts they move, unless goods have left."""

    retire_at_s: Moment | None = Field(None, alias="retire")
    """When the old book is to be switched off; by then nothing may be left of it."""

    def moved_by(self, step: StepPlan) -> str:
        """Give the capability that a step moves."""
        return step.capability or self.capability

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What is staged by itself, from the start; whatever no step moves follows another capability."""
        return tuple(dict.fromkeys((self.capability, *[self.moved_by(step) for step in self.steps])))
