"""Telling a channel of stock, prices and customers: what is asked for, and what became of it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from facade.api.schemas import Strict
from facade.canonical.catalogue import Subject
from facade.publication.channel_feed import Mode


class PublishNow(Strict):
    """A wish to tell the channel of some subjects, or of all when none is named."""

    mode: Annotated[Mode, Field(strict=False)]
    subjects: list[Annotated[Subject, Field(strict=False)]] = Field(default_factory=list, max_length=10)


class FindingShown(BaseModel):
    """One row that the channel showed otherwise than it should; it was told again."""

    key: str
    wanted: str | None
    shown: str | None


class ToldShown(BaseModel):
    """What was told in one run, and how old it was by then."""

    subject: Subject
    mode: Mode
    at: datetime
    rows: int
    told: int
    refused: int
    findings: list[FindingShown]
    staleness_s: float


class RunShown(ToldShown):
    """The last run of a subject, and how old what the channel shows is now."""

    age_s: float | None


class OutcomeShown(BaseModel):
    """A run that was asked for, or why there was none."""

    subject: Subject
    run: ToldShown | None
    reason: str
