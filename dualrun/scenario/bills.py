"""Vendors' bills: how many are not as ordered, how many are put right a day, and when that is enough."""

from pydantic import Field

from dualrun.scenario.part import Part, Share
from dualrun.scenario.values import DAY_S, Duration


class BillsPlan(Part):
    """The bills that come with goods for the shelf, each held against its order and what has come of it."""

    dearer_share: Share = 0.0
    """Bills at another price than the order's."""
    longer_share: Share = 0.0
    """Bills over more than has come."""
    put_right_a_day: int = Field(10, ge=0, le=100_000)
    """How many of those that wait the clerks can see to on a working day."""


class BillsQueue(Part):
    """How the queue has to stand at the end of every working day, once the new book has led for some time."""

    waiting_max: int = Field(ge=0)
    oldest_s: Duration = Field(alias="oldest")
    """How long any of them may have waited by then."""
    within_s: Duration = Field(10 * DAY_S, alias="within")
    """How soon after purchasing went live it has to be so."""
