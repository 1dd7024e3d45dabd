"""What a run must show for a go: shares, times, costs, and what has to have been judged."""

from typing import Annotated

from pydantic import AfterValidator, Field

from dualrun.scenario.bills import BillsQueue
from dualrun.scenario.part import Part, Share
from dualrun.scenario.values import DAY_S, Duration


def _percentile(value: str) -> str:
    if not 0 < float(value[1:]) < 100:
        raise ValueError(f'"{value}" is not a percentile; write p50, p95 or p99')
    return value


class Target(Part):
    """How long something may take for all but the slowest few."""

    percentile: Annotated[str, Field(pattern=r"^p\d{1,2}(\.\d{1,3})?$"), AfterValidator(_percentile)] = "p95"
    target_s: Duration = Field(alias="target", gt=0)

    @property
    def share(self) -> float:
        """The percentile as a share: 0.95 for p95."""
        return float(self.percentile[1:]) / 100


class ServiceLevels(Part):
    """What the business was promised, in its own words."""

    order_acknowledgement: Target | None = None
    shipment_propagation: Target | None = None
    invoice_availability: Target | None = None


InvariantId = Annotated[str, Field(pattern=r"^I[0-9]{2}$")]


class Expectations(Part):
    """What the run must show for a go."""

    completed_share_min: Share = 0.9
    rejected_share_max: Share = 0.1
    catch_up_s: Duration = Field(DAY_S, alias="catch_up")
    """How long after the last fault everything accepted may take to finish."""
    sla: ServiceLevels = ServiceLevels()
    backlog_max: int | None = Field(None, ge=0)
    """The most orders placed and not yet invoiced at the turn of any hour."""
    on_day_share_min: Share | None = None
    """The least share of the orders with a wished day that are there by that day."""
    delivery_cost_max: float | None = Field(None, ge=0.0)
    """The most that a delivery costs on average."""
    bills: BillsQueue | None = None
    """How soon after purchasing went live the queue of vendors' bills is short enough, and stays so."""
    judged: tuple[InvariantId, ...] = ()
    """The invariants that must have been judged, for the run to mean anything; all of them when not given."""
