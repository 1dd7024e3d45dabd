"""From what was typed to what is rehearsed: the scenario, the business, the demand."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dualrun.errors import UsageError
from dualrun.rehearsal.plan import Plan
from dualrun.report.document import Input
from dualrun.scenario.check_faults import after_the_run
from dualrun.scenario.cohorts import cohorts_of
from dualrun.scenario.demand import InputReport
from dualrun.scenario.demand import prepare as business
from dualrun.scenario.history_file import read_history
from dualrun.scenario.load import load
from dualrun.scenario.schema import Scenario
from dualrun.scenario.values import parse_moment
from dualrun.streams import Streams


@dataclass(frozen=True, slots=True)
class Wish:
    """A rehearsal as it was asked for."""

    scenario: str
    seed: int
    overrides: Mapping[str, str]
    orders: Path | None = None
    columns: str | None = None
    reconcile_at: tuple[str, ...] = ()


def prepare(wish: Wish) -> Plan:
    """Make a plan of a wish.

    Raises:
        UsageError: the scenario, an override or the order history is not right; says what and where.
    """
    return plan_for(load(wish.scenario, wish.overrides), wish)


def plan_for(scenario: Scenario, wish: Wish) -> Plan:
    """Make a plan of a wish whose scenario has been read already.

    Raises:
        UsageError: the order history is not right; says what and where.
    """
    history = read_history(wish.orders, wish.columns) if wish.orders is not None else None
    master, planned, account = business(scenario, history, Streams(wish.seed).child("business"))
    return Plan(
        scenario,
        wish.seed,
        master,
        planned,
        cohorts_of(scenario, master),
        _accounted(account) if history is not None else Input(),
        reproduce(wish),
        moments(wish.reconcile_at, scenario),
    )


def moments(asked: tuple[str, ...], scenario: Scenario) -> tuple[float, ...]:
    """Read the moments at which to reconcile.

    Raises:
        UsageError: one of them is none, or is after the run.
    """
    found = []
    for text in asked:
        try:
            at_s = parse_moment(text)
        except ValueError as error:
            raise UsageError(f"--reconcile-at: {error}") from None
        if at_s > scenario.length_s:
            raise UsageError(f"--reconcile-at: {after_the_run(at_s, scenario)}")
        found.append(at_s)
    return tuple(sorted(found))


def _accounted(account: InputReport) -> Input:
    return Input(
        lines_read=account.lines_read,
        lines_used=account.lines_used,
        lines_rejected=dict(account.rejected),
        notes=dict(account.notes),
    )


def reproduce(wish: Wish) -> str:
    """Give the one command that does it again."""
    words = ["dualrun", "rehearse", wish.scenario]
    if wish.orders is not None:
        words += ["--orders", str(wish.orders)]
    if wish.columns is not None:
        words += ["--columns", wish.columns]
    for moment in wish.reconcile_at:
        words += ["--reconcile-at", moment]
    for key, value in wish.overrides.items():
        words += ["--set", f"{key}={value}"]
    return shlex.join([*words, "--seed", str(wish.seed)])
