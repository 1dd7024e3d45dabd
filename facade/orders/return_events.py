"""What can happen to goods that come back. Past tense: these are facts, each about one return of an order."""

from dataclasses import dataclass
from datetime import datetime

from facade.canonical.goods_back import CreditMemo, ReturnReason, TakenBack


@dataclass(frozen=True, slots=True)
class ReturnRequested:
    """The buyer wants to send back some units of lines; they must have left after that instant."""

    units: tuple[tuple[int, int], ...]
    reason: ReturnReason
    left_after: datetime
    asked_by: str


@dataclass(frozen=True, slots=True)
class ReturnRegistered:
    """The authoritative book has agreed, under a number of its own."""

    returned: int
    number: str


@dataclass(frozen=True, slots=True)
class ReturnExpected:
    """The site waits for the goods, under a number of its own."""

    returned: int
    number: str


@dataclass(frozen=True, slots=True)
class ReturnReceived:
    """The goods are back, and the site has decided what becomes of them."""

    returned: int
    taken: tuple[TakenBack, ...]


@dataclass(frozen=True, slots=True)
class ReturnCredited:
    """The authoritative book has taken the goods in and given their price back."""

    returned: int
    memo: CreditMemo


@dataclass(frozen=True, slots=True)
class RefundTold:
    """The channel knows of the money."""

    returned: int
