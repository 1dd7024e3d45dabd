"""The canonical flows: what the buyers do, at which stage, as data. A flow is one entry here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from dualrun.campaign.business import AMPLE, BOUND, BUYER, DROPPED, OTHER_BUYER, SCARCE, SECOND, tiny_business
from dualrun.campaign.clerk import Revision
from dualrun.campaign.mishap import CONVERT, MOVE, OPERATOR, ROLL_BACK, Mishap
from dualrun.errors import UsageError
from dualrun.history import CHANNELS, CancelIntent, Demand, LineIntent, OrderIntent, ReturnIntent
from dualrun.nearest import nearest
from facade.routing.stage import Stage
from simulators.chassis.master import CASE, EACH

START = datetime(2026, 3, 2, 5, tzinfo=UTC)
"""A Monday, an hour before the morning's goods arrive."""

WARM_UP_S = 10.0
SHOP, DIRECT = CHANNELS

Lines = tuple[tuple[str, int, str], ...]
"""Item, quantity, unit."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order: who buys what where, and whether and when it is taken back, whole or in part."""

    reference: str
    channel: str
    customer_id: str
    lines: Lines
    cancelled_after_s: float | None = None
    cancelled_lines: tuple[tuple[int, int], ...] = ()
    returned_after_s: float | None = None
    returned_lines: tuple[tuple[int, int], ...] = ()
    substitutes: tuple[str, ...] = ()
    """What the buyer takes as well in the place of any line."""
    price_off: Decimal = Decimal(0)
    """By how much the price that the buyer saw is not the agreed one."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A short story with a name. `safety_s` is how long faults last before everything is healed."""

    name: str
    purchases: tuple[Purchase, ...]
    stage: Stage = Stage.SHADOW
    safety_s: float = 900.0
    revisions: tuple[Revision, ...] = ()
    """Prices that are agreed anew while the orders are on their way."""
    acts: tuple[Mishap, ...] = ()
    """What the operator does meanwhile: stages that move, open orders that change their book."""

    @property
    def references(self) -> tuple[str, ...]:
        """Give the references of its orders."""
        return tuple(purchase.reference for purchase in self.purchases)


PLAIN_LINES: Lines = ((AMPLE, 2, CASE), (SECOND, 5, EACH))

FLOWS: tuple[Flow, ...] = (
    Flow("plain", (Purchase("PLAIN-1", SHOP, BUYER, PLAIN_LINES),)),
    Flow(
        "backorder",
        (Purchase("SHORT-1", DIRECT, BUYER, ((SCARCE, 2, CASE), (AMPLE, 1, EACH))),),
        stage=Stage.LIVE,
        safety_s=3 * 3600.0,
    ),
    Flow(
        "cancel",
        (
            Purchase("BACK-1", SHOP, BUYER, PLAIN_LINES, cancelled_after_s=1.0),
            Purchase("BACK-2", DIRECT, OTHER_BUYER, ((AMPLE, 3, EACH), (SECOND, 4, EACH)), 0.6, ((1, 1),)),
        ),
        stage=Stage.DUALWRITE,
    ),
    Flow(
        "cut",
        (Purchase("CUT-1", DIRECT, BUYER, ((SCARCE, 2, CASE), (AMPLE, 1, CASE)), 30.0),),
        stage=Stage.LIVE,
    ),
    Flow(
        "split",
        (Purchase("SPLIT-1", SHOP, BUYER, ((SCARCE, 6, EACH), (AMPLE, 1, CASE))),),
        stage=Stage.LIVE,
    ),
    Flow("bound", (Purchase("BOUND-1", SHOP, BUYER, ((BOUND, 3, EACH), (AMPLE, 1, CASE))),)),
    Flow(
        "instead",
        (Purchase("OTHER-1", DIRECT, BUYER, ((SCARCE, 9, EACH), (AMPLE, 2, EACH)), substitutes=(SECOND,)),),
        stage=Stage.DUALWRITE,
    ),
    Flow(
        "repriced",
        (Purchase("PRICE-1", SHOP, BUYER, PLAIN_LINES),),
        stage=Stage.DUALWRITE,
        revisions=(Revision(BUYER, AMPLE, Decimal("2.95"), 1.0),),
    ),
    Flow(
        "return",
        (
            Purchase(
                "SENT-1", SHOP, BUYER, PLAIN_LINES, returned_after_s=30.0, returned_lines=((1, 1), (2, 5))
            ),
            Purchase("SENT-2", DIRECT, OTHER_BUYER, ((AMPLE, 3, EACH),), None, (), 30.0, ((1, 3),)),
        ),
        stage=Stage.LIVE,
    ),
    Flow(
        "dropped",
        (Purchase("DROP-1", SHOP, BUYER, ((DROPPED, 1, CASE), (AMPLE, 1, CASE))),),
        stage=Stage.LIVE,
        safety_s=4 * 3600.0,
    ),
    Flow(
        "withdrawn",
        (Purchase("DROP-2", DIRECT, OTHER_BUYER, ((DROPPED, 3, EACH),), 20.0),),
        stage=Stage.DUALWRITE,
    ),
    Flow(
        "converted",
        (
            Purchase("MOVED-1", DIRECT, BUYER, PLAIN_LINES),
            Purchase("MOVED-2", SHOP, OTHER_BUYER, ((AMPLE, 3, EACH),), cancelled_after_s=1.0),
        ),
        acts=(
            Mishap(MOVE, OPERATOR, Stage.LIVE, settings={"at_s": 10.3}),
            Mishap(CONVERT, OPERATOR, settings={"at_s": 10.5}),
            Mishap(ROLL_BACK, OPERATOR, Stage.OFF, settings={"at_s": 10.9}),
            Mishap(CONVERT, OPERATOR, settings={"at_s": 11.0}),
        ),
    ),
    Flow(
        "refused",
        (Purchase("STALE-1", SHOP, BUYER, ((AMPLE, 1, CASE),), price_off=Decimal("0.01")),),
        stage=Stage.RAMPDOWN,
    ),
)

CANONICAL = ("plain", "split", "backorder", "cancel", "return")
"""The five that say what every integration layer must survive; the others go into its corners."""


def flow_named(name: str) -> Flow:
    """Give a flow by its name.

    Raises:
        UsageError: there is none of that name.
    """
    for flow in FLOWS:
        if flow.name == name:
            return flow
    names = [flow.name for flow in FLOWS]
    meant = nearest(name, names)
    raise UsageError(
        f'unknown flow "{name}": {f"did you mean {meant}?" if meant else "choose one of " + ", ".join(names)}'
    )


def demand_of(flow: Flow) -> Demand:
    """Give what the buyers of a flow will do."""
    at = START + timedelta(seconds=WARM_UP_S)
    orders = tuple(_order(purchase, at) for purchase in flow.purchases)
    cancellations = tuple(
        CancelIntent(p.reference, at + timedelta(seconds=p.cancelled_after_s), p.cancelled_lines)
        for p in flow.purchases
        if p.cancelled_after_s is not None
    )
    returns = tuple(
        ReturnIntent(p.reference, at + timedelta(seconds=p.returned_after_s), p.returned_lines)
        for p in flow.purchases
        if p.returned_after_s is not None
    )
    return Demand(orders, cancellations, returns)


def _order(purchase: Purchase, at: datetime) -> OrderIntent:
    master = tiny_business()
    items = {item.id: item for item in master.items}
    lines = []
    for number, (item_id, quantity, unit) in enumerate(purchase.lines, start=1):
        item = items[item_id]
        each = master.price(purchase.customer_id, item)
        price = each * item.pack_size if unit == CASE else each
        lines.append(
            LineIntent(number, item_id, quantity, unit, price + purchase.price_off, purchase.substitutes)
        )
    return OrderIntent(purchase.reference, purchase.channel, purchase.customer_id, at, tuple(lines))
