"""One thing that goes wrong in a flow, as a line of text: what, where, on which call of which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dualrun.campaign.points import Point
from dualrun.errors import UsageError
from dualrun.nearest import nearest
from dualrun.network.faults import SETTINGS_OF_KIND, FaultRule
from dualrun.scenario.migration_plan import ConversionPlan, StepPlan
from facade.routing.policy import EVERYBODY
from facade.routing.stage import ORDER, Stage
from simulators.registry import NAMES, load

CRASH, PRODUCT = "crash", "product"
PROCESS = "process->facade"
MOVE, ROLL_BACK, CONVERT = "move", "roll_back", "convert"
OPERATOR = "operator->facade"
ANY = "*"
BAR = " | "

Settings = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Mishap:
    """A fault on the wire, a crash of the façade, a product's misbehaviour, or an act of the operator.

    On the wire `route`, `key` and `attempt` name one call. A crash falls `before` or `after` (its route) the
    nth (its attempt) write of an order (its key). A misbehaviour is switched on for the whole run. A move
    goes to the stage that is its route, at its `at_s`; a conversion has no route.
    """

    kind: str
    boundary: str
    route: str = ANY
    key: str = ANY
    attempt: int = 1
    settings: Settings = field(default_factory=dict)

    def __str__(self) -> str:
        words = [self.kind, self.boundary, self.route, self.key, str(self.attempt)]
        words += [f"{name}={value:.9g}" for name, value in self.settings.items()]
        return BAR.join(words)

    @property
    def is_product(self) -> bool:
        """Whether it is a habit of a product and not of the wire."""
        return self.boundary.startswith(f"{PRODUCT}->")

    @property
    def is_move(self) -> bool:
        """Whether the operator moves a stage, and nothing goes wrong."""
        return self.kind in (MOVE, ROLL_BACK)

    @property
    def is_of_the_wire(self) -> bool:
        """Whether it is a fault that the wire makes."""
        return not (self.is_product or self.is_move or self.kind in (CRASH, CONVERT))


def read_mishap(text: str) -> Mishap:
    """Read what `str` of a mishap has written.

    Raises:
        UsageError: it is no mishap; says why.
    """
    try:
        kind, boundary, route, key, attempt, *settings = map(str.strip, text.split(BAR.strip()))
        pairs = [setting.partition("=") for setting in settings]
        found = Mishap(kind, boundary, route, key, int(attempt), {name: float(v) for name, _, v in pairs})
    except ValueError:
        wanted = "kind | caller->called | route | key | attempt, as in: reset | facade->wms | * | PLAIN-1 | 1"
        raise UsageError(f"--fault {text}: write {wanted}") from None
    _checked(found)
    return found


def _checked(mishap: Mishap) -> None:
    if mishap.is_product:
        system = mishap.boundary.partition("->")[2]
        _known("system", system, NAMES)
        _known(f"misbehaviour of {system}", mishap.kind, [m.kind for m in load(system).misbehaviours])
    elif mishap.is_move:
        _known("stage", mishap.route, ORDER)
    elif mishap.kind == CRASH:
        _known("side of a write", mishap.route, ("before", "after"))
    else:
        _known("kind of fault", mishap.kind, [*SETTINGS_OF_KIND, CRASH, MOVE, ROLL_BACK, CONVERT])
        wire_rules((mishap,))


def _known(what: str, word: str, words: Iterable[str]) -> None:
    words = list(words)
    if word not in words:
        meant = nearest(word, words)
        hint = f"did you mean {meant}?" if meant else f"choose one of {', '.join(words) or 'none'}"
        raise UsageError(f'unknown {what} "{word}": {hint}')


def wire_rules(mishaps: Iterable[Mishap]) -> tuple[FaultRule, ...]:
    """Give what the wire has to do."""
    return tuple(_rule(mishap) for mishap in mishaps if mishap.is_of_the_wire)


def moves(mishaps: Iterable[Mishap]) -> tuple[StepPlan, ...]:
    """Give the steps of the operator, in order of time."""
    steps = (_step(mishap) for mishap in mishaps if mishap.is_move)
    return tuple(sorted(steps, key=lambda step: step.at_s))


def conversions(mishaps: Iterable[Mishap]) -> tuple[ConversionPlan, ...]:
    """Give the conversions of the operator, in order of time."""
    (everybody,) = EVERYBODY.members
    instants = sorted(one.settings.get("at_s", 0.0) for one in mishaps if one.kind == CONVERT)
    return tuple(
        ConversionPlan.model_construct(at_s=at_s, cohort=everybody.name, reason="tried out")
        for at_s in instants
    )


def _step(mishap: Mishap) -> StepPlan:
    (everybody,) = EVERYBODY.members
    return StepPlan.model_construct(
        at_s=mishap.settings.get("at_s", 0.0),
        cohort=everybody.name,
        to=Stage(mishap.route),
        gate=None,
        rollback="tried out" if mishap.kind == ROLL_BACK else "",
    )


def _rule(mishap: Mishap) -> FaultRule:
    settings = dict(mishap.settings)
    start_s, end_s = settings.pop("start_s", None), settings.pop("end_s", None)
    is_window = end_s is not None
    return FaultRule(
        kind=mishap.kind,
        boundary=mishap.boundary,
        rate=1.0,
        keys=() if mishap.key == ANY else (mishap.key,),
        attempts=() if is_window else (mishap.attempt,),
        route=mishap.route.replace("[", "[[]"),
        start_s=start_s,
        end_s=end_s,
        settings={
            name: int(value) if name in ("copies", "status") else value for name, value in settings.items()
        },
    )


def crash_points(mishaps: Iterable[Mishap]) -> dict[Point, float]:
    """Give where the façade dies, and for how long."""
    return {
        Point(mishap.route, mishap.attempt, mishap.key): mishap.settings.get("down_s", 5.0)
        for mishap in mishaps
        if mishap.kind == CRASH
    }


def misbehaviours(mishaps: Iterable[Mishap]) -> dict[str, dict[str, dict[str, float]]]:
    """Give which habits of which products are switched on, and how."""
    wanted: dict[str, dict[str, dict[str, float]]] = {}
    for mishap in mishaps:
        if mishap.is_product:
            system = mishap.boundary.partition("->")[2]
            wanted.setdefault(system, {})[mishap.kind] = dict(mishap.settings)
    return wanted
