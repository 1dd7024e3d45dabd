"""What must have happened at least once in a campaign, for its silence to mean anything."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dualrun.campaign.catalogue import HABITS, ON_NEWS
from dualrun.campaign.flows import Flow

FAULTS = tuple(dict.fromkeys((*(kind.kind for kind in ON_NEWS), "outage", "crash")))
STATUSES = (
    *("accepted", "validated", "backordered", "allocated", "released", "picked"),
    *("shipped", "invoiced", "completed", "rejected", "cancelled", "returning", "returned"),
)
"""Not `on_hold`: a person has to look at that, and nothing in a campaign may rest there (`trial`)."""

EVER: tuple[str, ...] = (
    *(f"fault {kind}" for kind in FAULTS),
    *(f"{habit.kind} of {habit.system}" for habit in HABITS),
    *(f"status {status}" for status in STATUSES),
    *(f"a move to {stage}" for stage in ("live", "rampdown", "complete")),
    *(f"a way back from {stage}" for stage in ("live", "rampdown", "complete")),
    "an order that changed its book",
    "an open order that stayed",
    "killed before a write",
    "killed after a write",
    "killed again during recovery",
    "a call tried again",
    "an answer that never came",
    "posted in legacy_erp",
    "posted in cloud_erp",
    "mirrored",
    "an item in another's place",
    "a price agreed anew",
    "sent by a supplier",
    "a purchase taken back",
    "a cancellation done",
    "a cancellation done in part",
    "a cancellation refused",
)
"""Every kind of fault struck, every status was reached, every way to recover was gone."""


class Sometime(NamedTuple):
    """One thing that must happen, and how often it has."""

    what: str
    times: int


def sometimes(seen: Mapping[str, int], flows: Sequence[Flow]) -> list[Sometime]:
    """Give the list with its counts; nought means that the campaign has proved nothing about it."""
    wanted = (*(f"flow {flow.name}" for flow in flows), *EVER)
    return [Sometime(what, seen.get(what, 0)) for what in wanted]
