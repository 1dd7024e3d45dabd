"""What a façade is for, as data: its neighbours, its callers, its promises and its terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from facade.adapters.targets import TargetRules
from facade.api.access import Access
from facade.observability.promises import USUAL as PROMISED
from facade.observability.promises import Promise
from facade.orders.allocation import AllocationRules
from facade.orders.desk import Switches
from facade.orders.returning import ReturnRules
from facade.orders.write_failures import WriteFailure
from facade.publication.desk import PublicationRules
from facade.routing.cohort import Cohorts
from facade.routing.policy import EVERYBODY
from facade.settings import SystemSettings
from facade.way_out.guard import GuardRule


@dataclass(frozen=True, slots=True)
class FacadeSettings:
    """What this façade is for: its neighbours, its own address, its cohorts, where its sites deliver."""

    systems: Mapping[str, SystemSettings]
    url: str
    cohorts: Cohorts = EVERYBODY
    apart: tuple[str, ...] = ()
    """The capabilities that are staged by themselves from the start, and follow no other."""
    allocation: AllocationRules = field(default_factory=AllocationRules)
    switches: Switches = field(default_factory=Switches)
    access: Access = field(default_factory=Access)
    targets: TargetRules = field(default_factory=TargetRules)
    guards: Mapping[str, GuardRule] = field(default_factory=dict)
    """How the way to a system is guarded, where it is not as usual."""
    write_failure: WriteFailure = WriteFailure.REPAIR_QUEUE
    """What becomes of an order that one book takes and the other does not."""
    is_watched: bool = True
    """Whether anybody will ask what this process has measured, logged and traced; if not, it does not."""
    promises: tuple[Promise, ...] = PROMISED
    """What the business was promised, by channel and partner."""
    publication: PublicationRules = field(default_factory=PublicationRules)
    """What channels are told of stock and prices, and how often the books are read for it."""
    returns: ReturnRules = field(default_factory=ReturnRules)
    """Under which terms goods may be sent back."""
