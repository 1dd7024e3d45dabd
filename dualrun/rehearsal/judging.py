"""The judgement: what the public answers say of every order, and all checkers asked about the end."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from dualrun.checkers.audit import Auditor
from dualrun.checkers.closing import Asked, Closing, Converted, Moved
from dualrun.history import CancelIntent, History, Operation
from dualrun.rehearsal.closing import Rest
from dualrun.rehearsal.shop import TOO_LATE
from facade.routing.cohort import Cohorts
from facade.routing.stage import Side, Stage


class Routing(NamedTuple):
    """Where the cohorts stood and how they moved, as the operator knows it."""

    cohorts: Cohorts
    moves: tuple[Moved, ...] = ()
    began_at: Stage = Stage.OFF
    conversions: tuple[Asked, ...] = ()


def judge(
    auditor: Auditor,
    history: History,
    rest: Rest,
    cancellations: tuple[CancelIntent, ...],
    routing: Routing,
) -> None:
    """Write down how every wish to cancel ended, and let every checker judge how everything stands."""
    for operation in history:
        _note_cancellation(operation, rest)
    closing = Closing(
        deadline=rest.deadline,
        ended_at=rest.at,
        outbox_unsent=rest.unsent,
        public_status={ref: answer[:2] for ref, answer in rest.answers.items()},
        cancellations=cancellations,
        expected_mirrors=rest.in_both,
        moves=routing.moves,
        conversions=tuple(_asked(routing.conversions, rest)),
        converted=_converted(rest),
        cohorts={
            o.intent.external_ref: routing.cohorts.of(
                o.intent.customer_id, o.intent.channel, o.intent.order_type
            )
            for o in history
        },
        began_at=routing.began_at,
    )
    auditor.close(history, closing)


def _asked(asked: Sequence[Asked], rest: Rest) -> Iterator[Converted]:
    """Give what each conversion was about, every attempt at it by itself: an answer may get lost.

    What the integration layer says it was asked counts only when the operator was asking just then.
    """
    for one in rest.conversions:
        noted_at = datetime.fromisoformat(one["asked_at"])
        for wish in asked:
            if wish.cohort == one["cohort"] and wish.asked_at <= noted_at <= wish.at:
                yield Converted(noted_at, one["cohort"], Side(one["to"]), frozenset(one["references"]))
                break


def _converted(rest: Rest) -> frozenset[str]:
    """Give the orders of which the last conversion that they were asked to take part in was done."""
    done: dict[str, bool] = {}
    for one in rest.conversions:
        done |= {reference: reference in one["converted"] for reference in one["references"]}
    return frozenset(reference for reference, is_done in done.items() if is_done)


def _note_cancellation(operation: Operation, rest: Rest) -> None:
    """Write down how a wish to cancel ended, as the public answer tells it."""
    if operation.cancel_outcome not in ("requested", "info"):
        return
    reference = operation.intent.external_ref
    _, _, _, outcome, why = rest.answers.get(reference, ("", "", False, "", ""))
    if not outcome:
        asked = operation.cancel_outcome == "requested"
        operation.cancel_outcome = TOO_LATE if asked else "info"
    elif outcome in ("done", "partly"):
        operation.cancel_outcome = outcome
    else:
        operation.cancel_outcome = f"refused:{why or outcome}"
