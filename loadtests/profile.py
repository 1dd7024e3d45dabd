"""What may a load profile say?"""

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from dualrun.scenario.values import hint, one_of, parse_duration, shown
from loadtests.measures import MEASURES

SCHEMA = "dualrun.load/1"
KINDS = (
    "buyer",
    "customer_service",
    "edi_partner",
    "field_sales",
    "marketplace",
    "operator",
    "warehouse",
)
SYSTEMS = ("cloud_erp", "commerce", "legacy_erp", "threepl", "threepl_graphql", "wms")
LOADS = ("instant", "typical", "tired-on-prem", "saas-quota")
STAGES = ("off", "dualwrite", "shadow", "live", "rampdown", "complete")
CURVES = ("ordinary_week", "black_week")
FIELDS_OF_SHAPE = {
    "even": {"times"},
    "week": {"curve"},
    "spike": {"at", "rise", "lasts", "times"},
    "bursts": {"every", "lasts", "times", "between"},
    "stairs": {"first", "by", "every"},
}
ACTS = ("stage", "down", "hiccup")
FIELDS_OF_ACT = {
    "stage": {"to", "cohort", "capability"},
    "down": {"system", "lasts"},
    "hiccup": {"system", "lasts"},
}


class When(NamedTuple):
    """A stretch of a run: so many seconds, or a share of however long it lasts."""

    amount: float
    is_share: bool

    def within(self, length_s: float) -> float:
        """Give it in seconds for a run of that length."""
        return self.amount * length_s if self.is_share else self.amount

    def __str__(self) -> str:
        return f"{self.amount * 100:g}%" if self.is_share else f"{self.amount:g}s"


def _when(value: object) -> When:
    if isinstance(value, When):
        return value
    if isinstance(value, str) and value.strip().endswith("%"):
        try:
            percent = float(value.strip()[:-1])
        except ValueError:
            percent = -1.0
        if 0 <= percent <= 100:
            return When(percent / 100, is_share=True)
    try:
        return When(parse_duration(value), is_share=False)
    except ValueError:
        raise ValueError(
            f"{shown(value)} is no moment of a run; write 20s, or 40% of however long it lasts"
        ) from None


Moment = Annotated[
    When, BeforeValidator(_when), PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string"})
]
Seconds = Annotated[
    float,
    BeforeValidator(parse_duration),
    PlainSerializer(lambda seconds: f"{seconds:g}s", return_type=str),
    WithJsonSchema({"type": "string"}),
]
Word = Annotated[str, Field(min_length=1, max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


def _only(part: BaseModel, kind: str, known: dict[str, set[str]], always: set[str]) -> None:
    for name in sorted(part.model_fields_set - always - known[kind]):
        raise ValueError(f'"{name}" says nothing of kind {kind}{hint(name, sorted(known[kind]))}')


class Shape(_Part):
    """How the rate moves while the run lasts, as multiples of the ordinary rate."""

    kind: Annotated[str, one_of("shape", tuple(FIELDS_OF_SHAPE))] = "even"
    times: float = Field(1.0, gt=0, le=1000)
    curve: Annotated[str, one_of("curve", CURVES)] = "ordinary_week"
    at: Moment = When(0.4, is_share=True)
    rise: Moment = When(0.0, is_share=True)
    lasts: Moment = When(0.2, is_share=True)
    every: Moment = When(0.1, is_share=True)
    between: float = Field(0.05, ge=0, le=1000)
    first: float = Field(1.0, gt=0, le=1000)
    by: float = Field(1.0, gt=0, le=1000)

    @model_validator(mode="after")
    def _fields_of_its_kind(self) -> "Shape":
        _only(self, self.kind, FIELDS_OF_SHAPE, {"kind"})
        return self


class Landscape(_Part):
    """The landscape that is started when no target is given."""

    pace: Annotated[str, one_of("pace", ("brisk", "realistic"))] = "brisk"
    load: Annotated[str, one_of("load", LOADS)] = "instant"
    """How much the systems take at once."""
    loads: dict[Annotated[str, one_of("system", SYSTEMS)], Annotated[str, one_of("load", LOADS)]] = Field(
        default_factory=dict
    )
    """The systems that take another load than the rest."""
    outbox: Annotated[str, one_of("switch", ("kept", "none"))] = "kept"
    """none: what an order still needs is not kept. A test's switch, to see that the end of a run notices."""


class Incident(_Part):
    """Something that happens while the load goes on."""

    at: Moment
    act: Annotated[str, one_of("act", ACTS)]
    to: Annotated[str, one_of("stage", STAGES)] = "off"
    cohort: Word = "all"
    capability: Word = "orders"
    system: Annotated[str, one_of("system", SYSTEMS)] = "wms"
    lasts: Moment = When(0.1, is_share=True)

    @model_validator(mode="after")
    def _fields_of_its_act(self) -> "Incident":
        _only(self, self.act, FIELDS_OF_ACT, {"act", "at"})
        return self


def _limit(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and value.strip().endswith("%"):
        return float(value.strip()[:-1]) / 100
    return parse_duration(value)


class Objective(_Part):
    """One promise: a measure of the run, what it is taken of, and what it may be at most."""

    measure: Annotated[str, one_of("measure", tuple(MEASURES))]
    of: Annotated[str, Field(max_length=60)] = ""
    """The request it is taken of, by its name in the report; of all of them when not given."""
    at_most: Annotated[float, BeforeValidator(_limit), WithJsonSchema({"type": ["string", "number"]})]

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.measure} of {self.of}" if self.of else self.measure


class Profile(_Part):
    """A whole profile."""

    schema_name: Annotated[Literal["dualrun.load/1"], Field(alias="schema")]
    title: Word
    description: str = ""
    length_s: Seconds = Field(alias="for")
    users: int = Field(ge=1, le=1_000_000)
    """How many people and machines there are, at work in proportion to the mix."""
    act_every_s: Seconds = Field(10.0, alias="act_every")
    """How long one of them waits from one visit to the next, at the ordinary rate."""
    mix: dict[Annotated[str, one_of("user", KINDS)], Annotated[float, Field(gt=0)]]
    shape: Shape = Field(default_factory=Shape)
    shapes: dict[Annotated[str, one_of("user", KINDS)], Shape] = Field(default_factory=dict)
    """The users who have a rhythm of their own."""
    landscape: Landscape = Field(default_factory=Landscape)
    incidents: tuple[Incident, ...] = ()
    slo: tuple[Objective, ...] = Field(min_length=1)
    drain_s: Seconds = Field(60.0, alias="drain")
    """How long the landscape may take to come to rest once the load has stopped."""
    until_broken: Annotated[str, one_of("switch", ("yes", "no"))] = "no"
    """yes: stop at the first step of a staircase that breaks a promise."""
    seed: int = Field(7, ge=0)

    def rate_of(self, kind: str) -> float:
        """Give the visits a second of one kind of user at the ordinary rate."""
        return self.users * self.mix[kind] / sum(self.mix.values()) / self.act_every_s

    def shape_of(self, kind: str) -> Shape:
        """Give the rhythm of one kind of user."""
        return self.shapes.get(kind, self.shape)

    def document(self) -> dict[str, Any]:
        """Give it as it would be written, for the report."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
