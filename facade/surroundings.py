"""What a façade is handed and never makes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from facade.adapters.targets import Resolve
from facade.dual_run.parity import Parity
from facade.messaging.broker import Broker
from facade.messaging.dispatcher import OnDefect
from facade.messaging.relay import EventSource
from facade.messaging.store import Store
from facade.observability.exposition import Family, no_vitals
from facade.observability.log import Write
from facade.observability.spans import Take
from facade.ports import Chance, Clock, Wire


@dataclass(frozen=True, slots=True)
class EventLayer:
    """A broker, and the store's side that keeps the events still to be told."""

    source: EventSource
    broker: Broker


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The way out, time, chance, a durable store, parity counts, and what is there beyond that."""

    wire: Wire
    clock: Clock
    chance: Chance
    store: Store
    parity: Parity
    on_defect: OnDefect
    events: EventLayer | None = None
    """Where events go, if anywhere."""
    outward: Wire | None = None
    """The way to addresses that others have named, where that is another."""
    resolve: Resolve | None = None
    """What a host's addresses are, where names mean anything."""
    log: Write | None = None
    """Where lines of the log go, if anywhere."""
    spans: Take | None = None
    """Who takes spans for a collector of traces, if anybody."""
    vitals: Callable[[], Iterable[Family]] = no_vitals
    """What the process that hosts a façade says of itself."""
