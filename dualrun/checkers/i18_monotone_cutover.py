"""I18: once a cohort has moved, does its old book get new orders all the same?"""

from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import BOOK, Closing
from dualrun.history import FIELD_SALES, History, Operation, Outcome
from facade.routing.stage import DUTIES, Side, Stage
from simulators.chassis.commits import Commit, OrderCommit


class MonotoneCutover(Checker):
    """The book of an order was authoritative for its cohort at some instant between placing and taking in.

    Stages move when the operator says so and at no other time; so an order that lies in another book was
    routed by a plan that nobody has signed, or by one that was over. An order that no book had yet may have
    been moved by a conversion; what becomes of one that a book has is not judged here.
    """

    id = "I18"
    name = "monotone_cutover"
    watches = (OrderCommit,)

    def __init__(self) -> None:
        super().__init__()
        self._booked_at: dict[str, datetime] = {}

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Remember when an order was first posted."""
        assert isinstance(record, OrderCommit)
        if record.posting:
            self._booked_at.setdefault(record.external_ref, at)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge the book of every order."""
        for operation in history:
            ref = operation.intent.external_ref
            dossier = archive.dossier(ref)
            if ref not in closing.cohorts or not dossier.posted:
                continue
            self.evaluated += 1
            home = dossier.posted[0][0]
            sides = authoritative_between(closing, ref, operation.invoked_at, self._taken_in_by(operation))
            sides += [one.to for one in closing.conversions_of(ref) if one.asked_at <= self._booked_at[ref]]
            allowed = list(dict.fromkeys(BOOK[side] for side in sides))
            if home not in allowed:
                cohort = closing.cohorts[ref]
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref} was placed when orders of {cohort} went to {', '.join(allowed)}; {home} has it",
                    cohort=cohort,
                    placed=operation.invoked_at,
                    booked=self._booked_at[ref],
                )

    def _taken_in_by(self, operation: Operation) -> datetime:
        """Give when an order was in: in the field once it is answered; a shop exports its orders later."""
        booked = self._booked_at[operation.intent.external_ref]
        is_direct = operation.intent.channel == FIELD_SALES
        if is_direct and operation.outcome is Outcome.OK and operation.answered_at:
            return min(booked, operation.answered_at)
        return booked


def authoritative_between(closing: Closing, ref: str, begin: datetime, end: datetime) -> list[Side]:
    """Give the sides that were authoritative for an order's cohort at some time in between."""
    stages: dict[Stage, None] = {closing.began_at: None}
    for move in closing.moves:
        if move.cohort != closing.cohorts[ref] or move.asked_at > end:
            continue
        if move.at < begin:
            stages.clear()
        stages[move.stage_to] = None
    return list(dict.fromkeys(DUTIES[stage].writes[0] for stage in stages))
