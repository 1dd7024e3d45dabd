"""What can happen to an order that changes its book. Past tense: these are facts about one whole order."""

from dataclasses import dataclass

from facade.canonical.order import BookedOrder
from facade.routing.policy import Route


@dataclass(frozen=True, slots=True)
class ConversionRequested:
    """An operator wants the order to live where its cohort's new orders do."""

    to: Route


@dataclass(frozen=True, slots=True)
class CopyChecked:
    """The other book's copy has been read beside `of`; `difference` says what keeps it from posting."""

    number: str
    of: BookedOrder
    difference: str = ""


@dataclass(frozen=True, slots=True)
class OrderConverted:
    """The copy has become the posting document, and the posting document a copy."""

    booking: BookedOrder


@dataclass(frozen=True, slots=True)
class ConversionRefused:
    """One of the books did not take part; the order is where it was."""

    reason: str


@dataclass(frozen=True, slots=True)
class CopyClosed:
    """The book that was left has closed what it still had of the order."""
