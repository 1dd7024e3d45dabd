"""What a rehearsal tells of its two books: declared differences, ways back, the point of no return."""

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RollbackRow(_Part):
    """A way back: what only the new book had then, and what became of it in the old one.

    `copied` counts the orders of which the old book has got all that the new one had made, and `took_s` is
    how long it was until it had the last document of them. `lost`, `doubled` and `reordered` count orders of
    the cohort placed before; `lost_first` names the first that was not brought back. Beyond the point of no
    return something has happened that cannot be undone, on documents that stay posted in the new book.
    """

    model_config = ConfigDict(populate_by_name=True, extra="forbid")
    at: str
    cohort: str
    stage_from: str = Field(alias="from")
    to: str
    reason: str
    only_new: dict[str, int]
    money: dict[str, str]
    copied: int
    lost: int
    doubled: int
    reordered: int
    took_s: float
    lost_first: str = ""
    point_of_no_return: str = ""
    no_return_event: str = ""


class ConversionRow(_Part):
    """A conversion of open orders: how many were asked, what became of them, and why others stayed."""

    at: str
    cohort: str
    stage: str
    to: str
    reason: str
    asked: int
    converted: int
    refused: dict[str, int]
    staying: dict[str, int]


class RetirementRow(_Part):
    """What was left of the old book when it was to be switched off; nothing, if it could be."""

    at: str
    left: list[str]


class WayBackRow(_Part):
    """One hour of a cutover at which going back was tried in a run of its own, and what came of it."""

    hour: int
    at_s: float
    orders: int
    took_s: float
    lost: int
    doubled: int
    reordered: int
    violations: int
    is_beyond: bool


class DivergenceRow(_Part):
    """A declared difference between the books: every occurrence, and which of them the comparison has seen.

    `alarms` are documents said to differ in which, by the ledger, nothing did; `explained` are those that
    would be alarms but for a rule. Times to detect are from an occurrence to the first comparison showing it.
    `gates` are those that said roll back: a gate judges all that differs, whichever kind it is.
    """

    kind: str
    share: float = 0.0
    occurred: list[str]
    seen: int
    alarms: list[str]
    explained: int
    first_at_s: float | None
    first_seen_s: float | None = None
    detected_after_s: list[float]
    gates: list[str] = Field(default_factory=list)


class NoReturnRow(_Part):
    """Since when a cohort leaves something behind if it goes back, and how much that is at the end."""

    cohort: str
    at: str
    event: str
    reference: str
    orders: int
    shipments: int
    invoices: int
    money: dict[str, str]
