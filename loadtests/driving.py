"""Visits that begin when they are due, whoever is still being served: the open model, under Locust.

One process has one `Driver`. It makes up the arrivals of the whole run from the profile's seed, takes its own
share of them (every n-th), and lets each begin as a greenlet of its own. Nothing that is slow makes it offer
less.
"""

import copy
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import gevent
from gevent.pool import Pool
from locust import User, task

from loadtests.arriving import arrivals
from loadtests.profile import Profile
from loadtests.recording import Recorder
from loadtests.users.caller import Caller

UNDER_WAY_MAX = 2000
UNTIL_STOPPED_S = 3600
LATE_STAYERS_S = 20.0
"""How long visits that have begun may take to end once no more are due."""
CLASSES: Mapping[str, str] = {
    "buyer": "Buyer",
    "customer_service": "CustomerService",
    "edi_partner": "EdiPartner",
    "field_sales": "FieldSales",
    "marketplace": "Marketplace",
    "operator": "Operator",
    "warehouse": "Warehouse",
}


def kind_class(kind: str) -> type[Caller]:
    """Give the class of a kind of user."""
    found: type[Caller] = getattr(import_module(f"loadtests.users.{kind}"), CLASSES[kind])
    return found


class Driver(User):
    """Drives the visits of one process; Locust sees one user that is always busy."""

    profile: Profile
    recorder: Recorder
    share, shares = 0, 1
    began_at = 0.0
    done = False
    is_stopping = False
    pool = Pool(UNDER_WAY_MAX)

    @task
    def drive(self) -> None:
        """Let every visit begin in time, and wait for the last; however that goes, this process is done."""
        try:
            self._drive()
        finally:
            type(self).done = True
        gevent.sleep(UNTIL_STOPPED_S)

    def _drive(self) -> None:
        Caller.host = self.environment.host
        kinds = {kind: kind_class(kind)(self.environment) for kind in self.profile.mix}
        plan = arrivals(self.profile, self.share, self.shares)
        pool = type(self).pool
        zero = time.monotonic() + (self.began_at - time.time())
        for at_s, kind, number in plan:
            due = zero + at_s
            wait_s = due - time.monotonic()
            if wait_s > 0:
                gevent.sleep(wait_s)
            if self.is_stopping:
                return
            if pool.full():
                self.recorder.dropped()
                continue
            self.recorder.visit(kind, max(0.0, time.monotonic() - due))
            pool.spawn(visit, kinds[kind], due, number)
        rest_s = zero + self.profile.length_s - time.monotonic()
        gevent.sleep(max(0.0, rest_s))
        self.finish()

    @classmethod
    def finish(cls) -> None:
        """Let nobody begin any more, and wait for those who have."""
        cls.is_stopping = True
        cls.pool.join(timeout=LATE_STAYERS_S)
        cls.pool.kill()

    def stop(self, force: bool = False) -> Any:
        """End at once: whoever is still being served is in the ledger."""
        return super().stop(force=True)


def visit(kind: Caller, due: float, number: int) -> None:
    """Let one visitor come: its own due time, everybody's connections; what it does goes by weight."""
    visitor = copy.copy(kind)
    visitor.due, visitor.number = due, number
    tasks = type(kind).tasks
    try:
        tasks[number % len(tasks)](visitor)  # type: ignore[operator] # ours are functions, no sets of tasks
    except Exception as defect:  # noqa: BLE001 - whatever it is, somebody came in vain and must be counted
        kind.environment.events.request.fire(
            request_type="VISIT",
            name=f"visit of {type(kind).__name__}",
            response_time=0.0,
            response_length=0,
            exception=defect,
            context={},
        )
