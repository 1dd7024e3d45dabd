"""Everything that the desk of a façade was told during a rehearsal, to be told to other hosts again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

import facade.app
from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from facade.canonical.order import Order
from facade.errors import StaleStepError
from facade.messaging.store import Answer
from facade.orders import events as ev
from facade.orders.desk import OrderDesk
from facade.routing.policy import Policy

ORDERS = 60


@dataclass(frozen=True, slots=True)
class Accepted:
    """An order that was taken in."""

    at: datetime
    policy: Policy
    order: Order
    message_id: str
    key: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Happened:
    """An event that happened to an order."""

    at: datetime
    order_id: str
    event: ev.Event
    message_id: str
    done: str
    taken_in: tuple[str, str] | None


Told = Accepted | Happened


def recorded(seed: int = 11) -> list[Told]:
    """Rehearse the shipped cutover, crashes and all, and write down what its desks were told."""
    told: list[Told] = []

    class Recording(OrderDesk):
        async def accept(self, order: Order, message_id: str, key: str, answer: Answer) -> str:
            policy = self._policy.current
            told.append(Accepted(self._clock.now(), policy, order, message_id, key, answer))
            try:
                return await super().accept(order, message_id, key, answer)
            except StaleStepError:
                told.pop()
                raise

        async def apply(self, order_id: str, event: ev.Event, message_id: str, **how: Any) -> Any:
            done, taken_in = how.get("done", ""), how.get("taken_in")
            told.append(Happened(self._clock.now(), order_id, event, message_id, done, taken_in))
            return await super().apply(order_id, event, message_id, **how)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(facade.app, "OrderDesk", Recording)
        report = rehearse(prepare(Wish("phased-cutover", seed, {"demand.orders": str(ORDERS)})))
    assert report.verdict != "no-go", report.reasons
    return told
