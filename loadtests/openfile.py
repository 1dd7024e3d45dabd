"""What `dualrun load` lets Locust run: a profile's visits in the open model, on one process or many.

The plan comes as an option of the master or of the only process; Locust hands it on to its workers. A worker
sends what it has recorded and noted along with its ordinary reports, so the master alone writes files.
"""

import json
import os
import time
from typing import Any

import gevent
from locust import LoadTestShape, events
from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

from dualrun.scenario.marked import frozen
from loadtests.driving import Driver
from loadtests.kitting import equip
from loadtests.ledger import Ledger
from loadtests.options import add_options
from loadtests.profile import Profile
from loadtests.recording import Line, Recorder, to_file

__all__ = ["Driver", "ProfileShape"]

BEGIN_IN_S = 1.5
"""So that every worker has made up its business and its arrivals before the first of them is due."""


class ProfileShape(LoadTestShape):
    """One driver in each process until all of them are done; the profile says how much they offer."""

    workers = 1
    done = 0
    latest_s = 3600.0
    stop_file = ""

    def tick(self) -> tuple[int, float] | None:
        """Go on, or end."""
        if self.stop_file and os.path.exists(self.stop_file):
            return None
        lasted_s = self.get_run_time()  # type: ignore[no-untyped-call]
        is_over = Driver.done or self.done >= self.workers or lasted_s > self.latest_s
        return None if is_over else (self.workers, float(self.workers))


class Process:
    """The part of one process in a run."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        chosen: Any = environment.parsed_options
        self._chosen = chosen
        self._lines: list[Line] = []
        self._ledger = Ledger(chosen.ledger)
        runner: Any = environment.runner
        self._runner = runner
        self._is_worker = isinstance(runner, WorkerRunner)
        self._is_master = isinstance(runner, MasterRunner)
        self._write = self._lines.append if self._is_worker else to_file(chosen.record)
        self._recorder: Recorder | None = None
        self._done: set[str] = set()

    def begin(self, **_: Any) -> None:
        """Get ready, once the runner knows its plan and its place among the others."""
        plan = json.loads(self._chosen.plan)
        if not self._is_worker:
            plan["begins_at"] = time.time() + BEGIN_IN_S
            self._chosen.plan = json.dumps(plan)
            self._write({"began_at": plan["begins_at"]})
        profile = Profile.model_validate(frozen(plan["profile"]))
        ProfileShape.workers = plan["workers"] if self._is_master else 1
        ProfileShape.stop_file = "" if self._is_worker else plan["stop_file"]
        ProfileShape.latest_s = profile.length_s + 120.0
        if self._is_master:
            return
        self._ledger.keeps = self._is_worker
        equip(self._environment, plan, self._ledger)
        Driver.profile = profile
        if self._is_worker:
            Driver.share, Driver.shares = self._runner.worker_index, plan["workers"]
        Driver.began_at = plan["begins_at"]
        name = f"worker {Driver.share + 1}" if self._is_worker else "generator"
        Driver.recorder = self._recorder = Recorder(name, plan["begins_at"], self._write)
        _listen(self._environment.events.request, self._recorder.request)
        gevent.spawn(self._keep_writing)

    def report(self, data: dict[str, Any], **_: Any) -> None:
        """Send along what was recorded and noted since the last report."""
        if self._recorder is not None:
            self._recorder.flush(everything=Driver.done)
        data["lines"], self._lines[:] = list(self._lines), []
        data["orders"] = self._ledger.taken()
        data["done"] = Driver.done

    def take(self, client_id: str, data: dict[str, Any], **_: Any) -> None:
        """Write down what a worker has sent."""
        for line in data.get("lines", ()):
            self._write(line)
        self._ledger.add(data.get("orders", ()))
        if data.get("done"):
            self._done.add(client_id)
        ProfileShape.done = len(self._done)

    def end(self, **_: Any) -> None:
        """Let no visit begin any more, wait for those that have, and write what is left."""
        Driver.finish()
        if self._recorder is not None:
            self._recorder.flush(everything=True)

    def _keep_writing(self) -> None:
        while not Driver.done:
            gevent.sleep(1.0)
            if not self._is_worker and self._recorder is not None:
                self._recorder.flush()


def _listen(event: Any, hear: Any) -> None:
    event.add_listener(hear)


def _begin(environment: Environment, **_: Any) -> None:
    process = Process(environment)
    _listen(environment.events.test_start, process.begin)
    _listen(environment.events.test_stop, process.end)
    _listen(environment.events.report_to_master, process.report)
    _listen(environment.events.worker_report, process.take)


_listen(events.init_command_line_parser, add_options)
_listen(events.init, _begin)
